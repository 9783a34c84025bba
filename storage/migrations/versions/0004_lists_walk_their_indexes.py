"""Lists walk their indexes: what is under way and what waits, in the order in which people see it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("step IS NOT NULL")
WAITS = sa.text("state IN ('offered', 'returned')")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_engagement_newest",
        "engagement",
        ["entered_at", "id"],
        unique=False,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    op.drop_index("ix_handoff_waiting", table_name="handoff")
    op.create_index(
        "ix_handoff_waiting",
        "handoff",
        ["offered_at", "id"],
        unique=False,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
