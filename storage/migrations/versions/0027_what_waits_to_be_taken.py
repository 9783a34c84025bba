"""What was found at a check-in and waits for somebody to take it, so that their Home finds it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("engagement", sa.Column("offers", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    waits = sa.text("offers <> '[]' AND step IS NOT NULL")
    op.create_index("ix_engagement_offers", "engagement", ["id"], sqlite_where=waits, postgresql_where=waits)
