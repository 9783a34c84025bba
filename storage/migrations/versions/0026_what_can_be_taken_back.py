"""What the last change of an engagement was made on, for as long as it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("engagement", sa.Column("before", sa.Text(), nullable=True))
