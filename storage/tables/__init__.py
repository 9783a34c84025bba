"""Every table. JSON stands as text: the same bytes on both databases, and what the history's hash was made of."""

from storage.columns import metadata
from storage.tables.company import (
    channel,
    absence,
    company,
    customer,
    definition,
    identity,
    number,
    person,
    role_holder,
    work_numbers,
    standing,
)
from storage.tables.journal import answer, checkpoint, effect, history, lane
from storage.tables.work import approval, engagement, estimate, handoff, listing, ticket, vote

__all__ = [
    "answer",
    "absence",
    "approval",
    "channel",
    "checkpoint",
    "company",
    "customer",
    "definition",
    "effect",
    "engagement",
    "estimate",
    "handoff",
    "history",
    "identity",
    "lane",
    "listing",
    "metadata",
    "number",
    "person",
    "role_holder",
    "ticket",
    "vote",
    "work_numbers",
]
    "standing",
