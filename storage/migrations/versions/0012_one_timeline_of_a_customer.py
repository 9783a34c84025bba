"""One timeline of a customer: the history says whose it is, and lists of a customer walk their own index."""

import sqlalchemy as sa
from alembic import op

from storage import guards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_SOMEBODY = sa.text("customer <> ''")
UNDER_WAY = sa.text("step IS NOT NULL")
_WHOSE = """
UPDATE history SET customer = coalesce(
    (SELECT customer_key FROM engagement WHERE engagement.id = substr(history.subject, 12)
     AND history.subject = 'engagement:' || engagement.id),
    (SELECT key FROM customer WHERE customer.key = substr(history.subject, 10)
     AND history.subject = 'customer:' || customer.key),
    '')
"""
_UNGUARD = {
    "sqlite": ("DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete"),
    "postgresql": ("DROP TRIGGER history_append_only ON history",),
}


def upgrade() -> None:
    """Apply. The history is append-only, so its guards are taken off while what was written before is filled in."""
    dialect = op.get_bind().dialect.name
    op.add_column("history", sa.Column("customer", sa.Text(), server_default="", nullable=False))
    for statement in _UNGUARD[dialect]:
        op.execute(statement)
    op.execute(_WHOSE)
    for statement in guards.statements("history", dialect):
        op.execute(statement)
    op.create_index(
        "ix_history_customer",
        "history",
        ["customer", "at", "subject", "seq"],
        unique=False,
        sqlite_where=OF_SOMEBODY,
        postgresql_where=OF_SOMEBODY,
    )
    op.create_index(
        "ix_engagement_of_customer",
        "engagement",
        ["customer_key", "process", "entered_at", "id"],
        unique=False,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
