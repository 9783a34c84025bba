"""The register of referenceable customers: what each agreed to, as it stood at any moment, and how it was used."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import metadata, moment, partial_index, words

# A row is never changed but for its end: whatever changes in the register ends one row and begins the next, so that
# last month's report has the same figures whenever it is asked for.
reference_entry = Table(
    "reference_entry",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("customer_key", sa.ForeignKey("customer.key"), nullable=False),
    words("engagement_id", default=""),  # Where it came from; empty where somebody recorded it by hand.
    words("state"),  # willing: said so, consent to be recorded; consent; withdrawn
    words("uses", default="[]"),  # JSON: what the consent is for, by the keys of the definition.
    words("wording", default=""),  # What the customer agreed to, word for word.
    words("given_by", default=""),
    words("given_on", default=""),  # Days: ISO, as the company's time zone has them; the last one included.
    words("until", default=""),  # Empty: until it is withdrawn.
    words("note", default=""),
    words("listed_by"),  # Who put the customer on the register, and when; kept when the consent is renewed.
    moment("listed_at"),
    words("recorded_by"),
    moment("recorded_at"),
    moment("ended_at", nullable=True),
    words("ended_by", default=""),
    words("ending", default=""),  # replaced, withdrawn, removed
    words("reason", default=""),
    partial_index(
        "uq_reference_entry_live",  # A customer stands on the register once.
        "customer_key",
        unique=True,
        where="ended_at IS NULL",
    ),
    Index("ix_reference_entry_customer", "customer_key", "recorded_at"),
    partial_index("ix_reference_entry_ended", "ended_at", where="ended_at IS NOT NULL"),
)
reference_use = Table(
    "reference_use",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("customer_key", sa.ForeignKey("customer.key"), nullable=False),
    words("kind"),
    words("used_on"),
    words("purpose", default=""),
    words("recorded_by"),
    moment("recorded_at"),
    moment("taken_back_at", nullable=True),
    words("taken_back_by", default=""),
    Index("ix_reference_use_customer", "customer_key", "used_on"),
)
