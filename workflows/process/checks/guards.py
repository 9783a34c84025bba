"""Guards ask what can be known, and leave a way open whatever the answer is."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Final

from workflows.process.checks.flow import UNKNOWN, ending, reached
from workflows.process.checks.scope import Scope
from workflows.process.tree import Node

_MOST_CASES: Final = 500


def check_guards(scope: Scope) -> None:
    """Check every `when:` of outcomes and effects, every `unless:` of effects and `asked_when:` of fields."""
    known = scope.facts()
    for node in _guarded(scope):
        for key in ("when", "unless", "asked_when"):
            _check_guard(scope, node, key, known)
    for step_id in scope.steps:
        _check_stuck(scope, step_id, known)
    asked = {fact for _, _, outcome in scope.outcomes() for fact in guard(outcome)}
    for fact in sorted(asked & set(known)):
        for value in sorted(known[fact]):
            _check_ends(scope, fact, value)


def _guarded(scope: Scope) -> Iterator[Node]:
    yield from scope.effects()
    for _, _, outcome in scope.outcomes():
        yield outcome
    for _, _, field in scope.forms():
        yield field


def guard(node: Node, key: str = "when") -> dict[str, frozenset[str]]:
    """Return the guard of an outcome or an effect: fact to values."""
    return {
        fact: frozenset(entry.text for entry in values.entries or (values,) if entry.text is not None)
        for fact, values in node.under(key).items()
    }


def _check_guard(scope: Scope, node: Node, key: str, known: Mapping[str, frozenset[str]]) -> None:
    written = node.get(key)
    if written is None:
        return
    for fact, values in guard(node, key).items():
        line = written.line_of(fact)
        scope.check_name(fact, line, sorted(known), "fact", otherwise="declare it under 'facts:'")
        if fact in known:
            for value in sorted(values):
                scope.check_name(value, line, sorted(known[fact]), f"'{fact}'")


def _check_stuck(scope: Scope, step_id: str, known: Mapping[str, frozenset[str]]) -> None:
    """Check that for every combination of the facts that a step asks one of its outcomes is allowed."""
    guards = [guard(outcome) for outcome in scope.steps[step_id].under("outcomes").values()]
    asked = sorted({fact for one in guards for fact in one if fact in known})
    if not all(guards) or not asked:
        return
    cases = itertools.product(*(sorted(known[fact]) for fact in asked))
    for case in itertools.islice(cases, _MOST_CASES):
        facts = dict(zip(asked, case, strict=True))
        if not any(all(facts.get(fact, "") in values for fact, values in one.items()) for one in guards):
            said = ", ".join(f"{fact} {value}" for fact, value in facts.items())
            what = f"Step {step_id} has no outcome for {said}."
            mend = "add the value to the guard of an outcome, or an outcome without 'when:'."
            scope.fault(scope.steps[step_id].line_of("outcomes"), what, mend)


def _check_ends(scope: Scope, fact: str, value: str) -> None:
    """Check that with this value an end can still be reached from every step that can be reached with it."""
    ways: dict[str, list[str]] = {step_id: [] for step_id in scope.steps}
    for step_id, _, outcome in scope.outcomes():
        if value in guard(outcome).get(fact, {value}):
            ways[step_id].append(scope.target(outcome) or UNKNOWN)
    found = ending(ways)
    for step_id in sorted(reached(ways, next(iter(scope.steps))) & set(scope.steps)):
        if ways[step_id] and step_id not in found:
            what = f"From step {step_id} no end can be reached with {fact} {value}."
            scope.fault(scope.steps[step_id].line_of("outcomes"), what, "widen the guard of an outcome behind it.")
