"""The stage of its life that a customer has come to, and since when."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("customer", sa.Column("stage", sa.Text(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("stage_at", Utc(timezone=True), nullable=True))
