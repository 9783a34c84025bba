"""The figures of a period, out of what was written down of each piece of work: replayed in order, and counted. Pure."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

import msgspec

from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition

_OFFERED: Final = frozenset({"handed-over", "handed-over-again"})
_OVER: Final = frozenset({"ended", "cancelled"})
_COME: Final = frozenset({"started", "set-back", "reopened"})
"""What is written down where work comes to a step that the entry itself names."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the history of a piece of work."""

    subject: str
    process: str
    version: int
    at: datetime
    action: str
    step: str
    outcome: str
    due_at: datetime | None = None


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """How long work stood at a step before it left it in the period: the median, and how often it left it."""

    process: str
    step: str
    median: timedelta
    times: int


class Figures(msgspec.Struct, kw_only=True):
    """What happened in a period."""

    started: Counter[str] = msgspec.field(default_factory=Counter)
    """By process."""
    ended: Counter[tuple[str, bool]] = msgspec.field(default_factory=Counter)
    """By process, and whether it ended well."""
    stood: dict[tuple[str, str], list[timedelta]] = msgspec.field(default_factory=lambda: defaultdict(list))
    """By process and step, each time that it was left."""
    with_due: int = 0
    on_time: int = 0
    """Of the steps that were due at some time, those that were done by then."""
    held: int = 0
    held_on_time: int = 0
    unhappy: int = 0
    """Of what comes back by itself, such as check-ins."""
    asked: int = 0
    decided: list[timedelta] = msgspec.field(default_factory=list)
    offered: int = 0
    accepted: list[timedelta] = msgspec.field(default_factory=list)
    returned: int = 0

    def cycles(self) -> tuple[Cycle, ...]:
        """Return how long work stood at each step, the longest first."""
        found = [
            Cycle(process=process, step=step, median=median(times), times=len(times))
            for (process, step), times in self.stood.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.median, one.process, one.step)))


def median(times: Sequence[timedelta]) -> timedelta:
    """Return the middle one of some lengths of time."""
    return timedelta(seconds=statistics.median(time.total_seconds() for time in times))


def counted(entries: Iterable[Entry], definitions: Definitions, *, begins: datetime, ends: datetime) -> Figures:
    """Return the figures of the time from `begins` up to `ends`; the entries stand by subject, each in its order."""
    figures = Figures()
    for _, these in groupby(entries, key=lambda entry: entry.subject):
        replay = _Replay(figures, definitions)
        for entry in these:
            replay.entry(entry, counts=begins <= entry.at < ends)
    return figures


def place_after(entry: Entry, definitions: Definitions) -> str:
    """Return the step, or the end, that work came to by an entry; empty where the entry does not say."""
    if entry.action in _COME:
        return entry.step
    step = _definition(entry, definitions).step(entry.step)
    outcomes = step.outcomes if step else ()
    return next((outcome.next for outcome in outcomes if outcome.key == entry.outcome), "")


class _Replay:
    """One piece of work as it moved: where it stood since when, and what it waited for."""

    def __init__(self, figures: Figures, definitions: Definitions) -> None:
        self._figures = figures
        self._definitions = definitions
        self._here = ""
        self._since: datetime | None = None
        self._asked_at: datetime | None = None
        self._offered_at: datetime | None = None

    def entry(self, entry: Entry, *, counts: bool) -> None:
        """Take the next entry; `counts` says whether it lies in the period."""
        if counts:
            _count(self._figures, entry, self._definitions)
        if entry.action in _OFFERED:
            self._offered_at = entry.at
        elif entry.action == "asked":
            self._asked_at = entry.at
        elif entry.action == "handoff-accepted":
            _over(self._figures.accepted, self._offered_at, entry.at, counts=counts)
            self._offered_at = None
        elif entry.action == "decided":
            _over(self._figures.decided, self._asked_at, entry.at, counts=counts)
            self._asked_at = None
        self._move(entry, counts=counts)

    def _move(self, entry: Entry, *, counts: bool) -> None:
        if entry.action in _OVER:
            self._here, self._since = "", None
            return
        comes = entry.action in _COME
        if not comes and entry.step != self._here and entry.action != "passed":
            return  # A decision that was given early moves nothing yet.
        following = place_after(entry, self._definitions)
        if not following:
            return
        if counts and not comes and entry.step == self._here and self._since is not None:
            self._figures.stood[entry.process, self._here].append(entry.at - self._since)
        self._here, self._since = following, entry.at


def _over(times: list[timedelta], since: datetime | None, at: datetime, *, counts: bool) -> None:
    """Keep how long something was waited for."""
    if counts and since is not None:
        times.append(at - since)


def _count(figures: Figures, entry: Entry, definitions: Definitions) -> None:
    """Count what an entry is by itself."""
    match entry.action:
        case "started":
            figures.started[entry.process] += 1
        case "ended":
            end = _definition(entry, definitions).routes.ends.get(entry.outcome)
            figures.ended[entry.process, bool(end and end.good)] += 1
        case "cancelled":
            figures.ended[entry.process, False] += 1
        case "asked":
            figures.asked += 1
        case "handed-over" | "handed-over-again":
            figures.offered += 1
        case "handoff-returned":
            figures.returned += 1
        case "step":
            _count_step(figures, entry, definitions)


def _count_step(figures: Figures, entry: Entry, definitions: Definitions) -> None:
    in_time = entry.due_at is None or entry.at <= entry.due_at
    figures.with_due += entry.due_at is not None
    figures.on_time += entry.due_at is not None and in_time
    step = _definition(entry, definitions).step(entry.step)
    if step is None or step.recurs is None:
        return
    figures.held += 1
    figures.held_on_time += in_time
    said = next((outcome for outcome in step.outcomes if outcome.key == entry.outcome), None)
    figures.unhappy += said is not None and said.style == "danger"


def at_risk(
    last: Iterable[tuple[str, Entry]], steps: Mapping[str, str], definitions: Definitions
) -> tuple[tuple[str, str], ...]:
    """Return the customers whose work stands at one of the steps after its last entry, with the word for it."""
    found = ((name, steps.get(place_after(entry, definitions), "")) for name, entry in last)
    return tuple(sorted({(name, word) for name, word in found if word}))


def _definition(entry: Entry, definitions: Definitions) -> Definition:
    return definitions.version(entry.process, entry.version)
