"""What was filled in with an outcome stands on the cards of whoever comes next, in words, as it was typed."""

from storage import tables
from tests.approvals.deciding import with_reason
from tests.engagements.test_late_steps import TO_9, USUAL, ahead
from tests.office import Office, shipped
from tests.pricing import CARDS, approval_card, set_rate_cards, to_approval
from workflows.engagements import filled
from workflows.kernel.answers import Done
from workflows.kernel.cards import Card, Fact
from workflows.kernel.text import Link
from workflows.process.steps import Step


def facts(process: str, step: str, outcome: str, **values: str) -> dict[str, object]:
    definition = shipped().current(process)
    at = definition.step(step)
    assert isinstance(at, Step)
    return shown(filled.facts_of(definition, at, outcome, values, str.title))


def shown(found: tuple[Fact, ...]) -> dict[str, object]:
    return {fact.label: fact.value[0] for fact in found}


def test_answers_are_said_in_words() -> None:
    """A day, an amount, choices by their labels, a person by name, and a link under the name of its field."""
    assert facts("services-engagement", "16", "still-owed", still_owed="2500", expected_on="2026-06-01") == {
        "Still owed": "2,500",
        "Expected on": "01 Jun 2026",
    }
    assert facts("services-engagement", "13", "assigned", engineer="emil") == {"Services engineer": "Emil"}
    video = "https://video.example/1"
    assert facts("reference-program", "2.5", "delivered", video_link=video) == {"The video": Link(video, "The video")}


def test_what_nobody_said_is_left_out() -> None:
    """An empty answer, a no, a field of another outcome, and a ticket, which stands on the card by itself."""
    assert facts("customer-success", "1.2", "happy", upsell="yes", renewal="no", issue="Slow", description="") == {
        "They want more of what they have": "Yes"
    }
    assert facts("customer-success", "1.2", "not-happy", issue="Slow", ticket="TCK-1") == {"What troubles them": "Slow"}


def test_a_long_answer_is_cut() -> None:
    """A card has room for its beginning; the history has all of it."""
    long = "word " * 200
    (said,) = facts("ticket", "in-progress", "resolved", resolution=long).values()
    assert len(str(said)) <= filled.LONGEST


def test_whoever_is_handed_a_step_reads_what_was_filled_in(office: Office) -> None:
    """On the hand-off, still when it was accepted, and on the card of the step that is left; markup as it was typed."""
    work = office.start("emil", process="reference-program")
    for who, outcome, values in (
        ("emil", "yes", {}),
        ("emil", "invited", {"closure_date": "2026-03-20"}),
        ("emil", "attended", {}),
        ("emil", "sent", {"consent_wording": "We agree."}),
    ):
        office.say(who, work, outcome, **values)
    answer = {"consent_uses": "call", "consent_by": "Dr <!here> Ito", "consent_on": "2026-03-21"}
    office.say("emil", work, "commits", **answer, consent_wording="We agree.")

    offered = office.last_card("slack:CINTERNAL", having="step 1.6")
    assert shown(offered.facts)["Who agreed"] == "Dr <!here> Ito"
    office.press("dora", offered, "Accept")
    accepted = next(card for card in updates(office) if card.title.startswith("Step 1.6"))
    assert shown(accepted.facts)["What they agree to"] == "Reference call"
    left = next(card for card in updates(office) if card.title.startswith("Step 1.5"))
    assert shown(left.facts)["Agreed on"] == "21 Mar 2026"


def test_the_reason_comes_along_with_the_hand_off_that_it_is_for(office: Office) -> None:
    """What the approver wants to know stands on step 7 in their words, and is not said of the next hand-off."""
    set_rate_cards(office, *CARDS)
    asked = to_approval(office)
    key = str(office.rows(tables.engagement)[0]["id"])
    for outcome in ("created", "entered"):
        office.say("ada", key, outcome)
    with_reason(office, "pria", asked, "Needs discovery", reason="How many <!here>?")

    offered = office.last_card("slack:CSALES", having="step 7")
    assert shown(offered.facts)["What do you need to know?"] == "How many <!here>?"
    office.say("ada", key, "answered", answer="Twelve.")
    with_reason(office, "pria", approval_card(office), "Approve")
    quoted = office.last_card("slack:CSALES", having="step 8")
    assert "What do you need to know?" not in shown(quoted.facts)


def test_whoever_hands_it_on_is_told_what_they_still_have_to_do(office: Office) -> None:
    """Closed Won leaves a record for sales to write: it stands in their answer with its button, and is ticked there."""
    key = ahead(office, (*TO_9, ("emil", "sent")))

    won = office.say("ada", key, "won", **USUAL)

    assert isinstance(won, Done)
    (left,) = won.card.items
    assert "is Closed Won" in left.title
    assert isinstance(office.press("ada", won.card, "Mark done: Update opportunity"), Done)
    billed = office.say("pria", key, "created")
    assert isinstance(billed, Done)
    assert billed.card.items == ()


def updates(office: Office) -> list[Card]:
    """Return the cards of what was promised, newest first."""
    found = [getattr(one.payload, "card", None) for one in office.sent()]
    return [card for card in reversed(found) if card is not None]
