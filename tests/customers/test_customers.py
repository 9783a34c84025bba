"""`/customer` and `/handoff`: what is seen of a customer, what a stage begins, and a hand-off carried to its end."""

import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.checkins.test_check_ins import said
from tests.office import Office, every_button, staff
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import Link


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
    assert [button.label for button in card.buttons] == ["Check in", "Change stage", "Hand off", "Note"]
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

    # The account card has room for the newest few; the pages of the timeline alone have more.
    happened = words_of(first)[words_of(first).index("What happened") + 1 :]
    assert len(happened) == 5
    assert len(second.rows) == 7
    assert happened[-1] not in words_of(second)
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


PARTS = {"Objective", "Responsible", "Accountable", "Informed", "Trigger", "Scope", "Customer's people"} | {
    *("Key resources", "Good when", "Next steps")
}


def tick_all(office: Office) -> None:
    """Tick off what is open of the step, as whose it is; the buttons for the rest come with the next look."""
    while True:
        shown = card_of(office.type("carl", "/engagement show HND-1"))
        item = next((button for button in every_button(shown) if button.key == "item.done"), None)
        if item is None:
            return
        who = "ada" if "Gather" in item.label or "Tell" in item.label or "Introduce" in item.label else "carl"
        assert isinstance(office.press(who, shown, item.label), Done)


def test_the_same_hand_off_does_not_begin_twice(staffed: Office) -> None:
    """By hand it is refused with since when; a stage is said all the same, and begins no second one."""
    begun = staffed.now
    assert isinstance(staffed.submit("ada", staffed.type("ada", "/customer acme stage onboard"), {}), Done)
    staffed.later(days=2)

    again = staffed.submit("ada", staffed.type("ada", "/handoff acme"), {"kind": "sales-to-success"})

    assert isinstance(again, Refused)
    assert (again.reason, again.facts["key"], again.facts["at"]) == (Reason.IN_FLIGHT, "HND-1", begun.isoformat())
    assert isinstance(staffed.submit("ada", staffed.type("ada", "/customer acme stage use"), {}), Done)
    back = staffed.submit("ada", staffed.type("ada", "/customer acme stage onboard"), {})
    assert "already in flight since" in said(card_of(back).body[1])
    assert len(staffed.rows(tables.engagement)) == 1
    other = staffed.submit("ada", staffed.type("ada", "/handoff birk"), {"kind": "sales-to-success"})
    assert isinstance(other, Done)


def test_key_resources_are_links(staffed: Office) -> None:
    """What whoever hands over names stands on the card with the kind's own; an address at a line's end is a link."""
    opened = staffed.type("ada", "/handoff acme")
    lines = "Contract: https://docs.example/contract\nThe talk with Ms. Lee\nhttps://docs.example/plan"

    answer = staffed.submit("ada", opened, {"kind": "sales-to-success", "resources": lines})

    assert isinstance(answer, Done)
    offered = staffed.last_card("slack:CINTERNAL", having="Hand-off")
    value = next(fact.value for fact in offered.facts if fact.label == "Key resources")
    assert [piece for piece in value if isinstance(piece, Link)] == [
        Link("https://docs.example/contract", "Contract"),
        Link("https://docs.example/plan", "https://docs.example/plan"),
    ]
    assert {"The talk with Ms. Lee", "The customer's stakeholder map"} <= set(value)


def test_details_show_every_part_whole(staffed: Office) -> None:
    """What the card has in short stands behind "Details", with who is what, for who asked alone."""
    staffed.submit("ada", staffed.type("ada", "/handoff acme"), {"kind": "sales-to-success", "note": "In a hurry."})
    offered = staffed.last_card("slack:CINTERNAL", having="Hand-off")

    whole = card_of(staffed.press("emil", offered, "Details"))

    facts = {fact.label: said(fact.value) for fact in whole.facts}
    assert facts.keys() >= PARTS
    assert facts["Objective"].endswith("the business outcomes that the customer wants.")
    assert facts["Informed"].startswith("Sales manager (")
    assert len(whole.items) == 9
    assert whole.quote == "In a hurry."
    assert "…" in said(next(fact.value for fact in offered.facts if fact.label == "Objective"))


def test_who_is_informed_without_an_account_is_named(staffed: Office, database: Database) -> None:
    """Nobody is passed over in silence: the thread asks to tell them."""
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.identity).where(tables.identity.c.person_key == "luis"))
        connection.execute(sa.update(tables.company).values(directory_version=9))

    staffed.submit("ada", staffed.type("ada", "/handoff acme"), {"kind": "sales-to-success"})

    assert any("No chat account is known for" in one for one in told(staffed, "slack:CACME"))


def test_onboarding_begins_the_hand_off_from_sales_to_success(staffed: Office) -> None:
    """From the stage to the confirmed criteria: offered, accepted, its plan ticked off, its end confirmed."""
    answer = staffed.submit("ada", staffed.type("ada", "/customer acme stage onboard"), {})

    assert any("HND-1" in said(line) for line in card_of(answer).body)
    assert any("Sales to customer success" in one for one in told(staffed, "slack:ULUIS"))  # The sales manager.
    brief = staffed.last_card("slack:CACME", having="HND-1: Sales to customer success")
    offered = staffed.last_card("slack:CINTERNAL", having="Hand-off")
    for card in (brief, offered):
        assert {fact.label for fact in card.facts} >= PARTS
        assert len(card.items) >= 5  # The plan.
    assert isinstance(staffed.press("carl", offered, "Accept"), Done)
    (row,) = staffed.rows(tables.engagement)
    for outcome, many in (("carried-out", 5), ("confirmed", 4)):
        early = staffed.say("carl", row["id"], outcome)
        assert isinstance(early, Refused)
        assert (early.reason, early.facts["count"]) == (Reason.ITEMS_OPEN, str(many))
        tick_all(staffed)
        assert isinstance(staffed.say("carl", row["id"], outcome), Done)
    (row,) = staffed.rows(tables.engagement)
    assert (row["step"], row["ending"]) == (None, "done")
    next_steps = "The plan is carried out. Next: The customer success manager prepares the kick-off."
    assert any(next_steps in one for one in told(staffed, "slack:CACME"))
    assert "The hand-off HND-1 for Acme Mills has ended" in told(staffed, "slack:ULUIS")[-1]
    assert told(staffed, "slack:UADA") == []  # Sales is not Informed.


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


def test_a_note_stands_in_the_history_and_with_the_colleagues(staffed: Office) -> None:
    """As it was written; the customer's channel has no word of it; an empty one is refused, and nothing is written."""
    opened = staffed.type("fina", "/customer acme note <!channel> They *stage* a merger.")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].initial == "<!channel> They *stage* a merger."
    assert isinstance(staffed.submit("fina", opened, {}), Done)

    (sent,) = staffed.sent()
    assert sent.lane == "slack:CINTERNAL"
    assert card_of(Done(card=sent.payload.card)).quote == "<!channel> They *stage* a merger."  # type: ignore[union-attr]
    shown = staffed.type("carl", "/customer acme")
    assert "They *stage* a merger." in " ".join(words_of(card_of(shown)))
    refused = staffed.submit("fina", opened, {"words": "  "})
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.FIELD_MISSING
    unknown = staffed.type("fina", "/customer nobody note Hello")
    assert isinstance(unknown, Refused)
    assert unknown.reason is Reason.UNKNOWN_CUSTOMER
