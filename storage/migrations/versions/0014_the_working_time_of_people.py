"""When each person works, where that is not when the company does."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("person", sa.Column("working_time", sa.Text(), server_default=sa.text("'{}'"), nullable=False))
