"""How large everything in a chart is: boxes of steps and ends, and the labels of the ways between them."""

from typing import Final

import msgspec

from workflows.process.chart.flow import owner_words
from workflows.process.chart.lettering import letters
from workflows.process.definition import Definition
from workflows.process.steps import End, Outcome, Step

TITLE_SIZE: Final = 15.0
SMALL_SIZE: Final = 13.0
TITLE_LINE: Final = 19.0
SMALL_LINE: Final = 16.0
STEP_WIDTH: Final = 190.0
STEP_PADDING: Final = 12.0
END_WIDEST: Final = 104.0
LABEL_WIDEST: Final = 92.0
OWN_LABEL_WIDEST: Final = 66.0
LOOP_REACH: Final = 22.0
"""How far the arrow of a step that leads back to itself reaches out of its box."""


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A step or an end, with its words broken into lines. `beside` is the room that its own loop takes on the right."""

    width: float
    height: float
    number: str
    title: tuple[str, ...]
    owners: tuple[str, ...]
    kind: str
    own_label: tuple[str, ...] = ()
    beside: float = 0.0


class Label(msgspec.Struct, frozen=True):
    """The words on a way, broken into lines."""

    lines: tuple[str, ...]
    width: float
    height: float


def step_box(definition: Definition, step: Step) -> Box:
    """Return the box of a step: its number and title, its owners, and its loop onto itself where it has one."""
    inner = STEP_WIDTH - 2 * STEP_PADDING
    number = step.id if step.id[0].isdigit() else ""
    title = letters("bold").wrap(f"{number} {step.title}", TITLE_SIZE, inner)
    owners = letters("regular").wrap(owner_words(definition, step), SMALL_SIZE, inner)
    own = label_of([outcome for outcome in step.outcomes if outcome.next == step.id], OWN_LABEL_WIDEST)
    return Box(
        width=STEP_WIDTH,
        height=2 * STEP_PADDING + len(title) * TITLE_LINE + len(owners) * SMALL_LINE,
        number=number,
        title=tuple(title),
        owners=tuple(owners),
        kind=step.kind,
        own_label=own.lines,
        beside=LOOP_REACH + own.width + 6 if own.lines else 0.0,
    )


def end_box(end: End) -> Box:
    """Return the box of an end."""
    title = letters("bold").wrap(end.title, SMALL_SIZE, END_WIDEST)
    widest = max(letters("bold").width(line, SMALL_SIZE) for line in title)
    return Box(
        width=widest + 2 * STEP_PADDING + 4,
        height=len(title) * SMALL_LINE + 14,
        number="",
        title=tuple(title),
        owners=(),
        kind="good-end" if end.good else "end",
    )


def label_of(outcomes: list[Outcome], widest: float = LABEL_WIDEST) -> Label:
    """Return the label of a way: the outcomes that lead along it, each on lines of its own."""
    font = letters("regular")
    texts = [f"or {outcome.label}" if index else outcome.label for index, outcome in enumerate(outcomes)]
    lines = [line for text in texts for line in font.wrap(text, SMALL_SIZE, widest)]
    width = max((font.width(line, SMALL_SIZE) for line in lines), default=0.0)
    return Label(tuple(lines), width + 8 if lines else 0.0, len(lines) * SMALL_LINE + 2)
