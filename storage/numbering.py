"""The numbers that people say aloud (the 12 of ENG-12): one count for all kinds of work, so no two share a number.

On PostgreSQL it is a sequence, read in the statement that a command reads anyway: nobody waits for it, and a command
that fails leaves a gap. On SQLite, which has one writer at a time, it is a row.
"""

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from storage import tables
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import Unit


class work_number(GenericFunction[int]):  # noqa: N801 - SQL functions are written small.
    """The next number where the database has a sequence; NULL on SQLite, where `next_number` counts."""

    inherit_cache = True
    type = sa.BigInteger()


@compiles(work_number)
def _from_sequence(_element: work_number, compiler: SQLCompiler, **_kwargs: object) -> str:
    return "NULL" if compiler.dialect.name == "sqlite" else f"nextval('{tables.work_numbers.name}')"


def _next(dialect: str) -> sa.Executable:
    if dialect == "postgresql":
        return sa.select(work_number().label("value"))
    adding = insert_on(dialect, tables.number).values({"name": "work", "value": 1})
    bumped = adding.on_conflict_do_update(index_elements=["name"], set_={"value": tables.number.c.value + 1})
    counted: sa.Executable = bumped.returning(tables.number.c.value)
    return counted


NEXT = Prepared(Spelt(_next))


def next_number(unit: Unit) -> int:
    """Return the next number, counting from 1."""
    row = unit.row(NEXT, {})
    if row is None:
        message = "The database gave no number for a new piece of work."
        raise RuntimeError(message)
    return int(row.value)
