"""What holds for stages and hand-offs: which stage words mean, who answers for one, who hears of it."""

from collections.abc import Sequence

from workflows.engagements.parts import WorkItem
from workflows.kernel.people import folded
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition
from workflows.process.steps import Kind
from workflows.process.tables import RaciRow


def stage_of(stages: Sequence[RaciRow], key: str) -> RaciRow | None:
    """Return the stage with a key, None where there is none."""
    return next((row for row in stages if row.key == key), None)


def stage_meant(stages: Sequence[RaciRow], words: str) -> RaciRow | None:
    """Return the stage that typed words mean: its key or its title, or the only one that begins so."""
    low = folded(words)
    exact = [row for row in stages if low in {row.key, folded(row.title)}]
    begun = [row for row in stages if low and (row.key.startswith(low) or folded(row.title).startswith(low))]
    return exact[0] if exact else begun[0] if len(begun) == 1 else None


def kinds_of(definitions: Definitions, process: str) -> dict[str, tuple[Definition, Kind]]:
    """Return the kinds of hand-offs of all processes, by what the form calls them.

    Those of `process` come first and are called by their key; before others stands the process of a company's own.
    """
    found: dict[str, tuple[Definition, Kind]] = {}
    for name in sorted(definitions.processes, key=lambda one: (one != process, one)):
        definition = definitions.current(name)
        for kind in definition.kinds:
            if kind.handing is not None:
                found[kind.key if name == process else f"{name}/{kind.key}"] = (definition, kind)
    return found


def answering(*rows: RaciRow | None) -> tuple[str, ...]:
    """Return the roles that are responsible or accountable in any of the stages, without repeats."""
    return tuple(dict.fromkeys(role for row in rows if row for letter in "AR" for role in row.holding(letter)))


def items_of(definition: Definition, kind: Kind) -> tuple[WorkItem, ...]:
    """Return what a hand-off has to be ticked off: its plan at the step of the plan, its criteria at theirs."""
    handing = kind.handing
    if handing is None:
        return ()
    lists = {"plan": handing.plan, "success": handing.success}
    tasks = [(step.id, task) for step in definition.steps if step.items_of_kind for task in lists[step.items_of_kind]]
    return tuple(
        WorkItem(key=str(number), title=task.title, role=task.owner, step=step)
        for number, (step, task) in enumerate(tasks, 1)
    )
