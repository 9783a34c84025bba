"""Titles can be searched: by the words that stand in them."""

from alembic import op

from storage import titles

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    dialect = op.get_bind().dialect.name
    for statement in titles.statements(dialect):
        op.execute(statement)
    if dialect == "sqlite":
        op.execute("INSERT INTO title_words (id, title) SELECT id, title FROM engagement ORDER BY created_at, id")
