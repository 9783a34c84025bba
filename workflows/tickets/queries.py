"""Questions about tickets: one with all there is to it, and the ones that are under way."""

from itertools import product
from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from storage.titles import has_words, search_of
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import outcome_buttons, step_words
from workflows.engagements.forms import find, may_act
from workflows.engagements.items import item_buttons
from workflows.engagements.lists import prefix
from workflows.engagements.work import Work
from workflows.kernel.answers import Offered, Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.cleaning import single_line
from workflows.kernel.forms import Choice
from workflows.kernel.text import Line, Mention, Strong, When, line, with_usages
from workflows.tickets import cards, rules
from workflows.tickets.commands import PAGE, PROCESS, ListTickets, LookUpTickets, ShowTicket, key_of

ON_A_PAGE: Final = 10
OFFERED_MOST: Final = 50
MINE: Final = "mine"
LONGEST_WORDS: Final = 200
"""So much of what narrows a list is kept for its next page."""

engagement, customer, ticket = tables.engagement, tables.customer, tables.ticket


def _list(*, mine: bool, kind: bool, customers: bool) -> Prepared:
    person = sa.bindparam("person", type_=sa.Text)
    where: list[sa.ColumnElement[bool]] = [engagement.c.process == sa.literal_column("'ticket'")]
    if mine:
        where.append(sa.or_(engagement.c.owner == person, engagement.c.created_by == person))
    if kind:
        where.append(ticket.c.kind == sa.bindparam("kind", type_=sa.Text))
    if customers:
        name = customer.c.folded_name
        where += [name >= sa.bindparam("low", type_=sa.Text), name < sa.bindparam("high", type_=sa.Text)]
    return Prepared(
        sa.select(
            engagement.c.key,
            engagement.c.title,
            engagement.c.process_version,
            engagement.c.step,
            engagement.c.entered_at,
            engagement.c.owner,
            engagement.c.owner_role,
            engagement.c.seen_by,
            customer.c.name.label("customer_name"),
            ticket.c.kind,
            ticket.c.priority,
        )
        .select_from(
            engagement.join(ticket, ticket.c.engagement_id == engagement.c.id).join(
                customer, customer.c.key == engagement.c.customer_key
            )
        )
        .where(engagement.c.step.is_not(None), *where, seen(engagement))
        .order_by(engagement.c.entered_at.desc(), engagement.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


_LISTS: Final = {
    (mine, kind, customers): _list(mine=mine, kind=kind, customers=customers)
    for mine, kind, customers in product((False, True), repeat=3)
}


def _offered(*where: sa.ColumnElement[bool]) -> sa.Select[str, str, str]:
    ours = engagement.c.process == sa.literal_column("'ticket'")
    return (
        sa.select(engagement.c.key, engagement.c.title, customer.c.name.label("customer_name"))
        .select_from(engagement.join(customer, customer.c.key == engagement.c.customer_key))
        .where(ours, *where, seen(engagement))
        .order_by(engagement.c.entered_at.desc(), engagement.c.id)
        .limit(sa.literal_column(str(OFFERED_MOST)))
    )


_UNDER_WAY = engagement.c.step.is_not(None)
NEWEST = Prepared(_offered(_UNDER_WAY))
NUMBERED = Prepared(_offered(engagement.c.key == sa.bindparam("key", type_=sa.Text)))
TITLED = Prepared(Spelt(lambda dialect: _offered(_UNDER_WAY, has_words(engagement, dialect))))
OF_CUSTOMERS = Prepared(
    _offered(
        _UNDER_WAY,
        customer.c.folded_name >= sa.bindparam("low", type_=sa.Text),
        customer.c.folded_name < sa.bindparam("high", type_=sa.Text),
    )
)


def look_up(look: Look, query: LookUpTickets) -> Offered:
    """Offer tickets under way by words of the title or the beginning of the customer's name; any by its number."""
    words, sees = single_line(query.words)[:LONGEST_WORDS], sight.sees(look)
    numbered = look.unit.rows(NUMBERED, {"key": key_of(words), **sees}) if words else look.unit.rows(NEWEST, sees)
    search = search_of(words, look.unit.dialect.name)
    titled = look.unit.rows(TITLED, {"words": search, **sees}) if search and not numbered else []
    of_customers = look.unit.rows(OF_CUSTOMERS, {**prefix(words), **sees}) if words and not numbered else []
    found = {row.key: row for row in (*numbered, *titled, *of_customers)}
    rows = list(found.values())[:OFFERED_MOST]
    return Offered(choices=tuple(Choice(row.key, f"{row.key} {row.customer_name}: {row.title}"[:75]) for row in rows))


def show_ticket(look: Look, query: ShowTicket) -> Shown:
    """Show a ticket, with the buttons that the asking person may press."""
    work = find(look, query.key, by_key=True)
    if work.ticket is None:
        raise RefusedError(Reason.NOT_FOUND, what=query.key)
    may = not work.ended and may_act(look, work)
    own = (*outcome_buttons(work), *item_buttons(work), *cards.link_buttons(work)) if may else ()
    buttons = (*own, *(cards.priority_button(work) if may_set(look, work) else ()))
    return Shown(card=cards.ticket_card(work, look.directory, buttons=buttons))


def may_set(look: Look, work: Work) -> bool:
    """Return whether the asking person sets the priority of a ticket."""
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    roles = rules.setters(kind) if kind else ()
    return look.directory.may(look.actor.key, roles, work.customer, work.definition.role_of)


def list_tickets(look: Look, query: ListTickets) -> Shown:
    """List the tickets under way, the newest first: all, mine (mine to do, or logged by me), a kind's, a customer's."""
    words = single_line(query.words)[:LONGEST_WORDS]
    mine, rest = _mine(words)
    kind, rest = rules.guess_kind(rest, look.definitions.current(PROCESS).kinds)
    rows = look.unit.rows(
        _LISTS[mine, bool(kind), bool(rest)],
        {
            "limit": ON_A_PAGE + 1,
            "offset": (query.page - 1) * ON_A_PAGE,
            **sight.sees(look),
            **({"person": look.actor.key} if mine else {}),
            **({"kind": kind} if kind else {}),
            **(prefix(rest) if rest else {}),
        },
    )
    title = f"Tickets: {words}" if words else "Tickets"
    if not rows:
        empty = with_usages("No such ticket is under way. Log one with `/ticket`.")
        return Shown(card=Card(title=title, body=(empty,)))
    entries = tuple(_row(look, row) for row in rows[:ON_A_PAGE])
    return Shown(card=Card(title=title, rows=entries, buttons=_pages(query.page, words, more=len(rows) > ON_A_PAGE)))


def _mine(words: str) -> tuple[bool, str]:
    first, _, rest = words.partition(" ")
    return (True, rest) if first.casefold() == MINE else (False, words)


def _pages(page: int, words: str, *, more: bool) -> tuple[Button, ...]:
    back = (Button(key=PAGE, label="Back", subject="list", version=page - 1, argument=words),) if page > 1 else ()
    on = (Button(key=PAGE, label="Next", subject="list", version=page + 1, argument=words),) if more else ()
    return (*back, *on)


def _row(look: Look, row: Row) -> CardRow:
    definition = look.definitions.version(PROCESS, row.process_version)
    step, kind = definition.step(row.step), definition.kind_of.get(row.kind)
    priority = next((one.title for one in kind.priorities if one.key == row.priority), "") if kind else ""
    role = definition.role_of.get(row.owner_role)
    who: Line = (Mention(row.owner, notify=False),) if row.owner else (role.title if role else row.owner_role,)
    what = " · ".join(word for word in (kind.title if kind else row.kind, priority) if word)
    where = step_words(step) if step else row.step
    return CardRow(
        text=line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}"),
        detail=line(f"{what} · {where} since ", When(row.entered_at, "date"), " · ", *who),
        button=cards.show_button(row.key),
    )
