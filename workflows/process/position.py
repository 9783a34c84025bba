"""Where an engagement stands in its process, and what a move of it brings: what the engine takes and gives."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from workflows.process.effects import Effect
from workflows.process.steps import End, Loop, Outcome, Step

Facts = Mapping[str, str]
"""What guards ask: form values, `kind`, `priority`, and `reason` for outcomes that want one."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where an engagement stands: the current step, or `end:NAME`.

    `open` are approval steps whose decision is asked before they are reached; `decisions` the decisions given early
    and not used yet; `given` the decision by which each approval step was last left. `visits` counts how often each
    step was entered, `rounds` how often each loop was gone through.
    """

    step: str
    open: tuple[str, ...] = ()
    decisions: Mapping[str, str] = {}
    given: Mapping[str, str] = {}
    visits: Mapping[str, int] = {}
    rounds: Mapping[str, int] = {}


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """The engagement moved. Nothing has happened yet: `effects` are what must happen, in this order.

    `left` is the step that `outcome` was said of; both are None at the start, and the outcome is None where a changed
    subject brought the engagement back. `passed` are steps gone through at once by decisions that were given early.
    `step` is the one that is current now, or `end` says how the process ended. `opens` are the approval steps whose
    decision can be asked from now on and could not before. `hand_off` says that the new step is in the hands of
    other roles than the one that was left; at the start it is always so. `loops` reached their warning count.
    """

    position: Position
    left: Step | None
    outcome: Outcome | None
    passed: tuple[tuple[str, str], ...]
    step: Step | None
    end: End | None
    effects: tuple[Effect, ...]
    opens: tuple[Step, ...]
    hand_off: bool
    loops: tuple[Loop, ...]


class Recorded(msgspec.Struct, frozen=True):
    """Nothing moved; a decision was kept for later, or taken back."""

    position: Position


Why = Literal[
    "unknown-step",
    "unknown-outcome",
    "guarded",
    "reason-missing",
    "ended",
    "not-open",
    "already-decided",
    "not-decided",
    "too-late",
]


class NotAllowed(msgspec.Struct, frozen=True):
    """The process has no such move now; `possible` are the outcomes that the step has for these facts."""

    reason: Why
    possible: tuple[Outcome, ...] = ()
