"""What administrators changed in chat, which a file takes back only when it is told to."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "administered",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("section", "key", name=op.f("pk_administered")),
    )
