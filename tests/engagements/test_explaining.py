"""`/csops why`: what brought it here, what it waits for and since when, who can move it, and what did not arrive."""

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from tests.checkins.test_check_ins import said
from tests.office import Office, every_button, staff
from tests.pricing import priced, to_approval
from workflows.kernel.answers import Done, Reason, Refused, Shown
from workflows.kernel.cards import Card

__all__ = ["priced"]


def why(office: Office, key: str, who: str = "fina") -> Card:
    """Return why a piece of work is here."""
    answer = office.type(who, f"/csops why {key}")
    assert isinstance(answer, Shown), answer
    return answer.card


def words(card: Card) -> str:
    """Return everything that a card says, people and moments by a sign."""
    lines = (*card.body, *(fact.value for fact in card.facts), *(row.text for row in card.rows))
    return "\n".join(said(one) for one in lines)


def fact(card: Card, label: str) -> str:
    """Return a fact of a card."""
    return next(said(one.value) for one in card.facts if one.label == label)


def test_a_step_waits_for_its_owner(office: Office) -> None:
    """Who said what when it came here, whom it waits for, everybody who could, and how."""
    engagement = office.start("ada")
    card = why(office, "ENG-1")
    assert "It is here because it was started by @" in words(card)
    assert "It waits for @ to say what came of the step" in words(card)
    assert fact(card, "Who can move it") == "@ (Strategic account leader), @ (Solution architect)"
    shown = office.type("ada", "/engagement show ENG-1")
    assert isinstance(shown, Shown)
    assert fact(shown.card, "Who can move it") == fact(card, "Who can move it")

    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    office.later(days=20)

    card = why(office, "ENG-1")
    assert "It came here because @ said “Scoped” at step 1" in words(card)
    assert "overdue since" in words(card)
    shown = office.press("fina", card, "Open")
    assert isinstance(shown, Shown)
    history = office.press("fina", card, "History")
    assert isinstance(history, Shown)
    assert "history" in history.card.title


def test_a_decision_waits_for_who_decides(priced: Office) -> None:
    """By name, since it was asked."""
    to_approval(priced)
    (row,) = priced.rows(tables.engagement)
    assert isinstance(priced.say("ada", row["id"], "created"), Done)
    entered = priced.say("ada", row["id"], "entered", amount="10", ps_amount="10")
    assert isinstance(entered, Done), entered

    assert "It waits for the word of @, @, asked since #" in words(why(priced, "ENG-1"))


def test_a_hand_off_waits_to_be_taken_or_mended(office: Office) -> None:
    """Offered it waits for the role; returned for who gave it, with the reason."""
    values = {"customer": "acme", "kind": "customer-success", "title": "Add a user"}
    assert isinstance(office.submit("ada", office.type("ada", "/ticket"), values), Done)
    assert "It waits for Customer success manager to accept it, since #" in words(why(office, "TCK-1"))

    offered = office.last_card("slack:CINTERNAL", having="Accept")
    office.submit("carl", office.press("carl", offered, "Return"), {"reason": "Which user?"})

    assert "to hand it over again; it came back: “Which user?”." in words(why(office, "TCK-1"))


def test_who_is_outside_is_named_with_who_marks_it(office: Office) -> None:
    """A survey is with the customer; of a role that nobody has it is said who can name somebody."""
    engagement = office.start("emil", process="reference-program", title="Story")
    which = sa.update(tables.engagement).where(tables.engagement.c.id == engagement)
    position = msgspec.json.encode({"step": "1.5", "visits": {"1.5": 1}}).decode()
    with office.database.transaction() as connection:
        connection.execute(which.values(step="1.5", position=position))
    assert "Customer, who is outside; Project manager marks what they say" in words(why(office, "REF-1"))

    staff(office.database, "pm")
    staff(office.database, "pse")
    assert "nobody is" in fact(why(office, "REF-1"), "Who can move it")
    assert "Zoe Adams can name somebody" in fact(why(office, "REF-1"), "Who can move it")


def test_what_was_promised_and_did_not_arrive_is_told(office: Office) -> None:
    """With what it was, where it was to go and why not; administrators can try again, and nobody else."""
    office.start("ada")
    assert "Promised" not in words(why(office, "ENG-1"))
    lost = sa.update(tables.effect).where(tables.effect.c.lane == "slack:CACME")
    with office.database.transaction() as connection:
        connection.execute(lost.values(state="dead", error="is_archived"))

    card = why(office, "ENG-1")
    assert "Promised, and not delivered" in words(card)
    assert "is_archived" in str(card.rows)
    assert "Try again" not in [button.label for button in every_button(card)]
    again = why(office, "ENG-1", "zoe")
    assert isinstance(office.press("zoe", again, "Try again"), Done)


def test_what_has_ended_says_how(office: Office) -> None:
    """And who ended it."""
    office.start("ada")
    opened = office.type("ada", "/engagement cancel ENG-1")
    assert isinstance(office.submit("ada", opened, {"reason": "Not wanted"}), Done)

    card = why(office, "ENG-1")
    assert card.title == "ENG-1 has ended"
    assert "Not wanted" in words(card)


@pytest.mark.parametrize("key", ["ENG-99", "zebra"])
def test_what_there_is_not_is_not_found(office: Office, key: str) -> None:
    """The same is said of what somebody does not see (tests/engagements/test_sight.py)."""
    refused = office.type("fina", f"/csops why {key}")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND
