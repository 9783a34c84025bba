"""What is to be changed in a piece of work that was handed in; and what ended on the register, by its moment."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column("engagement", sa.Column("rework", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_reference_entry_ended",
        "reference_entry",
        ["ended_at"],
        sqlite_where=_ENDED,
        postgresql_where=_ENDED,
    )
