"""What holds for interventions: to which steps a piece of work can be set back."""

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
