"""What was found at check-ins and waits for somebody to take it: it stands on the Home of whoever may (C 1.2)."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.offering import offer_buttons
from workflows.engagements.parts import Offer
from workflows.engagements.rows import customer_of
from workflows.engagements.waiting import READ_AT_ONCE, concerned
from workflows.kernel.cards import Button
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Strong, When, line

engagement, customer = tables.engagement, tables.customer
_NAMES: Final = ("id", "key", "process", "process_version", "offers", "seen_by")
_OFFERS = msgspec.json.Decoder(list[Offer])


class _Waiting(NamedTuple):
    row: Row
    offer: Offer


def _offered(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    """Walk what waits along its own index; a role is somebody's by the team, or by the customer that names them."""

    def names(column: sa.ColumnElement[str], kind: str) -> sa.ColumnElement[bool]:
        held = column.like(sa.literal_column("'%\"'") + given.c.key + sa.literal_column("'\"%'"))
        return sa.exists().where(given.c.kind == sa.literal_column(f"'{kind}'"), held).correlate(engagement, customer)

    return (
        sa.select(
            *(engagement.c[name] for name in _NAMES),
            *(column.label(f"customer_{column.name}") for column in customer.columns),
        )
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
    )


OFFERED = Prepared(over({"kind": sa.Text(), "key": sa.Text()}, _offered))


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return what waits for the asking person to take it, what was found first at the top, with its buttons."""
    found = sorted(_all(look), key=lambda one: (one.offer.at, one.row.id, one.offer.name))
    pile = Pile(min(len(found), COUNTED), partial(_entries, found), more=len(found) > COUNTED)
    return {section.key: pile for section in sections}


def _all(look: Look) -> Iterator[_Waiting]:
    given = {ROWS: concerned(look), **sight.sees(look)}
    after = ""
    while True:
        rows = look.unit.rows(OFFERED, {**given, "after": after})
        for row in rows:
            words = look.definitions.version(row.process, row.process_version).role_of
            for offer in _OFFERS.decode(row.offers):
                if look.directory.may(look.actor.key, offer.roles, customer_of(row), words):
                    yield _Waiting(row, offer)
        if len(rows) < READ_AT_ONCE:
            return
        after = rows[-1].id


def _entries(found: Sequence[_Waiting], first: int, last: int) -> list[Entry]:
    return [
        Entry(
            text=line(Strong(row.key), f" {row.customer_name}: {offer.words}{sight.mark(row)}"),
            detail=line("Found at a check-in, to be accepted · since ", When(offer.at, "date")),
            button=Button(key="engagement.show", label="Open", subject="engagement", argument=row.key),
            buttons=offer_buttons(row.id, offer.name),
        )
        for row, offer in found[first:last]
    ]
