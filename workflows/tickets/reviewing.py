"""The tickets that wait for whoever reviews their kind, each with its priorities as buttons (processes.md D)."""

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.text import Mention, Strong, When, line
from workflows.process.steps import Kind
from workflows.tickets.commands import PRIORITY, PROCESS

MOST: Final = 10
"""So many stand on one card, with their buttons; what is given a priority makes room for the others."""

engagement, ticket, customer = tables.engagement, tables.ticket, tables.customer


def _to_review(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            engagement.c.key,
            engagement.c.title,
            engagement.c.created_at,
            engagement.c.created_by,
            engagement.c.seen_by,
            customer.c.name.label("customer_name"),
            ticket.c.kind,
        )
        .select_from(
            engagement.join(ticket, ticket.c.engagement_id == engagement.c.id).join(
                customer, customer.c.key == engagement.c.customer_key
            )
        )
        .where(
            engagement.c.step.is_not(None),
            ticket.c.priority == sa.literal_column("''"),
            ticket.c.kind.in_(sa.select(given.c.kind)),
            seen(engagement),
        )
        .order_by(engagement.c.created_at, engagement.c.id)
    )


TO_REVIEW = Prepared(over({"kind": sa.Text()}, _to_review))


def review_card(look: Look) -> Card | None:
    """Return the tickets that nobody gave a priority yet and that the asking person reviews; None without any."""
    definition = look.definitions.current(PROCESS)
    kinds = {
        kind.key: kind
        for kind in definition.kinds
        if kind.review and look.directory.may(look.actor.key, kind.review.by, None, definition.role_of)
    }
    if not kinds:
        return None
    rows = look.unit.rows(TO_REVIEW, {ROWS: packed({"kind": key} for key in kinds), **sight.sees(look)})
    if not rows:
        return None
    left = len(rows) - MOST
    return Card(
        title=f"To be given a priority: {len(rows)}",
        rows=tuple(_entry(row, kinds[row.kind]) for row in rows[:MOST]),
        more=f"{left} more come up as these are done." if left > 0 else "",
    )


def _entry(row: Row, kind: Kind) -> Entry:
    by = Mention(row.created_by, notify=False)
    since = line(f"{kind.title} · logged by ", by, ", ", When(row.created_at, "date"))
    text = line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}")
    return Entry(text=text, detail=since, buttons=tuple(_buttons(row, kind)))


def _buttons(row: Row, kind: Kind) -> Iterator[Button]:
    for priority in kind.priorities:
        yield Button(key=PRIORITY, label=priority.title, subject="ticket", argument=f"{row.key} {priority.key}")
