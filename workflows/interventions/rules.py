"""What holds for interventions: to which steps a piece of work can be set back."""

from collections.abc import Collection

from workflows.process.definition import Definition
from workflows.process.position import Position
from workflows.process.steps import Step


def ways_back(definition: Definition, position: Position) -> tuple[Step, ...]:
    """Return the steps where it was before and is not now, the latest of the definition first.

    Approval steps are none of them: a decision is asked for again by what it is about being changed, never by hand.
    """
    current = definition.step(position.step)
    if current is not None and current.kind == "approval":
        return ()
    visited = (step for step in definition.steps if step.id in position.visits and step.id != position.step)
    return tuple(reversed([step for step in visited if step.kind != "approval"]))


def undone_words(definition: Definition, step: str) -> str:
    """Return what the history says of a change that was taken back: where it had brought the work to."""
    found = definition.step(step)
    return f"What had brought it to step {found.id} {found.title}." if found else "What had ended it."


def cannot_return(lane: str, *, people: Collection[str], near: Collection[str], shared: str) -> bool:
    """Return whether a post is with somebody who has read it: in a mail, with the customer, or told to one person.

    `near` are the threads of the work itself, and whoever takes it back.
    """
    return lane.startswith("mail:") or (bool(shared) and lane == shared) or (lane in people and lane not in near)
