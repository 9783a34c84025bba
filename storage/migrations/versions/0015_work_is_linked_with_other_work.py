"""What a piece of work is linked with, and where that stands."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("engagement", sa.Column("links", sa.Text(), server_default="[]", nullable=False))
