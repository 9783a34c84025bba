"""The engine moves an engagement as its definition says, and refuses everything else."""

import pytest

from tests.process.found import moved, recorded, refused
from workflows.process.definition import Definition
from workflows.process.engine import advance, ask_again, decide, possible, set_back, start, withdraw
from workflows.process.position import Facts, Moved, NotAllowed, Position

NO_FACTS: Facts = {}
WHY = {"reason": "Which region?"}


def walk(definition: Definition, *outcomes: str, at: str | None = None, facts: Facts = WHY) -> Moved:
    """Start a process and say these outcomes one after the other."""
    here = moved(start(definition, facts, at=at))
    for outcome in outcomes:
        here = moved(advance(definition, here.position, outcome, facts))
    return here


TO_4 = ("scoped", "drafted", "sent")
TO_6 = (*TO_4, "created", "entered")


def test_the_start_enters_the_first_step(engagement: Definition) -> None:
    """A new engagement stands on the first step, in nobody's hands yet."""
    here = moved(start(engagement, NO_FACTS))

    assert here.position == Position(step="1", visits={"1": 1})
    assert (here.left, here.outcome, here.hand_off) == (None, None, True)
    assert here.step is not None
    assert here.step.id == "1"


def test_a_process_can_start_at_another_step(success: Definition) -> None:
    """Another process may enter it in the middle; a step that does not exist is refused."""
    assert moved(start(success, NO_FACTS, at="1.3")).position.step == "1.3"
    assert refused(start(success, NO_FACTS, at="9")) == "unknown-step"


def test_an_outcome_leads_to_its_step(engagement: Definition) -> None:
    """What was left, by which outcome, what is current, and who hands over to whom."""
    here = walk(engagement, "scoped")
    after = moved(advance(engagement, here.position, "drafted", NO_FACTS))

    assert here.left is not None
    assert here.step is not None
    assert (here.left.id, here.step.id, here.hand_off) == ("1", "2", False)
    assert after.step is not None
    assert (after.step.id, after.hand_off) == ("3", True)
    assert after.position.visits == {"1": 1, "2": 1, "3": 1}


def test_an_outcome_may_end_the_process(engagement: Definition) -> None:
    """An ended engagement has no current step, and moves no more."""
    here = walk(engagement, "lost", at="10")

    assert here.step is None
    assert here.end is not None
    assert (here.end.key, here.position.step, here.hand_off) == ("lost", "end:lost", False)
    assert refused(advance(engagement, here.position, "won", NO_FACTS)) == "ended"
    assert refused(decide(engagement, here.position, "6", "approve", NO_FACTS)) == "ended"
    assert refused(ask_again(engagement, here.position, "6")) == "ended"


def test_what_the_step_does_not_know_is_refused(engagement: Definition) -> None:
    """The refusal names what is possible."""
    here = walk(engagement, *TO_6)
    found = advance(engagement, here.position, "aprove", NO_FACTS)

    assert isinstance(found, NotAllowed)
    assert found.reason == "unknown-outcome"
    assert [outcome.key for outcome in found.possible] == ["approve", "needs-discovery", "decline"]
    assert refused(advance(engagement, Position(step="99"), "approve", NO_FACTS)) == "unknown-step"
    assert refused(decide(engagement, here.position, "99", "approve", NO_FACTS)) == "unknown-step"
    assert possible(engagement, "99", NO_FACTS) == ()


@pytest.mark.parametrize("facts", [{}, {"reason": ""}, {"reason": "  \n"}])
def test_a_required_reason_must_be_given(engagement: Definition, facts: dict[str, str]) -> None:
    """Blank is no reason."""
    here = walk(engagement, *TO_6)

    assert refused(advance(engagement, here.position, "decline", facts)) == "reason-missing"
    assert moved(advance(engagement, here.position, "decline", WHY)).position.step == "end:declined"


