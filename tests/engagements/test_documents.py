"""The documents of an engagement: made where its definition says, again when somebody asks, never for who may not."""

from typing import Any

import msgspec
import pytest

from storage import tables
from tests.approvals.deciding import with_reason
from tests.engagements.test_late_steps import OWN, TO_9, TO_13, ahead, engagement_row
from tests.files.test_documents import words_of
from tests.office import Office, slack
from tests.pricing import approval_card, draft
from workflows.files.making import maker
from workflows.interventions.commands import SetBack
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.files import Document
from workflows.kernel.posts import Post
from workflows.kernel.requests import Typed

THREAD = "slack:CACME"
SOW = "statement-of-work"


def documents(office: Office) -> list[tuple[str, Post, Document]]:
    """Return every promise of a document: its lane, its post, and the document."""
    found = ((one.lane, one.payload) for one in office.sent())
    posts = ((lane, post) for lane, post in found if isinstance(post, Post))
    return [(lane, post, post.file) for lane, post in posts if isinstance(post.file, Document)]


def ask(office: Office, who: str, words: str, *, place: str = "") -> Answer:
    """Let a person type a command in a channel."""
    return office.ask(Typed(actor=slack(who), request_key=office.key(), verb="/engagement", words=words, place=place))


def words(card: Card) -> str:
    return msgspec.json.encode(card).decode()


def told(answer: Answer) -> str:
    """Return what somebody was told."""
    assert isinstance(answer, Done), answer
    return words(answer.card)


def refused(answer: Answer) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def test_the_sow_is_made_at_its_step(office: Office) -> None:
    """In the engagement's thread, with the ROM's lines and sums, the customer and the scope (A 9)."""
    ahead(office, TO_9)
    ((lane, post, document),) = documents(office)
    assert (lane, document.template, document.name) == (THREAD, SOW, "ENG-1-statement-of-work")
    assert post.thread == next(one for one in office.rows(tables.effect) if one["lane"] == THREAD)["id"]
    assert "made from ROM revision 1 (17,700.00 EUR)" in words(post.card).replace('","', "")
    assert "replaces" not in words(post.card)
    text = words_of(maker()(document))
    assert {"Acme Mills", "Quellwerk", "Engineer", "100", "150.00", "15,000.00", "1,200.00", "17,700.00 EUR"} <= set(
        text
    )
    assert "There is a test system." in text


def test_with_its_terms_it_is_made_again_and_says_so(office: Office) -> None:
    """Days as people read them, what is billed, and that it takes the place of the first."""
    engagement = ahead(office, TO_9)
    assert isinstance(office.say("emil", engagement, "terms", work_begins="2026-04-01", **OWN), Done)
    (_, post, document) = documents(office)[-1]
    assert len(documents(office)) == 2
    assert "It replaces the one that was made before." in words(post.card)
    text = words_of(maker()(document))
    assert "01 Apr 2026" in text
    assert OWN["billing_details"] in text
    assert "It replaces the one that was made before." in text


def test_a_changed_rom_makes_it_again_when_it_was_approved_anew(office: Office) -> None:
    """Taken back to the quote, its figures changed and approved: the new one has them, and says what it replaces."""
    engagement = ahead(office, TO_9)
    assert refused(draft(office, hours_engineer="10/20/30")).reason is Reason.ESTIMATE_SETTLED
    arrival = int(str(engagement_row(office)["arrival"]))
    back = SetBack(
        actor=slack("emil"), request_key=office.key(), engagement=engagement, arrival=arrival, step="8", reason="Less."
    )
    assert isinstance(office.dispatcher.answer(back), Done)
    assert isinstance(draft(office, hours_engineer="10/20/30"), Done)
    assert engagement_row(office)["step"] == "6"
    assert isinstance(with_reason(office, "pria", approval_card(office), "Approve"), Done)
    assert isinstance(office.say("ada", engagement, "customer-approves"), Done)
    (_, post, document) = documents(office)[-1]
    assert len(documents(office)) == 2
    assert "made from ROM revision 2 (4,500.00 EUR)" in words(post.card).replace('","', "")
    assert "It replaces the one that was made before." in words(post.card)
    assert "3,000.00" in words_of(maker()(document))


