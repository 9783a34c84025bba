"""Statements that are compiled once: SQLAlchemy Core writes the SQL, the driver runs it without Core's cost per call.

SQLAlchemy spends about 0.1 ms of CPU on each execution; a command makes half a dozen. `Prepared` keeps the SQL text and
the conversions of its parameters and results, so what is left per call is the driver's own work.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

Row = Any
"""A named tuple with the statement's columns; typed values are made of it by the room that asked."""

Convert = Callable[[Any], Any]


class Compiled:
    """One statement on one database."""

    def __init__(self, statement: sa.Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # Every Executable of Core is compilable.
        self.sql = str(compiled)
        self.fixed: dict[str, Any] = {}
        self.converts: list[tuple[str, Convert]] = []
        for name, bind in compiled.binds.items():
            if not bind.required:
                self.fixed[name] = bind.effective_value
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                self.converts.append((name, convert))
        for name, convert in self.converts:
            if name in self.fixed:
                self.fixed[name] = convert(self.fixed[name])
        self.converts = [(name, convert) for name, convert in self.converts if name not in self.fixed]
        self.results = self._results(statement, dialect)

    def parameters(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the parameters as the driver wants them."""
        if not self.fixed and not self.converts:
            return given
        ready = {**self.fixed, **given}
        for name, convert in self.converts:
            ready[name] = convert(ready[name])
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
                changed[index] = convert(changed[index])
            return shape._make(changed)

        return make


class Prepared:
    """A module-level statement; compiled at its first use on each kind of database.

    Where the two databases spell a thing differently, `statement` is a mapping of SQLAlchemy's dialect names.
    """

    def __init__(self, statement: sa.Executable | Mapping[str, sa.Executable]) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def on(self, dialect: Dialect) -> Compiled:
        """Return the statement as this database wants it."""
        known = self._compiled.get(dialect.name)
        if known is None:
            spelt = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
            known = self._compiled[dialect.name] = Compiled(spelt, dialect)
        return known
