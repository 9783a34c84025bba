"""What every table is made of: the naming of constraints, and columns that mean the same on both databases."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Column, Index, event
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine
from typing_extensions import override


class Utc(sa.TypeDecorator[datetime]):
    """An aware moment in UTC: `timestamptz` on PostgreSQL; on SQLite text of fixed width, which sorts as time does."""

    impl = sa.TIMESTAMP(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return text for SQLite, which has no type for time."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(32))
        return dialect.type_descriptor(sa.TIMESTAMP(timezone=True))

    @override
    def bind_processor(self, dialect: Dialect) -> Any:  # SQLAlchemy's own type for it is private.
        """Write moments as text; a command writes a dozen, most of them the same, so there is nothing between."""
        del dialect
        return _written

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return the moment in UTC."""
        del coltype
        return _read_text if dialect.name == "sqlite" else _in_utc


def _written(value: datetime | None) -> str | None:
    """Refuse a moment without a zone: it would be a different moment on every machine."""
    if value is None:
        return None
    if value.tzinfo is UTC:
        return _text(value)
    if value.tzinfo is None:
        message = f"{value!r} has no time zone; csops keeps every moment in UTC."
        raise ValueError(message)
    return _text(value.astimezone(UTC))


@lru_cache(maxsize=64)
def _text(value: datetime) -> str:
    return value.isoformat(timespec="microseconds")


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# A row that grows by itself: BIGINT on PostgreSQL, and on SQLite the INTEGER that its row id needs.
serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# Text that is compared and sorted byte by byte on both databases, as Python compares and sorts it.
byte_order = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def words(name: str, *, default: str | None = None, nullable: bool = False) -> Column[str]:
    """Return a text column; most of ours are."""
    return Column(name, sa.Text, nullable=nullable, server_default=default)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """Return a column of moments in UTC."""
    return Column(name, Utc, nullable=nullable)


def count(name: str, *, default: int | None = 0) -> Column[int]:
    """Return a column of whole numbers."""
    server_default = None if default is None else sa.text(str(default))
    return Column(name, sa.Integer, nullable=False, server_default=server_default)


_WHERE: Final = "where"


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of those rows alone for which a condition holds; both databases spell it alike."""
    return Index(name, *columns, unique=unique, info={_WHERE: where})


def spell_conditions(dialect: str) -> None:
    """Tell the partial indexes what their condition is called on a kind of database.

    Whoever makes or compares tables needs it. Told with each index, the condition for PostgreSQL would bring all of its
    dialect, and SQLite would pay for it: 2 MB at rest, and 20 ms of each start.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_options[dialect][_WHERE] = sa.text(index.info[_WHERE])


@event.listens_for(metadata, "before_create")
def _spell_conditions(_tables: object, connection: sa.Connection, **_: object) -> None:
    spell_conditions(connection.dialect.name)
