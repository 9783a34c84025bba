"""Every table. JSON stands as text: the same bytes on both databases, and what the history's hash was made of."""

from storage.columns import metadata
from storage.tables.company import (
    absence,
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
from storage.tables.journal import answer, checkpoint, effect, history, lane
from storage.tables.work import approval, engagement, estimate, handoff, listing, ticket, vote

__all__ = [
    "absence",
    "answer",
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
    "standing",
    "ticket",
    "vote",
    "work_numbers",
]
