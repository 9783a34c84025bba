"""What ended on the register is found by its moment."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_reference_entry_ended",
        "reference_entry",
        ["ended_at"],
        sqlite_where=_ENDED,
        postgresql_where=_ENDED,
    )
