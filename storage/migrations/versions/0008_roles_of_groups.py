"""Roles that a group of the company's directory holds, and who is in each group."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "role_group",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("role", "group_key", name=op.f("pk_role_group")),
    )
    op.create_table(
        "group_member",
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"], name=op.f("fk_group_member_person_key")),
        sa.PrimaryKeyConstraint("group_key", "person_key", name=op.f("pk_group_member")),
    )
