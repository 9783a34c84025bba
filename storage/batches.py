"""Many rows in one statement: a JSON list of records that both databases read as a table."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from storage.statements import Spelt

ROWS = "rows"
"""The parameter that holds the records: what `packed` returns."""


def over(columns: Mapping[str, TypeEngine[Any]], build: Callable[[sa.FromClause], sa.Executable]) -> Spelt:
    """Return what `build` makes of a table `given`, whose rows are the records of the parameter `rows`."""
    return Spelt(lambda dialect: build(_on_sqlite(columns) if dialect == "sqlite" else _on_postgres(columns)))


def packed(records: Iterable[Mapping[str, Any]]) -> str:
    """Return the records as the parameter `rows`. Moments are given as `moment_text` writes them."""
    return msgspec.json.encode(list(records)).decode()


def _on_postgres(columns: Mapping[str, TypeEngine[Any]]) -> sa.FromClause:
    from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 - SQLite does without.

    named = [sa.column(name, kind) for name, kind in columns.items()]
    records = sa.func.jsonb_to_recordset(sa.cast(sa.bindparam(ROWS, type_=sa.Text), JSONB))
    return records.table_valued(*named, name="given").render_derived(name="given", with_types=True)


def _on_sqlite(columns: Mapping[str, TypeEngine[Any]]) -> sa.FromClause:
    each = sa.func.json_each(sa.bindparam(ROWS, type_=sa.Text)).table_valued(sa.column("value", sa.Text))
    values = [sa.func.json_extract(each.c.value, f"$.{name}", type_=kind).label(name) for name, kind in columns.items()]
    return sa.select(*values).select_from(each).subquery("given")
