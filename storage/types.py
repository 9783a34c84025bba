"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
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
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Refuse a moment without a zone: it would be a different moment on every machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value!r} has no time zone; csops keeps every moment in UTC."
            raise ValueError(message)
        if dialect.name == "sqlite":
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        return value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]  # The driver's value has no type.
