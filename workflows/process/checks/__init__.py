"""The check of a definition, like a compiler's: every fault at once, each with its line and how to mend it."""

from collections.abc import Mapping

from workflows.process.checks.approvals import check_approvals
from workflows.process.checks.flow import check_flow
from workflows.process.checks.guards import check_guards
from workflows.process.checks.loops import check_loops
from workflows.process.checks.names import check_names
from workflows.process.checks.scope import Scope
from workflows.process.checks.scores import check_tables
from workflows.process.checks.wording import check_wording
from workflows.process.faults import Fault
from workflows.process.tree import Node


def check_tree(root: Node, file: str, processes: Mapping[str, frozenset[str]]) -> list[Fault]:
    """Return every fault of meaning in a file. `processes` are the other processes, with the ids of their steps.

    The checks read the tree and not the models, so that a mistake in the form of one step hides none in another.
    """
    scope = Scope(root, file, processes)
    for check in (check_names, check_flow, check_loops, check_guards, check_approvals, check_wording, check_tables):
        check(scope)
    return scope.faults
