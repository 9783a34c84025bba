"""Deciding in the place of who is away: for them, once, and never on what either of the two asked for."""

import msgspec
import pytest

from storage import tables
from tests.approvals.deciding import approvals, fact, refused, to_step_6
from tests.office import Office
from tests.pricing import approval_card, draft, only, position, set_role, to_approval, with_rule
from workflows.kernel.answers import Answer, Done, Reason, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import Mention

UNTIL = "until 2026-03-06"


def away(office: Office, who: str, whom: str) -> None:
    """Let somebody be away for the week, with somebody who stands in."""
    answer = office.type(who, f"/csops away {UNTIL} to {whom}")
    assert isinstance(answer, Done), answer


def card_of(answer: Answer) -> Card:
    """Return the card of an answer that was no refusal."""
    assert isinstance(answer, Done | Shown), answer
    return answer.card


def votes(office: Office) -> dict[str, tuple[str, str]]:
    """Return whose vote said what, and who gave it for them."""
    return {row["person_key"]: (row["decision"], row["given_by"]) for row in office.rows(tables.vote)}


def test_the_delegate_decides_for_who_is_away(priced: Office) -> None:
    """The card calls both, the decision names both everywhere, and the vote is the absent person's."""
    away(priced, "pria", "carl")
    card = to_step_6(priced)
    assert {Mention("pria"), Mention("carl"), Mention("dora")} <= set(card.status)
    assert "Decisions that wait for you" in card_of(priced.type("carl", "/approvals")).title
    assert len(card_of(priced.type("carl", "/approvals")).rows) == 1
    answer = card_of(priced.press("carl", card, "Approve"))
    assert "Done for Pria Nair" in str(answer.body)
    assert position(priced) == "8"
    assert votes(priced) == {"pria": ("approve", "carl")}
    row = only(approvals(priced))
    assert (row["decided_by"], row["decided_for"]) == ("carl", "pria")
    assert (Mention("carl", notify=False), " for ", Mention("pria", notify=False)) == approval_card(priced).status[2:5]
    decided = next(row for row in priced.rows(tables.history) if row["action"] == "decided")
    assert (decided["actor"], msgspec.json.decode(decided["details"])["for"]) == ("carl", "pria")


def test_without_an_absence_the_same_click_is_refused(priced: Office) -> None:
    """The control: Carl may not decide by himself, nor once Pria is back."""
    card = to_step_6(priced)
    assert refused(priced.press("carl", card, "Approve")).reason is Reason.NOT_ALLOWED
    away(priced, "pria", "carl")
    card_of(priced.type("pria", "/csops back"))
    assert refused(priced.press("carl", card, "Approve")).reason is Reason.NOT_ALLOWED


def test_no_delegate_decides_on_what_they_asked_for(priced: Office) -> None:
    """Ada asked and stands in for Pria: that makes her no approver of her own request."""
    set_role(priced, "cs_director", "mara")
    away(priced, "pria", "ada")
    card = to_step_6(priced)
    told = refused(priced.press("ada", card, "Approve"))
    assert told.reason is Reason.OWN_REQUEST
    assert card_of(priced.type("ada", "/approvals")).rows == ()
    assert Mention("ada") not in card.status
    assert isinstance(priced.press("pria", card, "Approve"), Done)


def test_no_delegate_of_the_requester_decides(priced: Office) -> None:
    """Dora may decide by her role, but not while she stands in for Ada, who asked."""
    card = to_step_6(priced)
    away(priced, "ada", "dora")
    told = refused(priced.press("dora", card, "Approve"))
    assert (told.reason, told.facts["absent"]) == (Reason.OWN_REQUEST, "Ada Palmer")
    shown = card_of(priced.type("dora", "/approvals show ENG-1"))
    assert shown.buttons == ()
    card_of(priced.type("ada", "/csops back"))
    assert isinstance(priced.press("dora", card, "Approve"), Done)


def test_no_delegate_in_a_chain_of_the_requester_decides(priced: Office) -> None:
    """Ada is away to Emil, who is away to Dora: she acts for Ada, so she does not decide on Ada's request."""
    card = to_step_6(priced)
    away(priced, "ada", "emil")
    away(priced, "emil", "dora")
    assert refused(priced.press("dora", card, "Approve")).reason is Reason.OWN_REQUEST


def test_what_was_asked_in_somebodys_place_is_their_request_too(priced: Office) -> None:
    """Carl sends Ada's ROM while she is away; back, she decides no more on it than he does, whatever role she has."""
    set_role(priced, "cs_director", "ada", "dora")
    away(priced, "ada", "carl")
    engagement = priced.start("sven")
    assert isinstance(priced.say("sven", engagement, "scoped"), Done)
    assert isinstance(draft(priced, "sven"), Done)
    assert isinstance(priced.type("carl", "/rom ENG-1 send"), Done)
    row = only(approvals(priced))
    assert (row["requested_by"], row["requested_for"]) == ("carl", "ada")
    card_of(priced.type("ada", "/csops back"))
    card = approval_card(priced)
    assert fact(card, "Asked by").startswith("carl for ada")
    assert refused(priced.press("ada", card, "Approve")).reason is Reason.OWN_REQUEST
    assert refused(priced.press("sven", card, "Approve")).reason is Reason.OWN_REQUEST
    assert isinstance(priced.press("dora", card, "Approve"), Done)


