"""`/customer` and `/handoff`: what is seen of a customer, what a stage begins, and a hand-off carried to its end."""

import pytest

from storage import tables
from storage.engine import Database
from tests.checkins.test_check_ins import said
from tests.office import Office, every_button, staff
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card


@pytest.fixture
def staffed(office: Office, database: Database) -> Office:
    """Return an office with an account manager, delivery and a sales manager beside the others."""
    staff(database, "am", "ada")
    staff(database, "delivery", "emil")
    staff(database, "sales_manager", "luis")
    return office


def card_of(answer: object) -> Card:
    """Return the card of an answer."""
    assert isinstance(answer, Shown | Done), answer
    return answer.card


def words_of(card: Card) -> list[str]:
    """Return the lines of a card's list."""
    return [said(row.text) for row in card.rows]


def told(office: Office, lane: str) -> list[str]:
    """Return the lines that a lane heard, without the cards that have a title."""
    cards = [getattr(sent.payload, "card", None) for sent in office.sent() if sent.lane == lane]
    return [said(line) for card in cards if card is not None and not card.title for line in card.body]


def test_a_new_customer_has_an_account_card(staffed: Office) -> None:
    """With nothing under way it says so, and offers what can be begun."""
    card = card_of(staffed.type("carl", "/customer acme"))

    assert card.title == "Acme Mills"
    assert [said(row.text) for row in card.rows if row.heading] == [
        *("Under way", "Tickets", "Check-ins", "Hand-offs", "Reference program", "What happened")
    ]
    assert words_of(card)[-1] == "Nothing yet."
    assert "Nothing. /engagement new begins something." in words_of(card)
    assert [button.label for button in card.buttons] == ["Check in", "Change stage", "Hand off"]
    assert {fact.label: said(fact.value) for fact in card.facts}["Stage"] == "not said yet"


def test_everything_of_a_customer_is_on_one_card(staffed: Office) -> None:
    """Work and tickets with step and age, and one timeline, newest first; nothing of another customer."""
    engagement = staffed.start("ada", title="Portal")
    staffed.later(hours=1)
    assert isinstance(staffed.say("ada", engagement, "scoped"), Done)
    staffed.later(days=30)
    logged = staffed.type("carl", "/ticket bug acme The login fails")
    staffed.later(hours=1)
    assert isinstance(staffed.submit("carl", logged, {}), Done)

    card = card_of(staffed.type("carl", "/customer Acme"))

    lines = words_of(card)
    assert lines[:2] == ["Under way: 1", "ENG-1 Portal"]
    assert lines[2:4] == ["Tickets: 1", "TCK-2 The login fails"]
    assert lines[lines.index("What happened") + 1].startswith("TCK-2 · Logged: ")
    assert "ENG-1 · 1" in lines[-1]
    assert "overdue since" in said(card.rows[1].detail)
    assert "ENG-1" not in str(words_of(card_of(staffed.type("carl", "/customer birk"))))


def test_the_timeline_has_pages(staffed: Office) -> None:
    """Older entries are a button away, and back."""
    for number in range(12):
        staffed.later(minutes=1)
        staffed.start("ada", title=f"Portal {number}")

    first = card_of(staffed.type("carl", "/customer acme"))
    second = card_of(staffed.press("carl", first, "Older"))

    assert "Under way: 12" in words_of(first)
    assert "And 7 more: /engagement list acme" in words_of(first)
    assert second.title == "Acme Mills: what happened"
    assert len(second.rows) >= 2
    assert {button.label for button in second.buttons} >= {"Newer"}
    assert card_of(staffed.press("carl", second, "Newer")) == first


def test_a_stage_is_said_and_heard_of(staffed: Office) -> None:
    """The stage changes; the internal channel, everybody who is Informed, and the timeline hear of it."""
    opened = staffed.type("ada", "/customer acme stage purch")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].initial == "purchase"

    answer = staffed.submit("ada", opened, {})

    assert card_of(answer).title == "Acme Mills: Purchase"
    rows = {row["key"]: row for row in staffed.rows(tables.customer)}
    assert (rows["acme"]["stage"], rows["acme"]["stage_at"]) == ("purchase", staffed.now)
    assert rows["birk"]["stage"] == ""
    sentence = "Acme Mills moved to Purchase, says @."
    assert told(staffed, "slack:CINTERNAL") == [sentence]
    assert told(staffed, "slack:UCARL") == [sentence]  # The CSM is Informed of a purchase.
    assert told(staffed, "slack:UADA") == []  # Who said it knows it.
    card = card_of(staffed.type("carl", "/customer acme"))
    assert "Stage: Purchase" in words_of(card)
    assert {fact.label: said(fact.value) for fact in card.facts}["Stage"] == "Purchase (Land), since #"


