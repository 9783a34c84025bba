"""Templates say only what is known, and a form's field has no name that a template uses for something else."""

from collections.abc import Iterator

from workflows.process.checks.scope import Scope
from workflows.process.faults import choose
from workflows.process.templates import DOCUMENT_VARIABLES, TICKET_VARIABLES, VARIABLES, TemplateError, variables
from workflows.process.tree import Node

_TEMPLATES = ("text", "subject", "title")


def check_wording(scope: Scope) -> None:
    """Check every template of the file, and the keys of the form fields."""
    built_in = {**VARIABLES, **(TICKET_VARIABLES if scope.kinds else {})}
    taken = {**built_in, **(DOCUMENT_VARIABLES if scope.root.get("documents") is not None else {})}
    for key, line, _ in scope.forms():
        if key in taken:
            what = f"The field '{key}' is called like a word that templates know ({taken[key]})."
            scope.fault(line, what, "give the field another name.")
    known = sorted({*built_in, *(key for key, _, _ in scope.forms())})
    for node in _templates(scope):
        _check_template(scope, node, known)


def _templates(scope: Scope) -> Iterator[Node]:
    for effect in scope.effects():
        for key in _TEMPLATES:
            if (node := effect.get(key)) is not None:
                yield node
        yield from effect.under("values").values()
    yield from (node for step in scope.steps.values() if (node := step.get("tells")) is not None)
    for kind in scope.kinds.values():
        holders = [*kind.under("priorities").values(), *kind.listed("posts")]
        found = [holder.get("text") for holder in holders]
        board = kind.get("board")
        found.append(board.get("title") if board is not None else None)
        yield from (node for node in found if node is not None)


def _check_template(scope: Scope, node: Node, known: list[str]) -> None:
    if node.text is None:
        return
    try:
        for name in variables(node.text):
            if name not in known:
                scope.fault(node.line, f"There is no variable '{{{name}}}'.", choose(name, known))
    except TemplateError as error:
        mend = "write a variable as {name}, and a brace that is meant as one twice: {{ or }}."
        scope.fault(node.line, f"This text cannot be read: {error}.", mend)
