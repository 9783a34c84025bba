"""What is due is carried out in the order of its due times, also where somebody died with it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SET = sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_timer_due", "timer", ["due_at", "id"])
    op.drop_index("ix_timer_next", "timer", sqlite_where=SET, postgresql_where=SET)
