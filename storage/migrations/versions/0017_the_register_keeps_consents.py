"""The register keeps what customers agreed to, as it stood at any moment, and how often it was used."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Utc

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reference_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("uses", sa.Text(), server_default="[]", nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        sa.Column("given_by", sa.Text(), server_default="", nullable=False),
        sa.Column("given_on", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("listed_by", sa.Text(), nullable=False),
        sa.Column("listed_at", Utc(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", Utc(timezone=True), nullable=False),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), server_default="", nullable=False),
        sa.Column("ending", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["customer_key"], ["customer.key"], name=op.f("fk_reference_entry_customer_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_entry")),
    )
    op.create_index(
        "uq_reference_entry_live",
        "reference_entry",
        ["customer_key"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index("ix_reference_entry_customer", "reference_entry", ["customer_key", "recorded_at"])
    op.create_table(
        "reference_use",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("used_on", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", Utc(timezone=True), nullable=False),
        sa.Column("taken_back_at", Utc(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["customer_key"], ["customer.key"], name=op.f("fk_reference_use_customer_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_use")),
    )
    op.create_index("ix_reference_use_customer", "reference_use", ["customer_key", "used_on"])
    op.execute(
        "INSERT INTO reference_entry"
        " (id, customer_key, engagement_id, state, listed_by, listed_at, recorded_by, recorded_at)"
        " SELECT 'listing:' || customer_key, customer_key, engagement_id, 'willing', added_by, added_at, added_by,"
        " added_at FROM listing WHERE list = 'referenceable'"
    )
    op.drop_table("listing")
