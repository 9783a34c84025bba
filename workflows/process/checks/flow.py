"""Every outcome leads somewhere, every step can be reached, and from every step an end can be."""

from collections.abc import Collection, Mapping

from workflows.process.checks.scope import Scope
from workflows.process.faults import choose
from workflows.process.parts import END
from workflows.process.tree import Node

UNKNOWN = "?"
"""Where an outcome leads whose `next` cannot be read: that is told once, not again for every step behind it."""


def check_flow(scope: Scope) -> None:
    """Check the graph of steps and ends."""
    _check_targets(scope)
    _check_kinds_of_step(scope)
    ways = graph(scope)
    _check_reached(scope, ways)
    _check_exits(scope, ways)


def graph(scope: Scope) -> dict[str, list[str]]:
    """Return where each step can lead; misspelt names are taken as they were meant."""
    ways: dict[str, list[str]] = {step_id: [] for step_id in scope.steps}
    for step_id, _, outcome in scope.outcomes():
        ways[step_id].append(scope.target(outcome) or UNKNOWN)
    return ways


def reached(ways: Mapping[str, Collection[str]], start: str) -> set[str]:
    """Return everything that can be reached from a step, itself among it."""
    found: set[str] = set()
    todo = [start]
    while todo:
        place = todo.pop()
        if place not in found:
            found.add(place)
            todo.extend(ways.get(place, ()))
    return found


def ending(ways: Mapping[str, Collection[str]]) -> set[str]:
    """Return the steps from which an end can be reached; a way whose `next` cannot be read is taken for one."""
    back: dict[str, list[str]] = {}
    for here, to in ways.items():
        for there in to:
            back.setdefault(there, []).append(here)
    over = {place for place in back if place == UNKNOWN or place.startswith(END)}
    return set().union(*(reached(back, place) for place in over)) - over


def _check_targets(scope: Scope) -> None:
    known = (*scope.steps, *(f"{END}{end}" for end in scope.ends))
    for _, key, outcome in scope.outcomes():
        word = outcome.word("next")
        if not word or word in known:
            continue
        near = END + word
        mend = f"did you mean '{near}'?" if near in known else choose(word, known)
        scope.fault(outcome.line_of("next"), f"'{key}' leads to '{word}', which does not exist.", mend)


def _check_kinds_of_step(scope: Scope) -> None:
    for step in scope.steps.values():
        outcomes = step.under("outcomes")
        if step.word("kind") == "question" and len(outcomes) == 1:
            what = "A question with one answer is no question."
            scope.fault(step.line_of("kind"), what, "add the other outcomes, or write 'kind: task'.")
        handing = [kind for kind in scope.kinds.values() if kind.get("handing") is not None]
        if step.get("items_of_kind") is not None and len(handing) != max(1, len(scope.kinds)):
            what = "A step with 'items_of_kind' needs a hand-off in every kind."
            scope.fault(step.line_of("items_of_kind"), what, "add 'handing:' to each kind, or take it out here.")
    _check_editable(scope)
    ways = graph(scope)
    for step_id, step in scope.steps.items():
        recurs = step.get("recurs")
        if recurs is not None and step_id not in ways[step_id]:
            what = f"Step {step_id} recurs, but no outcome of it leads back to it."
            scope.fault(step.line_of("recurs"), what, "take 'recurs' out, or add the outcome.")
        _check_recurs_by(scope, step)


def _check_recurs_by(scope: Scope, step: Node) -> None:
    """Check that every choice says how long it is until the step comes back, and that there is a field for it."""
    chosen = step.get("recurs_by")
    if chosen is None:
        return
    if step.get("recurs") is None:
        what = "'recurs_by' needs 'recurs' beside it, for when nothing was chosen."
        scope.fault(step.line_of("recurs_by"), what, "add 'recurs:'.")
    known = scope.facts()
    for name, spans in (chosen.keys or {}).items():
        scope.check_name(name, chosen.line_of(name), sorted(known), "field to choose from")
        for value in sorted(known.get(name, frozenset()) - set(spans.keys or {})):
            what = f"'{name}' can be '{value}', and nothing says how long that is."
            scope.fault(chosen.line_of(name), what, f"add '{value}:' and a length of time.")
        for value in sorted(set(spans.keys or {}) - known.get(name, frozenset(spans.keys or {}))):
            scope.check_name(value, spans.line_of(value), sorted(known[name]), f"'{name}'")


def _check_reached(scope: Scope, ways: Mapping[str, Collection[str]]) -> None:
    if not scope.steps:
        return
    first = next(iter(scope.steps))
    found = reached(ways, first)
    entries = scope.root.get("steps")
    for step_id in scope.steps:
        if step_id not in found and entries is not None:
            what = f"Step {step_id} is never reached from step {first}."
            scope.fault(entries.line_of(step_id), what, "let an outcome lead to it, or take it out.")
    ends = scope.root.get("ends")
    for end in scope.ends:
        if f"{END}{end}" not in found and ends is not None:
            what = f"No way leads to the end '{end}'."
            scope.fault(ends.line_of(end), what, f"let an outcome lead to '{END}{end}', or take it out.")


def _check_exits(scope: Scope, ways: Mapping[str, Collection[str]]) -> None:
    entries = scope.root.get("steps")
    found = ending(ways)
    for step_id in scope.steps:
        if entries is not None and ways[step_id] and step_id not in found:
            what = f"From step {step_id} no end can be reached."
            scope.fault(entries.line_of(step_id), what, f"add an outcome that leads on, or to '{END}NAME'.")


def _check_editable(scope: Scope) -> None:
    """Check that what can be edited for a while stays in the same hands, and that the while is minutes or hours."""
    for step_id, step in scope.steps.items():
        editable = step.get("editable")
        if editable is None:
            continue
        owners = {word for word, _ in scope.names(step, "owners")}
        if (editable.text or "").split()[-1:] not in (["minutes"], ["minute"], ["hours"], ["hour"]):
            what = "What can be edited is edited for minutes or hours."
            scope.fault(step.line_of("editable"), what, "write 'editable: 15 minutes'.")
        for outcome in step.under("outcomes").values():
            following = scope.steps.get(scope.target(outcome) or "")
            if following is None or {word for word, _ in scope.names(following, "owners")} != owners:
                what = f"Step {step_id} can be edited, but an outcome of it leads into other hands."
                scope.fault(outcome.line_of("next"), what, "take 'editable' out, or let the same role have both steps.")
