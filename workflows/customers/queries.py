"""The account card of a customer: who they are, what is under way, what is due, and what happened."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.customers import cards, rules, timeline
from workflows.customers.commands import PROCESS, ShowCustomer, past_button
from workflows.desk import Look
from workflows.engagements import customers, sight
from workflows.engagements.cards import step_words
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as Entry
from workflows.kernel.people import Customer
from workflows.kernel.text import Line, Mention, Strong, When, line

SHOWN: Final = 5
"""So many pieces of work of a sort stand on the account card; its lists have the rest."""

LastSaid = Callable[[Look, Row], Line]
"""Tells in one line how the last check-in of a running engagement went; empty where there was none."""


class Part(msgspec.Struct, frozen=True):
    """A part of the account card: the work of some processes; of all the others where none is named."""

    title: str
    processes: tuple[str, ...]
    empty: str
    rest: str
    """The command that lists what does not stand on the card; a customer's key in braces."""
    recurring: bool = False
    """Whether what was said the last time stands under it."""


PARTS: Final = (
    Part("Under way", (), "Nothing. `/engagement new` begins something.", "/engagement list {key}"),
    Part("Tickets", ("ticket",), "None is open. `/ticket` logs one.", "/ticket list {key}"),
    Part("Check-ins", ("customer-success",), "None run. “Check in” begins them.", "/checkin list all", recurring=True),
    Part("Hand-offs", (PROCESS,), "None is under way. “Hand off” begins one.", "/engagement list {key}"),
    Part("Reference program", ("reference-program",), "It is not under way.", "/engagement list {key}"),
)
_NAMED: Final = [name for part in PARTS for name in part.processes]

engagement, handoff, customer, listed = tables.engagement, tables.handoff, tables.customer, tables.reference_entry
_WHO = sa.bindparam("customer", type_=sa.Text)
STAGE_OF = Prepared(
    sa.select(customer.c.stage, customer.c.stage_at, listed.c.listed_at)
    .select_from(
        customer.outerjoin(listed, sa.and_(listed.c.customer_key == customer.c.key, listed.c.ended_at.is_(None)))
    )
    .where(customer.c.key == _WHO)
)
_HERE = (engagement.c.customer_key == _WHO, engagement.c.step.is_not(None), seen(engagement))


def _names(names: Sequence[str]) -> list[sa.ColumnElement[str]]:
    return [sa.literal_column(f"'{name}'", sa.Text) for name in names]


def _part(number: int, part: Part) -> sa.Select[*tuple[object, ...]]:
    of_these = engagement.c.process.in_(_names(part.processes or _NAMED))
    oldest = (
        sa.select(
            sa.literal_column(str(number), sa.Integer).label("part"),
            *(engagement.c[name] for name in ("id", "key", "process", "process_version", "title", "step")),
            *(engagement.c[name] for name in ("entered_at", "due_at", "owner", "owner_role", "seen_by")),
            engagement.c.handoff_id,
        )
        .where(*_HERE, of_these if part.processes else sa.not_(of_these))
        .order_by(engagement.c.entered_at, engagement.c.id)
        .limit(sa.literal_column(str(SHOWN)))
        .subquery(f"part_{number}")
    )
    return sa.select(oldest)


_parts = sa.union_all(*(_part(number, part) for number, part in enumerate(PARTS))).subquery("parts")
UNDER_WAY = Prepared(
    sa.select(*(column for column in _parts.c if column.key != "handoff_id"), handoff.c.state.label("handed"))
    .select_from(_parts.outerjoin(handoff, handoff.c.id == _parts.c.handoff_id))
    .order_by(_parts.c.part, _parts.c.entered_at, _parts.c.id)
)
COUNTS = Prepared(
    sa.select(engagement.c.process, sa.func.count().label("all")).where(*_HERE).group_by(engagement.c.process)
)


