"""The five kinds of ticket are data: their boards, priorities, people and extras come out of the engine as effects."""

import pytest

from tests.process.found import moved
from workflows.process.definition import Definition
from workflows.process.effects import Message, Post, Record, Start
from workflows.process.engine import advance, possible, start
from workflows.process.position import Moved, NotAllowed

BOARDS = {
    "development-request": ("azure-devops", "user-story"),
    "bug": ("azure-devops", "bug"),
    "post-implementation": ("rocketlane", "task"),
    "additional-scope": ("rocketlane", "task"),
}


def on_board(ticket: Definition, kind: str) -> Moved:
    facts = {"kind": kind, "priority": "normal"}
    return moved(advance(ticket, moved(start(ticket, facts)).position, "on-board", facts))


def test_there_are_five_kinds(ticket: Definition) -> None:
    """The kinds of the source, with who works on them."""
    assert {kind.key: kind.owners for kind in ticket.kinds} == {
        "customer-success": ("csm",),
        "development-request": ("development_lead",),
        "bug": ("development_lead",),
        "post-implementation": ("csm", "implementation_lead"),
        "additional-scope": ("csm", "implementation_lead", "am"),
    }


@pytest.mark.parametrize("kind", ["customer-success", *BOARDS])
def test_every_kind_is_a_ticket_in_hubspot_and_closed_there(ticket: Definition, kind: str) -> None:
    """Whatever else it is, a request is logged in HubSpot, closed in HubSpot, and the customer is told."""
    facts = {"kind": kind, "priority": "normal"}
    here = moved(start(ticket, facts))
    hubspot = [effect.system for effect in here.effects if isinstance(effect, Record)]
    way = []
    while here.step is not None:
        outcome = possible(ticket, here.step.id, facts)[0]
        way.append(outcome.key)
        here = moved(advance(ticket, here.position, outcome.key, facts))

    assert hubspot == ["hubspot"]
    assert way[-4:] == ["resolved", "closed", "written", "informed"]
    assert here.end is not None
    assert here.end.key == "customer-informed"


@pytest.mark.parametrize(("kind", "board"), BOARDS.items())
def test_each_kind_has_its_record_on_its_board(ticket: Definition, kind: str, board: tuple[str, str]) -> None:
    """The record is made on entering "On board", assigned to everybody whom the kind names."""
    records = [effect for effect in on_board(ticket, kind).effects if isinstance(effect, Record)]

    assert [(record.system, record.what) for record in records] == [board]
    assert records[0].assign == ticket.kind_of[kind].owners
    phases = [value.text for value in records[0].values]
    assert phases == (["Post Implementation"] if board[0] == "rocketlane" else [])


def test_what_support_handles_easily_stays_in_hubspot(ticket: Definition) -> None:
    """The kind customer success goes straight to work, and no other kind does."""
    assert [outcome.key for outcome in possible(ticket, "logged", {"kind": "customer-success"})] == ["taken"]
    for kind in BOARDS:
        assert [outcome.key for outcome in possible(ticket, "logged", {"kind": kind})] == ["on-board"]
        refused = advance(ticket, moved(start(ticket, {})).position, "taken", {"kind": kind})
        assert isinstance(refused, NotAllowed)
        assert (refused.reason, [outcome.key for outcome in refused.possible]) == ("guarded", ["on-board"])


@pytest.mark.parametrize(("priority", "messages"), [("high", 1), ("normal", 0), ("low", 0)])
def test_a_high_bug_messages_the_development_leads_at_once(ticket: Definition, priority: str, messages: int) -> None:
    """High means inoperable: it is told when it is logged, and wants a "got it". Other priorities disturb nobody."""
    logged = moved(start(ticket, {"kind": "bug", "priority": priority}))
    found = [effect for effect in logged.effects if isinstance(effect, Message)]

    assert [(message.to, message.acknowledge) for message in found] == [(("development_lead",), True)] * messages
    assert ticket.kind_of["bug"].usual_priority == "normal"


def test_a_high_development_request_messages_nobody(ticket: Definition) -> None:
    """The alert of one kind is not that of another, although both have a priority High."""
    logged = moved(start(ticket, {"kind": "development-request", "priority": "high"}))

    assert not [effect for effect in logged.effects if isinstance(effect, Message)]
    review = ticket.kind_of["development-request"].review
    assert review is not None
    assert (review.by, str(review.every)) == (("development_lead",), "1 working day")


def test_post_implementation_is_posted_in_the_internal_channel(ticket: Definition) -> None:
    """The link goes to the internal channel, and the subtask carries its form."""
    posts = [effect for effect in on_board(ticket, "post-implementation").effects if isinstance(effect, Post)]
    kind = ticket.kind_of["post-implementation"]

    assert [post.to for post in posts] == ["internal"]
    assert "{board_link}" in posts[0].text
    assert [subtask.title for subtask in kind.subtasks] == ["Ticketing Questions"]
    assert kind.subtasks[0].form
    assert any("screenshot" in item for item in kind.checklist)
    assert not [effect for effect in on_board(ticket, "bug").effects if isinstance(effect, Post)]


def test_additional_scope_starts_an_engagement_when_the_customer_wants_the_proposal(ticket: Definition) -> None:
    """Only then, and only for this kind."""
    there = moved(start(ticket, {}, at="in-progress")).position
    wanted = moved(advance(ticket, there, "wants-proposal", {"kind": "additional-scope"}))
    unwanted = moved(advance(ticket, there, "resolved", {"kind": "additional-scope"}))
    refused = advance(ticket, there, "wants-proposal", {"kind": "bug"})

    assert [(effect.process, effect.at) for effect in wanted.effects if isinstance(effect, Start)] == [
        ("services-engagement", "1")
    ]
    assert not [effect for effect in unwanted.effects if isinstance(effect, Start)]
    assert isinstance(refused, NotAllowed)


def test_the_kind_says_in_whose_hands_the_work_is(ticket: Definition) -> None:
    """A bug is handed to the development leads and comes back; customer success never leaves the CSM."""
    step = ticket.step("in-progress")
    assert step is not None
    assert ticket.owners(step, {"kind": "bug"}) == ("development_lead",)
    assert ticket.owners(step, {"kind": "customer-success"}) == ("csm",)

    bug, easy = {"kind": "bug"}, {"kind": "customer-success"}
    there = moved(start(ticket, {}, at="in-progress")).position
    assert on_board(ticket, "bug").hand_off
    assert moved(advance(ticket, there, "resolved", bug)).hand_off
    assert not moved(advance(ticket, there, "resolved", easy)).hand_off
