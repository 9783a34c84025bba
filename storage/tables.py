"""Every table. JSON stands as text: the same bytes on both databases, and what the history's hash was made of."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.types import Utc

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# A row that grows by itself: BIGINT on PostgreSQL, and on SQLite the INTEGER that its row id needs.
serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def words(name: str, *, default: str | None = None, nullable: bool = False) -> Column[str]:
    """Return a text column; most of ours are."""
    server_default = None if default is None else sa.text(f"'{default}'")
    return Column(name, sa.Text, nullable=nullable, server_default=server_default)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """Return a column of moments in UTC."""
    return Column(name, Utc, nullable=nullable)


def count(name: str, *, default: int | None = 0) -> Column[int]:
    """Return a column of whole numbers."""
    server_default = None if default is None else sa.text(str(default))
    return Column(name, sa.Integer, nullable=False, server_default=server_default)


# --- the company: loaded from csops.toml, small enough to be kept in memory by version ---

company = Table(
    "company",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    words("name"),
    words("time_zone"),
    count("directory_version", default=1),
    words("settings", default="{}"),
    sa.CheckConstraint("id = 1", name="one_company"),
)
person = Table(
    "person",
    metadata,
    Column("key", sa.Text, primary_key=True),
    words("name"),
    words("email", default=""),
    words("time_zone", default="UTC"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
)
identity = Table(
    "identity",
    metadata,
    Column("platform", sa.Text, primary_key=True),
    Column("user_id", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), nullable=False, index=True),
    count("position"),  # A person's first account gets their messages.
)
role_holder = Table(
    "role_holder",
    metadata,
    Column("role", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), primary_key=True),
    count("position"),
)
channel = Table(
    "channel",
    metadata,
    Column("purpose", sa.Text, primary_key=True),
    words("address"),
)
customer = Table(
    "customer",
    metadata,
    Column("key", sa.Text, primary_key=True),
    words("name"),
    # Case-folded and in byte order, so that a search by prefix can use an index on both databases.
    Column("folded_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
    words("tier", default=""),
    words("channel", default=""),
    words("roles", default="{}"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    Index("ix_customer_folded_name", "folded_name", "key"),
)
definition = Table(
    "definition",
    metadata,
    Column("process", sa.Text, primary_key=True),
    Column("version", sa.Integer, primary_key=True, autoincrement=False),
    words("digest"),
    words("body"),
    moment("kept_at"),
)
work_numbers = sa.Sequence("work_number", metadata=metadata)
number = Table(
    "number",
    metadata,
    Column("name", sa.Text, primary_key=True),
    Column("value", sa.BigInteger, nullable=False),
)

# --- the work ---

engagement = Table(
    "engagement",
    metadata,
    Column("id", sa.Text, primary_key=True),
    words("key"),
    words("process"),
    count("process_version", default=None),
    Column("customer_key", sa.ForeignKey("customer.key"), nullable=False),
    words("title"),
    words("step", nullable=True),  # NULL when it has ended.
    words("ending", nullable=True),
    moment("entered_at"),
    moment("due_at", nullable=True),
    count("version", default=None),  # How many history entries it has: each change adds one of each.
    count("arrival", default=None),  # The version at which it came to its step: what a button of that step carries.
    words("head"),  # The hash of its newest history entry.
    words("owner", nullable=True),
    words("owner_role", default=""),
    words("facts", default="{}"),
    words("position", default="{}"),
    words("items", default="[]"),
    words("cards", default="{}"),
    words("handoff_id", nullable=True),
    words("approval_id", nullable=True),
    words("estimate_id", nullable=True),
    words("parent_id", nullable=True),
    words("created_by"),
    moment("created_at"),
    sa.UniqueConstraint("key"),
    Index("ix_engagement_customer", "customer_key", "id"),
    Index(
        "ix_engagement_open",
        "process",
        "entered_at",
        "id",
        sqlite_where=sa.text("step IS NOT NULL"),
        postgresql_where=sa.text("step IS NOT NULL"),
    ),
    Index(
        "ix_engagement_owner",
        "owner",
        "entered_at",
        sqlite_where=sa.text("step IS NOT NULL"),
        postgresql_where=sa.text("step IS NOT NULL"),
    ),
    Index(
        "ix_engagement_due",
        "due_at",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
)
ticket = Table(
    "ticket",
    metadata,
    Column("engagement_id", sa.ForeignKey("engagement.id"), primary_key=True),
    words("kind"),
    words("priority", default=""),
    words("description", default=""),
    words("source_key", nullable=True),
    words("source_link", default=""),
    words("files", default="[]"),
    moment("created_at"),
    sa.UniqueConstraint("source_key"),
    Index("ix_ticket_kind", "kind", "created_at"),
)
handoff = Table(
    "handoff",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("engagement_id", sa.ForeignKey("engagement.id"), nullable=False),
    words("from_step"),
    words("outcome"),
    words("to_step"),
    words("from_role", default=""),
    words("to_role"),
    words("address"),
    words("state"),  # offered, accepted, returned, closed
    count("round", default=1),  # How often it was offered: what its buttons carry, so that an older card is known.
    words("given_by"),
    words("answered_by", nullable=True),
    words("reason", default=""),
    moment("offered_at"),
    moment("answered_at", nullable=True),
    moment("due_at", nullable=True),
    Index("ix_handoff_engagement", "engagement_id", "offered_at"),
    Index(
        "ix_handoff_waiting",
        "to_role",
        "offered_at",
        sqlite_where=sa.text("state IN ('offered', 'returned')"),
        postgresql_where=sa.text("state IN ('offered', 'returned')"),
    ),
)
approval = Table(
    "approval",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("engagement_id", sa.ForeignKey("engagement.id"), nullable=False),
    words("step"),
    count("round", default=1),
    words("digest"),
    words("figures"),  # JSON: the facts that were shown, exactly.
    words("rule"),
    words("state"),  # waiting, discovery, approved, declined, superseded
    words("requested_by"),
    words("conversation", default="[]"),  # JSON: questions and answers, oldest first.
    moment("asked_at"),
    words("decided_by", nullable=True),
    words("reason", default=""),
    moment("decided_at", nullable=True),
    Index("ix_approval_engagement", "engagement_id", "asked_at"),
    Index(
        "ix_approval_waiting",
        "asked_at",
        sqlite_where=sa.text("state IN ('waiting', 'discovery')"),
        postgresql_where=sa.text("state IN ('waiting', 'discovery')"),
    ),
)
vote = Table(
    "vote",
    metadata,
    Column("approval_id", sa.ForeignKey("approval.id"), primary_key=True),
    Column("round", sa.Integer, primary_key=True, autoincrement=False),
    Column("person_key", sa.Text, primary_key=True),
    words("decision"),
    words("reason", default=""),
    moment("at"),
)
estimate = Table(
    "estimate",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("engagement_id", sa.ForeignKey("engagement.id"), nullable=False),
    count("revision", default=None),
    words("figures"),  # JSON of the whole calculation; money as decimal words.
    words("digest"),
    words("currency"),
    Column(
        "budget_minor", sa.BigInteger, nullable=False
    ),  # The budget figure in the currency's smallest unit, for reports.
    words("rate_card"),
    words("state"),  # draft, sent, approved, superseded
    words("created_by"),
    moment("created_at"),
    sa.UniqueConstraint("engagement_id", "revision"),
)

listing = Table(
    "listing",
    metadata,
    Column("list", sa.Text, primary_key=True),
    Column("customer_key", sa.ForeignKey("customer.key"), primary_key=True),
    words("engagement_id"),
    words("added_by"),
    moment("added_at"),
)

# --- what happened, and what was promised ---

history = Table(
    "history",
    metadata,
    Column("subject", sa.Text, primary_key=True),
    Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    words("actor"),
    words("action"),
    words("step", default=""),
    words("outcome", default=""),
    words("note", default=""),
    words("details", default="{}"),
    words("request_key"),
    words("hash"),
    Index("ix_history_at", "at"),
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    words("heads"),  # JSON: [subject, seq, hash] of every subject that changed since the one before.
    words("hash"),
)
answer = Table(
    "answer",
    metadata,
    Column("request_key", sa.Text, primary_key=True),
    words("digest"),
    words("reply"),
    moment("at"),
    Index("ix_answer_at", "at"),
)
effect = Table(
    "effect",
    metadata,
    Column("seq", serial, primary_key=True),
    words("id"),
    words("lane"),
    words("kind"),  # post, update, retract
    words("target", default=""),  # The id of the effect that it updates, retracts or stands under.
    words("payload"),
    words("state", default="pending"),  # pending, inflight, sent, dead; moot: no longer needed; dropped: by a person
    moment("due_at"),
    count("attempts"),
    count("fence"),
    moment("lease_until", nullable=True),
    Column("doubt", sa.Boolean, nullable=False, server_default=sa.false()),
    moment("first_try_at", nullable=True),
    moment("audit_at", nullable=True),
    words("result", default=""),  # JSON: where the platform put it.
    Column("marker", sa.Boolean, nullable=False, server_default=sa.false()),  # It may be a repeat, and says so.
    words("error", default=""),
    words("request_key"),
    moment("created_at"),
    sa.UniqueConstraint("id"),
    Index(
        "ix_effect_waiting",  # In flight sorts before pending: a lane's head is its first row here that is due.
        "lane",
        "state",
        "seq",
        sqlite_where=sa.text("state IN ('pending', 'inflight')"),
        postgresql_where=sa.text("state IN ('pending', 'inflight')"),
    ),
    Index(
        "ix_effect_target",
        "target",
        "seq",
        sqlite_where=sa.text("target <> ''"),
        postgresql_where=sa.text("target <> ''"),
    ),
    Index(
        "ix_effect_audit",
        "audit_at",
        sqlite_where=sa.text("audit_at IS NOT NULL"),
        postgresql_where=sa.text("audit_at IS NOT NULL"),
    ),
    Index(
        "ix_effect_dead",
        "seq",
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    ),
    sqlite_autoincrement=True,
)
lane = Table(
    "lane",
    metadata,
    Column("key", sa.Text, primary_key=True),
    moment("next_at", nullable=True),  # When to look at it next; NULL when nothing waits.
    moment("free_at", nullable=True),  # Not before: the end of a lease, or what the platform or its pace asks for.
    moment("paced_until", nullable=True),  # Until when the posts so far have used up the lane's pace.
    Index(
        "ix_lane_next",
        "next_at",
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    ),
)
