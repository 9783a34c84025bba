"""What `/csops mine` and the Home list: decisions, hand-offs, what one has, each once and none left out."""

from datetime import timedelta

import msgspec
import sqlalchemy as sa

from storage import tables
from tests.office import Office, slack
from tests.pricing import priced, set_role, to_approval
from workflows.engagements.waiting import READ_AT_ONCE
from workflows.kernel.answers import Done, Shown
from workflows.kernel.cards import Card
from workflows.kernel.requests import Visited
from workflows.kernel.text import Strong

__all__ = ["priced"]


def mine(office: Office, who: str) -> Card:
    """Return what waits for somebody."""
    answer = office.type(who, "/csops mine")
    assert isinstance(answer, Shown), answer
    return answer.card


def keys(card: Card) -> list[str]:
    """Return the numbers on a list, in its order."""
    return [piece.words for row in card.rows for piece in row.text[:1] if isinstance(piece, Strong)]


def log(office: Office, who: str, title: str) -> None:
    """Log a ticket, which goes to Carl."""
    office.later(seconds=1)
    values = {"customer": "acme", "kind": "customer-success", "title": title}
    assert isinstance(office.submit(who, office.type(who, "/ticket"), values), Done)


def test_a_decision_waits_for_who_decides(priced: Office) -> None:
    """It stands first, with a button that shows it; for whoever asked there is none."""
    to_approval(priced)

    card = mine(priced, "pria")

    assert keys(card) == ["ENG-1"]
    shown = priced.press("pria", card, "Look")
    assert isinstance(shown, Shown)
    assert "Approve" in [button.label for button in shown.card.buttons]
    assert [row.button for row in mine(priced, "ada").rows] == [None]
    home = priced.ask(Visited(actor=slack("pria"), request_key="visit"))
    assert isinstance(home, Shown)
    assert home.card == card


def test_a_question_waits_for_who_answers(priced: Office) -> None:
    """When the decision needs discovery it waits for the answer, and no longer for who asked the question."""
    card = to_approval(priced)
    priced.submit("dora", priced.press("dora", card, "Needs discovery"), {"reason": "How many users?"})

    assert keys(mine(priced, "pria")) == []
    assert "a question waits" in str(mine(priced, "ada").rows[0].detail)


def test_what_was_handed_over_waits_for_the_other(office: Office) -> None:
    """Until it is accepted it is the receiver's to take; when it comes back it is the giver's again, listed once."""
    log(office, "ada", "Add a user")
    assert keys(mine(office, "ada")) == []
    assert keys(mine(office, "carl")) == ["TCK-1"]
    assert "to be accepted" in str(mine(office, "carl").rows[0].detail)

    offered = office.last_card("slack:CINTERNAL", having="Accept")
    office.submit("carl", office.press("carl", offered, "Return"), {"reason": "Which user?"})

    assert keys(mine(office, "carl")) == []
    assert keys(mine(office, "ada")) == ["TCK-1"]
    assert "came back" in str(mine(office, "ada").rows[0].detail)


def test_pages_leave_nothing_out(priced: Office) -> None:
    """Decisions, then hand-offs, then what one has: over all pages each stands exactly once."""
    set_role(priced, "ps_manager", "carl")
    to_approval(priced)
    for number in range(12):
        log(priced, "ada", f"Handed over {number}")
    for number in range(9):
        log(priced, "carl", f"Mine {number}")

    card = mine(priced, "carl")
    found = keys(card)
    while any(button.label == "More" for button in card.buttons):
        answer = priced.press("carl", card, "More")
        assert isinstance(answer, Shown)
        card = answer.card
        found += keys(card)

    assert found == ["ENG-1", *(f"TCK-{number}" for number in range(2, 23))]
    back = priced.press("carl", card, "Back")
    assert isinstance(back, Shown)
    assert keys(back.card) == found[10:20]


def hand_over(
    office: Office, number: int, *, customer: str, role: str, by: str = "ada", state: str = "offered"
) -> None:
    """Write a hand-off that waits, behind those before it."""
    at = office.now + timedelta(seconds=number)
    one = f"e{number}"
    work = {"process": "hand-off", "process_version": 1, "customer_key": customer, "title": "T", "step": "plan"}
    fixed = {"version": 1, "arrival": 1, "head": "", "created_by": "ada", "created_at": at, "entered_at": at}
    handed = {"id": f"h{number}", "engagement_id": one, "from_step": "1", "outcome": "o", "to_step": "2"}
    offered = {"address": "slack:C1", "state": state, "given_by": by, "answered_by": "carl", "offered_at": at}
    with office.database.transaction() as connection:
        keys = {"id": one, "key": f"TCK-{number}", "handoff_id": f"h{number}"}
        connection.execute(sa.insert(tables.engagement).values(**work, **fixed, **keys))
        connection.execute(sa.insert(tables.handoff).values(**handed, **offered, to_role=role))


def own(office: Office, customer: str, **roles: list[str]) -> None:
    """Let a customer have people of its own."""
    which = tables.customer.c.key == customer
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(which).values(roles=msgspec.json.encode(roles).decode()))


def test_what_waits_behind_hundreds_of_others_is_found(office: Office) -> None:
    """However many wait for others: by the role in the team, by the customer's own, by the fallback, and come back."""
    own(office, "birk", csm=["zoe"], finance=["mara"])
    for number in range(2 * READ_AT_ONCE + 10):
        hand_over(office, number, customer="birk", role="csm")
    last = 9000
    hand_over(office, last, customer="acme", role="csm")
    hand_over(office, last + 1, customer="acme", role="css")
    hand_over(office, last + 2, customer="birk", role="finance")
    hand_over(office, last + 3, customer="birk", role="csm", state="returned", by="emil")

    assert keys(mine(office, "carl")) == [f"TCK-{last}", f"TCK-{last + 1}"]
    assert keys(mine(office, "mara")) == [f"TCK-{last + 2}"]
    assert keys(mine(office, "emil")) == [f"TCK-{last + 3}"]
    assert keys(mine(office, "luis")) == []
    assert keys(mine(office, "zoe"))[:2] == ["TCK-0", "TCK-1"]
