"""What work wants of somebody beside its step: to take what was found (C 1.2), and to tick off what they still owe."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import over
from storage.sight import answers_to, seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.items import done_button
from workflows.engagements.offering import offer_buttons
from workflows.engagements.parts import Offer, WorkItem, open_among, owed_by
from workflows.engagements.rows import customer_of
from workflows.engagements.waiting import READ_AT_ONCE, concerned
from workflows.home.owned import open_button, text_of
from workflows.kernel.cards import Row as Entry
from workflows.kernel.people import ROLE
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Strong, When, line
from workflows.process.position import Position

OFFERED: Final = "offered"
OWED: Final = "owed"
"""What each row is of; `OWED` is also what sections are of that list what is to be ticked off."""

engagement, customer = tables.engagement, tables.customer
_NAMES: Final = (
    *("id", "key", "process", "process_version", "title", "step", "offers", "items", "position", "owner", "owner_role"),
    *("created_at", "seen_by"),
)
_OFFERS = msgspec.json.Decoder(list[Offer])
_ITEMS = msgspec.json.Decoder(list[WorkItem])
_POSITION = msgspec.json.Decoder(Position)


class _Waiting(NamedTuple):
    row: Row
    offer: Offer


class _Owed(NamedTuple):
    row: Row
    item: WorkItem


def _wanted(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    """Walk each sort along its own index, and join what was picked alone."""
    found = sa.union_all(sa.select(_offered(given)), sa.select(_owed())).subquery("found")
    return (
        sa.select(
            found.c.what,
            *(engagement.c[name] for name in _NAMES),
            *(column.label(f"customer_{column.name}") for column in customer.columns),
        )
        .select_from(
            found.join(engagement, engagement.c.id == found.c.id).join(
                customer, customer.c.key == engagement.c.customer_key
            )
        )
        .order_by(found.c.what, engagement.c.id)
    )


def _offered(given: sa.FromClause) -> sa.Subquery:
    """A role is somebody's by the team, or by the customer that names them."""

    def names(column: sa.ColumnElement[str], kind: str) -> sa.ColumnElement[bool]:
        held = column.like(sa.literal_column("'%\"'") + given.c.key + sa.literal_column("'\"%'"))
        return sa.exists().where(given.c.kind == sa.literal_column(f"'{kind}'"), held).correlate(engagement, customer)

    return (
        sa.select(engagement.c.id, _what(OFFERED))
        .select_from(engagement.join(customer, customer.c.key == engagement.c.customer_key))
        .where(
            engagement.c.offers != sa.literal_column("'[]'"),
            engagement.c.step.is_not(None),
            engagement.c.id > sa.bindparam("after", type_=sa.Text),
            sa.or_(names(engagement.c.offers, "role"), names(customer.c.roles, "person")),
            seen(engagement),
        )
        .order_by(engagement.c.id)
        .limit(sa.literal_column(str(READ_AT_ONCE)))
        .subquery("offered")
    )


def _owed() -> sa.Subquery:
    """Also of what has ended: whoever said that the deal is won still owes its record."""
    return (
        sa.select(engagement.c.id, _what(OWED))
        .where(
            engagement.c.owes != sa.literal_column("'[]'"),
            answers_to(engagement.c.owes, engagement.c.customer_key),
            seen(engagement),
        )
        .order_by(engagement.c.created_at, engagement.c.id)
        .limit(sa.literal_column(str(READ_AT_ONCE)))
        .subquery("owed")
    )


def _what(sort: str) -> sa.Label[str]:
    return sa.literal_column(f"'{sort}'", sa.Text).label("what")


WANTED = Prepared(over({"kind": sa.Text(), "key": sa.Text()}, _wanted))


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return what waits for the asking person to take it, and what they have to tick off, each oldest first."""
    rows = _rows(look)
    offered = sorted(_offers_in(look, rows), key=lambda one: (one.offer.at, one.row.id, one.offer.name))
    owed = sorted(_owed_in(look, rows), key=lambda one: (one.row.created_at, one.row.id))
    found = {
        OFFERED: Pile(min(len(offered), COUNTED), partial(_offer_entries, offered), more=len(offered) > COUNTED),
        OWED: Pile(min(len(owed), COUNTED), partial(_owed_entries, owed), more=len(owed) > COUNTED),
    }
    return {section.key: found[section.of or OFFERED] for section in sections}


def _rows(look: Look) -> list[Row]:
    given = {**concerned(look), **sight.sees(look)}
    found: dict[tuple[str, str], Row] = {}
    after = ""
    while True:
        rows = look.unit.rows(WANTED, {**given, "after": after})
        found |= {(row.what, row.id): row for row in rows}
        offered = [row for row in rows if row.what == OFFERED]
        if len(offered) < READ_AT_ONCE:
            return list(found.values())
        after = offered[-1].id


def _offers_in(look: Look, rows: Sequence[Row]) -> Iterator[_Waiting]:
    for row in rows:
        for offer in _OFFERS.decode(row.offers) if row.what == OFFERED else ():
            if _may(look, row, offer.roles):
                yield _Waiting(row, offer)


def _owed_in(look: Look, rows: Sequence[Row]) -> Iterator[_Owed]:
    for row in rows:
        if row.what != OWED:
            continue
        for item in open_among(_ITEMS.decode(row.items), _POSITION.decode(row.position).visits):
            owing = owed_by(item, row.step, row.owner, row.owner_role)
            roles = [who.removeprefix(ROLE) for who in owing if who.startswith(ROLE)]
            if look.directory.acting_for(look.actor.key, tuple(owing)) is not None or _may(look, row, roles):
                yield _Owed(row, item)


def _may(look: Look, row: Row, roles: Sequence[str]) -> bool:
    words = look.definitions.version(row.process, row.process_version).role_of
    return look.directory.may(look.actor.key, roles, customer_of(row), words)


def _offer_entries(found: Sequence[_Waiting], first: int, last: int) -> list[Entry]:
    return [
        Entry(
            text=line(Strong(row.key), f" {row.customer_name}: {offer.words}{sight.mark(row)}"),
            detail=line("Found at a check-in, to be accepted · since ", When(offer.at, "date")),
            button=open_button(row),
            buttons=offer_buttons(row.id, offer.name),
        )
        for row, offer in found[first:last]
    ]


def _owed_entries(found: Sequence[_Owed], first: int, last: int) -> list[Entry]:
    return [
        Entry(text=text_of(row), detail=line(item.title), button=open_button(row), buttons=(done_button(row.id, item),))
        for row, item in found[first:last]
    ]
