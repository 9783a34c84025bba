"""Every table. JSON stands as text: the same bytes on both databases, and what the history's hash was made of."""

from storage.columns import metadata
from storage.tables.accounts import conversation, link, link_code, link_try, notify
from storage.tables.company import (
    absence,
    administered,
    channel,
    company,
    customer,
    definition,
    identity,
    number,
    person,
    role_holder,
    standing,
    work_numbers,
)
from storage.tables.digests import digest_sent
from storage.tables.groups import group_member, role_group
from storage.tables.journal import answer, checkpoint, effect, history, lane
from storage.tables.references import reference_entry, reference_use
from storage.tables.sendings import sending
from storage.tables.timers import nudge, timer, timer_run
from storage.tables.work import approval, engagement, estimate, finding, handoff, ticket, vote

__all__ = [
    "absence",
    "administered",
    "answer",
    "approval",
    "channel",
    "checkpoint",
    "company",
    "conversation",
    "customer",
    "definition",
    "digest_sent",
    "effect",
    "engagement",
    "estimate",
    "finding",
    "group_member",
    "handoff",
    "history",
    "identity",
    "lane",
    "link",
    "link_code",
    "link_try",
    "metadata",
    "notify",
    "nudge",
    "number",
    "person",
    "reference_entry",
    "reference_use",
    "role_group",
    "role_holder",
    "sending",
    "standing",
    "ticket",
    "timer",
    "timer_run",
    "vote",
    "work_numbers",
]
