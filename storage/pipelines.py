"""PostgreSQL on libpq itself: statements that are prepared once, and many of them in one round trip.

psycopg's cursors do the same at three times the CPU, and send every statement of a pipeline by itself
(docs/performance.md has the figures). A pipeline waits for nothing itself: it says what it waits for, and goes on when
that is there, in a thread (`PostgresUnit`) or on the event loop (storage/wires.py).
"""

import itertools
import select
import time
from collections.abc import Generator, Iterable, Sequence
from typing import Any

import psycopg
from psycopg import abc, pq
from psycopg.adapt import PyFormat, Transformer
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from storage.unit import ConflictError, DatabaseLostError, Unit

LONGEST_ANSWER_SECONDS = 15.0
"""The server itself ends a statement after ten (storage.engine.POSTGRES_LIMITS); then the connection is lost."""

Asked = tuple[str, Sequence[Any]]
"""SQL with $1, $2, ..., and its parameters."""

Results = list[pq.abc.PGresult]
Steps = Generator[int, None, Results]
"""Yields POLLIN or POLLIN | POLLOUT, and goes on once the connection is ready and what came has been read."""

CONFLICTS = (
    psycopg.errors.IntegrityError,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
)

_BEGIN: Asked = ("BEGIN", ())
_BEGIN_READING: Asked = ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ())
_COMMIT: Asked = ("COMMIT", ())
_ROLLBACK: Asked = ("ROLLBACK", ())
_OPEN = frozenset({pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR})

# Members of an enumeration are looked up slowly, and these are asked for with every result.
_FAILED = int(pq.ExecStatus.FATAL_ERROR)
_SYNC = int(pq.ExecStatus.PIPELINE_SYNC)
_BAD = int(pq.ConnStatus.BAD)
_AS_TEXT = PyFormat.TEXT


