"""The engine: definition, position, outcome and facts in; the next position and what must happen out. Nothing else."""

from collections.abc import Iterable, Sequence

import msgspec

from workflows.process.definition import Definition
from workflows.process.effects import Effect, Guard
from workflows.process.parts import END
from workflows.process.position import Facts, Moved, NotAllowed, Position, Recorded, Why
from workflows.process.routes import Routes, StepRoutes, Way
from workflows.process.steps import Loop, Outcome


def start(definition: Definition, facts: Facts, at: str | None = None) -> Moved | NotAllowed:
    """Return the first move of a new engagement: into the first step, or into the step `at`."""
    first = definition.routes.steps.get(at or definition.first)
    if first is None:
        return NotAllowed("unknown-step")
    walk = _Walk(definition.routes, Position(step=""), facts)
    walk.enter(first)
    return walk.moved(left=None, outcome=None)


def possible(definition: Definition, step_id: str, facts: Facts) -> tuple[Outcome, ...]:
    """Return the outcomes that a step has for these facts, in the definition's order."""
    here = definition.routes.steps.get(step_id)
    if here is None:
        return ()
    return tuple(way.outcome for way in here.ways.values() if _holds(way.outcome.when, facts))


def advance(definition: Definition, position: Position, outcome: str, facts: Facts) -> Moved | NotAllowed:
    """Say an outcome of the current step. Decisions that were given early carry on through their steps."""
    here = definition.routes.steps.get(position.step)
    if here is None:
        return NotAllowed("ended" if position.step.startswith(END) else "unknown-step")
    way = _way(definition, here, outcome, facts)
    if isinstance(way, NotAllowed):
        return way
    walk = _Walk(definition.routes, position, facts)
    walk.go(here, way)
    return walk.moved(left=here, outcome=way.outcome)


def decide(
    definition: Definition, position: Position, step_id: str, outcome: str, facts: Facts
) -> Moved | Recorded | NotAllowed:
    """Give the decision of an approval step that is current, or that is open early.

    An early decision waits in the position until the step is reached, unless it ends the process: that it does now.
    """
    if step_id == position.step:
        return advance(definition, position, outcome, facts)
    here = definition.routes.steps.get(step_id)
    if here is None:
        return NotAllowed("unknown-step")
    if step_id not in position.open:
        return NotAllowed(_why_closed(position, step_id))
    way = _way(definition, here, outcome, facts)
    if isinstance(way, NotAllowed):
        return way
    if way.end is None:
        decisions = {**position.decisions, step_id: outcome}
        return Recorded(_with(position, decisions=decisions, still_open=_without(position.open, step_id)))
    walk = _Walk(definition.routes, position, facts)
    walk.go(here, way)
    return walk.moved(left=here, outcome=way.outcome)


def withdraw(
    definition: Definition, position: Position, step_id: str, facts: Facts | None = None
) -> Moved | Recorded | NotAllowed:
    """Take back an early decision, so that it can be given anew; or, where it was used already, go back to its step.

    So a question asked early and answered at once never holds the process up (A 6 and 7).
    """
    if step_id in position.decisions:
        decisions = {step: outcome for step, outcome in position.decisions.items() if step != step_id}
        return Recorded(_with(position, decisions=decisions, still_open=(*position.open, step_id)))
    asked = definition.routes.steps.get(step_id)
    here = definition.routes.steps.get(position.step)
    if asked is None or here is None or position.given.get(step_id) is None:
        return NotAllowed("not-decided")
    known = facts or {}
    for key, way in here.ways.items():
        if way.outcome.next == step_id and asked.ways[position.given[step_id]].outcome.next == position.step:
            return advance(definition, position, key, known)
    return NotAllowed("too-late")


def ask_again(
    definition: Definition, position: Position, step_id: str, facts: Facts | None = None
) -> Moved | Recorded | NotAllowed:
    """The subject of an approval changed: what was decided about it no longer counts.

    An early decision is dropped. When the subject had been approved and is not settled yet (`reask_until`), the
    engagement goes back to the approval. When nothing had been decided, or it had not been approved, nothing moves.
    """
    asked, left = definition.routes.steps.get(step_id), definition.routes.steps.get(position.step)
    if asked is None or left is None:
        return NotAllowed("ended" if position.step.startswith(END) else "unknown-step")
    if step_id in position.decisions:
        return withdraw(definition, position, step_id)
    given = position.given.get(step_id)
    if given is None and not (step_id == position.step or step_id in position.open):
        return NotAllowed("not-open")
    if given is None or asked.ways[given].outcome is not asked.step.approving:
        return Recorded(position)
    if position.step not in asked.reasks:
        return NotAllowed("too-late")
    walk = _Walk(definition.routes, position, facts or {})
    walk.enter(asked)
    return walk.moved(left=left, outcome=None)


def set_back(definition: Definition, position: Position, step_id: str, facts: Facts) -> Moved | NotAllowed:
    """Go back by hand to a step that was visited, also from an end. Nothing that entering it brings happens again."""
    there = definition.routes.steps.get(step_id)
    if there is None or step_id not in position.visits or there.step.kind == "approval":
        return NotAllowed("unknown-step")
    left = definition.routes.steps.get(position.step)
    if left is not None and (left.step.kind == "approval" or left is there):
        return NotAllowed("too-late")
    walk = _Walk(definition.routes, position, facts)
    walk.enter(there)
    return msgspec.structs.replace(walk.moved(left=left, outcome=None), effects=())