def test_a_stage_that_was_changed_meanwhile_is_not_changed_back(staffed: Office) -> None:
    """Of two open forms the second is told that it changed; the same stage again is the quiet truth."""
    first = staffed.type("ada", "/customer acme stage need")
    second = staffed.type("ada", "/customer acme stage evaluate")
    assert isinstance(staffed.submit("ada", first, {}), Done)

    late = staffed.submit("ada", second, {})
    again = staffed.submit("ada", first, {})

    assert isinstance(late, Refused)
    assert late.reason is Reason.CHANGED_MEANWHILE
    assert isinstance(again, Refused)
    assert again.reason is Reason.ALREADY_DONE
    assert len(told(staffed, "slack:CINTERNAL")) == 1


def test_only_who_answers_for_a_stage_may_say_it(staffed: Office) -> None:
    """Finance is told whose it is; an unknown stage is refused with those there are; nothing changes."""
    opened = staffed.type("fina", "/customer acme stage need")

    wrong_person = staffed.submit("fina", opened, {})
    wrong_stage = staffed.submit("ada", opened, {"stage": "heaven"})

    assert isinstance(wrong_person, Refused)
    assert wrong_person.reason is Reason.NOT_ALLOWED
    assert "Ada" in wrong_person.facts["may"]
    assert isinstance(wrong_stage, Refused)
    assert wrong_stage.reason is Reason.NOT_A_CHOICE
    assert all(row["stage"] == "" for row in staffed.rows(tables.customer))
    assert staffed.rows(tables.history) == []


def test_onboarding_begins_the_hand_off_from_sales_to_success(staffed: Office) -> None:
    """From the stage to the confirmed criteria: offered, accepted, its plan ticked off, its end confirmed."""
    answer = staffed.submit("ada", staffed.type("ada", "/customer acme stage onboard"), {})

    assert any("HND-1" in said(line) for line in card_of(answer).body)
    assert any("Sales to customer success" in one for one in told(staffed, "slack:ULUIS"))  # The sales manager.
    brief = staffed.last_card("slack:CACME", having="HND-1: Sales to customer success")
    assert {"Objective", "Accountable", "Informed", "Good when"} <= {fact.label for fact in brief.facts}
    offered = staffed.last_card("slack:CINTERNAL", having="Hand-off")
    assert isinstance(staffed.press("carl", offered, "Accept"), Done)
    for _ in range(5):
        shown = card_of(staffed.type("carl", "/engagement show HND-1"))
        item = next(button for button in every_button(shown) if button.key == "item.done")
        who = "ada" if "Gather" in item.label or "Tell" in item.label or "Introduce" in item.label else "carl"
        assert isinstance(staffed.press(who, shown, item.label), Done)
    assert not [item for item in card_of(staffed.type("carl", "/engagement show HND-1")).items if not item.done]
    (row,) = staffed.rows(tables.engagement)
    assert isinstance(staffed.say("carl", row["id"], "carried-out"), Done)
    assert isinstance(staffed.say("carl", row["id"], "confirmed"), Done)
    (row,) = staffed.rows(tables.engagement)
    assert (row["step"], row["ending"]) == (None, "done")


def test_a_hand_off_is_begun_by_hand_with_a_note(staffed: Office) -> None:
    """`/handoff acme` asks what is handed over; what is written stands in the thread as it was written."""
    opened = staffed.type("carl", "/handoff acme")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].initial == "acme"

    answer = staffed.submit("carl", opened, {"kind": "adoption", "note": "<!channel> *Dashboards* are not used."})

    assert card_of(answer).title == "HND-1: Customer success to specialist, for adoption begun"
    brief = staffed.last_card("slack:CACME", having="HND-1: Customer success to specialist")
    assert brief.quote == "<!channel> *Dashboards* are not used."


def test_a_hand_off_of_nothing_or_by_a_stranger_to_it_is_refused(staffed: Office) -> None:
    """Finance may not begin one, and a kind that is not there is named with those there are; nothing begins."""
    opened = staffed.type("fina", "/handoff")

    wrong_person = staffed.submit("fina", opened, {"customer": "acme", "kind": "adoption"})
    wrong_kind = staffed.submit("carl", opened, {"customer": "acme", "kind": "party"})

    assert isinstance(wrong_person, Refused)
    assert wrong_person.reason is Reason.NOT_ALLOWED
    assert isinstance(wrong_kind, Refused)
    assert wrong_kind.reason is Reason.NOT_A_CHOICE
    assert staffed.rows(tables.engagement) == []