class Pipeline:
    """Runs statements on one connection, for as long as that is open."""

    def __init__(self, driver: "psycopg.Connection[Any]") -> None:
        self._driver = driver
        self._libpq = driver.pgconn
        self._prepared: dict[str, bytes] = {}
        self._names = itertools.count()
        self._values = Transformer(driver)  # It looks up once how values of each type are written.
        self._readers: dict[str, abc.Transformer] = {}

    @property
    def at_rest(self) -> bool:
        """Whether nothing is under way: neither an answer nor a transaction."""
        is_off = self._libpq.pipeline_status == pq.PipelineStatus.OFF
        return is_off and self._libpq.transaction_status == pq.TransactionStatus.IDLE

    def run(self, asked: Sequence[Asked]) -> Steps:
        """Send all in one round trip and return the results, or roll back. Raises what psycopg raises."""
        try:
            return (yield from self._sent(asked))
        except psycopg.Error as error:
            is_forgotten = isinstance(error, psycopg.errors.InvalidSqlStatementName)
            if is_forgotten:
                # psycopg gave up all that the connection had prepared, ours with its own, when SQLAlchemy rolled back.
                self._prepared.clear()
                self._readers.clear()
            if self._libpq.transaction_status in _OPEN:
                yield from self._sent([_ROLLBACK])
            if not is_forgotten:
                raise
        return (yield from self._sent(asked))

    def commit(self, asked: Sequence[Asked]) -> Steps:
        """Do the same in one transaction."""
        return self.run([_BEGIN, *asked, _COMMIT])

    def rows(self, sql: str, result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
        """Return the rows of a statement's result, their values as psycopg reads them."""
        reader = self._readers.get(sql)
        if reader is None:
            reader = self._readers[sql] = Transformer(self._driver)
            reader.set_pgresult(result)
        else:  # How each column is read is known; to look it up for a hundred of them would cost more than to read.
            reader.set_pgresult(result, set_loaders=False)
        return reader.load_rows(0, result.ntuples, tuple)

    def _sent(self, asked: Sequence[Asked]) -> Steps:
        prepared, libpq, written = self._prepared, self._libpq, self._values.dump_sequence
        new = [sql for sql, _ in asked if sql not in prepared]
        if new:
            yield from self._prepare(new)
        ready = [(prepared[sql], written(values, [_AS_TEXT] * len(values))) for sql, values in asked]
        libpq.enter_pipeline_mode()
        for name, values in ready:
            libpq.send_query_prepared(name, values)
        return (yield from self._answers())

    def _prepare(self, statements: Iterable[str]) -> Generator[int, None, None]:
        """Prepare what is new to the connection, in a round trip of its own."""
        # No name is given twice, not even after all was given up: what was prepared since then has its name still.
        new = {sql: b"csops_%d" % next(self._names) for sql in dict.fromkeys(statements)}
        self._libpq.enter_pipeline_mode()
        for sql, name in new.items():
            self._libpq.send_prepare(name, sql.encode())
        yield from self._answers()
        self._prepared.update(new)

    def _answers(self) -> Steps:
        self._libpq.pipeline_sync()
        results = yield from self._until_sync()
        self._libpq.exit_pipeline_mode()
        for result in results:
            if result.status == _FAILED:
                raise psycopg.errors.error_from_result(result, self._driver.info.encoding)
        return results

    def _until_sync(self) -> Steps:
        libpq = self._libpq
        results: Results = []
        while libpq.flush():
            yield select.POLLIN | select.POLLOUT
        while True:
            while libpq.is_busy():
                yield select.POLLIN
            result = libpq.get_result()
            if result is None:  # The end of one statement's results, or of the connection.
                if libpq.status == _BAD:
                    raise psycopg.OperationalError("The database closed the connection.")
            elif result.status == _SYNC:
                return results
            else:
                results.append(result)


def pipeline_of(connection: PoolProxiedConnection) -> Pipeline:
    """Return the pipeline of a connection: the one that it had when it was lent before."""
    known: Pipeline | None = connection.info.get(Pipeline)
    if known is None:
        driver: Any = connection.driver_connection
        known = connection.info[Pipeline] = Pipeline(driver)
    return known


class PostgresUnit(Unit):
    """A unit on PostgreSQL: reads stand alone, the writes and their commit go out together."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection) -> None:
        super().__init__(dialect, connection)
        self._pipeline = pipeline_of(connection)

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Return the rows."""
        return self._pipeline.rows(sql, self._waited_for(self._pipeline.run([(sql, parameters)]))[0])

    @override
    def commit(self) -> None:
        """Send BEGIN, the queue and COMMIT in one round trip."""
        self._waited_for(self._pipeline.commit(self.queued()))

    @override
    def end(self) -> None:
        """Let go of a connection in the middle of an answer: it is of no use to anybody."""
        if self._connection.is_valid and not self._driver.closed and not self._pipeline.at_rest:
            self._connection.invalidate()

    def _waited_for(self, steps: Steps) -> Results:
        """Wait in this thread, while the others go on."""
        libpq, until = self._driver.pgconn, time.monotonic() + LONGEST_ANSWER_SECONDS
        try:
            while True:
                try:
                    wanted = next(steps)
                except StopIteration as finished:
                    return finished.value  # type: ignore[no-any-return]  # A generator's value has no type here.
                if _came(libpq.socket, wanted, until) & ~select.POLLOUT:
                    libpq.consume_input()
        except CONFLICTS as error:
            raise ConflictError(str(error)) from error
        except psycopg.OperationalError as error:
            self._connection.invalidate()
            raise DatabaseLostError(str(error)) from error


class PostgresReading(PostgresUnit):
    """A unit on PostgreSQL that only reads, all of one moment: a list and what it counts agree, whoever acts meanwhile.

    It begins with its first statement, in the same round trip, and ends with one of its own.
    """

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Return the rows."""
        asked = [(sql, parameters)] if self._is_open else [_BEGIN_READING, (sql, parameters)]
        return self._pipeline.rows(sql, self._waited_for(self._pipeline.run(asked))[-1])

    @override
    def commit(self) -> None:
        """Refuse: nothing is written here."""
        raise NotImplementedError

    @override
    def end(self) -> None:
        """Let the moment go."""
        if self._is_open:
            self._waited_for(self._pipeline.run([_ROLLBACK]))
        super().end()

    @property
    def _is_open(self) -> bool:
        return self._connection.is_valid and self._driver.pgconn.transaction_status == pq.TransactionStatus.INTRANS


def _came(socket: int, wanted: int, until: float) -> int:
    """Return for what the socket is ready once it is. Raises psycopg.OperationalError when it is not in time."""
    ready = select.poll()
    ready.register(socket, wanted)
    found = ready.poll(max(0.0, until - time.monotonic()) * 1000)
    if not found:
        raise late()
    return found[0][1]


def late() -> psycopg.OperationalError:
    """Return what is raised when the server takes too long, as if it had closed the connection."""
    return psycopg.OperationalError(f"The database did not answer within {LONGEST_ANSWER_SECONDS:.0f} s.")
