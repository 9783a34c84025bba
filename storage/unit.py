"""One command's unit of work: it reads at once and writes at the end, everything in one transaction.

Writes are queued and sent together with the commit. On PostgreSQL that is one round trip (libpq's pipeline), so a
command costs one trip to read and one to write. What guards against two commands at the same moment is the primary
key of `history`: both would write the same next entry of the same subject, and the second gets a ConflictError
and starts again from what is now true. SQLite has one writer at a time and never comes that far.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from storage.statements import Prepared, Row


class ConflictError(Exception):
    """Somebody else changed the same thing first; read again and decide again."""


class DatabaseLostError(Exception):
    """The database did not answer. Whether the commit arrived is unknown; the same request key may be tried again."""


class Unit:
    """What every unit does; the two kinds differ in how a transaction begins and ends."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection) -> None:
        self._dialect = dialect
        self._connection = connection
        self._driver: Any = connection.driver_connection
        self._queue: list[tuple[Prepared, Mapping[str, Any]]] = []

    def row(self, statement: Prepared, parameters: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None."""
        compiled = statement.on(self._dialect)
        values = self._execute(compiled.sql, compiled.parameters(parameters)).fetchone()
        return None if values is None else compiled.results(values)

    def rows(self, statement: Prepared, parameters: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        compiled = statement.on(self._dialect)
        found = self._execute(compiled.sql, compiled.parameters(parameters)).fetchall()
        return [compiled.results(values) for values in found]

    def write(self, statement: Prepared, parameters: Mapping[str, Any]) -> None:
        """Queue a write; it happens, in this order, when the unit commits."""
        self._queue.append((statement, parameters))

    def commit(self) -> None:
        """Write everything that was queued, durably. Raises ConflictError (nothing is kept) or DatabaseLostError."""
        raise NotImplementedError

    def end(self) -> None:
        """Give up whatever was not committed."""
        raise NotImplementedError

    def _execute(self, sql: str, parameters: Mapping[str, Any]) -> Any:
        raise NotImplementedError


class SqliteUnit(Unit):
    """A unit on SQLite: BEGIN IMMEDIATE before the first read, so that what was read is still true at the commit."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection, *, reads_only: bool = False) -> None:
        super().__init__(dialect, connection)
        self._driver.execute("BEGIN DEFERRED" if reads_only else "BEGIN IMMEDIATE")
        self._open = True

    @override
    def commit(self) -> None:
        """Write the queue and commit."""
        errors = self._dialect.loaded_dbapi
        try:
            for statement, parameters in self._queue:
                compiled = statement.on(self._dialect)
                self._execute(compiled.sql, compiled.parameters(parameters))
            self._driver.execute("COMMIT")
        except errors.IntegrityError as error:
            raise ConflictError(str(error)) from error
        self._open = False

    @override
    def end(self) -> None:
        """Roll back what was not committed."""
        if self._open:
            self._driver.execute("ROLLBACK")
            self._open = False

    @override
    def _execute(self, sql: str, parameters: Mapping[str, Any]) -> Any:
        return self._driver.execute(sql, parameters)


class PostgresUnit(Unit):
    """A unit on PostgreSQL: reads stand alone, the writes and their commit go out together."""

    @override
    def commit(self) -> None:
        """Send BEGIN, the queue and COMMIT in one round trip."""
        import psycopg  # noqa: PLC0415 - an installation on SQLite need not load it.

        try:
            with self._driver.pipeline(), self._driver.cursor() as cursor:
                cursor.execute("BEGIN")
                for statement, parameters in self._queue:
                    compiled = statement.on(self._dialect)
                    cursor.execute(compiled.sql, compiled.parameters(parameters))
                cursor.execute("COMMIT")
        except (
            psycopg.errors.IntegrityError,
            psycopg.errors.SerializationFailure,
            psycopg.errors.DeadlockDetected,
        ) as error:
            raise ConflictError(str(error)) from error
        except psycopg.OperationalError as error:
            self._connection.invalidate()
            raise DatabaseLostError(str(error)) from error

    @override
    def end(self) -> None:
        """Roll back what an error left open."""
        if self._connection.is_valid and not self._driver.closed:
            self._driver.rollback()

    @override
    def _execute(self, sql: str, parameters: Mapping[str, Any]) -> Any:
        import psycopg  # noqa: PLC0415 - an installation on SQLite need not load it.

        try:
            return self._driver.execute(sql, parameters)
        except psycopg.OperationalError as error:
            self._connection.invalidate()
            raise DatabaseLostError(str(error)) from error


def insert(table: sa.Table) -> Prepared:
    """Return the statement that inserts a row with every column given by name."""
    columns = [column for column in table.columns if column.autoincrement is not True]
    return Prepared(sa.insert(table).values({column.name: sa.bindparam(column.name) for column in columns}))
