"""Who stands in for whom, what a platform says of an account, and in whose place something was done."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "absence",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("delegate_key", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"], name=op.f("fk_absence_person_key")),
        sa.ForeignKeyConstraint(["delegate_key"], ["person.key"], name=op.f("fk_absence_delegate_key")),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_absence")),
    )
    op.create_table(
        "standing",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seen_at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "user_id", name=op.f("pk_standing")),
    )
    for table, column in (
        ("handoff", "answered_for"),
        ("approval", "requested_for"),
        ("approval", "decided_for"),
        ("vote", "given_by"),
        ("estimate", "created_for"),
    ):
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))
