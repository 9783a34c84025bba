"""One command's unit of work: it reads at once and writes at the end, everything in one transaction.

Writes are queued and sent together with the commit. On PostgreSQL that is one round trip (storage/pipelines.py), so a
command costs one trip to read and one to write. What guards against two commands at the same moment is the primary
key of `history`: both would write the same next entry of the same subject, and the second gets a ConflictError
and starts again from what is now true. SQLite has one writer at a time and never comes that far.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from storage.statements import Prepared, Row
from storage.turns import TurnTimeoutError


class ConflictError(Exception):
    """Somebody else changed the same thing first; read again and decide again."""


class DatabaseLostError(Exception):
    """The database did not answer. Whether the commit arrived is unknown; the same request key may be tried again."""


class ReadsMoreError(Exception):
    """The command reads more than its first row, and must wait in a thread for it."""


class Unit:
    """What every unit does; the two kinds differ in how a transaction begins and ends."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection) -> None:
        self.dialect = dialect
        self._connection = connection
        self._driver: Any = connection.driver_connection
        self._queue: list[tuple[Prepared, Mapping[str, Any]]] = []

    def row(self, statement: Prepared, parameters: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None."""
        compiled = statement.on(self.dialect)
        found = self.fetch(compiled.sql, compiled.parameters(parameters))
        return compiled.results(found[0]) if found else None

    def rows(self, statement: Prepared, parameters: Mapping[str, Any]) -> list[Row]:
        """Return all rows."""
        compiled = statement.on(self.dialect)
        return [compiled.results(values) for values in self.fetch(compiled.sql, compiled.parameters(parameters))]

    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Return the rows of SQL as the driver spells it and as the driver gives them."""
        raise NotImplementedError

    def write(self, statement: Prepared, parameters: Mapping[str, Any]) -> None:
        """Queue a write; it happens, in this order, when the unit commits."""
        self._queue.append((statement, parameters))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was queued: then there is nothing to commit."""
        return not self._queue

    def mark(self) -> int:
        """Return how many writes were queued so far, for `back_to`."""
        return len(self._queue)

    def back_to(self, mark: int) -> None:
        """Give up what was queued since a mark: one part of a command was refused, and the others are kept."""
        del self._queue[mark:]

    def targets(self) -> set[tuple[str, str]]:
        """Return what was queued so far does to which tables, as `Compiled.target` says it."""
        return {statement.on(self.dialect).target for statement, _ in self._queue}

    def queued(self) -> list[tuple[str, Sequence[Any]]]:
        """Return what was queued as the driver wants it: SQL and its parameters."""
        dialect, found = self.dialect, []
        for statement, parameters in self._queue:
            compiled = statement.on(dialect)
            found.append((compiled.sql, compiled.parameters(parameters)))
        return found

    def commit(self) -> None:
        """Write everything that was queued, durably. Raises ConflictError (nothing is kept) or DatabaseLostError."""
        raise NotImplementedError

    def end(self) -> None:
        """Give up whatever was not committed."""
        raise NotImplementedError


class Bounds(NamedTuple):
    """How a unit on SQLite begins, is kept, and is given up."""

    begin: str
    keep: str
    give_up: tuple[str, ...]


READING = Bounds("BEGIN DEFERRED", "COMMIT", ("ROLLBACK",))
WRITING = Bounds("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
"""IMMEDIATE before the first read, so that what was read is still true at the commit."""
SHARING = Bounds("SAVEPOINT unit", "RELEASE unit", ("ROLLBACK TO unit", "RELEASE unit"))
"""For one of several units in a transaction that another one began."""


class SqliteUnit(Unit):
    """A unit on SQLite. Raises storage.turns.TurnTimeoutError when a guest in another process does not let it begin."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection, bounds: Bounds) -> None:
        super().__init__(dialect, connection)
        self._bounds = bounds
        try:
            self._driver.execute(bounds.begin)
        except dialect.loaded_dbapi.OperationalError as error:
            if "locked" not in str(error):
                raise
            message = "Another process wrote for longer than the wait for it."
            raise TurnTimeoutError(message) from error
        self._open = True

    @override
    def commit(self) -> None:
        """Write the queue and commit."""
        try:
            for sql, parameters in self.queued():
                self._driver.execute(sql, parameters)
            self._driver.execute(self._bounds.keep)
        except self.dialect.loaded_dbapi.IntegrityError as error:
            raise ConflictError(str(error)) from error
        self._open = False

    @override
    def end(self) -> None:
        """Give up what was not committed."""
        if self._open:
            self._open = False
            for words in self._bounds.give_up:
                self._driver.execute(words)

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Return the rows."""
        found: list[tuple[Any, ...]] = self._driver.execute(sql, parameters).fetchall()
        return found


def insert(table: sa.Table) -> Prepared:
    """Return the statement that inserts a row with every column given by name."""
    columns = [column for column in table.columns if column.autoincrement is not True]
    return Prepared(sa.insert(table).values({column.name: sa.bindparam(column.name) for column in columns}))
