"""What changes while a decision waits, or after it: questions and answers, other figures, work handed in again."""

import msgspec

from storage import tables
from tests.approvals.deciding import approvals, fact, refused, to_step_6, with_reason
from tests.office import AGREED, Office, every_button
from tests.pricing import approval_card, draft, position, set_role, to_approval
from workflows.kernel.answers import Done, Opened, Reason, Shown
from workflows.kernel.posts import Post, Update

QUESTION, ANSWER = "Which release do they run?", "Release 7, since May."


def test_a_question_goes_to_sales_and_its_answer_comes_back_into_the_card(priced: Office) -> None:
    """A 6 needs discovery -> 7, answered -> 6: the card shows what is new, and the approval waits again."""
    card = to_step_6(priced)
    assert isinstance(with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION), Done)
    assert position(priced) == "7"
    asked = approval_card(priced)
    assert QUESTION in str(asked.body)
    assert [button.label for button in asked.buttons] == ["Answer"]
    opened = priced.press("ada", asked, "Answer")
    assert isinstance(opened, Opened)
    assert QUESTION in str(opened.form.intro)
    assert isinstance(priced.submit("ada", opened, {"answer": ANSWER}), Done)
    assert position(priced) == "6"
    again = approval_card(priced)
    assert [button.label for button in again.buttons] == ["Approve", "Needs discovery", "Decline"]
    assert {button.version for button in again.buttons} == {2}
    assert str(again.body).index(QUESTION) < str(again.body).index(ANSWER)
    assert len(approvals(priced)) == 1
    assert isinstance(priced.press("dora", again, "Approve"), Done)
    assert position(priced) == "8"


def test_the_question_stands_in_the_thread_with_a_button_to_answer(priced: Office) -> None:
    """Who can answer need not be in the approvals channel; the question loses its button when it is answered."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    asked = priced.last_card("slack:CACME", having="A question before step 6")
    assert (asked.quote, [button.label for button in asked.buttons]) == (QUESTION, ["Answer"])
    assert "ada" in str(asked.status)
    assert isinstance(with_reason(priced, "carl", asked, "Answer", answer=ANSWER), Done)
    answered = priced.last_card("slack:CACME", having="A question before step 6")
    assert answered.buttons == ()
    assert "carl" in str(answered.status)


def test_a_question_that_is_asked_and_answered_early_holds_nothing_up(priced: Office) -> None:
    """While step 4 is under way the question is answered, and the decision waits again without any detour."""
    card = to_approval(priced)
    assert isinstance(with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION), Done)
    assert position(priced) == "4"
    assert isinstance(with_reason(priced, "ada", approval_card(priced), "Answer", answer=ANSWER), Done)
    assert position(priced) == "4"
    assert isinstance(priced.press("pria", approval_card(priced), "Approve"), Done)
    engagement = priced.rows(tables.engagement)[0]["id"]
    priced.say("ada", engagement, "created")
    priced.say("ada", engagement, "entered")
    assert position(priced) == "8"


def test_a_question_that_is_still_open_when_its_step_comes_leads_there(priced: Office) -> None:
    """Asked early and not answered: the engagement goes by way of step 7."""
    card = to_approval(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    engagement = priced.rows(tables.engagement)[0]["id"]
    priced.say("ada", engagement, "created")
    priced.say("ada", engagement, "entered")
    assert position(priced) == "7"
    assert isinstance(with_reason(priced, "ada", approval_card(priced), "Answer", answer=ANSWER), Done)
    assert position(priced) == "6"


def test_saying_that_step_7_is_done_answers_the_question(priced: Office) -> None:
    """The step's own button leads to the same: what its form was filled in with stands on the card."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    engagement = priced.rows(tables.engagement)[0]["id"]
    assert isinstance(priced.say("ada", engagement, "answered", answer=ANSWER), Done)
    again = approval_card(priced)
    assert ANSWER in str(again.body)
    assert [button.label for button in again.buttons] == ["Approve", "Needs discovery", "Decline"]


def test_nobody_decides_while_a_question_is_open(priced: Office) -> None:
    """The older face of the card has buttons that are refused with the quiet truth; only some may answer."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    late = refused(priced.press("dora", card, "Approve"))
    assert (late.reason, late.facts["by"]) == (Reason.ALREADY_DONE, "Pria Nair")
    asked = approval_card(priced)
    assert refused(priced.press("fina", asked, "Answer")).reason is Reason.NOT_ALLOWED
    opened = priced.press("ada", asked, "Answer")
    assert refused(priced.submit("fina", opened, {"answer": "me"})).reason is Reason.NOT_ALLOWED
    for empty in ("", "\x00"):
        no = refused(priced.submit("ada", opened, {"answer": empty}))
        assert (no.reason, no.field) == (Reason.FIELD_MISSING, "answer")
    assert refused(priced.submit("ada", opened, {"answer": "x" * 3001})).reason is Reason.TOO_LONG
    assert isinstance(priced.submit("ada", opened, {"answer": "\x00" + ANSWER}), Done)
    assert refused(priced.submit("ada", opened, {"answer": "again"})).reason is Reason.NOT_WAITING


def test_a_click_on_the_card_from_before_the_answer_is_told_apart(priced: Office) -> None:
    """Whoever approves must have seen the answer: the older face is of another round (S10)."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    with_reason(priced, "ada", approval_card(priced), "Answer", answer=ANSWER)
    assert refused(priced.press("dora", card, "Approve")).reason is Reason.CHANGED_MEANWHILE
    assert position(priced) == "6"


