"""A hand-off that was returned twice: the first reason, which role decides, and who decided."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for name in ("first_answered_by", "first_reason", "decider"):
        op.add_column("handoff", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("handoff", sa.Column("decided_by", sa.Text(), nullable=True))
    op.add_column("handoff", sa.Column("decided_for", sa.Text(), server_default="", nullable=False))
    op.add_column("handoff", sa.Column("decided_at", Utc(timezone=True), nullable=True))
    op.drop_index("ix_handoff_waiting", "handoff")
    waiting = sa.text("state IN ('offered', 'returned', 'disputed')")
    columns = ["offered_at", "id"]
    op.create_index("ix_handoff_waiting", "handoff", columns, sqlite_where=waiting, postgresql_where=waiting)
