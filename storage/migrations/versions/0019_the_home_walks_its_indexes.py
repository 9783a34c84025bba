"""The Home walks its indexes: what stands at a step, and what somebody logged."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("step IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    for name, columns in (
        ("ix_engagement_step", ["process", "step", "entered_at", "id"]),
        ("ix_engagement_asked", ["created_by", "process", "entered_at", "id"]),
    ):
        op.create_index(name, "engagement", columns, unique=False, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
