"""PostgreSQL's unit of work: its writes and their commit in one round trip, on libpq itself.

Statements are prepared once for each connection and sent through psycopg's libpq. psycopg's cursors do the same at
three times the CPU, and send every statement of a pipeline by itself (docs/performance.md has the figures).
"""

import select
import time
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from storage.unit import ConflictError, DatabaseLostError, Unit

LONGEST_ANSWER_SECONDS = 15.0
"""The server itself ends a statement after ten (storage.engine.POSTGRES_LIMITS); then the connection is lost."""

Asked = tuple[str, Sequence[Any]]
"""SQL with $1, $2, ..., and its parameters."""

_BEGIN: Asked = ("BEGIN", ())
_COMMIT: Asked = ("COMMIT", ())
_ROLLBACK: Asked = ("ROLLBACK", ())


class Pipeline:
    """Runs statements on one connection. `prepared` has the names of those that this connection knows already."""

    def __init__(self, driver: psycopg.Connection[Any], prepared: dict[str, bytes]) -> None:
        self._driver = driver
        self._libpq = driver.pgconn
        self._prepared = prepared

    def run(self, asked: Sequence[Asked]) -> list[pq.abc.PGresult]:
        """Send all in one round trip and return the results. Raises what psycopg raises."""
        try:
            return self._run(asked)
        except psycopg.errors.InvalidSqlStatementName:
            # psycopg gives up all that a connection has prepared, ours with its own, when SQLAlchemy rolls back.
            self._prepared.clear()
            self.give_up()
            return self._run(asked)

    def give_up(self) -> None:
        """Roll back what an error left open."""
        if self._libpq.transaction_status != pq.TransactionStatus.IDLE:
            self._run([_ROLLBACK])

    def rows(self, result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
        """Return the rows of a result, their values as psycopg reads them."""
        reading = Transformer(self._driver)
        reading.set_pgresult(result)
        return reading.load_rows(0, result.ntuples, tuple)

    def _run(self, asked: Sequence[Asked]) -> list[pq.abc.PGresult]:
        self._prepare(sql for sql, _ in asked if sql not in self._prepared)
        dumping = Transformer(self._driver)
        ready = [
            (self._prepared[sql], dumping.dump_sequence(parameters, [PyFormat.TEXT] * len(parameters)))
            for sql, parameters in asked
        ]
        self._libpq.enter_pipeline_mode()
        for name, values in ready:
            self._libpq.send_query_prepared(name, values)
        return self._answers()

    def _prepare(self, statements: Iterable[str]) -> None:
        """Prepare what is new to the connection, in a round trip of its own."""
        new = {sql: b"csops_%d" % (len(self._prepared) + n) for n, sql in enumerate(dict.fromkeys(statements))}
        if not new:
            return
        self._libpq.enter_pipeline_mode()
        for sql, name in new.items():
            self._libpq.send_prepare(name, sql.encode())
        self._answers()
        self._prepared.update(new)

    def _answers(self) -> list[pq.abc.PGresult]:
        self._libpq.pipeline_sync()
        results = self._until_sync()
        self._libpq.exit_pipeline_mode()
        for result in results:
            if result.status == pq.ExecStatus.FATAL_ERROR:
                raise psycopg.errors.error_from_result(result, self._driver.info.encoding)
        return results

    def _until_sync(self) -> list[pq.abc.PGresult]:
        libpq = self._libpq
        results: list[pq.abc.PGresult] = []
        until = time.monotonic() + LONGEST_ANSWER_SECONDS
        while libpq.flush():
            self._wait(select.POLLIN | select.POLLOUT, until)
        while True:
            while libpq.is_busy():
                self._wait(select.POLLIN, until)
            result = libpq.get_result()
            if result is not None and result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            if result is not None:
                results.append(result)
            elif libpq.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError("The database closed the connection.")

    def _wait(self, for_what: int, until: float) -> None:
        """Wait until the connection can be written or read, and read what is there. The other threads go on."""
        ready = select.poll()
        ready.register(self._libpq.socket, for_what)
        found = ready.poll(max(0.0, until - time.monotonic()) * 1000)
        if not found:
            message = f"The database did not answer within {LONGEST_ANSWER_SECONDS:.0f} s."
            raise psycopg.OperationalError(message)
        if found[0][1] & ~select.POLLOUT:
            self._libpq.consume_input()


class PostgresUnit(Unit):
    """A unit on PostgreSQL: reads stand alone, the writes and their commit go out together."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection) -> None:
        super().__init__(dialect, connection)
        self._pipeline = Pipeline(self._driver, connection.info.setdefault("csops_prepared", {}))

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Return the rows."""
        return self._pipeline.rows(self._run([(sql, parameters)])[0])

    @override
    def commit(self) -> None:
        """Send BEGIN, the queue and COMMIT in one round trip."""
        asked = [_BEGIN]
        for statement, parameters in self._queue:
            compiled = statement.on(self.dialect)
            asked.append((compiled.sql, compiled.parameters(parameters)))
        self._run([*asked, _COMMIT])

    @override
    def end(self) -> None:
        """Roll back what an error left open; a connection in the middle of an answer is of no use to anybody."""
        if not self._connection.is_valid or self._driver.closed:
            return
        if self._driver.pgconn.pipeline_status != pq.PipelineStatus.OFF:
            self._connection.invalidate()
            return
        self._pipeline.give_up()

    def _run(self, asked: Sequence[Asked]) -> list[pq.abc.PGresult]:
        try:
            return self._pipeline.run(asked)
        except (
            psycopg.errors.IntegrityError,
            psycopg.errors.SerializationFailure,
            psycopg.errors.DeadlockDetected,
        ) as error:
            raise ConflictError(str(error)) from error
        except psycopg.OperationalError as error:
            self._connection.invalidate()
            raise DatabaseLostError(str(error)) from error
