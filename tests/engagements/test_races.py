"""Two people at the same step at the same moment: one moves it, and the other learns that it has moved.

The guard is the history's primary key; the control is the same clicks on a database without it, and must go wrong.
"""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.approvals.crowd import ROUNDS, Crowd, row_of, rows_of
from tests.office import Office, slack
from tests.pricing import set_role
from workflows.engagements.commands import SayOutcome, StartEngagement
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.tickets.commands import LogTicket

pytestmark = pytest.mark.timeout(180)
Gather = Callable[[Office], Crowd]


def checking_in(office: Office, number: int) -> str:
    """Bring check-ins to the step at which one can say that the customer is happy, or that they are not."""
    office.later(seconds=1)
    engagement = office.start("carl", process="customer-success", title=f"Check-ins {number}")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    return engagement


def click(office: Office, who: str, engagement: str, outcome: str) -> SayOutcome:
    """Return a click on the step's card as it is now."""
    row = row_of(office, tables.engagement, tables.engagement.c.id == engagement)
    return SayOutcome(
        actor=slack(who),
        request_key=office.key(),
        engagement=engagement,
        arrival=row["arrival"],
        outcome=outcome,
        values={"issue": "Slow."},
    )


def said_of(office: Office, engagement: str) -> list[str]:
    """Return the outcomes that the history has of the check-in."""
    which = tables.history.c.subject == f"engagement:{engagement}"
    rows = rows_of(office, tables.history, which, tables.history.c.step == "1.2", tables.history.c.action == "step")
    return [row["outcome"] for row in rows]


def both_say(office: Office, crowd: Crowd, number: int, *, held: bool) -> tuple[str, list[Answer]]:
    """Let Carl say that the customer is happy, and Zoe that they are not, at the same moment."""
    engagement = checking_in(office, number)
    clicks = [click(office, "carl", engagement, "happy"), click(office, "zoe", engagement, "not-happy")]
    if number % 2:
        clicks.reverse()
    return engagement, crowd.all_at_once(clicks, held=held)


@pytest.mark.postgres
@pytest.mark.parametrize("held", [True, False], ids=["both have read", "as it comes"])
def test_exactly_one_outcome_moves_the_step(hall: Office, gather: Gather, held: bool) -> None:  # noqa: FBT001
    """One of the two is done and stands in the history; the other is told that it has moved on, and left nothing."""
    set_role(hall, "csm", "carl", "zoe")
    crowd = gather(hall)
    winners: set[str] = set()
    for number in range(ROUNDS):
        engagement, answers = both_say(hall, crowd, number, held=held)

        assert sorted(type(answer).__name__ for answer in answers) == ["Done", "Refused"]
        (late,) = [answer for answer in answers if isinstance(answer, Refused)]
        assert late.reason is Reason.ALREADY_DONE
        (outcome,) = said_of(hall, engagement)
        row = row_of(hall, tables.engagement, tables.engagement.c.id == engagement)
        assert row["step"] == {"happy": "1.2", "not-happy": "1.3"}[outcome]
        winners.add(outcome)
    assert winners == {"happy", "not-happy"}
    with hall.database.transaction() as connection:
        assert history.verify(connection) is None


@pytest.mark.postgres
def test_without_the_guard_both_are_said(hall: Office, gather: Gather) -> None:
    """The control: the history's primary key is taken away, and the step is left in two ways at once."""
    set_role(hall, "csm", "carl", "zoe")
    with hall.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE history DROP CONSTRAINT pk_history"))
    crowd = gather(hall)

    engagement, answers = both_say(hall, crowd, 0, held=True)

    assert all(isinstance(answer, Done) for answer in answers)
    assert sorted(said_of(hall, engagement)) == ["happy", "not-happy"]


def test_starts_at_once_get_different_numbers(office: Office, gather: Gather) -> None:
    """Eight people start something at the same moment: eight numbers, no two the same, on both databases."""
    crowd = gather(office)
    for number in range(5):
        starts = [
            StartEngagement(
                actor=slack("ada"),
                request_key=office.key(),
                process="services-engagement",
                customer="acme",
                title=f"Portal {number}.{place}",
            )
            for place in range(5)
        ]
        tickets = [
            LogTicket(actor=slack("carl"), request_key=office.key(), customer="birk", kind="bug", title=f"Bug {place}")
            for place in range(3)
        ]
        answers = crowd.all_at_once([*starts, *tickets], held=False)
        assert all(isinstance(answer, Done) for answer in answers)
    keys = [row["key"] for row in office.rows(tables.engagement)]
    assert len({key.partition("-")[2] for key in keys}) == len(keys) == 40
    assert len({row["id"] for row in office.rows(tables.engagement)}) == 40


def test_the_same_start_twice_at_once_is_one(office: Office, gather: Gather) -> None:
    """A delivery that comes twice at the same moment starts one engagement and gets one answer."""
    crowd = gather(office)
    for number in range(10):
        start = StartEngagement(
            actor=slack("ada"),
            request_key=office.key(),
            process="services-engagement",
            customer="acme",
            title=f"Portal {number}",
        )
        first, *others = crowd.all_at_once([start, start, start], held=False)
        assert isinstance(first, Done)
        assert others == [first, first]
    assert len(office.rows(tables.engagement)) == 10
