"""Lists of engagements: what is under way, what waits for me, what is found by a number or a name."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from storage.titles import has_words, search_of
from workflows.desk import Look
from workflows.engagements import cards, sight
from workflows.engagements.commands import (
    ListEngagements,
    LookUp,
)
from workflows.kernel.answers import Offered, Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.forms import Choice
from workflows.kernel.people import folded
from workflows.kernel.text import Line, Strong, When, line

PAGE = 10
"""How many entries of a list one card shows."""

OFFERED_MOST = 50

engagement, customer, history = tables.engagement, tables.customer, tables.history
BRIEF = [
    engagement.c.id,
    engagement.c.key,
    engagement.c.process,
    engagement.c.process_version,
    engagement.c.title,
    engagement.c.step,
    engagement.c.ending,
    engagement.c.entered_at,
    engagement.c.due_at,
    engagement.c.owner,
    engagement.c.owner_role,
    engagement.c.seen_by,
    customer.c.name.label("customer_name"),
]
JOINED = engagement.join(customer, customer.c.key == engagement.c.customer_key)
_OPEN = engagement.c.step.is_not(None)


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text)


def _select(*where: sa.ColumnElement[bool], newest: bool = True) -> sa.Select[*tuple[Any, ...]]:
    order = engagement.c.entered_at.desc() if newest else engagement.c.entered_at
    return (
        sa.select(*BRIEF)
        .select_from(JOINED)
        .where(*where, seen(engagement))
        .order_by(order, engagement.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


def _brief(*where: sa.ColumnElement[bool], newest: bool = True) -> Prepared:
    return Prepared(_select(*where, newest=newest))


def _begins(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Return a prefix search that an index serves on both databases."""
    return sa.and_(column >= _text("low"), column < _text("high"))


LIST_ALL = _brief(_OPEN)
LIST_PROCESS = _brief(_OPEN, engagement.c.process == _text("process"))
LIST_CUSTOMER = _brief(_OPEN, _begins(customer.c.folded_name))
_WAITING = ("offered", "returned", "disputed")
FIND_KEY = _brief(engagement.c.key == _text("key"))
OPEN_TITLE = Prepared(Spelt(lambda dialect: _select(_OPEN, has_words(engagement, dialect))))


def list_engagements(look: Look, query: ListEngagements) -> Shown:
    """List what is under way: all of it, of a process, or of customers whose name begins with the words."""
    words = query.words.strip()
    page = {"limit": PAGE + 1, "offset": (query.page - 1) * PAGE, **sight.sees(look)}
    if not words:
        rows = look.unit.rows(LIST_ALL, page)
    elif words in look.definitions.processes:
        rows = look.unit.rows(LIST_PROCESS, {**page, "process": words})
    else:
        rows = look.unit.rows(LIST_CUSTOMER, {**page, **prefix(words)})
    title = f"Under way: {words}" if words else "Under way"
    empty = "Nothing is under way here. Start something with /engagement new."
    entries = [entry(look, row) for row in rows]
    return Shown(card=_list_card(title, entries, page=query.page, of="list", words=words, empty=empty))


def prefix(words: str) -> dict[str, str]:
    """Return the parameters of a prefix search for words as they are typed."""
    low = folded(words)
    return {"low": low, "high": low + "\U0010ffff"}


def _list_card(  # noqa: PLR0913 - what a list is, by name.
    title: str, entries: Sequence[CardRow], *, page: int, of: str, words: str, empty: str, more: str = ""
) -> Card:
    if not entries:
        return Card(title=title, body=(line(empty),))
    buttons: tuple[Button, ...] = ()
    if page > 1:
        buttons += (Button(key="list.page", label="Back", subject=of, version=page - 1, argument=words),)
    if len(entries) > PAGE:
        buttons += (Button(key="list.page", label="More", subject=of, version=page + 1, argument=words),)
    return Card(title=title, rows=tuple(entries[:PAGE]), buttons=buttons, more=more)


def entry(look: Look, row: Row) -> CardRow:
    """Return one piece of work of a list: what it is, where it stands since when, and who has it."""
    text = line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}")
    if row.step is None:
        return CardRow(text=text, detail=line(f"Ended: {row.ending}, ", When(row.entered_at, "date")))
    definition = look.definitions.version(row.process, row.process_version)
    step = definition.step(row.step)
    words = cards.step_words(step) if step else row.step
    away = look.directory.away
    who: Line = cards.people_line((row.owner,), away=away) if row.owner else (row.owner_role,)
    detail = line(f"{words} · since ", When(row.entered_at, "date"), " · ", *who)
    return CardRow(text=text, detail=detail)


def look_up(look: Look, query: LookUp) -> Offered:
    """Offer engagements under way: by their number, by words of the title, by the beginning of the customer's name."""
    words = query.words.strip()
    page = {"limit": OFFERED_MOST, "offset": 0, **sight.sees(look)}
    rows = _found(look, words, LIST_CUSTOMER, OPEN_TITLE, page) if words else look.unit.rows(LIST_ALL, page)
    return Offered(choices=tuple(Choice(row.key, f"{row.key} {row.customer_name}: {row.title}"[:75]) for row in rows))


def _found(look: Look, words: str, by_customer: Prepared, by_title: Prepared, page: Mapping[str, Any]) -> list[Row]:
    """Return what has the number, else what is a customer's of that name together with what has the words."""
    exact = look.unit.rows(FIND_KEY, {**page, "key": words.upper()})
    if exact:
        return exact
    search = search_of(words, look.unit.dialect.name)
    titled = look.unit.rows(by_title, {**page, "words": search}) if search else []
    found = {row.id: row for row in (*look.unit.rows(by_customer, {**page, **prefix(words)}), *titled)}
    return list(found.values())[: page["limit"]]