def test_leaving_step_3_opens_the_approval(engagement: Definition) -> None:
    """The decision can be given while 4 and 5 are under way, and is not asked a second time on arrival."""
    at_4 = walk(engagement, *TO_4)
    at_6 = walk(engagement, *TO_6)

    assert [step.id for step in at_4.opens] == ["6"]
    assert at_4.position.open == ("6",)
    assert at_6.opens == ()
    assert at_6.position.open == ()
    assert refused(decide(engagement, walk(engagement, "scoped").position, "6", "approve", NO_FACTS)) == "not-open"


def test_an_early_approval_lets_the_engagement_pass(engagement: Definition) -> None:
    """Approved during 4, the engagement goes from 5 straight to 8; the history knows that 6 was passed."""
    waiting = recorded(decide(engagement, walk(engagement, *TO_4).position, "6", "approve", NO_FACTS))
    assert (waiting.step, waiting.decisions, waiting.open) == ("4", {"6": "approve"}, ())
    assert refused(decide(engagement, waiting, "6", "decline", WHY)) == "already-decided"

    at_5 = moved(advance(engagement, waiting, "created", NO_FACTS))
    at_8 = moved(advance(engagement, at_5.position, "entered", NO_FACTS))

    assert at_8.passed == (("6", "approve"),)
    assert at_8.step is not None
    assert at_8.step.id == "8"
    assert (at_8.position.decisions, at_8.position.given) == ({}, {"6": "approve"})
    assert not at_8.hand_off
    assert refused(decide(engagement, at_8.position, "6", "decline", WHY)) == "already-decided"


def test_an_early_decline_ends_the_engagement_at_once(engagement: Definition) -> None:
    """Nobody goes on creating an opportunity for work that was declined."""
    here = moved(decide(engagement, walk(engagement, *TO_4).position, "6", "decline", WHY))

    assert here.left is not None
    assert here.end is not None
    assert (here.left.id, here.end.key, here.position.step) == ("6", "declined", "end:declined")
    assert (here.position.open, here.position.decisions) == ((), {})


def test_an_early_question_that_is_answered_holds_nothing_up(engagement: Definition) -> None:
    """Answered before 6 is reached, the question is taken back and the card is open again."""
    asked = recorded(decide(engagement, walk(engagement, *TO_4).position, "6", "needs-discovery", WHY))
    again = recorded(withdraw(engagement, asked, "6"))

    assert (again.decisions, again.open, again.step) == ({}, ("6",), "4")
    assert recorded(decide(engagement, again, "6", "approve", NO_FACTS)).decisions == {"6": "approve"}


def test_an_early_question_that_is_not_answered_leads_to_discovery(engagement: Definition) -> None:
    """On arrival it counts; the answer then leads back to 6, where the decision is asked anew."""
    asked = recorded(decide(engagement, walk(engagement, *TO_4).position, "6", "needs-discovery", WHY))
    at_5 = moved(advance(engagement, asked, "created", NO_FACTS))
    at_7 = moved(advance(engagement, at_5.position, "entered", NO_FACTS))
    at_6 = moved(withdraw(engagement, at_7.position, "6"))

    assert (at_7.position.step, at_7.passed) == ("7", (("6", "needs-discovery"),))
    assert at_6.outcome is not None
    assert (at_6.position.step, at_6.outcome.key) == ("6", "answered")
    assert [step.id for step in at_6.opens] == ["6"]
    assert at_6.position.rounds == {"discovery": 1}
    assert moved(decide(engagement, at_6.position, "6", "approve", NO_FACTS)).position.step == "8"


def test_nothing_is_taken_back_that_was_not_given(engagement: Definition) -> None:
    """Neither before a decision nor long after it."""
    assert refused(withdraw(engagement, walk(engagement, *TO_4).position, "6")) == "not-decided"
    assert refused(withdraw(engagement, walk(engagement, *TO_6, "approve").position, "6")) == "too-late"
    assert refused(withdraw(engagement, walk(engagement, *TO_4).position, "99")) == "not-decided"