def show_customer(look: Look, query: ShowCustomer, *, last_said: LastSaid) -> Shown:
    """Show a customer's account card; further pages are of its timeline alone.

    `last_said` is of another subject, which the registry brings.
    """
    found = customers.meant(look.unit, query.words)
    older, newer = timeline.place_of(query.older), timeline.place_of(query.newer)
    if newer is not None:
        page = timeline.page_of(look, found.key, newer, older=False)
    else:
        page = _before(look, found.key, older)
    past = _past_buttons(found, page)
    if page.newer is not None:
        return Shown(card=Card(title=f"{found.name}: what happened", rows=page.entries, buttons=past))
    if newer is not None:  # There is nothing newer than this page: it begins anew, with what came meanwhile.
        page = _before(look, found.key, None)
        past = _past_buttons(found, page)
    happened = cards.section("What happened", page.entries, empty="Nothing yet.")
    rows = (*_sections(look, found, last_said), *happened)
    return Shown(
        card=Card(
            title=found.name, facts=_facts(look, found), rows=rows, buttons=(*cards.account_buttons(found), *past)
        )
    )


def _before(look: Look, customer: str, older: timeline.Place | None) -> timeline.Page:
    """Return a page of the timeline; the account card has room for the newest few."""
    if older is None:
        return timeline.page_of(look, customer, timeline.NEWEST, most=SHOWN)
    return timeline.page_of(look, customer, older)


def _past_buttons(found: Customer, page: timeline.Page) -> tuple[Button, ...]:
    back = (past_button("Newer", found.key, newer=page.newer.words()),) if page.newer else ()
    return (*back, past_button("Older", found.key, older=page.older.words())) if page.older else back


def _sections(look: Look, found: Customer, last_said: LastSaid) -> list[Entry]:
    given = {"customer": found.key, **sight.sees(look)}
    under_way = look.unit.rows(UNDER_WAY, given)
    counts = {row.process: row.all for row in look.unit.rows(COUNTS, given)}
    shown: list[Entry] = []
    for number, part in enumerate(PARTS):
        entries: list[Entry] = []
        for row in under_way:
            if row.part == number:
                said = last_said(look, row) if part.recurring and not entries else ()
                entries.append(_entry(look, row, said))
        count = _count(part, counts)
        more = f"And {count - SHOWN} more: {part.rest.format(key=found.key)}" if count > SHOWN else ""
        title = f"{part.title}: {count}" if count else part.title
        shown += cards.section(title, entries, empty=part.empty, more=more)
    return shown


def _count(part: Part, counts: Mapping[str, int]) -> int:
    if part.processes:
        return sum(counts.get(name, 0) for name in part.processes)
    return sum(number for name, number in counts.items() if name not in _NAMED)


def _entry(look: Look, row: Row, said: Line) -> Entry:
    definition = look.definitions.version(row.process, row.process_version)
    step = definition.step(row.step)
    role = definition.role_of.get(row.owner_role)
    who: Line = (Mention(row.owner, notify=False),) if row.owner else (role.title if role else row.owner_role,)
    where = step_words(step) if step else row.step
    detail = line(f"{where} · since ", When(row.entered_at, "date"), *_due(look, row), " · ", *who, *_handed(row))
    return Entry(
        text=line(Strong(row.key), f" {row.title}{sight.mark(row)}"), detail=(*detail, " · ", *said) if said else detail
    )


def _due(look: Look, row: Row) -> Line:
    if row.due_at is None:
        return ()
    return line(" · overdue since " if row.due_at < look.now else " · due ", When(row.due_at, "date"))


def _handed(row: Row) -> Line:
    return {"offered": (" · waits to be accepted",), "returned": (" · came back",)}.get(row.handed or "", ())


def _facts(look: Look, found: Customer) -> tuple[Fact, ...]:
    definition = look.definitions.current(PROCESS)
    row = look.unit.row(STAGE_OF, {"customer": found.key})
    stage = rules.stage_of(definition.raci, row.stage) if row else None
    words = line(f"{stage.title} ({stage.group}), since " if stage.group else f"{stage.title}, since ") if stage else ()
    since = (When(row.stage_at, "date"),) if stage and row and row.stage_at else ()
    tier = look.directory.settings.tier(found.tier)
    titles = {
        role.key: role.title for name in look.definitions.processes for role in look.definitions.current(name).roles
    }
    facts = cards.account_facts(
        found,
        tier=tier.title if tier else found.tier,
        stage=(*words, *since) or line("not said yet"),
        definition=definition,
        titles=titles,
    )
    if row is None or row.listed_at is None:
        return facts
    return (*facts, Fact("Reference", line("on the register since ", When(row.listed_at, "date"))))
