"""What people do to a piece of work beside its process: each leaves one entry, and tells whom it concerns."""

import pytest

from storage import tables
from storage.engine import Database
from tests.office import AGREED, Office, staff
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.posts import Post
from workflows.kernel.text import Usage


@pytest.fixture
def two_sals(office: Office, database: Database) -> Office:
    """Return an office in which two people are SAL."""
    staff(database, "sal", "ada", "luis")
    return office


def reason_of(answer: Answer) -> Reason:
    """Return why something was refused."""
    assert isinstance(answer, Refused), answer
    return answer.reason


def actions(office: Office) -> list[str]:
    """Return what the history of all engagements says was done, in order."""
    rows = sorted(office.rows(tables.history), key=lambda row: (row["subject"], row["seq"]))
    return [row["action"] for row in rows if str(row["subject"]).startswith("engagement:")]


def row(office: Office) -> dict[str, object]:
    """Return the only engagement's row."""
    (found,) = office.rows(tables.engagement)
    return dict(found)


def do(office: Office, who: str, typed: str, /, **values: str) -> Answer:
    """Type a command that opens a form, and send the form."""
    opened = office.type(who, typed)
    assert isinstance(opened, Opened), opened
    return office.submit(who, opened, values)


def test_a_step_is_given_to_a_colleague(two_sals: Office) -> None:
    """The colleague has it from then on and is called in the thread; the words of the command are filled in."""
    two_sals.start("ada")
    opened = two_sals.type("ada", "/engagement assign ENG-1 @luis")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].initial == "luis"

    assert isinstance(two_sals.submit("ada", opened, {}), Done)

    assert row(two_sals)["owner"] == "luis"
    assert actions(two_sals)[-1] == "assigned"
    assert reason_of(two_sals.submit("ada", opened, {})) is Reason.ALREADY_DONE


def test_who_may_do_a_step_takes_it_over(two_sals: Office) -> None:
    """`take` fills in the one who asks; somebody who may not do the step is no choice, and finance may not choose."""
    two_sals.start("ada")

    assert isinstance(do(two_sals, "luis", "/engagement take ENG-1"), Done)
    assert row(two_sals)["owner"] == "luis"
    assert reason_of(do(two_sals, "luis", "/engagement assign ENG-1", person="fina")) is Reason.NOT_A_CHOICE
    assert reason_of(do(two_sals, "fina", "/engagement take ENG-1", person="luis")) is Reason.NOT_ALLOWED
    assert row(two_sals)["owner"] == "luis"


def test_what_waits_to_be_accepted_is_not_given_away(office: Office) -> None:
    """A hand-off is accepted first: until then it is in nobody's hands to give."""
    engagement = office.start("emil", process="reference-program", title="Story")
    for outcome in ("yes", "invited", "attended", "sent", "commits"):
        assert isinstance(office.say("emil", engagement, outcome, **AGREED.get(outcome, {})), Done)
    assert row(office)["handoff_id"] is not None

    answer = do(office, "emil", "/engagement assign REF-1")

    assert reason_of(answer) is Reason.IN_OTHER_HANDS
    assert "assigned" not in actions(office)


def test_a_mistake_is_set_back(office: Office) -> None:
    """The step before is current again, with a card of its own; the history keeps both, and nothing is posted twice."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    version = row(office)["version"]

    answer = do(office, "ada", "/engagement back ENG-1", reason="That was too early.")

    assert isinstance(answer, Done), answer
    assert row(office)["step"] == "1"
    entry = max(office.rows(tables.history), key=lambda one: one["seq"])
    assert (entry["action"], entry["step"], entry["note"]) == ("set-back", "2", "That was too early.")
    assert row(office)["version"] == version + 1  # type: ignore[operator]
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    assert row(office)["step"] == "2"


def test_only_who_has_to_do_with_it_sets_it_back(office: Office) -> None:
    """Finance may not, an administrator may; without a reason nobody may, and the first step has no step before it."""
    engagement = office.start("ada")
    assert reason_of(office.type("ada", "/engagement back ENG-1")) is Reason.NOT_THAT_STEP
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    assert reason_of(do(office, "fina", "/engagement back ENG-1", reason="I like to.")) is Reason.NOT_ALLOWED
    assert reason_of(do(office, "ada", "/engagement back ENG-1", reason="")) is Reason.FIELD_MISSING
    assert reason_of(do(office, "ada", "/engagement back ENG-1", step="9", reason="So.")) is Reason.NOT_A_CHOICE
    assert row(office)["step"] == "2"
    assert isinstance(do(office, "zoe", "/engagement back ENG-1", reason="They asked me to."), Done)


def test_an_engagement_is_cancelled_and_taken_up_again(office: Office) -> None:
    """It ends for everybody with the reason; a late button is told so; `back` takes it up where it was."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    cancelled = do(office, "ada", "/engagement cancel ENG-1", reason="The customer has no budget.")

    assert isinstance(cancelled, Done)
    assert Usage("/engagement back ENG-1") in cancelled.card.body[0]
    assert (row(office)["step"], row(office)["ending"], row(office)["due_at"]) == (None, "cancelled", None)
    ended = office.last_card("slack:CACME", having="Cancelled")
    assert ended.buttons == ()
    assert reason_of(office.say("ada", engagement, "drafted")) is Reason.ENDED
    assert reason_of(office.type("ada", "/engagement cancel ENG-1")) is Reason.ENDED
    assert isinstance(do(office, "ada", "/engagement back ENG-1", step="2", reason="They found it."), Done)
    assert (row(office)["step"], row(office)["ending"]) == ("2", None)
    assert actions(office)[-1] == "reopened"


