"""The Referenceable Customer Report: the figures of a month, the same whenever they are asked for, and as a sheet."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import tables
from tests.checkins.test_check_ins import said
from tests.office import Office, slack
from tests.references.agreeing import agreed, customers, done, opened, refused, willing
from workflows.files.spreadsheets import written
from workflows.kernel.answers import Reason
from workflows.kernel.cards import Card
from workflows.kernel.files import Sheet
from workflows.kernel.posts import Post
from workflows.kernel.requests import Typed
from workflows.references.reporting import month_of


def facts(card: Card) -> dict[str, str]:
    """Return what the report counted."""
    return {fact.label: said(fact.value) for fact in card.facts}


def sheet(office: Office) -> Sheet:
    """Return the newest sheet that was sent to somebody."""
    posts = [sent.payload for sent in office.sent() if isinstance(sent.payload, Post)]
    found = next(post.file for post in reversed(posts) if post.file is not None)
    assert isinstance(found, Sheet)
    return found


def use(office: Office, customer: str, kind: str, day: str) -> Card:
    """Record a use."""
    form = opened(office.type("ada", f"/references use {customer}"))
    return done(office.submit("ada", form, {"kind": kind, "used_on": day}))


def test_the_report_counts_who_can_be_asked(office: Office) -> None:
    """Who is on the register, whose consent holds or ends soon, who cannot be asked and why, and what was used."""
    keys = customers(office, 3)
    willing(office, "birk")
    agreed(office, until="2026-03-20")
    for key in keys:
        agreed(office, key)
    form = opened(office.type("carl", f"/references withdraw {keys[0]}"))
    done(office.submit("carl", form, {"reason": "No."}))
    form = opened(office.type("carl", f"/references remove {keys[1]}"))
    done(office.submit("carl", form, {"reason": "Gone."}))
    use(office, "acme", "call", "2026-03-02")
    use(office, "acme", "call", "2026-03-01")
    use(office, keys[2], "quote", "2026-02-27")

    card = done(office.type("mara", "/references report"))

    assert card.title == "Referenceable Customer Report: March 2026, as of 2026-03-02"
    assert facts(card) == {
        "On the register": "4 (4 new, 1 taken off)",
        "Can be asked": "2 (1 to renew within 30 days)",
        "Cannot be asked": "2: 1 to be recorded, 1 withdrawn",
        "Used in the month": "2: Reference call 2",
    }
    assert card.table is not None
    assert card.table.columns == ("Customer", "Agreed to", "Until", "Given by", "Used", "Last used")
    assert card.table.rows == (
        ("Acme Mills", "Reference call, Quote", "2026-03-20", "Dr Ito, 2026-03-01", "2", "2026-03-02"),
        ("Customer 02", "Reference call, Quote", "no end", "Dr Ito, 2026-03-01", "1", "2026-02-27"),
    )


def test_a_past_month_has_the_same_figures_for_ever(office: Office) -> None:
    """What came later changes nothing: renewed, withdrawn, taken off, used, taken back, or no customer any more."""
    agreed(office, until="2026-03-31")
    agreed(office, "birk")
    slip = use(office, "birk", "quote", "2026-03-02")
    office.later(days=25)
    before = done(office.type("mara", "/references report 2026-03"))
    assert "as of" in before.title
    office.now = datetime(2026, 4, 1, tzinfo=UTC)
    then = done(office.type("mara", "/references report 2026-03"))
    rows = sheet(office).rows

    done(office.press("ada", slip, "Take back"))
    agreed(office, until="2027-03-31")
    form = opened(office.type("carl", "/references remove birk"))
    done(office.submit("carl", form, {"reason": "Gone."}))
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "birk").values(active=False))
    office.later(days=60)

    assert done(office.type("mara", "/references report 2026-03")) == then
    assert sheet(office).rows == rows
    assert facts(then)["Can be asked"] == "2 (1 to renew within 30 days)"
    now = done(office.type("mara", "/references report"))
    assert (facts(now)["On the register"], facts(now)["Used in the month"]) == ("1 (0 new, 0 taken off)", "0")
    may = done(office.press("mara", now, "The month before"))
    assert may.title == "Referenceable Customer Report: April 2026"
    assert facts(may)["On the register"] == "1 (0 new, 1 taken off)"


def test_a_consent_that_ended_is_marked_and_cannot_be_asked(office: Office) -> None:
    """It stays in the sheet with what it was for; the card lists those who can be asked alone."""
    agreed(office, until="2026-03-03")
    office.later(days=2)

    card = done(office.type("mara", "/references report"))

    assert card.table is not None
    assert card.table.rows == ()
    assert "no consent holds" in said(card.body[0])
    assert facts(card)["Cannot be asked"] == "1: 1 ended"
    assert sheet(office).rows[0][:4] == ("Acme Mills", "", "No: consent has ended", "Reference call, Quote")


def test_the_sheet_is_safe_for_spreadsheets(office: Office) -> None:
    """What a customer is called is never a formula, whatever it begins with."""
    with office.database.transaction() as connection:
        name = tables.customer.c.key == "acme"
        connection.execute(sa.update(tables.customer).where(name).values(name="=HYPERLINK(1)"))
    agreed(office, given_by="+49 30 1234, Dr Ito")

    done(office.type("mara", "/references report"))

    text = written(sheet(office)).decode()
    assert '"\'=HYPERLINK(1)"' in text
    assert '"\'+49 30 1234, Dr Ito"' in text
    assert sheet(office).name == "referenceable-customers-2026-03"


def test_it_goes_where_it_was_asked_for(office: Office) -> None:
    """In Marketing's channel everybody there gets the file; anywhere else only who asked."""
    agreed(office)
    for place, lane in (("slack:CMARKETING", "slack:CMARKETING"), ("slack:CACME", "slack:UMARA"), ("", "slack:UMARA")):
        asked = Typed(actor=slack("mara"), request_key=office.key(), verb="/references", words="report", place=place)
        done(office.ask(asked))
        newest = office.sent()[-1]
        assert newest.lane == lane
        assert isinstance(newest.payload, Post)
        assert newest.payload.file is not None