def test_who_can_answer_finds_the_question_in_their_list(priced: Office) -> None:
    """`/approvals` shows an open question to those who can answer it, and no longer to those who decide."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    mine, theirs = priced.type("ada", "/approvals"), priced.type("pria", "/approvals")
    assert isinstance(mine, Shown)
    assert isinstance(theirs, Shown)
    assert theirs.card.rows == ()
    looked = priced.press("ada", mine.card, "Open")
    assert isinstance(looked, Shown)
    assert [button.label for button in every_button(looked.card)] == ["Answer"]


def test_changed_figures_are_asked_about_anew(priced: Office) -> None:
    """A ROM that changes while its decision waits supersedes it: the older card says so and decides nothing (S8)."""
    card = to_step_6(priced)
    assert isinstance(draft(priced, travel="2400"), Done)
    older, newer = approvals(priced)
    assert (older["state"], newer["state"], newer["round"]) == ("superseded", "waiting", 2)
    assert older["digest"] != newer["digest"]
    past = [
        sent.payload.card
        for sent in priced.sent()
        if isinstance(sent.payload, Update) and "Superseded by ROM revision 2" in str(sent.payload.card.status)
    ]
    assert [one.buttons for one in past] == [()]
    late = refused(priced.press("pria", card, "Approve"))
    assert (late.reason, late.facts["done"]) == (Reason.ALREADY_DONE, "replaced by newer figures")
    asked = approval_card(priced)
    assert asked.title.endswith("ROM revision 2")
    assert fact(asked, "Budget") == "18,900.00 EUR"
    assert isinstance(priced.press("pria", asked, "Approve"), Done)
    assert position(priced) == "8"
    states = {row["revision"]: row["state"] for row in priced.rows(tables.estimate)}
    assert states == {1: "superseded", 2: "approved"}


def test_figures_that_change_after_the_approval_are_asked_about_anew(priced: Office) -> None:
    """At step 8 a changed ROM brings the engagement back to 6; the quote does not go out on older figures."""
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    assert position(priced) == "8"
    assert isinstance(draft(priced, travel="2400"), Done)
    assert position(priced) == "6"
    older, newer = approvals(priced)
    assert (older["state"], newer["state"]) == ("superseded", "waiting")
    faces = [sent.payload.card for sent in priced.sent() if isinstance(sent.payload, Update)]
    past = next(str(one.status) for one in faces if "Superseded by ROM revision 2" in str(one.status))
    assert past.index("Approved") < past.index("pria") < past.index("Superseded")
    assert refused(priced.press("dora", card, "Approve")).reason is Reason.ALREADY_DONE
    assert isinstance(priced.press("dora", approval_card(priced), "Approve"), Done)
    assert position(priced) == "8"


def test_an_early_approval_does_not_outlive_its_figures(priced: Office) -> None:
    """Approved at step 4, changed at step 5: step 6 is not passed on what nobody sees any more."""
    card = to_approval(priced)
    priced.press("pria", card, "Approve")
    engagement = priced.rows(tables.engagement)[0]["id"]
    priced.say("ada", engagement, "created")
    assert isinstance(draft(priced, travel="2400"), Done)
    assert isinstance(priced.say("ada", engagement, "entered"), Done)
    assert position(priced) == "6"
    assert isinstance(priced.press("pria", approval_card(priced), "Approve"), Done)
    assert position(priced) == "8"


def test_from_step_9_on_the_figures_are_settled(priced: Office) -> None:
    """The SOW is being written: a change is refused in words, and nothing is kept."""
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    engagement = priced.rows(tables.engagement)[0]["id"]
    opened = priced.type("ada", "/rom ENG-1")
    assert isinstance(priced.say("ada", engagement, "customer-approves"), Done)
    no = refused(priced.submit("ada", opened, {"travel": "1"}))
    assert (no.reason, no.facts["step"]) == (Reason.ESTIMATE_SETTLED, "9 Generate the SOW")
    assert len(priced.rows(tables.estimate)) == 1
    shown = priced.type("ada", "/rom ENG-1 show")
    assert isinstance(shown, Shown)
    assert [button.label for button in shown.card.buttons] == ["Clone"]


def test_who_sent_the_first_figures_does_not_decide_on_the_changed_ones(priced: Office) -> None:
    """The sender of revision 1 and the author of revision 2 both stay out of the decision (S8)."""
    set_role(priced, "cs_director", "ada")
    to_step_6(priced)
    assert isinstance(draft(priced, "sven", travel="2400"), Done)
    card = approval_card(priced)
    assert fact(card, "Who decides") == "pria"
    assert refused(priced.press("ada", card, "Approve")).reason is Reason.OWN_REQUEST


def test_a_question_about_changed_figures_is_carried_over(priced: Office) -> None:
    """The conversation stays with what is asked, whichever revision; the answer asks about the newest."""
    card = to_step_6(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    assert isinstance(draft(priced, travel="2400"), Done)
    assert position(priced) == "7"
    assert isinstance(with_reason(priced, "ada", approval_card(priced), "Answer", answer=ANSWER), Done)
    asked = approval_card(priced)
    assert asked.title.endswith("ROM revision 2")
    assert QUESTION in str(asked.body)
    assert ANSWER in str(asked.body)
    answered = priced.last_card("slack:CACME", having="A question before step 6")
    assert answered.buttons == ()
    assert "Answered by " in str(answered.status)
    assert isinstance(priced.press("pria", asked, "Approve"), Done)
    assert position(priced) == "8"


def test_figures_that_change_while_a_question_is_open_early_are_asked_about_at_once(priced: Office) -> None:
    """The changed ROM is the answer: it is asked about anew, and the question's card loses its button."""
    card = to_approval(priced)
    with_reason(priced, "pria", card, "Needs discovery", reason=QUESTION)
    assert isinstance(draft(priced, travel="2400"), Done)
    asked = approval_card(priced)
    assert [button.label for button in asked.buttons] == ["Approve", "Needs discovery", "Decline"]
    assert QUESTION in str(asked.body)
    assert priced.last_card("slack:CACME", having="A question before step 6").buttons == ()
    assert isinstance(priced.press("pria", asked, "Approve"), Done)


