"""Who is told what, when: before it is due, when it is due, again and again, at most so often, in working time."""

import sqlalchemy as sa

from storage import tables
from tests.office import Office, staff
from tests.reminders.stand import LATER, Waiting, at
from workflows.kernel.answers import Done


def scoped(office: Office) -> str:
    """Begin an engagement that stands at its ROM, which is due in three working days."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    return engagement


def cancel(office: Office) -> None:
    """End the engagement before its time."""
    answer = office.submit("ada", office.type("ada", "/engagement cancel ENG-1"), {"reason": "They said no."})
    assert isinstance(answer, Done), answer


def test_a_step_that_waits_reminds_its_owner(waiting: Waiting) -> None:
    """A working day before it is due, when it is due, then every working day; five times, and in the morning.

    A day ends at five, so what falls due then is told the next morning at nine.
    """
    scoped(waiting.office)

    told = waiting.told(LATER)

    assert [one.when for one in told] == ["Wed 09:01", "Fri 09:00", "Mon 09:00", "Tue 09:00", "Wed 09:00"]
    assert {one.lane for one in told} == {"slack:UADA"}
    assert [one.details for one in told] == [["2 Make the ROM · due "], *[["2 Make the ROM · was due "]] * 4]
    assert waiting.next_at() is None


def test_it_stops_as_soon_as_the_reason_is_gone(waiting: Waiting) -> None:
    """What was done before its time is never spoken of; the next step has times of its own."""
    scoped(waiting.office)
    assert [one.when for one in waiting.told(at(5, 12))] == ["Wed 09:01"]
    cancel(waiting.office)
    assert waiting.told(LATER) == []
    assert waiting.next_at() is None


def test_a_reason_that_goes_between_falling_due_and_telling(waiting: Waiting) -> None:
    """It fell due on Thursday evening and is to be told on Friday morning; at eight it was done."""
    scoped(waiting.office)
    assert [one.when for one in waiting.told(at(6, 8))] == ["Wed 09:01"]
    cancel(waiting.office)
    assert waiting.told(LATER) == []


def test_several_things_are_one_message(waiting: Waiting) -> None:
    """Three ROMs of the same morning are one message that lists them."""
    for _ in range(3):
        scoped(waiting.office)
        waiting.office.later(minutes=7)

    told = waiting.told(at(6, 12))

    assert [one.when for one in told] == ["Wed 09:01", "Fri 09:00"]
    assert [one.keys for one in told] == [["ENG-1", "ENG-2", "ENG-3"]] * 2
    assert told[0].post.card.title == "Reminder: waiting for you"


def test_whoever_stands_in_is_told_instead(waiting: Waiting) -> None:
    """Ada is away, and Sven stands in: he is told, and for whom it is."""
    scoped(waiting.office)
    assert isinstance(waiting.office.type("ada", "/csops away until 2026-03-31 to @sven"), Done)

    told = waiting.told(at(5, 12))

    assert [(one.lane, one.people[-1]) for one in told] == [("slack:USVEN", "ada")]


def test_working_time_is_that_of_the_receiver(waiting: Waiting) -> None:
    """Nine in the morning is nine where Ada is, in Auckland: the evening before in UTC."""
    with waiting.office.database.transaction() as connection:
        zone = sa.update(tables.person).where(tables.person.c.key == "ada").values(time_zone="Pacific/Auckland")
        connection.execute(zone)
    staff(waiting.office.database, "sal", "ada")
    scoped(waiting.office)

    told = waiting.told(at(5, 12))

    assert [one.when for one in told] == ["Tue 20:01"]


def test_an_outage_makes_no_burst(waiting: Waiting) -> None:
    """After three weeks without csops there is one message about each thing, and then the times go on."""
    scoped(waiting.office)
    waiting.office.now = at(23, 10)

    told = waiting.told(LATER)

    assert [(one.when, one.keys) for one in told] == [("Mon 10:01", ["ENG-1"])]
