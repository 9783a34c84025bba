"""How badly a ticket hits its customer, and by when somebody must have answered it."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("ticket", sa.Column("severity", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("response", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("respond_by", Utc(), nullable=True))
    op.create_index(
        "ix_ticket_respond_by",
        "ticket",
        ["respond_by"],
        sqlite_where=sa.text("respond_by IS NOT NULL"),
        postgresql_where=sa.text("respond_by IS NOT NULL"),
    )