@pytest.mark.parametrize("who", ["emil", "zoe"])
def test_who_may_not_replace_it_gets_a_copy(office: Office, who: str) -> None:
    """In the thread only who may do its step makes it again; everybody else has it in their own messages."""
    ahead(office, TO_9)
    before = engagement_row(office)["version"]
    said = told(ask(office, who, "document ENG-1", place=THREAD))
    (lane, post, _) = documents(office)[-1]
    if who == "emil":
        assert (lane, "made again" in said) == (THREAD, True)
        assert "It replaces the one that was made before." in words(post.card)
        assert engagement_row(office)["version"] == before + 1  # type: ignore[operator]
        assert post.alone is not None
    else:
        assert (lane, "direct messages" in said) == (f"slack:U{who.upper()}", True)
        assert engagement_row(office)["version"] == before


def test_asked_elsewhere_it_is_for_one_person_alone(office: Office) -> None:
    """In another channel nothing is posted, and the thread has no second one."""
    ahead(office, TO_9)
    told(ask(office, "emil", "document ENG-1", place="slack:CBIRK"))
    assert [lane for lane, _, _ in documents(office)] == [THREAD, "slack:UEMIL"]


def test_it_is_found_by_its_name(office: Office) -> None:
    """By the beginning of its name or title; the answer has a button for the others."""
    way = (*TO_13, ("pria", "accepted"), ("emil", "done"))
    ahead(office, way)
    assert "Sign-off document" in told(ask(office, "ada", "document ENG-1"))
    answer = ask(office, "ada", "document ENG-1 statement")
    assert "Statement of work" in told(answer)
    assert isinstance(answer, Done)
    assert "Sign-off document" in told(office.press("ada", answer.card, "Document: Sign-off"))
    no = refused(ask(office, "ada", "document ENG-1 invoice"))
    assert (no.reason, no.facts["choices"]) == (Reason.NO_DOCUMENT, "Statement of work, Sign-off document")


def test_it_is_not_made_before_its_step(office: Office) -> None:
    """The refusal says at which step it will be; a process that makes none says that."""
    office.start("ada")
    no = refused(ask(office, "ada", "document ENG-1"))
    assert (no.reason, no.facts["step"]) == (Reason.DOCUMENT_LATER, "9 Generate the SOW")
    office.start("carl", process="customer-success", title="Check-ins")
    assert refused(ask(office, "carl", "document CS-2")).reason is Reason.NO_DOCUMENT
    assert refused(ask(office, "carl", "document ENG-99")).reason is Reason.NOT_FOUND
    assert documents(office) == []


def test_the_step_and_the_engagement_have_its_button(office: Office) -> None:
    """On the card of its step, and on the engagement's own for as long as it is known."""
    engagement = ahead(office, TO_9)
    shown = office.type("emil", "/engagement show ENG-1")
    assert "Document: Statement of work" in words(shown.card)  # type: ignore[union-attr]
    for who, outcome in (("emil", "sent"), ("ada", "lost")):
        assert isinstance(office.say(who, engagement, outcome), Done)
    shown = office.type("ada", "/engagement show ENG-1")
    assert "Document: Statement of work" in words(shown.card)  # type: ignore[union-attr]


def test_the_same_request_makes_it_once(office: Office) -> None:
    """A platform that delivers a click twice gets the first answer again."""
    ahead(office, TO_9)
    asked: dict[str, Any] = {"verb": "/engagement", "words": "document ENG-1", "place": THREAD}
    once = Typed(actor=slack("emil"), request_key="once", **asked)
    assert office.ask(once) == office.ask(once)
    assert len(documents(office)) == 2
