"""What the engine looks up: every way out of every step, worked out once when a definition is loaded."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from workflows.process.effects import Alert, Announce, Board, Effect, Message, Post, Record, Value, Written
from workflows.process.parts import END
from workflows.process.steps import End, Kind, Loop, Outcome, Step


class Way(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One outcome of a step: where it leads, what it makes happen, which loop it closes, which approvals it opens."""

    outcome: Outcome
    step: Step | None
    end: End | None
    effects: tuple[Effect, ...]
    closes: Loop | None
    opens: tuple[str, ...]


class StepRoutes(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A step with its ways out, and what entering it makes happen.

    `owners` are those whose hands it is in, but where the kind of ticket says (`owners_of_kind`). `reasks` are the
    steps from which a changed subject brings the process back to an approval.
    """

    step: Step
    ways: Mapping[str, Way]
    on_enter: tuple[Effect, ...]
    owners: frozenset[str]
    reasks: frozenset[str]


class Routes(msgspec.Struct, frozen=True, gc=False):
    """Everything the engine looks up in a definition."""

    steps: Mapping[str, StepRoutes]
    ends: Mapping[str, End]
    on_end: Mapping[str, tuple[Effect, ...]]
    owners_of_kind: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls, *, steps: Sequence[Step], ends: Sequence[End], loops: Sequence[Loop], kinds: Sequence[Kind]
    ) -> "Routes":
        """Work out the routes of a checked definition."""
        known = {step.id: step for step in steps}
        end_of = {end.key: end for end in ends}
        closing = {(loop.path[-1], loop.path[0]): loop for loop in loops}
        written = _Unfolding(kinds)

        def way(step: Step, outcome: Outcome) -> Way:
            asked = [other.id for other in steps if other.open_from == step.id]
            reached = reachable(known, outcome.next) if asked else frozenset()
            return Way(
                outcome=outcome,
                step=known.get(outcome.next),
                end=end_of.get(outcome.next.removeprefix(END)) if outcome.next.startswith(END) else None,
                effects=written.plain(outcome.effects),
                closes=closing.get((step.id, outcome.next)),
                opens=tuple(step_id for step_id in asked if step_id in reached),
            )

        return cls(
            {
                step.id: StepRoutes(
                    step=step,
                    ways={outcome.key: way(step, outcome) for outcome in step.outcomes},
                    on_enter=written.plain(step.on_enter),
                    owners=frozenset((step.marked_by,) if step.marked_by else step.owners),
                    reasks=_reasks(known, step),
                )
                for step in steps
            },
            end_of,
            {end.key: written.plain(end.effects) for end in ends},
            {kind.key: frozenset(kind.owners) for kind in kinds},
        )


def reachable(steps: Mapping[str, Step], start: str, *, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the steps that can be reached from a step, itself among them, on ways that avoid some steps."""
    found: set[str] = set()
    todo = [start]
    while todo:
        step_id = todo.pop()
        if step_id in steps and step_id not in found and step_id not in without:
            found.add(step_id)
            todo.extend(outcome.next for outcome in steps[step_id].outcomes)
    return frozenset(found)


def _reasks(steps: Mapping[str, Step], step: Step) -> frozenset[str]:
    """Return the steps behind an approval, up to the one where its subject is settled (A 6 to A 9)."""
    if step.reask_until is None or step.approving is None:
        return frozenset()
    return reachable(steps, step.approving.next, without=frozenset({step.id, step.reask_until}))


class _Unfolding:
    """Turns what is written into what the engine hands out: the table of kinds becomes guarded effects."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = kinds

    def plain(self, effects: Iterable[Written]) -> tuple[Effect, ...]:
        found: list[Effect] = []
        for effect in effects:
            if isinstance(effect, Board):
                found.extend(self._boards())
            elif isinstance(effect, Alert):
                found.extend(self._alerts())
            elif isinstance(effect, Announce):
                found.extend(self._posts())
            else:
                found.append(effect)
        return tuple(found)

    def _boards(self) -> Iterable[Record]:
        for kind in self._kinds:
            if kind.board is not None:
                phase = kind.board.phase
                yield Record(
                    do="record",
                    system=kind.board.system,
                    what=kind.board.record,
                    title=kind.board.title,
                    owner=kind.owners[0],
                    assign=kind.owners,
                    values=(Value(key="Phase", text=phase),) if phase else (),
                    when={"kind": (kind.key,)},
                )

    def _alerts(self) -> Iterable[Message]:
        for kind in self._kinds:
            for priority in kind.priorities:
                if priority.message and priority.text:
                    yield Message(
                        do="message",
                        to=priority.message,
                        text=priority.text,
                        acknowledge=priority.acknowledge,
                        when={"kind": (kind.key,), "priority": (priority.key,)},
                    )

    def _posts(self) -> Iterable[Post]:
        for kind in self._kinds:
            for post in kind.posts:
                yield Post(do="post", to=post.to, text=post.text, when={"kind": (kind.key,)})
