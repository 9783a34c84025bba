"""The queue of tickets: those under way in the order in which they are handled (E, Service tiers)."""

from typing import Any, Final

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import step_words
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.text import Line, Mention, Strong, When, line, with_usages
from workflows.tickets import cards
from workflows.tickets.commands import PROCESS, QUEUE, ShowQueue

ON_A_PAGE: Final = 10

engagement, customer, ticket = tables.engagement, tables.customer, tables.ticket
_ORDER = sa.bindparam("tiers", type_=sa.Text)


def _queue(place: Any, *, mine: bool) -> sa.Executable:  # noqa: ANN401 - a function of one database.
    """Return the tickets in order. `place` finds where a tier stands among all, which are named in their order."""
    where = [engagement.c.process == sa.literal_column(f"'{PROCESS}'"), engagement.c.step.is_not(None)]
    if mine:
        where.append(engagement.c.owner == sa.bindparam("person", type_=sa.Text))
    bar = sa.literal_column("'|'", sa.Text)
    stands = place(_ORDER, bar + customer.c.tier + bar)
    columns = (engagement.c.key, engagement.c.title, engagement.c.process_version, engagement.c.step)
    whose = (
        engagement.c.owner,
        engagement.c.owner_role,
        engagement.c.seen_by,
        customer.c.name.label("customer_name"),
        customer.c.tier,
    )
    return (
        sa.select(*columns, *whose, ticket.c.kind, ticket.c.severity, ticket.c.respond_by, ticket.c.created_at)
        .select_from(
            engagement.join(ticket, ticket.c.engagement_id == engagement.c.id).join(
                customer, customer.c.key == engagement.c.customer_key
            )
        )
        .where(*where, seen(engagement))
        .order_by(
            stands == sa.literal_column("0"),
            stands,
            ticket.c.severity == sa.literal_column("''"),
            ticket.c.severity,
            ticket.c.created_at,
            engagement.c.id,
        )
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


def _prepared(*, mine: bool) -> Prepared:
    places = {"sqlite": sa.func.instr, "postgresql": sa.func.strpos}
    return Prepared(Spelt(lambda dialect: _queue(places[dialect], mine=mine)))


ALL: Final = _prepared(mine=False)
MINE: Final = _prepared(mine=True)


def show_queue(look: Look, query: ShowQueue) -> Shown:
    """List the tickets under way, what is handled next first: by the customer's tier, by severity, first come first."""
    asked = {
        "tiers": f"|{'|'.join(look.directory.settings.in_order())}|",
        "limit": ON_A_PAGE + 1,
        "offset": (query.page - 1) * ON_A_PAGE,
        **sight.sees(look),
    }
    mine = {"person": look.actor.key}
    rows = look.unit.rows(MINE, {**asked, **mine}) if query.whose == "mine" else look.unit.rows(ALL, asked)
    title = "Your queue" if query.whose == "mine" else "The queue"
    if not rows:
        return Shown(card=Card(title=title, body=(with_usages("No ticket waits. `/ticket` logs one."),)))
    buttons = (
        *((_page("Back", query, query.page - 1),) if query.page > 1 else ()),
        *((_page("Next", query, query.page + 1),) if len(rows) > ON_A_PAGE else ()),
    )
    return Shown(card=Card(title=title, rows=tuple(_row(look, row) for row in rows[:ON_A_PAGE]), buttons=buttons))


def _page(label: str, query: ShowQueue, page: int) -> Button:
    return Button(key=QUEUE, label=label, subject="queue", version=page, argument=query.whose)


def _row(look: Look, row: Row) -> CardRow:
    definition = look.definitions.version(PROCESS, row.process_version)
    step, kind = definition.step(row.step), definition.kind_of.get(row.kind)
    tier = look.directory.settings.tier(row.tier)
    severity = kind.severity(row.severity) if kind and row.severity else None
    role = definition.role_of.get(row.owner_role)
    who: Line = (Mention(row.owner, notify=False),) if row.owner else (role.title if role else row.owner_role,)
    words = [tier.title if tier else "", f"severity {severity.key} {severity.title}" if severity else ""]
    what = " · ".join(word for word in (*words, step_words(step) if step else row.step) if word)
    due: Line = ()
    if row.respond_by is not None:
        due = (" · first response ", "was due " if row.respond_by < look.now else "due ", When(row.respond_by))
    return CardRow(
        text=line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}"),
        detail=line(what, *due, " · ", *who),
        button=cards.show_button(row.key),
    )