class _Walk:
    """One move under way: through an outcome and every step that was decided early, to where it stops."""

    def __init__(self, routes: Routes, position: Position, facts: Facts) -> None:
        self._routes = routes
        self._facts = facts
        self._open = position.open
        self._decisions = position.decisions
        self._given = position.given
        self._visits = position.visits
        self._rounds = position.rounds
        self._passed: list[tuple[str, str]] = []
        self._effects: list[Effect] = []
        self._opens: list[str] = []
        self._loops: list[Loop] = []
        self._here: StepRoutes | None = None
        self._last: Way | None = None

    def go(self, here: StepRoutes, way: Way) -> None:
        """Leave a step by one of its ways, and go on for as long as decisions are at hand."""
        following: tuple[StepRoutes, Way] | None = (here, way)
        while following is not None:
            following = self._leave(*following)

    def enter(self, step: StepRoutes) -> None:
        """Stop at a step."""
        self._visit(step)
        self._stop(step)

    def moved(self, *, left: StepRoutes | None, outcome: Outcome | None) -> Moved:
        """Return the finished move."""
        here, end = self._here, self._last.end if self._last else None
        position = Position(
            step=here.step.id if here else f"{END}{end.key if end else ''}",
            open=self._open if here else (),
            decisions=self._decisions if here else {},
            given=self._given,
            visits=self._visits,
            rounds=self._rounds,
        )
        return Moved(
            position=position,
            left=left.step if left else None,
            outcome=outcome,
            passed=tuple(self._passed),
            step=here.step if here else None,
            end=None if here else end,
            effects=tuple(self._effects),
            opens=tuple(self._routes.steps[step_id].step for step_id in self._opens) if here else (),
            hand_off=here is not None and (left is None or self._owners(left) != self._owners(here)),
            loops=tuple(self._loops),
        )

    def _leave(self, here: StepRoutes, way: Way) -> tuple[StepRoutes, Way] | None:
        self._last = way
        self._add(way.effects)
        if here.step.kind == "approval":
            self._given = {**self._given, here.step.id: way.outcome.key}
        for step_id in way.opens:
            self._ask(step_id)
        if way.closes is not None:
            self._round(way.closes)
        if way.step is None:
            if way.end is not None:
                self._add(self._routes.on_end[way.end.key])
            return None
        following = self._routes.steps[way.step.id]
        self._visit(following)
        decided = self._decided(following)
        if decided is None:
            self._stop(following)
            return None
        self._passed.append((following.step.id, decided.outcome.key))
        return following, decided

    def _decided(self, step: StepRoutes) -> Way | None:
        """Take the early decision of a step, if there is one and it still can be."""
        step_id = step.step.id
        if step_id not in self._decisions:
            return None
        way = step.ways[self._decisions[step_id]]
        self._decisions = {key: outcome for key, outcome in self._decisions.items() if key != step_id}
        return way if _holds(way.outcome.when, self._facts) else None

    def _stop(self, step: StepRoutes) -> None:
        self._here = step
        self._add(step.on_enter)
        if step.step.kind != "approval":
            return
        step_id = step.step.id
        self._given = {key: outcome for key, outcome in self._given.items() if key != step_id}
        if step_id in self._open:
            self._open = _without(self._open, step_id)
        elif step_id not in self._opens:
            self._opens.append(step_id)

    def _ask(self, step_id: str) -> None:
        """Open an approval whose subject was just handed in: whatever was decided before was about another one."""
        self._decisions = {key: outcome for key, outcome in self._decisions.items() if key != step_id}
        self._given = {key: outcome for key, outcome in self._given.items() if key != step_id}
        self._open = (*_without(self._open, step_id), step_id)
        self._opens.append(step_id)

    def _visit(self, step: StepRoutes) -> None:
        step_id = step.step.id
        self._visits = {**self._visits, step_id: self._visits.get(step_id, 0) + 1}

    def _round(self, loop: Loop) -> None:
        rounds = self._rounds.get(loop.key, 0) + 1
        self._rounds = {**self._rounds, loop.key: rounds}
        if rounds % loop.warn_at == 0:
            self._loops.append(loop)

    def _add(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            wanted = not effect.when or _holds(effect.when, self._facts)
            if wanted and not (effect.unless and _holds(effect.unless, self._facts)):
                self._effects.append(effect)

    def _owners(self, step: StepRoutes) -> frozenset[str]:
        if step.step.owners_of_kind:
            return self._routes.owners_of_kind.get(self._facts.get("kind", ""), step.owners)
        return step.owners


def _holds(guard: Guard, facts: Facts) -> bool:
    return all(facts.get(name) in values for name, values in guard.items())


def _way(definition: Definition, here: StepRoutes, outcome: str, facts: Facts) -> Way | NotAllowed:
    way = here.ways.get(outcome)
    if way is None:
        return NotAllowed("unknown-outcome", possible(definition, here.step.id, facts))
    if way.outcome.when and not _holds(way.outcome.when, facts):
        return NotAllowed("guarded", possible(definition, here.step.id, facts))
    if way.outcome.reason == "required" and not facts.get("reason", "").strip():
        return NotAllowed("reason-missing", (way.outcome,))
    return way


def _why_closed(position: Position, step_id: str) -> Why:
    if position.step.startswith(END):
        return "ended"
    return "already-decided" if step_id in position.decisions or step_id in position.given else "not-open"


def _without(steps: Sequence[str], step_id: str) -> tuple[str, ...]:
    return tuple(step for step in steps if step != step_id)


def _with(position: Position, *, decisions: dict[str, str], still_open: tuple[str, ...]) -> Position:
    return Position(
        step=position.step,
        open=still_open,
        decisions=decisions,
        given=position.given,
        visits=position.visits,
        rounds=position.rounds,
    )
