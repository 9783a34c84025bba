"""What happens by itself: when it is due next, and every time that it was done."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import count, metadata, moment, partial_index, words

timer = Table(
    "timer",
    metadata,
    Column("id", sa.Text, primary_key=True),
    words("kind"),
    words("subject", default=""),  # What it is about: the id of an engagement, the key of a customer or a person.
    words("person", default=""),  # Whose own it is, who may stop it; empty where it is nobody's own.
    moment("due_at"),  # The occurrence: with the id it is the key of its run.
    moment(
        "next_at", nullable=True
    ),  # When to look: due_at, the end of a claim or a wait after a failure. NULL: stopped.
    words("recurrence", default=""),  # JSON; empty for what happens once.
    words("needs", default="{}"),  # JSON: what its action needs besides.
    count("revision", default=1),  # How often it was set: whoever carries it out sees what was set meanwhile.
    count("attempts"),
    words("error", default=""),
    words("set_by"),
    moment("set_at"),  # When its time was set: by somebody, or when it was carried out before.
    Index("ix_timer_due", "due_at", "id"),  # Not next_at: a claim, which changes that alone, touches no index.
    Index("ix_timer_subject", "subject"),
    partial_index("ix_timer_person", "person", "due_at", where="person <> ''"),
)
timer_run = Table(  # Its primary key is what makes an occurrence happen once, however many replicas there are.
    "timer_run",
    metadata,
    Column("timer", sa.Text, primary_key=True),
    Column("due_at", timer.c.due_at.type, primary_key=True),
    words("kind"),
    words("outcome"),  # done, or too-old: passed over by its policy
    moment("up_to"),  # Every occurrence from due_at up to then is done with it.
    moment("at"),
    Index("ix_timer_run_at", "at"),
)
nudge = Table(  # What somebody, or a channel, is reminded of: told together with what else is due at the same time.
    "nudge",
    metadata,
    Column("whom", sa.Text, primary_key=True),  # The key of a person, or the address of a channel.
    Column("subject", sa.Text, primary_key=True),  # The id of an engagement.
    Column("about", sa.Text, primary_key=True),  # What of it waits; when that has changed, the reason is gone.
    words("kind"),  # reminder, escalation
    words("people", default=""),  # Whoever is away and reminded through them; of an escalation, who had it.
    words("role", default=""),  # The role that an escalation is for.
    moment("due_at"),
    moment("at"),
    moment("told_at", nullable=True),
    Column("stopped", sa.Boolean, nullable=False, server_default=sa.false()),  # They do not want to hear of it.
    Index("ix_nudge_at", "at"),
)
