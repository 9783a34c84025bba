"""What happens by itself: when it is due next, and every time that it was done."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "timer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", Utc(timezone=True), nullable=False),
        sa.Column("next_at", Utc(timezone=True), nullable=True),
        sa.Column("recurrence", sa.Text(), server_default="", nullable=False),
        sa.Column("needs", sa.Text(), server_default="{}", nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
    )
    op.create_index(
        "ix_timer_next",
        "timer",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_timer_subject", "timer", ["subject"])
    op.create_index(
        "ix_timer_person",
        "timer",
        ["person", "due_at"],
        sqlite_where=sa.text("person <> ''"),
        postgresql_where=sa.text("person <> ''"),
    )
    op.create_table(
        "timer_run",
        sa.Column("timer", sa.Text(), nullable=False),
        sa.Column("due_at", Utc(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("up_to", Utc(timezone=True), nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("timer", "due_at", name=op.f("pk_timer_run")),
    )
    op.create_index("ix_timer_run_at", "timer_run", ["at"])