@pytest.mark.parametrize("words", ["2026-04", "2026-13", "march", "1999-12", "2026-3", "=1+1", "9999-99"])
def test_a_month_that_is_none_is_refused(office: Office, words: str) -> None:
    """Also one that is still to come; nothing is sent."""
    assert refused(office.type("mara", f"/references report {words}")) is Reason.NOT_A_MONTH
    assert office.sent() == []


def test_an_empty_register_has_a_report_too(office: Office) -> None:
    """With nobody in it, and words that say so."""
    card = done(office.type("mara", "/references report"))

    assert facts(card)["On the register"] == "0 (0 new, 0 taken off)"
    assert sheet(office).rows == ()


def test_a_long_report_says_how_many_are_in_the_file(office: Office) -> None:
    """The card has the first, the file all of them."""
    for key in customers(office, 17):
        agreed(office, key)

    card = done(office.type("mara", "/references report"))

    assert card.table is not None
    assert (len(card.table.rows), card.more) == (15, "And 2 more, in the file.")
    assert len(sheet(office).rows) == 17


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"])
MOMENTS = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(now=MOMENTS, zone=ZONES)
def test_a_month_holds_each_moment_once(now: datetime, zone: str) -> None:
    """Months follow each other without a gap, in any time zone; the month of now is not past, the one before is."""
    this = month_of("", now=now, zone=zone)
    assert this is not None
    assert (this.is_past, this.at) == (False, now)
    assert this.begins <= now
    before = month_of(this.before, now=now, zone=zone)
    assert before is not None
    assert before.is_past
    assert before.at + timedelta(microseconds=1) == this.begins
    assert month_of(this.key, now=now, zone=zone) == this
