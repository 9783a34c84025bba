"""Clearing away in portions: each is a short transaction of its own, so that nobody waits long behind it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from storage.columns import Utc
from storage.engine import Database

PORTION: Final = 500
"""How many rows one transaction of a clean-up goes through at most."""

BEFORE: Final = sa.bindparam("before", type_=Utc)
MOST: Final = sa.bindparam("most", type_=sa.Integer)


def oldest_of(table: sa.Table, at: sa.Column[datetime]) -> sa.Delete:
    """Return the statement that deletes a table's oldest rows, but none that somebody holds."""
    key = sa.tuple_(*table.primary_key.columns)
    oldest = sa.select(*table.primary_key.columns).where(at < BEFORE).order_by(at).limit(MOST)
    return sa.delete(table).where(key.in_(oldest.with_for_update(skip_locked=True)))


def in_portions(database: Database, statement: sa.Delete, *, before: datetime, portion: int = PORTION) -> Iterator[int]:
    """Carry out a statement over `before` and `most` until it finds no whole portion; give each count."""
    gone = portion
    while gone == portion:
        with database.transaction() as connection:
            gone = connection.execute(statement, {"before": before, "most": portion}).rowcount
        yield gone