def test_a_waiting_decision_ends_with_its_engagement(office: Office) -> None:
    """Cancelled while it waits for approval: the card loses its buttons, and a late click gets the quiet truth."""
    engagement = office.start("emil", process="reference-program", title="Story")
    for who, outcome in (("emil", "yes"), ("emil", "invited"), ("emil", "attended"), ("emil", "sent")):
        assert isinstance(office.say(who, engagement, outcome, **AGREED.get(outcome, {})), Done)

    assert isinstance(do(office, "emil", "/engagement cancel REF-1", reason="No story."), Done)

    shown = office.type("emil", "/engagement show REF-1")
    assert isinstance(shown, Shown)
    assert {button.label for button in shown.card.buttons} == {"Comment", "Set back", "Flow chart", "Make private"}


def test_a_form_of_an_earlier_step_does_nothing(office: Office) -> None:
    """It moved on while the form was open: cancelling what one no longer sees is refused."""
    engagement = office.start("ada")
    opened = office.type("ada", "/engagement cancel ENG-1")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    assert reason_of(office.submit("ada", opened, {"reason": "Wrong one."})) is Reason.CHANGED_MEANWHILE
    assert row(office)["step"] == "2"


def test_a_comment_stands_as_it_was_written(office: Office) -> None:
    """Anybody may comment; the words go into the thread as a quote, and into the history; an empty one is refused."""
    office.start("ada")
    words = "<!channel> *Careful*: they <https://x.y|changed> their mind."

    assert isinstance(do(office, "fina", f"/engagement comment ENG-1 {words}"), Done)

    (sent,) = [one.payload for one in office.sent() if isinstance(one.payload, Post) and one.payload.card.quote]
    assert isinstance(sent, Post)
    assert sent.card.quote == words
    assert sent.thread
    entry = max(office.rows(tables.history), key=lambda one: one["seq"])
    assert (entry["action"], entry["actor"], entry["note"]) == ("comment", "fina", words)
    assert reason_of(do(office, "fina", "/engagement comment ENG-1", words="  ")) is Reason.FIELD_MISSING


def test_who_stands_in_is_called_when_work_is_given_to_somebody_away(two_sals: Office) -> None:
    """The note in the thread calls both, so that it does not wait for who cannot read it."""
    assert isinstance(two_sals.type("luis", "/csops away until 2026-03-06 to sven"), Done)
    two_sals.start("ada")

    assert isinstance(do(two_sals, "ada", "/engagement assign ENG-1", person="luis"), Done)

    told = [str(sent.payload) for sent in two_sals.sent() if "in the hands of" in str(sent.payload)]
    assert any("person='sven', notify=True" in one and "person='luis'" in one for one in told)


def test_a_ticket_is_assigned_and_commented_on_by_its_own_command(office: Office, database: Database) -> None:
    """Only with a ticket's number; `/ticket take the call` is a new ticket, as before."""
    staff(database, "csm", "carl", "luis")
    values = {"customer": "acme", "kind": "customer-success", "title": "Add a user"}
    assert isinstance(office.submit("carl", office.type("carl", "/ticket"), values), Done)

    assert isinstance(do(office, "luis", "/ticket take TCK-1"), Done)
    assert isinstance(do(office, "fina", "/ticket comment TCK-1 They wait."), Done)

    assert row(office)["owner"] == "luis"
    assert actions(office)[-1] == "comment"
    opened = office.type("carl", "/ticket take the call")
    assert isinstance(opened, Opened)
    assert opened.form.kind == "ticket.log"
