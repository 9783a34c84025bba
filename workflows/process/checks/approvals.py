"""Approval steps say what they bind and who must agree; nothing else does."""

from workflows.process.checks.flow import graph, reached
from workflows.process.checks.scope import Scope
from workflows.process.tree import Node

_OF_APPROVALS = ("asks", "rule", "open_from", "reask_until")


def check_approvals(scope: Scope) -> None:
    """Check the steps of the kind `approval`, and that no other step pretends to be one."""
    for step_id, step in scope.steps.items():
        if step.word("kind") == "approval":
            _check_approval(scope, step_id, step)
        else:
            for key in _OF_APPROVALS:
                if step.get(key) is not None:
                    what = f"'{key}' belongs to approvals, and step {step_id} is none."
                    scope.fault(step.line_of(key), what, "take it out, or write 'kind: approval'.")


def _check_approval(scope: Scope, step_id: str, step: Node) -> None:
    line = step.line_of("kind")
    if step.get("rule") is None:
        scope.fault(line, f"Approval {step_id} has no rule.", "add 'rule:' with any, all, majority or sequence.")
    if step.get("asks") is None:
        scope.fault(
            line, f"Approval {step_id} does not say what is approved.", "add 'asks:' with estimate or deliverable."
        )
    outcomes = step.under("outcomes")
    approving = [key for key, outcome in outcomes.items() if outcome.word("style") == "primary"]
    if outcomes and len(approving) != 1:
        what = f"Approval {step_id} has {len(approving)} outcomes that approve."
        scope.fault(step.line_of("outcomes"), what, "write 'style: primary' at exactly one of them.")
    if len(outcomes) == 1:
        what = f"Approval {step_id} can only be approved."
        scope.fault(step.line_of("outcomes"), what, "add the outcome that declines.")
    for key, outcome in outcomes.items():
        needed = outcome.word("reason") == "required"
        if outcome.word("style") == "primary" and needed:
            scope.fault(outcome.line_of("reason"), f"'{key}' approves and wants a reason.", "write 'reason: optional'.")
        if outcome.word("style") == "danger" and not needed:
            what = f"'{key}' declines and wants no reason."
            scope.fault(outcome.line_of("reason"), what, "add 'reason: required'.")
    _check_reach(scope, step_id, step)


def _check_reach(scope: Scope, step_id: str, step: Node) -> None:
    ways = graph(scope)
    for key in ("open_from", "reask_until"):
        word = step.word(key)
        if not word:
            continue
        scope.check_name(word, step.line_of(key), scope.steps, "step")
        if word not in scope.steps:
            continue
        start, goal = (word, step_id) if key == "open_from" else (step_id, word)
        if start == goal or goal not in reached(ways, start):
            what = f"Step {goal} cannot be reached from step {start}."
            scope.fault(
                step.line_of(key),
                what,
                f"name a step that lies {'before' if key == 'open_from' else 'behind'} {step_id}.",
            )
