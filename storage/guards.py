"""What keeps the history append-only in the database itself: triggers that refuse every change and every deletion."""

import sqlalchemy as sa
from sqlalchemy import DDL, event

REFUSAL = "the history is append-only: add an entry that corrects it"

_ON_SQLITE = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION csops_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END $$
"""
_ON_POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION csops_append_only()
"""


def statements(table: str, dialect: str) -> list[str]:
    """Return what makes a table append-only on a kind of database. Migrations call it, so it stays as it is."""
    if dialect == "sqlite":
        acts = ("update", "delete")
        return [_ON_SQLITE.format(table=table, act=act, refusal=REFUSAL).strip() for act in acts]
    return [_FUNCTION.format(refusal=REFUSAL).strip(), _ON_POSTGRES.format(table=table).strip()]


def guard(table: sa.Table) -> None:
    """Make a table append-only wherever it is created."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(table.name, dialect):
            made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
            event.listen(table, "after_create", made)