def test_who_made_it_in_somebodys_place_makes_it_theirs(priced: Office) -> None:
    """Carl makes the ROM for Ada, Sven sends it: Ada does not decide on it."""
    set_role(priced, "cs_director", "ada", "dora")
    away(priced, "ada", "carl")
    engagement = priced.start("sven")
    assert isinstance(priced.say("sven", engagement, "scoped"), Done)
    assert isinstance(draft(priced, "carl"), Done)
    assert only(priced.rows(tables.estimate))["created_for"] == "ada"
    card_of(priced.type("ada", "/csops back"))
    assert isinstance(priced.type("ada", "/rom ENG-1 send"), Done)
    assert refused(priced.press("ada", approval_card(priced), "Approve")).reason is Reason.OWN_REQUEST


def test_nobody_votes_twice(priced: Office) -> None:
    """Where all must approve, Dora's click is her own vote; Pria's waits for Pria, or for somebody else."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    away(priced, "pria", "dora")
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert votes(priced) == {"dora": ("approve", "")}
    assert refused(priced.press("dora", card, "Approve")).reason is Reason.ALREADY_DONE
    assert card_of(priced.type("dora", "/approvals")).rows == ()
    waits = approval_card(priced)
    assert Mention("dora") not in waits.status
    away(priced, "pria", "carl")
    assert isinstance(priced.press("carl", waits, "Approve"), Done)
    assert position(priced) == "8"
    assert votes(priced) == {"dora": ("approve", ""), "pria": ("approve", "carl")}


def test_a_vote_given_for_somebody_is_theirs_when_they_are_back(priced: Office) -> None:
    """Pria is told who decided for her, and her vote stays counted."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    away(priced, "pria", "carl")
    assert isinstance(priced.press("carl", card, "Approve"), Done)
    assert fact(approval_card(priced), "So far") == "1 of 2: carl for pria (Approve)"
    card_of(priced.type("pria", "/csops back"))
    told = refused(priced.press("pria", card, "Approve"))
    assert (told.reason, told.facts["done"]) == (Reason.ALREADY_DONE, "decided by Carl Jensen for you (Approve)")
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "8"


@pytest.mark.parametrize("when", ["before", "after"])
def test_questions_are_answered_by_the_delegate(priced: Office, when: str) -> None:
    """Who stands in for whoever can answer is called, and answers in their place."""
    card = to_approval(priced)
    if when == "before":
        away(priced, "ada", "emil")
    form = priced.press("pria", card, "Needs discovery")
    card_of(priced.submit("pria", form, {"reason": "Which data?"}))
    question = priced.last_card("slack:CACME", having="A question before")
    if when == "before":
        assert Mention("emil") in question.status
    else:
        away(priced, "ada", "emil")
    form = priced.press("emil", question, "Answer")
    keys = [field.key for field in form.form.fields]  # type: ignore[union-attr]
    card_of(priced.submit("emil", form, dict.fromkeys(keys, "All of it.")))
    assert only(approvals(priced))["state"] == "waiting"


def test_approve_is_offered_only_to_those_whose_turn_it_is(priced: Office) -> None:
    """In a sequence the second one may ask a question before, and finds nothing else to press."""
    with_rule(priced, "sequence")
    card = to_step_6(priced)
    labels = [button.label for button in card_of(priced.type("pria", "/approvals show ENG-1")).buttons]
    early = [button.label for button in card_of(priced.type("dora", "/approvals show ENG-1")).buttons]
    assert ("Approve" in labels, early) == (True, ["Needs discovery"])
    assert card_of(priced.type("carl", "/approvals show ENG-1")).buttons == ()
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert card_of(priced.type("pria", "/approvals show ENG-1")).buttons == ()
    now = [button.label for button in card_of(priced.type("dora", "/approvals show ENG-1")).buttons]
    assert "Approve" in now


def test_a_decision_goes_to_the_next_when_only_the_requester_stands_in(priced: Office) -> None:
    """Pria alone decides, is away, and named Ada, who asks: the role that it escalates to decides; Ada never does."""
    set_role(priced, "cs_director")
    set_role(priced, "ps_manager", "pria")
    set_role(priced, "tam", "dora")
    away(priced, "pria", "ada")
    card = to_step_6(priced)
    assert refused(priced.press("ada", card, "Approve")).reason is Reason.OWN_REQUEST
    assert refused(priced.press("dora", card, "Approve")).reason is Reason.NOT_ALLOWED

    set_role(priced, "cs_director", "dora")

    card_of(priced.press("dora", card, "Approve"))
    assert position(priced) == "8"
