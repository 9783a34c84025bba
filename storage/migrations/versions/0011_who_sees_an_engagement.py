"""Who sees an engagement: everybody, or the people that its column names."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("engagement", sa.Column("seen_by", sa.Text(), nullable=True))
