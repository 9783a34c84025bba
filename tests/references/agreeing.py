"""Customers on the register, as tests want them, and the answers of those who ask about it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from storage import tables
from tests.office import Office
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card

CONSENT: Mapping[str, Any] = {
    "uses": ("call", "quote"),
    "wording": "You may give our name.",
    "given_by": "Dr Ito",
    "given_on": "2026-03-01",
}
"""What is filled in where a customer agrees to reference calls and quotes; it is Monday, 2 March 2026."""


def agreed(office: Office, customer: str = "acme", *, who: str = "carl", **values: object) -> Card:
    """Let a customer agree to be a reference, by the form, and return the answer's card."""
    return done(office.submit(who, office.type(who, f"/references consent {customer}"), {**CONSENT, **values}))


def willing(office: Office, *keys: str) -> None:
    """Put customers on the register who only said that they would be a reference."""
    with office.database.transaction() as connection:
        for key in keys:
            row = {"id": f"entry-{key}", "customer_key": key, "state": "willing", "listed_by": "carl"}
            at = {"listed_at": office.now, "recorded_at": office.now, "recorded_by": "carl"}
            connection.execute(sa.insert(tables.reference_entry).values(**row, **at))


def customers(office: Office, number: int) -> list[str]:
    """Let there be so many customers more; return their keys."""
    keys = [f"c{one:02}" for one in range(number)]
    with office.database.transaction() as connection:
        for key in keys:
            name = f"Customer {key[1:]}"
            connection.execute(sa.insert(tables.customer).values(key=key, name=name, folded_name=name.casefold()))
    return keys


def done(answer: Answer) -> Card:
    """Return the card of what was done or shown."""
    assert isinstance(answer, Shown | Done), answer
    return answer.card


def opened(answer: Answer) -> Opened:
    """Return the form that was opened."""
    assert isinstance(answer, Opened), answer
    return answer


def refused(answer: Answer) -> Reason:
    """Return why it was refused."""
    assert isinstance(answer, Refused), answer
    return answer.reason


def live(office: Office) -> list[Mapping[str, Any]]:
    """Return the entries of the register that stand now."""
    return [row for row in office.rows(tables.reference_entry) if row["ended_at"] is None]


def told(office: Office, customer: str = "acme") -> list[tuple[str, str]]:
    """Return what a customer's own history says, oldest first: the action and the note."""
    rows = [row for row in office.rows(tables.history) if row["subject"] == f"customer:{customer}"]
    return [(str(row["action"]), str(row["note"])) for row in sorted(rows, key=lambda row: row["seq"])]
