"""Reminders of what waits for others: decisions, questions, hand-offs that nobody took; and escalations, once."""

import pytest

from storage import tables
from tests.office import Office, staff
from tests.pricing import CARDS, set_rate_cards, to_approval
from tests.reminders.stand import LATER, Told, Waiting, at
from workflows.kernel.answers import Done
from workflows.kernel.cards import Card


@pytest.fixture(autouse=True)
def _priced(office: Office) -> None:
    """Give the company its rate cards."""
    set_rate_cards(office, *CARDS)


def of(told: list[Told], lane: str) -> list[Told]:
    """Return what one lane was told."""
    return [one for one in told if one.lane == f"slack:{lane}"]


def escalations(office: Office) -> list[str]:
    """Return the details of every escalation in the history."""
    return [str(row["details"]) for row in office.rows(tables.history) if row["action"] == "escalated"]


def test_a_decision_reminds_who_decides_and_is_escalated_once(waiting: Waiting) -> None:
    """Asked on Monday and due on Wednesday at five: told on Thursday, and shown to the director once (A 6)."""
    to_approval(waiting.office)

    told = waiting.told(LATER)

    assert [one.when for one in of(told, "UPRIA")] == [
        "Wed 13:01",
        *(f"{day} 09:00" for day in ("Thu", "Fri", "Mon", "Tue")),
    ]
    assert of(told, "UPRIA")[0].details == ["6 Is there enough information? · due  · to be decided"]
    (shown,) = of(told, "CINTERNAL")
    assert (shown.when, shown.people) == ("Thu 17:01", ["dora", "pria", "dora"])
    assert shown.details == ["6 Is there enough information? · was due  · to be decided · too long, with , "]
    assert len(escalations(waiting.office)) == 1
    assert '"waits":"decision"' in escalations(waiting.office)[0]


def test_who_has_decided_is_reminded_no_more(waiting: Waiting) -> None:
    """The decision is given on Wednesday: nobody hears of it again, neither who decided nor the director."""
    card = to_approval(waiting.office)
    waiting.told(at(4, 12))
    assert isinstance(waiting.office.press("pria", card, "Approve"), Done)
    told = waiting.told(LATER)
    assert of(told, "UPRIA") == []
    assert of(told, "CINTERNAL") == []


def test_a_question_reminds_who_answers(waiting: Waiting) -> None:
    """It waits for the answer, no longer for whoever asked."""
    card = to_approval(waiting.office)
    waiting.office.submit("dora", waiting.office.press("dora", card, "Needs discovery"), {"reason": "How many?"})

    told = waiting.told(at(6, 12))

    assert of(told, "UPRIA") == []
    assert any("a question, to be answered" in line for one in of(told, "UADA") for line in one.details)


def test_a_hand_off_that_nobody_takes_is_noticed(waiting: Waiting) -> None:
    """Who could take it is reminded every working day, three times; then its role is told, once, who had it."""
    staff(waiting.office.database, "am", "luis")
    hand_over(waiting.office)

    told = waiting.told(at(20, 12))

    assert [one.when for one in of(told, "UCARL")] == ["Wed 09:00", "Thu 09:00", "Fri 09:00"]
    assert of(told, "UCARL")[0].details == ["Logged · was due  · to be accepted"]
    (shown,) = of(told, "CSALES")
    assert (shown.when, shown.people) == ("Wed 17:01", ["luis", "carl"])
    assert '"waits":"hand-off"' in escalations(waiting.office)[0]


def test_a_hand_off_that_is_taken_is_a_step(waiting: Waiting) -> None:
    """From then on the step's own times hold."""
    card = hand_over(waiting.office)
    assert isinstance(waiting.office.press("carl", card, "Accept"), Done)

    told = waiting.told(at(20, 12))

    assert {one.lane for one in told} == {"slack:UCARL"}
    assert told[0].details == ["Logged · was due "]


def test_a_hand_off_that_came_back_reminds_who_gave_it(waiting: Waiting) -> None:
    """It is theirs to mend and to hand over again."""
    card = hand_over(waiting.office)
    answer = waiting.office.submit("carl", waiting.office.press("carl", card, "Return"), {"reason": "Not ours."})
    assert isinstance(answer, Done), answer

    told = waiting.told(at(5, 12))

    assert [one.when for one in of(told, "UADA")] == ["Wed 09:00", "Thu 09:00"]
    assert "it came back" in told[0].details[0]


def hand_over(office: Office) -> Card:
    """Log a ticket, which is offered to the CSM, and return the card that offers it."""
    values = {"customer": "acme", "kind": "customer-success", "title": "Add a user"}
    assert isinstance(office.submit("ada", office.type("ada", "/ticket"), values), Done)
    return office.last_card("slack:CINTERNAL", having="Accept")
