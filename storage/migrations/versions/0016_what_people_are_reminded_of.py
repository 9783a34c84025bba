"""What people and channels are reminded of."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "nudge",
        sa.Column("whom", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", Utc(timezone=True), nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.Column("told_at", Utc(timezone=True), nullable=True),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("whom", "subject", "about", name=op.f("pk_nudge")),
    )
    op.create_index("ix_nudge_at", "nudge", ["at"])
