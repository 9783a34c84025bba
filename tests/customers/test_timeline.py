"""The timeline of an account card: every entry once, whatever happens meanwhile, and quick however long it is."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import tables
from storage.engine import Database
from tests.customers.test_customers import card_of
from tests.office import Office, slack
from tests.plans import plan_of
from workflows.customers import queries, timeline
from workflows.customers.timeline import Place, place_of
from workflows.kernel.cards import Card, Row
from workflows.kernel.requests import Pressed

MANY = 3000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def past(card: Card) -> list[Row]:
    """Return the entries of the timeline on a card."""
    headings = [number for number, row in enumerate(card.rows) if row.heading]
    return list(card.rows[headings[-1] + 1 :] if headings else card.rows)


def label(card: Card, words: str) -> bool:
    """Return whether a card has a button with a label."""
    return any(button.label == words for button in card.buttons)


def test_every_entry_is_seen_once_to_the_end_and_back(office: Office) -> None:
    """Several entries have the same moment; what happens while one turns the pages moves nothing away."""
    for number in range(23):
        office.later(minutes=number % 3)
        office.start("ada", title=f"Portal {number}")
    whole = len(office.rows(tables.history))
    card = card_of(office.type("carl", "/customer acme"))
    pages = [past(card)]
    while label(card, "Older"):
        if len(pages) == 1:
            office.start("ada", title="Meanwhile")
        card = card_of(office.press("carl", card, "Older"))
        pages.append(past(card))

    entries = [entry for page in pages for entry in page]
    assert len(entries) == whole > 2 * timeline.ON_A_PAGE
    back = [pages[-1]]
    while label(card, "Newer"):
        card = card_of(office.press("carl", card, "Newer"))
        back.append(past(card))
    assert back[1] == pages[-2]
    assert card.title == "Acme Mills"
    assert "Meanwhile" in str(card.rows)


@pytest.mark.parametrize("words", ["", "acme", "acme nonsense", "acme 2026-03-02T09:00:00 1 engagement:x", "acme  1 x"])
def test_a_place_that_is_none_is_the_beginning(office: Office, words: str) -> None:
    """A button that was tampered with shows the card, or says that there is no such customer; it breaks nothing."""
    office.start("ada")
    pressed = Pressed(
        actor=slack("carl"), request_key="k", button="customer.show", subject="older", version=1, argument=words
    )
    answer = office.ask(pressed)

    assert getattr(answer, "reason", None) == "unknown-customer" if not words else card_of(answer).title == "Acme Mills"


@given(st.datetimes(timezones=st.just(UTC)), st.text(min_size=1), st.integers(0, 2**31 - 1))
def test_a_place_comes_back_as_it_was_carried(at: datetime, subject: str, seq: int) -> None:
    """Whatever the subject is called."""
    place = Place(at, subject, seq)
    assert place_of(place.words()) == place


@pytest.fixture
def long(office: Office) -> Database:
    """A customer with thousands of entries, most of them of work that ended, among as many of somebody else's."""
    fixed = {"process": "services-engagement", "process_version": 1, "title": "T", "version": 1, "arrival": 1}
    rest = {"head": "", "created_by": "ada", "created_at": NOW, "entered_at": NOW}
    entry = {"actor": "ada", "action": "step", "step": "1", "request_key": "k", "hash": ""}
    with office.database.transaction() as connection:
        for number in range(MANY):
            whose = "birk" if number % 8 else "acme"
            step = "4" if number % 3 else None
            keys = {"id": f"e{number}", "key": f"ENG-{number}", "customer_key": whose, "step": step}
            connection.execute(sa.insert(tables.engagement).values(**fixed, **rest, **keys))
            at = NOW + timedelta(seconds=number)
            told = {"subject": f"engagement:e{number}", "seq": 1, "at": at, "customer": whose}
            connection.execute(sa.insert(tables.history).values(**entry, **told))
    if not office.database.is_sqlite:
        with office.database.transaction() as connection:
            connection.execute(sa.text("ANALYZE"))
    return office.database


@pytest.mark.parametrize("statement", [timeline.OLDER, timeline.NEWER], ids=["older", "newer"])
def test_a_page_walks_the_index_of_the_customer(long: Database, statement: object) -> None:
    """Nothing is sorted, and no table is gone through."""
    asked = {"customer": "acme", "at": NOW + timedelta(seconds=MANY // 2), "subject": "", "seq": 0, "sees": "[]"}
    plan = plan_of(long, statement, asked)  # type: ignore[arg-type]

    assert "ix_history_customer" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    assert not any(f"{scan} {table}" in plan for scan in ("SCAN", "Seq Scan on") for table in ("history", "engagement"))


@pytest.mark.parametrize("statement", [queries.UNDER_WAY, queries.COUNTS], ids=["under way", "counts"])
def test_what_is_under_way_is_found_among_all_that_ended(long: Database, statement: object) -> None:
    """By an index, whichever the database finds the cheapest."""
    plan = plan_of(long, statement, {"customer": "acme", "sees": "[]"})  # type: ignore[arg-type]

    assert "ix_engagement" in plan
    assert "SCAN engagement" not in plan
    assert "Seq Scan on engagement" not in plan
