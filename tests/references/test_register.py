"""The register of referenceable customers: seen, with how far their program is, and taken off with a reason."""

import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.checkins.test_check_ins import said
from tests.office import Office
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card


def enlisted(office: Office, database: Database, *keys: str) -> None:
    """Put customers on the register, as a check-in or a survey does."""
    with database.transaction() as connection:
        for key in keys:
            row = {"list": "referenceable", "customer_key": key, "engagement_id": "e", "added_by": "carl"}
            connection.execute(sa.insert(tables.listing).values(**row, added_at=office.now))


def card_of(answer: object) -> Card:
    """Return the card of an answer."""
    assert isinstance(answer, Shown | Done), answer
    return answer.card


def test_an_empty_register_says_how_one_gets_there(office: Office) -> None:
    """Nobody is left with an empty card."""
    card = card_of(office.type("lena", "/references"))

    assert "happy check-in" in said(card.body[0])


def test_the_register_says_who_and_how_far(office: Office, database: Database) -> None:
    """By name: since when, by whom, and the newest reference program with its step, where there is one."""
    enlisted(office, database, "birk", "acme")
    office.start("emil", process="reference-program", title="Story")

    card = card_of(office.type("lena", "/references"))

    assert card.title == "Referenceable customers: 2"
    assert [said(row.text) for row in card.rows] == ["Acme Mills", "Birk & Sons"]
    assert said(card.rows[0].detail).startswith("since #, by @ · REF-1: 1.1 ")
    assert said(card.rows[1].detail) == "since #, by @"


def test_a_customer_is_taken_off_once(office: Office, database: Database) -> None:
    """With a reason that stands in their history; again, or by who does not keep the register, is refused."""
    enlisted(office, database, "acme")
    opened = office.type("lena", "/references remove acme")
    assert isinstance(opened, Opened)

    stranger = office.submit("fina", opened, {"reason": "I say so."})
    silent = office.submit("carl", opened, {"reason": " "})
    assert isinstance(stranger, Refused)
    assert stranger.reason is Reason.NOT_ALLOWED
    assert isinstance(silent, Refused)
    assert silent.reason is Reason.FIELD_MISSING
    assert isinstance(office.submit("carl", opened, {"reason": "They left us."}), Done)
    late = office.submit("carl", opened, {"reason": "They left us."})

    assert isinstance(late, Refused)
    assert late.reason is Reason.ALREADY_DONE
    assert office.rows(tables.listing) == []
    (entry,) = office.rows(tables.history)
    assert (entry["subject"], entry["action"], entry["note"]) == ("customer:acme", "off-the-register", "They left us.")
    card = card_of(office.type("carl", "/customer acme"))
    assert said(card.rows[-1].text) == "Register of references: off the register · They left us."
    again = office.type("carl", "/references remove acme")
    assert isinstance(again, Refused)
    assert again.reason is Reason.NOT_FOUND


def test_a_long_register_has_pages(office: Office, database: Database) -> None:
    """Ten to a page, and back."""
    with database.transaction() as connection:
        for number in range(12):
            row = {"key": f"c{number:02}", "name": f"Customer {number:02}", "folded_name": f"customer {number:02}"}
            connection.execute(sa.insert(tables.customer).values(**row))
    enlisted(office, database, *(f"c{number:02}" for number in range(12)))

    first = card_of(office.type("lena", "/references"))
    second = card_of(office.press("lena", first, "More"))

    assert (len(first.rows), len(second.rows)) == (10, 2)
    assert card_of(office.press("lena", second, "Back")) == first
