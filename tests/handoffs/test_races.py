"""Two people at the same moment: exactly one of them gets the hand-off, and the other learns who."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, slack
from tests.together import at_once
from workflows.handoffs.commands import AcceptHandOff, ReturnHandOff
from workflows.kernel.answers import Done, Reason, Refused
from workflows.kernel.commands import Command

ROUNDS = 12


@pytest.fixture
def two_managers(office: Office) -> Office:
    """Return the office with a second customer success manager, Emil."""
    with office.database.transaction() as connection:
        connection.execute(sa.insert(tables.role_holder).values(role="csm", person_key="emil", position=1))
    return office


def offer(office: Office, title: str) -> str:
    """Hand a new ticket to the customer success managers and return the hand-off's id."""
    form = office.type("ada", "/ticket")
    office.submit("ada", form, {"customer": "acme", "kind": "customer-success", "title": title})
    newest = sa.select(tables.engagement.c.handoff_id).where(tables.engagement.c.title == title)
    with office.database.transaction() as connection:
        return str(connection.execute(newest).scalar_one())


def accept(office: Office, who: str, handoff: str) -> AcceptHandOff:
    """Return somebody's click on Accept."""
    return AcceptHandOff(actor=slack(who), request_key=office.key(), handoff=handoff, version=1)


def give_back(office: Office, who: str, handoff: str) -> ReturnHandOff:
    """Return somebody's returning it."""
    return ReturnHandOff(actor=slack(who), request_key=office.key(), handoff=handoff, version=1, reason="Not ours")


@pytest.mark.parametrize("second", [accept, give_back])
def test_exactly_one_gets_through(two_managers: Office, second: Callable[[Office, str, str], Command]) -> None:
    """However two people click on one offer, one of them is done and the other is told what became of it."""
    office = two_managers
    for number in range(ROUNDS):
        handoff = offer(office, f"Request {number}")

        answers = at_once(office, accept(office, "carl", handoff), second(office, "emil", handoff))

        (done,) = [answer for answer in answers if isinstance(answer, Done)]
        (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
        winner, loser = ("Carl Jensen", "Emil Kraus") if answers[0] is done else ("Emil Kraus", "Carl Jensen")
        assert refused.reason is Reason.ALREADY_DONE, loser
        assert refused.facts["by"] == winner
        (row,) = [row for row in office.rows(tables.handoff) if row["id"] == handoff]
        assert office.dispatcher.directory().named(row["answered_by"]) == winner
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_the_same_click_twice_is_done_once(office: Office) -> None:
    """One click that is delivered twice at the same moment gets the same answer twice and accepts once."""
    for number in range(ROUNDS):
        click = accept(office, "carl", offer(office, f"Request {number}"))

        first, again = at_once(office, click, click)

        assert isinstance(first, Done)
        assert first == again
    accepted = [row for row in office.rows(tables.history) if row["action"] == "handoff-accepted"]
    assert len(accepted) == ROUNDS


def test_without_the_guard_both_get_through(two_managers: Office) -> None:
    """The control: to look first and write then, as two commands would without the history's key, lets both in."""
    office = two_managers
    handoff = offer(office, "Request")
    gate = threading.Barrier(2)
    got: list[str] = []

    def look_and_write(who: str) -> None:
        with office.database.transaction() as connection:
            state = connection.execute(sa.select(tables.handoff.c.state)).scalar_one()
        gate.wait(timeout=10)
        if state == "offered":
            with office.database.transaction() as connection:
                taken = {"state": "accepted", "answered_by": who}
                connection.execute(sa.update(tables.handoff).where(tables.handoff.c.id == handoff).values(taken))
            got.append(who)

    threads = [threading.Thread(target=look_and_write, args=(who,)) for who in ("carl", "emil")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(got) == ["carl", "emil"]
