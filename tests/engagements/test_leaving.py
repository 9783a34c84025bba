"""What is left behind when a step is: its hand-off, its card, and the order in which the history tells of it."""

import pytest

from storage import tables
from tests.office import Office, words_of
from tests.pricing import draft, priced, set_role, to_approval
from workflows.kernel.answers import Done
from workflows.kernel.cards import Card
from workflows.kernel.posts import Update

__all__ = ["priced"]


def entries(office: Office) -> list[tuple[str, str]]:
    """Return what the history says happened to the engagement and at which step, in order."""
    rows = sorted(office.rows(tables.history), key=lambda row: row["seq"])
    return [(row["action"], row["step"]) for row in rows]


def faces(office: Office, lane: str) -> list[Card]:
    """Return what the cards of a channel were changed to, in order."""
    return [sent.payload.card for sent in office.sent() if sent.lane == lane and isinstance(sent.payload, Update)]


def test_whoever_may_do_the_next_step_keeps_it(priced: Office) -> None:
    """The solution architect starts and makes the ROM; only where the role changes is it handed over (A 1 to 3)."""
    engagement = priced.start("sven")
    priced.say("sven", engagement, "scoped")
    (work,) = priced.rows(tables.engagement)
    assert (work["step"], work["owner"], work["owner_role"]) == ("2", "sven", "sa")
    assert priced.rows(tables.handoff) == []

    assert isinstance(draft(priced, "sven"), Done)

    (handoff,) = priced.rows(tables.handoff)
    assert (handoff["to_step"], handoff["from_role"], handoff["to_role"]) == ("3", "sa", "sal")


def test_a_team_mate_does_not_take_over_from_who_has_it(priced: Office) -> None:
    """Where several hold the role, a step that stays in the role stays with the person who has it."""
    set_role(priced, "sal", "luis", "ada")
    engagement = priced.start("ada")
    priced.say("ada", engagement, "scoped")

    assert isinstance(draft(priced), Done)

    (work,) = priced.rows(tables.engagement)
    assert (work["step"], work["owner"], work["owner_role"]) == ("3", "ada", "sal")
    assert priced.rows(tables.handoff) == []


def test_doing_a_step_that_was_only_offered_is_accepting_it_first(office: Office) -> None:
    """The history says who accepted the hand-off before it says what came of the step."""
    form = office.type("ada", "/ticket")
    office.submit("ada", form, {"customer": "acme", "kind": "customer-success", "title": "Add a user"})
    (work,) = office.rows(tables.engagement)

    assert isinstance(office.say("carl", work["id"], "taken"), Done)

    assert entries(office)[1:] == [("handed-over", "logged"), ("handoff-accepted", "logged"), ("step", "logged")]
    (handoff,) = office.rows(tables.handoff)
    assert (handoff["state"], handoff["answered_by"]) == ("closed", "carl")


@pytest.fixture
def early(priced: Office) -> Office:
    """Return an office where finance makes the opportunity of step 4, so that it is handed over while 6 is open."""
    owners = "\n    description: >-\n      Create a professional services opportunity as a child of the original one."
    title = '"4":\n    title: Create the services opportunity' + owners + " You need not wait for the approval."
    priced.revise("services-engagement", {f"{title}\n    owners: [sal]": f"{title}\n    owners: [finance, ps_manager]"})
    return priced


def test_an_early_decline_ends_a_step_that_nobody_accepted(early: Office) -> None:
    """The hand-off is closed and accepted by nobody; its card keeps its name, says what was decided, has no button."""
    card = to_approval(early)
    offered = early.last_card("slack:CFINANCE", having="Accept")
    assert offered.title == "Hand-off: step 4 Create the services opportunity"

    answer = early.submit("pria", early.press("pria", card, "Decline"), {"reason": "Too dear."})

    assert isinstance(answer, Done), answer
    (handoff,) = early.rows(tables.handoff)
    assert (handoff["state"], handoff["answered_by"]) == ("closed", None)
    assert "handoff-accepted" not in [action for action, _ in entries(early)]
    assert entries(early)[-2:] == [("decided", "6"), ("ended", "6")]
    past = faces(early, "slack:CFINANCE")[-1]
    assert past.title == "Step 4 Create the services opportunity"
    assert "Step 6 Is there enough information?: Decline" in words_of(past)
    assert past.buttons == ()
    (work,) = early.rows(tables.engagement)
    assert (work["ending"], work["handoff_id"]) == ("declined", None)


def test_what_was_handed_over_to_the_decider_is_not_accepted_by_deciding(early: Office) -> None:
    """Pria could take step 4 too, but whoever declines does not do the step that it ends."""
    card = to_approval(early)
    early.submit("pria", early.press("pria", card, "Decline"), {"reason": "Too dear."})

    assert ("handoff-accepted", "4") not in entries(early)


def test_a_got_it_keeps_what_was_told(office: Office) -> None:
    """The message still says what it said, with when it was acknowledged, and has no button any more."""
    form = office.type("carl", "/ticket")
    values = {"customer": "acme", "kind": "bug", "title": "No login", "priority": "high"}
    office.submit("carl", form, values)
    told = office.last_card("slack:ULENA")

    office.press("lena", told, "Got it")

    face = faces(office, "slack:ULENA")[-1]
    assert face.body == told.body
    assert "Bug with priority High at Acme Mills: No login." in str(face.body)
    assert face.status[0] == "Got it, "
    assert face.buttons == ()
