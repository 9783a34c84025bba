"""Statements that are compiled once: SQLAlchemy Core writes the SQL, the driver runs it without Core's cost per call.

SQLAlchemy spends about 0.1 ms of CPU on each execution; a command makes half a dozen. `Prepared` keeps the SQL text and
the conversions of its parameters and results, so what is left per call is the driver's own work.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect

Row = Any
"""A named tuple with the statement's columns; typed values are made of it by the room that asked."""

Convert = Callable[[Any], Any]


class Compiled:
    """One statement on one database, with its parameters by position: the fastest way for both drivers."""

    def __init__(self, statement: sa.Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # Every Executable of Core is compilable.
        self.sql = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed: dict[str, Any] = {}
        self._converts: list[tuple[int, Convert]] = []
        for name in dict.fromkeys(self._names):
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required:
                self._fixed[name] = bind.effective_value if convert is None else convert(bind.effective_value)
            elif convert is not None:
                self._converts += [(index, convert) for index, one in enumerate(self._names) if one == name]
        self.results = self._results(statement, dialect)
        self.target = _target(statement)
        """What it does to which table, such as ("insert", "vote"); two empty words for what only reads."""

    def parameters(self, given: Mapping[str, Any]) -> Sequence[Any]:
        """Return the parameters as the driver wants them. Raises KeyError for one that is missing."""
        named = {**self._fixed, **given} if self._fixed else given
        ready = [named[name] for name in self._names]
        for index, convert in self._converts:
            ready[index] = convert(ready[index])
        return ready

    def _results(self, statement: sa.Executable, dialect: Dialect) -> Callable[[tuple[Any, ...]], Row]:
        columns = list(
            getattr(statement, "selected_columns", None) or getattr(statement, "exported_columns", None) or ()
        )
        if not columns:
            return tuple
        shape = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024 - named at run time.
        converts = [
            (index, convert)
            for index, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]
        if not converts:
            return shape._make

        def make(values: tuple[Any, ...]) -> Row:
            changed = list(values)
            for index, convert in converts:
                if (value := changed[index]) is not None:  # A command's first row is mostly of what there is not.
                    changed[index] = convert(value)
            return shape._make(changed)

        return make


def _target(statement: sa.Executable) -> tuple[str, str]:
    if not isinstance(statement, sa.Insert | sa.Update | sa.Delete):
        return "", ""
    return statement.__visit_name__, getattr(statement.table, "name", "")


class Spelt(dict[str, Any]):
    """A statement that the two databases spell differently, by the name of SQLAlchemy's dialect.

    It is written where a database first asks for it: SQLite pays for nothing of PostgreSQL's.
    """

    def __init__(self, write: Callable[[str], sa.Executable]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, dialect: str) -> sa.Executable:
        written = self[dialect] = self._write(dialect)
        return written


def insert_on(dialect: str, table: sa.Table) -> Any:
    """Return an INSERT that can say what to do on a conflict, as this database spells it."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MB and 20 ms that SQLite does without.

    return postgresql.insert(table)


class Prepared:
    """A module-level statement; compiled at its first use on each kind of database."""

    def __init__(self, statement: sa.Executable | Spelt) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """Return the statement as this database wants it."""
        known = self._compiled.get(dialect.name)
        if known is None:
            spelt = self._statement[dialect.name] if isinstance(self._statement, Spelt) else self._statement
            known = self._compiled[dialect.name] = Compiled(spelt, dialect)
        return known