def test_the_end_of_the_process_takes_the_decision_away(priced: Office) -> None:
    """Approved, changed and asked anew, and lost in between: nothing waits for a decision that nobody needs."""
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    engagement = priced.rows(tables.engagement)[0]["id"]
    assert isinstance(priced.say("ada", engagement, "customer-declines"), Done)
    assert position(priced) == "end:lost"
    waiting = priced.type("pria", "/approvals all")
    assert isinstance(waiting, Shown)
    assert waiting.card.rows == ()
    assert msgspec.json.decode(priced.rows(tables.engagement)[0]["cards"]).get("approval") is None
    assert refused(priced.type("ada", "/rom ENG-1")).reason is Reason.ENDED


def to_video(office: Office) -> str:
    """Bring a reference program to the step where the agency delivers the video."""
    engagement = office.start("emil", process="reference-program", title="Reference")
    for who, outcome in (
        ("emil", "yes"),
        ("emil", "invited"),
        ("emil", "attended"),
        ("emil", "sent"),
        ("emil", "commits"),
        ("dora", "listed"),
        ("mara", "yes"),
        ("mara", "done"),
        ("mara", "done"),
        ("mara", "done"),
    ):
        answer = office.say(who, engagement, outcome, **AGREED.get(outcome, {}))
        assert isinstance(answer, Done), (outcome, answer)
    assert position(office) == "2.5"
    return engagement


def test_a_video_is_approved_by_its_link(office: Office) -> None:
    """B 2.6 binds what was handed in; a rejection goes back to 2.5 with its reason, and the next one is asked anew."""
    set_role(office, "marketing_approver", "lena")
    engagement = to_video(office)
    first, second = "https://video.example/1", "https://video.example/2"
    assert isinstance(office.say("mara", engagement, "delivered", video_link=first), Done)
    assert position(office) == "2.6"
    card = office.last_card("slack:CMARKETING", having="Approve the video")
    assert first in str(card.facts)
    assert [button.label for button in card.buttons] == ["Approve", "Request changes"]
    assert refused(office.press("mara", card, "Approve")).reason is Reason.OWN_REQUEST
    assert refused(office.press("emil", card, "Approve")).reason is Reason.NOT_ALLOWED
    assert isinstance(with_reason(office, "lena", card, "Request changes", reason="Too loud."), Done)
    assert position(office) == "2.5"
    assert isinstance(office.say("mara", engagement, "delivered", video_link=second), Done)
    one, two = approvals(office)
    assert (one["state"], two["state"], two["round"]) == ("declined", "waiting", 2)
    again = office.last_card("slack:CMARKETING", having="Approve the video")
    assert second in str(again.facts)
    assert refused(office.press("lena", card, "Approve")).reason is Reason.ALREADY_DONE
    assert isinstance(office.press("lena", again, "Approve"), Done)
    assert position(office) == "2.7"
    cards = [sent.payload.card for sent in office.sent() if isinstance(sent.payload, Post)]
    assert sum("Approve the video" in card.title for card in cards) >= 2
