"""A services engagement walks its process: each step by who may, each hand-off in the next owner's channel."""

from tests.office import Office, slack, words_of
from workflows.engagements.commands import SayOutcome, ShowHistory
from workflows.kernel.answers import Done, Reason, Refused, Shown
from workflows.kernel.posts import Post, Update


def posts(office: Office, lane: str) -> list[Post]:
    """Return the new messages that were promised to a lane."""
    return [sent.payload for sent in office.sent() if sent.lane == lane and isinstance(sent.payload, Post)]


def test_a_start_opens_a_thread_in_the_customers_channel(office: Office) -> None:
    """The first message heads the thread; the step's card stands under it, with the step's buttons."""
    office.start()

    head, step = posts(office, "slack:CACME")
    assert head.thread == ""
    assert head.card.title == "ENG-1 New portal"
    assert step.thread != ""
    assert step.card.title == "Step 1 Services discussed in pre-sales"
    assert [button.label for button in step.card.buttons] == ["Scoped"]


def test_only_an_owner_of_the_first_step_may_start(office: Office) -> None:
    """Finance cannot begin a services engagement; the refusal names who can, and nothing is written."""
    answer = office.submit("fina", office.type("fina", "/engagement new"), {"customer": "acme", "title": "Portal"})

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert answer.facts["may"] == "Ada Palmer"
    assert office.sent() == []


def test_the_same_request_key_is_answered_the_same_and_done_once(office: Office) -> None:
    """A click that is delivered twice moves the engagement once and gets the same answer twice."""
    engagement = office.start()
    said = SayOutcome(actor=slack("ada"), request_key="click:1", engagement=engagement, arrival=0, outcome="scoped")

    first, again = office.dispatcher.answer(said), office.dispatcher.answer(said)

    assert isinstance(first, Done)
    assert first == again
    history = office.type("ada", "/engagement history ENG-1")
    assert isinstance(history, Shown)
    assert len(history.card.rows) == 2


def test_a_used_key_with_another_command_is_refused(office: Office) -> None:
    """A request key stands for one request; it cannot be used to get another one through."""
    engagement = office.start()
    said = SayOutcome(actor=slack("ada"), request_key="click:1", engagement=engagement, arrival=0, outcome="scoped")
    other = SayOutcome(actor=slack("ada"), request_key="click:1", engagement=engagement, arrival=0, outcome="drafted")
    office.dispatcher.answer(said)

    answer = office.dispatcher.answer(other)

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.REUSED_KEY


def test_a_refusal_is_not_remembered(office: Office) -> None:
    """What was refused can be tried again with the same key once it is right."""
    engagement = office.start()
    said = SayOutcome(actor=slack("fina"), request_key="click:1", engagement=engagement, arrival=0, outcome="scoped")
    refused = office.dispatcher.answer(said)
    mended = SayOutcome(actor=slack("ada"), request_key="click:1", engagement=engagement, arrival=0, outcome="scoped")

    assert isinstance(refused, Refused)
    assert isinstance(office.dispatcher.answer(mended), Done)


def test_a_step_that_is_behind_loses_its_buttons(office: Office) -> None:
    """The old card says who finished the step and when, on the message where its buttons were."""
    engagement = office.start()
    office.say("ada", engagement, "scoped")

    updates = [sent.payload for sent in office.sent() if isinstance(sent.payload, Update)]
    past = next(update.card for update in updates if update.card.title.startswith("Step 1"))
    assert past.buttons == ()
    assert "Scoped" in words_of(past)


def test_an_old_button_gets_the_quiet_truth(office: Office) -> None:
    """A button of a step that is behind refuses privately and moves nothing."""
    engagement = office.start()
    old = office.last_card("slack:CACME", having="Step 1")
    office.say("ada", engagement, "scoped")

    answer = office.press("ada", old, "Scoped")

    assert isinstance(answer, Refused)
    assert answer.reason in {Reason.ALREADY_DONE, Reason.NO_SUCH_OUTCOME}


def test_a_stranger_is_refused(office: Office) -> None:
    """Somebody whom the company file does not name can do and see nothing."""
    answer = office.dispatcher.answer(ShowHistory(actor=slack("nobody"), key="ENG-1"))

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.UNKNOWN_PERSON
