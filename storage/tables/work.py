"""The work: engagements with their tickets, hand-offs, approvals and estimates."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import count, metadata, moment, partial_index, serial, words
from storage.finding import make_searchable as make_findable
from storage.titles import make_searchable

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
    words("seen_by", nullable=True),  # JSON, as storage/sight.py reads it; NULL where everybody sees it.
    words("links", default="[]"),  # JSON: what it is linked with, and where that stands now.
    words("before", nullable=True),  # JSON: what its last change was made on, while that can be taken back.
    words("offers", default="[]"),  # JSON: what was found and posted, and waits for somebody to take it.
    words("owes", default="[]"),  # JSON, as storage/sight.py reads it: whose checklist items are open.
    sa.UniqueConstraint("key"),
    Index("ix_engagement_customer", "customer_key", "id"),
    partial_index("ix_engagement_of_customer", "customer_key", "process", "entered_at", "id", where="step IS NOT NULL"),
    partial_index("ix_engagement_open", "process", "entered_at", "id", where="step IS NOT NULL"),
    partial_index("ix_engagement_newest", "entered_at", "id", where="step IS NOT NULL"),
    partial_index("ix_engagement_owner", "owner", "entered_at", where="step IS NOT NULL"),
    partial_index("ix_engagement_step", "process", "step", "entered_at", "id", where="step IS NOT NULL"),
    partial_index("ix_engagement_asked", "created_by", "process", "entered_at", "id", where="step IS NOT NULL"),
    partial_index("ix_engagement_due", "due_at", where="due_at IS NOT NULL"),
    partial_index("ix_engagement_owes", "owes", "customer_key", where="owes <> '[]'"),
    partial_index("ix_engagement_offers", "id", where="offers <> '[]' AND step IS NOT NULL"),
)
make_searchable(engagement)
finding = Table(  # The words by which work is found: storage/finding.py.
    "finding",
    metadata,
    Column("seq", serial, primary_key=True, autoincrement=True),
    Column("id", sa.Text, nullable=False, unique=True),
    words("kind"),  # ticket, work
    words("words"),
    Index("ix_finding_kind", "kind", "seq"),
    sqlite_autoincrement=True,
)
make_findable(finding)
ticket = Table(
    "ticket",
    metadata,
    Column("engagement_id", sa.ForeignKey("engagement.id"), primary_key=True),
    words("customer_key"),
    words("kind"),
    words("priority", default=""),
    words("description", default=""),
    words("source_key", nullable=True),
    words("source_link", default=""),
    words("files", default="[]"),
    moment("created_at"),
    words("severity", default=""),
    words("response", default=""),  # JSON: the clock of its first response; empty where none is promised.
    moment("respond_by", nullable=True),  # NULL: answered, or it stands still.
    sa.UniqueConstraint("source_key"),
    Index("ix_ticket_kind", "kind", "created_at"),
    Index("ix_ticket_customer", "customer_key", "created_at"),
    partial_index("ix_ticket_respond_by", "respond_by", where="respond_by IS NOT NULL"),
)
handoff = Table(
    "handoff",
    metadata,
    Column("id", sa.Text, primary_key=True),
    # Deferred: the first hand-off of a new engagement is written before the engagement itself.
    Column("engagement_id", sa.ForeignKey("engagement.id", deferrable=True, initially="DEFERRED"), nullable=False),
    words("from_step"),
    words("outcome"),
    words("to_step"),
    words("from_role", default=""),
    words("to_role"),
    words("address"),
    words("state"),  # offered, accepted, returned, disputed, closed
    count("round", default=1),  # How often it was offered: what its buttons carry, so that an older card is known.
    words("given_by"),
    words("answered_by", nullable=True),
    words("reason", default=""),
    moment("offered_at"),
    moment("answered_at", nullable=True),
    moment("due_at", nullable=True),
    words("answered_for", default=""),  # The absent person in whose place somebody answered.
    words("first_answered_by", default=""),  # Who returned it the first time, with the reason; kept for who decides.
    words("first_reason", default=""),
    words("decider", default=""),  # The role that decides; empty until it was returned a second time.
    words("decided_by", nullable=True),
    words("decided_for", default=""),
    moment("decided_at", nullable=True),
    Index("ix_handoff_engagement", "engagement_id", "offered_at"),
    partial_index("ix_handoff_waiting", "offered_at", "id", where="state IN ('offered', 'returned', 'disputed')"),
)
approval = Table(
    "approval",
    metadata,
    Column("id", sa.Text, primary_key=True),
    Column("engagement_id", sa.ForeignKey("engagement.id", deferrable=True, initially="DEFERRED"), nullable=False),
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
    words("requested_for", default=""),  # The absent people in whose place somebody asked, and somebody decided.
    words("decided_for", default=""),
    Index("ix_approval_engagement", "engagement_id", "asked_at"),
    partial_index("ix_approval_waiting", "asked_at", where="state IN ('waiting', 'discovery')"),
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
    words("given_by", default=""),  # Who gave it in the person's place; empty where they gave it themselves.
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
    words("created_for", default=""),  # The absent person in whose place somebody made it.
    sa.UniqueConstraint("engagement_id", "revision"),
    Index("ix_estimate_newest", "created_at", "id"),
)
