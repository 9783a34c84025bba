"""Work is found by its words: those of its title, its customer and, for a ticket, of what it says."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from storage import finding

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_WORK = sa.text(
    "SELECT e.id, e.key, e.title, c.name, t.description FROM engagement e JOIN customer c ON c.key = e.customer_key"
    " LEFT JOIN ticket t ON t.engagement_id = e.id ORDER BY e.created_at, e.id"
)
_ADD = sa.text("INSERT INTO finding (id, kind, words) VALUES (:id, :kind, :words)")
_CUSTOMERS = sa.text("SELECT key, name FROM customer")
_FOLD = sa.text("UPDATE customer SET folded_name = :folded WHERE key = :key")
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


def upgrade() -> None:
    """Apply; what is there already is found too, and customers whatever marks their letters have."""
    connection = op.get_bind()
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "finding",
        sa.Column("seq", serial, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_finding")),
        sa.UniqueConstraint("id", name=op.f("uq_finding_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finding_kind", "finding", ["kind", "seq"], unique=False)
    for statement in finding.statements(connection.dialect.name):
        op.execute(statement)
    for row in connection.execute(_WORK).all():
        kind = "work" if row.description is None else "ticket"
        told = " ".join((row.key, row.name, row.title, row.description or ""))
        words = list(dict.fromkeys(word[:40] for word in re.findall(r"[^\W_]+", _plain(told))))[:400]
        connection.execute(_ADD, {"id": row.id, "kind": kind, "words": " ".join([f"_{kind}", *words])})
    for row in connection.execute(_CUSTOMERS).all():
        connection.execute(_FOLD, {"key": row.key, "folded": " ".join(_plain(row.name).split())})


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_LETTERS)