def test_a_changed_rom_asks_again_until_the_quote_is_accepted(engagement: Definition) -> None:
    """Approved and in 8, the engagement goes back to 6; from 9 on the ROM is settled."""
    at_8 = walk(engagement, *TO_6, "approve")
    back = moved(ask_again(engagement, at_8.position, "6"))

    assert back.left is not None
    assert (back.left.id, back.outcome, back.position.step, back.hand_off) == ("8", None, "6", True)
    assert [step.id for step in back.opens] == ["6"]
    assert back.position.given == {}
    assert moved(advance(engagement, back.position, "approve", NO_FACTS)).position.step == "8"
    at_9 = walk(engagement, *TO_6, "approve", "customer-approves")
    assert refused(ask_again(engagement, at_9.position, "6")) == "too-late"


def test_a_changed_rom_drops_an_early_decision(engagement: Definition) -> None:
    """What was decided about other figures does not count, whatever it was."""
    for outcome in ("approve", "needs-discovery"):
        waiting = recorded(decide(engagement, walk(engagement, *TO_4).position, "6", outcome, WHY))
        again = recorded(ask_again(engagement, waiting, "6"))
        assert (again.decisions, again.open) == ({}, ("6",))


def test_a_changed_rom_moves_nothing_while_it_is_undecided(engagement: Definition) -> None:
    """Open, current or in discovery: the card shows the new figures and the position stays."""
    for outcomes in (TO_4, TO_6, (*TO_6, "needs-discovery")):
        here = walk(engagement, *outcomes)
        assert recorded(ask_again(engagement, here.position, "6")) == here.position
    assert refused(ask_again(engagement, walk(engagement, "scoped").position, "6")) == "not-open"
    assert refused(ask_again(engagement, walk(engagement).position, "99")) == "unknown-step"


def test_a_loop_warns_when_its_count_is_reached(reference: Definition) -> None:
    """The third rejection of a video is noticed, and so is the sixth; those between are not."""
    here = walk(reference, at="2.5")
    warned = []
    for _ in range(6):
        at_26 = moved(advance(reference, here.position, "delivered", WHY))
        here = moved(advance(reference, at_26.position, "reject", WHY))
        warned.append([loop.key for loop in here.loops])

    assert warned == [[], [], ["video"], [], [], ["video"]]
    assert here.position.rounds == {"video": 6}


def test_check_ins_come_back_and_other_loops_count_for_themselves(success: Definition) -> None:
    """A happy check-in is a round of check-ins alone; an unhappy one that is resolved is one of escalation."""
    here = walk(success, "happy", "happy", "not-happy", "resolved", "not-happy", "not-resolved", "saved", at="1.2")

    assert here.position.rounds == {"check-ins": 2, "escalation": 1, "churn": 1}
    assert here.position.visits["1.2"] == 5


def test_the_engine_changes_nothing_that_it_is_given(engagement: Definition) -> None:
    """The same question has the same answer: positions are values."""
    position = walk(engagement, *TO_4).position
    kept = Position(
        step=position.step,
        open=tuple(position.open),
        decisions=dict(position.decisions),
        given=dict(position.given),
        visits=dict(position.visits),
        rounds=dict(position.rounds),
    )

    first = decide(engagement, position, "6", "needs-discovery", WHY)
    second = decide(engagement, position, "6", "needs-discovery", WHY)

    assert first == second
    assert position == kept


def test_a_step_is_set_back_by_hand(engagement: Definition) -> None:
    """To a step that was visited, with no effect of entering it, and on from there; also from an end."""
    here = walk(engagement, "scoped", "drafted")
    back = moved(set_back(engagement, here.position, "1", NO_FACTS))

    assert (back.position.step, back.effects, back.outcome) == ("1", (), None)
    assert moved(advance(engagement, back.position, "scoped", NO_FACTS)).position.step == "2"


def test_what_cannot_be_set_back_is_refused(engagement: Definition) -> None:
    """Not to a step that was never reached, not to or from a decision, not to where it stands."""
    at_3 = walk(engagement, "scoped", "drafted").position
    at_6 = walk(engagement, *TO_6).position

    assert refused(set_back(engagement, at_3, "9", NO_FACTS)) == "unknown-step"
    assert refused(set_back(engagement, at_3, "3", NO_FACTS)) == "too-late"
    assert refused(set_back(engagement, at_6, "5", NO_FACTS)) == "too-late"
