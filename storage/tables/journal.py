"""What happened, and what was promised: history, checkpoints, answers and the outbox."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import byte_order, count, metadata, moment, partial_index, serial, words
from storage.guards import guard

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
    # Whose timeline it stands in: only for finding it, so no hash covers it. Empty for what concerns no customer.
    words("customer", default=""),
    Index("ix_history_at", "at"),
    partial_index("ix_history_customer", "customer", "at", "subject", "seq", where="customer <> ''"),
)
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    words("heads"),  # JSON: [subject, seq, hash] of every subject that changed since the one before.
    words("hash"),
)
guard(history)
guard(checkpoint)

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
    Column("lane", byte_order, nullable=False),
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
    partial_index(
        "ix_effect_waiting",  # In flight sorts before pending: a lane's head is its first row here that is due.
        "lane",
        "state",
        "seq",
        where="state IN ('pending', 'inflight')",
    ),
    partial_index("ix_effect_target", "target", "seq", where="target <> ''"),
    partial_index("ix_effect_audit", "audit_at", where="audit_at IS NOT NULL"),
    partial_index("ix_effect_dead", "seq", where="state = 'dead'"),
    sqlite_autoincrement=True,
)
lane = Table(
    "lane",
    metadata,
    # In byte order, as Python sorts: commands and the relay lock lanes in the same order and never wait in a circle.
    Column("key", byte_order, primary_key=True),
    moment("next_at", nullable=True),  # When to look at it next; NULL when nothing waits.
    moment("free_at", nullable=True),  # Not before: the end of a lease, or what the platform or its pace asks for.
    moment("paced_until", nullable=True),  # Until when the posts so far have used up the lane's pace.
    partial_index("ix_lane_next", "next_at", where="next_at IS NOT NULL"),
)
