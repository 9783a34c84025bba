"""How a customer is told what was done: in a channel that they read too, or by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("customer", sa.Column("shared_channel", sa.Text(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("contact_email", sa.Text(), server_default="", nullable=False))
