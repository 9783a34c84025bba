"""What changes while a reminder waits: whose it is, what was decided, and when people work."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from storage import tables
from tests.office import Office, staff
from tests.pricing import CARDS, set_rate_cards, to_approval, with_rule
from tests.reminders.stand import LATER, Waiting, at
from tests.reminders.test_others import escalations, of
from workflows.kernel.answers import Done, Shown
from workflows.kernel.cards import Card
from workflows.reminders.rules import has_come


@pytest.fixture(autouse=True)
def _priced(office: Office) -> None:
    """Give the company its rate cards."""
    set_rate_cards(office, *CARDS)


def works(office: Office, key: str, words: str) -> None:
    """Let somebody have other working time from now on."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == key).values(working_time=words))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))


def leaves(office: Office, key: str) -> None:
    """Let somebody be no longer of the company, as a loaded file says it."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == key).values(active=False))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))


def test_whoever_had_it_before_is_not_told(waiting: Waiting) -> None:
    """It fell due on Thursday evening and is to be told on Friday morning; meanwhile somebody else has it."""
    office = waiting.office
    staff(office.database, "sal", "ada", "luis")
    assert isinstance(office.say("ada", office.start("ada"), "scoped"), Done)
    waiting.told(at(5, 20))
    opened = office.type("ada", "/engagement assign ENG-1")
    assert isinstance(office.submit("ada", opened, {"person": "luis"}), Done)

    told = waiting.told(at(10, 12))

    assert of(told, "UADA") == []
    assert "ENG-1" not in str(office.type("ada", "/csops reminders"))
    assert "ENG-1" in str(office.type("luis", "/csops reminders"))
    assert [one.when for one in of(told, "ULUIS")] == ["Mon 09:00", "Tue 09:00"]


def test_in_the_place_of_who_left_others_are_told(waiting: Waiting) -> None:
    """Ada leaves, and nobody was named for what she had: Luis, who holds her role as well, is reminded from then on."""
    office = waiting.office
    staff(office.database, "sal", "ada", "luis")
    assert isinstance(office.say("ada", office.start("ada"), "scoped"), Done)
    waiting.told(at(5, 20))
    leaves(office, "ada")

    told = waiting.told(at(10, 12))

    assert of(told, "UADA") == []
    assert [one.when for one in of(told, "ULUIS")] == ["Mon 09:00", "Tue 09:00"]


def test_who_has_voted_is_not_told(waiting: Waiting) -> None:
    """Both must approve. One does so before the reminder of the evening is told: the other one alone hears of it."""
    office = waiting.office
    with_rule(office, "all")
    card = to_approval(office)
    waiting.told(at(4, 20))
    assert isinstance(office.press("pria", card, "Approve"), Done)

    told = waiting.told(at(5, 12))

    assert of(told, "UPRIA") == []
    assert [one.when for one in of(told, "UDORA")] == ["Thu 09:00"]


def test_it_is_escalated_once_whatever_days_are_off(waiting: Waiting) -> None:
    """A day off that is written down later moves the time of an escalation that has been; it does not come again."""
    office = waiting.office
    to_approval(office)
    waiting.told(at(5, 20))
    assert len(escalations(office)) == 1
    works(office, "pria", '{"closed":[["2026-03-05","2026-03-05"]]}')

    waiting.told(LATER)

    assert len(escalations(office)) == 1


def test_shorter_hours_leave_no_escalation_out(waiting: Waiting) -> None:
    """While one waits for five o'clock, hours are written down that end at twelve: its time is past, and it comes."""
    office = waiting.office
    to_approval(office)
    waiting.told(at(5, 13))
    assert escalations(office) == []
    works(office, "pria", '{"hours":"mon-fri 09:00-12:00"}')

    waiting.told(at(5, 18))

    assert len(escalations(office)) == 1


def test_shorter_hours_leave_no_reminder_out(waiting: Waiting) -> None:
    """The same of the reminder of that evening: it is told the next morning, and the next ones follow."""
    office = waiting.office
    assert isinstance(office.say("ada", office.start("ada"), "scoped"), Done)
    waiting.told(at(6, 13))
    works(office, "ada", '{"hours":"mon-fri 09:00-12:00"}')

    told = waiting.told(at(11, 8))

    assert [one.when for one in told] == ["Mon 09:00", "Tue 09:00"]


def test_what_was_taken_back_is_escalated_in_time(waiting: Waiting) -> None:
    """Approved shortly before it is escalated and taken back shortly after: the director hears of it at once."""
    office = waiting.office
    card = to_approval(office)
    waiting.told(datetime(2026, 3, 5, 16, 59, 50, tzinfo=UTC))
    answer = office.press("pria", card, "Approve")
    assert isinstance(answer, Done), answer
    waiting.told(datetime(2026, 3, 5, 17, 0, 10, tzinfo=UTC))
    taken_back = office.press("pria", answer.card, "Undo")
    assert isinstance(taken_back, Done), taken_back

    told = waiting.told(LATER)

    assert [one.when for one in of(told, "CINTERNAL")] == ["Thu 17:01"]
    assert len(escalations(office)) == 1


def test_who_goes_away_before_it_is_told_has_it_when_they_are_back(waiting: Waiting) -> None:
    """It is to be told on Friday morning. On Thursday evening Ada goes away until Monday, and nobody stands in."""
    office = waiting.office
    assert isinstance(office.say("ada", office.start("ada"), "scoped"), Done)
    waiting.told(at(5, 20))
    opened = office.type("ada", "/csops away until 2026-03-09")
    assert isinstance(office.submit("ada", opened, {}), Done)

    told = waiting.told(at(10, 12))

    assert [(one.when, one.keys) for one in told] == [("Tue 09:00", ["ENG-1"])]


def test_who_stops_a_reminder_hears_no_more_of_it(waiting: Waiting) -> None:
    """One of two is stopped: the other one is told as before. Wanted again, both are."""
    office = waiting.office
    for _ in range(2):
        assert isinstance(office.say("ada", office.start("ada"), "scoped"), Done)
        office.later(minutes=7)
    waiting.told(at(5, 12))
    answer = office.type("ada", "/csops reminders")
    assert isinstance(answer, Shown)
    first = next(row.button for row in answer.card.rows if "ENG-1" in str(row.text) and row.button)
    stopped = office.press("ada", Card(title="", buttons=(first,)), "Stop")
    assert isinstance(stopped, Done)
    assert [one.keys for one in waiting.told(at(6, 12))] == [["ENG-2"]]
    assert isinstance(office.press("ada", stopped.card, "Remind me again"), Done)
    assert [one.keys for one in waiting.told(at(9, 12))] == [["ENG-1", "ENG-2"]]


def test_a_moment_has_come_once() -> None:
    """What was seen to is not what comes now, and what comes at this moment is."""
    assert has_come([at(5, 12)], since=at(5, 11), now=at(5, 12))
    assert not has_come([at(5, 12)], since=at(5, 12), now=at(5, 13))
    assert not has_come([at(5, 12)], since=at(5, 10), now=at(5, 11))
    assert not has_come([], since=at(5, 10), now=at(5, 11))
