"""A step that comes back, such as a check-in: when it is due again, and the timer by which it asks for itself (C 1.2).

What somebody chose of it stands among the engagement's facts, under names that no field of a definition can have.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from workflows import timing
from workflows.desk import Desk
from workflows.engagements import rules
from workflows.kernel.people import Directory
from workflows.kernel.working_time import Calendar
from workflows.process.parts import Span
from workflows.process.steps import Step

if TYPE_CHECKING:
    from workflows.engagements.work import Work

RECURRING: Final = "recurring"
"""The kind of timer by which such a step asks for itself."""
ASKED: Final = "asked"
"""The live messages that asked for it."""
PAUSED: Final = "paused-since"
"""The fact that it does not ask for itself at all, since which day."""
PUT_OFF: Final = "put-off-from"
"""The fact that it was put off, and when it was due before somebody first did so."""
EVERY: Final = "every"
"""The fact of how often somebody wants it to come, where that is none of the choices of its definition."""


def span_of(work: "Work", step: Step, directory: Directory) -> Span | None:
    """Return how long it is until a step comes back; None for a step that does not.

    That is what was chosen, or what the customer's tier asks for if that is more often, or what its definition says.
    """
    if step.recurs is None:
        return None
    tier = directory.settings.tier(work.customer.tier)
    return rules.more_often(
        rules.chosen_span(step, work.facts, every=work.facts.get(EVERY, "")),
        rules.times_a_year(tier.reviews_per_year if tier else 0),
        otherwise=step.recurs,
    )


def due_again(work: "Work", step: Step, directory: Directory, since: datetime) -> datetime | None:
    """Return when it is due after it was held: at the end of a working day; None where there is no next time."""
    span = span_of(work, step, directory)
    if span is None or PAUSED in work.facts:
        return None
    calendar = calendar_of(work, step, directory)
    return calendar.day_from(rules.due(since, span, calendar))[1]


def calendar_of(work: "Work", step: Step, directory: Directory) -> Calendar:
    """Return when whoever has the step works; where nobody has it yet, when those work to whom it falls."""
    return directory.calendar((work.owner,)) if work.owner else work.calendar(directory, step)


def asks_at(work: "Work", directory: Directory) -> datetime | None:
    """Return when the step asks for itself: as the day begins on which it is due."""
    if work.ended or work.step.recurs is None or work.due_at is None:
        return None
    return calendar_of(work, work.step, directory).day_from(work.due_at)[0]


def ask_in_time(desk: Desk, work: "Work") -> None:
    """Set the timer to when the step asks for itself, or take it away where it does not."""
    at = asks_at(work, desk.directory)
    if at is None:
        timing.drop(desk, timer_of(work))
    else:
        timing.put(desk, timer_of(work), kind=RECURRING, due_at=max(at, desk.now), subject=work.id)


def timer_of(work: "Work") -> str:
    """Return the name of an engagement's timer."""
    return f"{RECURRING}:{work.id}"


def arrived(desk: Desk, work: "Work", left: Step | None) -> None:
    """See to the timer where a step that comes back was left or reached. Called when the engagement has moved."""
    if _concerned(work, left):
        work.facts.pop(PUT_OFF, None)
        ask_in_time(desk, work)


def taken_back(desk: Desk, work: "Work", left: Step | None) -> None:
    """See to the timer where a move was taken back, from `left` to where the engagement is now."""
    if _concerned(work, left):
        ask_in_time(desk, work)


def _concerned(work: "Work", left: Step | None) -> bool:
    here = None if work.ended else work.step
    return any(step is not None and step.recurs is not None for step in (left, here))
