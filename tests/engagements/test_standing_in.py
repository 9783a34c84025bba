"""Standing in: the delegate may do what the absent person may, is called with them, and the history names both."""

import msgspec
import pytest

from storage import history, tables
from tests.office import Office
from tests.pricing import CARDS, draft, only, set_rate_cards
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import Mention

UNTIL = "until 2026-03-06"


def card_of(answer: Answer) -> Card:
    """Return the card of an answer that was no refusal."""
    assert isinstance(answer, Done | Shown), answer
    return answer.card


def told(card: Card) -> str:
    """Return everything that a card says, as one string."""
    return msgspec.json.encode(card).decode()


def details(office: Office, action: str) -> list[tuple[str, dict[str, str]]]:
    """Return who did something of a kind to an engagement, and the details."""
    rows = [row for row in office.rows(tables.history) if row["action"] == action]
    return [(row["actor"], msgspec.json.decode(row["details"])) for row in sorted(rows, key=lambda row: row["seq"])]


def ticket(office: Office, **values: str) -> None:
    """Let Ada, who is no CSM, log a ticket for Acme."""
    asked = {"customer": "acme", "kind": "customer-success", "title": "Add a user", **values}
    card_of(office.submit("ada", office.type("ada", "/ticket"), asked))


def test_a_step_is_done_in_the_place_of_who_is_away(office: Office) -> None:
    """Emil may not move Ada's engagement before she is away to him, nor once she is back."""
    set_rate_cards(office, *CARDS)
    engagement = office.start("ada")
    assert isinstance(office.say("emil", engagement, "scoped"), Refused)
    card_of(office.type("ada", f"/csops away {UNTIL} to emil"))
    answer = card_of(office.say("emil", engagement, "scoped"))
    assert "Done for Ada Palmer, who is away until 06 Mar 2026." in told(answer)
    assert details(office, "step")[0][1]["for"] == "ada"
    shown = card_of(office.type("zoe", "/engagement history ENG-1"))
    assert (Mention("emil", notify=False), " for ", Mention("ada", notify=False)) == shown.rows[0].detail[:3]
    assert office.rows(tables.engagement)[0]["owner"] == "ada"
    card_of(office.type("ada", "/csops back"))
    assert isinstance(draft(office), Done)
    refused = office.say("emil", engagement, "sent")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_ALLOWED
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_refusals_name_who_stands_in(office: Office) -> None:
    """Who may not is told who may: the person, and who stands in for them."""
    engagement = office.start("ada")
    card_of(office.type("ada", f"/csops away {UNTIL} to emil"))
    card_of(office.type("sven", f"/csops away {UNTIL} to emil"))
    refused = office.say("fina", engagement, "scoped")
    assert isinstance(refused, Refused)
    assert "Ada Palmer (away until 06 Mar 2026; Emil Kraus stands in)" in refused.facts["may"]


def test_a_hand_off_calls_the_delegate_who_accepts_it_for_them(office: Office) -> None:
    """The card calls both and says for whom; taken by the delegate, it is the absent person's work."""
    card_of(office.type("carl", f"/csops away {UNTIL} to dora"))
    ticket(office)
    card = office.last_card("slack:CINTERNAL", having="Accept")
    assert Mention("dora") in card.status
    assert Mention("carl") in card.status
    assert "who is away until 06 Mar 2026" in told(card)
    assert "handed over by" in told(card_of(office.type("dora", "/csops mine")))
    card_of(office.press("dora", card, "Accept"))
    row = only(office.rows(tables.handoff))
    assert (row["answered_by"], row["answered_for"]) == ("dora", "carl")
    assert office.rows(tables.engagement)[0]["owner"] == "carl"
    face = office.last_card("slack:CINTERNAL", having="Logged")
    assert (Mention("dora", notify=False), " for ", Mention("carl", notify=False)) == face.status[1:4]
    assert details(office, "handoff-accepted")[0][1]["for"] == "carl"
    mine = card_of(office.type("dora", "/csops mine"))
    assert "Add a user" in told(mine)
    card_of(office.type("carl", "/csops back"))
    assert "Your next steps: 1" in told(mine)
    assert "Your next steps: 1" not in told(card_of(office.type("dora", "/csops mine")))
    assert "Add a user" in told(card_of(office.type("carl", "/csops mine")))


def test_what_is_returned_goes_to_both(office: Office) -> None:
    """Whoever gave it is away: who stands in gets the card too, and can hand it over again."""
    ticket(office)
    card_of(office.type("ada", f"/csops away {UNTIL} to emil"))
    card = office.last_card("slack:CINTERNAL", having="Accept")
    form = office.press("carl", card, "Return")
    assert isinstance(form, Opened)
    card_of(office.submit("carl", form, {"reason": "Which user?"}))
    back = office.last_card("slack:UEMIL", having="came back")
    assert office.last_card("slack:UADA", having="came back") == back
    assert "came back to you" in told(card_of(office.type("emil", "/csops mine")))
    card_of(office.press("emil", back, "Hand off again"))
    assert details(office, "handed-over-again")[0][1]["for"] == "ada"


def test_a_message_that_wants_a_got_it_reaches_the_delegate(office: Office) -> None:
    """A High bug is sent to both leads, and for the one who is away to who stands in; one click is enough."""
    card_of(office.type("luis", f"/csops away {UNTIL} to ivan"))
    ticket(office, kind="bug", priority="high", title="The login fails")
    card = office.last_card("slack:UIVAN", having="Got it")
    assert "who is away until 06 Mar 2026" in told(card)
    office.last_card("slack:ULUIS", having="Got it")
    office.last_card("slack:ULENA", having="Got it")
    card_of(office.press("ivan", card, "Got it"))
    assert details(office, "acknowledged") == [("ivan", {"for": "luis"})]
    assert "Got it" in told(office.last_card("slack:ULUIS"))
    assert isinstance(office.press("luis", card, "Got it"), Refused)


def test_a_chain_is_followed_at_the_click(office: Office) -> None:
    """Ada is away to Emil, Emil to Carl: Carl acts for Ada; once Emil is back it is Emil who is called."""
    engagement = office.start("ada")
    card_of(office.type("ada", f"/csops away {UNTIL} to emil"))
    card_of(office.type("emil", "/csops away until 2026-03-03 to carl"))
    card_of(office.say("carl", engagement, "scoped"))
    assert "You stand in for Ada Palmer" in told(card_of(office.type("carl", "/csops mine")))
    office.later(days=2)
    assert "You stand in for Ada Palmer" not in told(card_of(office.type("carl", "/csops mine")))
    assert "You stand in for Ada Palmer" in told(card_of(office.type("emil", "/csops mine")))


def test_ones_own_right_comes_first(office: Office) -> None:
    """Who holds the role themselves acts for themselves, whomever they stand in for."""
    engagement = office.start("ada")
    card_of(office.type("ada", f"/csops away {UNTIL} to sven"))
    card_of(office.say("sven", engagement, "scoped"))
    assert "for" not in details(office, "step")[0][1]


@pytest.mark.parametrize("who", ["dora", "carl"])
def test_lists_page_over_both(office: Office, who: str) -> None:
    """What the delegate owns and what the absent person owns are one list, the oldest first."""
    for number in range(12):
        ticket(office, title=f"Request {number}")
        card_of(office.press("carl", office.last_card("slack:CINTERNAL", having="Accept"), "Accept"))
        office.later(minutes=1)
    card_of(office.type("carl", f"/csops away {UNTIL} to dora"))
    first = card_of(office.press(who, card_of(office.type(who, "/csops mine")), "Show all"))
    assert len(first.rows) == 10
    second = card_of(office.press(who, first, "More"))
    titles = [str(row.text) for row in (*first.rows, *second.rows)]
    assert [f"Request {number}'" in title for number, title in enumerate(titles)] == [True] * 12


def test_an_administrators_delegate_sees_to_what_an_administrator_does(office: Office) -> None:
    """What could not be delivered is for administrators, and for who stands in for one."""
    assert isinstance(office.type("dora", "/csops failed"), Refused)
    card_of(office.type("zoe", f"/csops away {UNTIL} to dora"))
    card_of(office.type("dora", "/csops failed"))
    card_of(office.type("dora", "/csops check"))
    card_of(office.type("dora", f"/csops away fina {UNTIL} to carl"))
