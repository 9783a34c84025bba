"""From the text of a file to a definition that can be relied on, or to everything that is wrong with it."""

from collections.abc import Mapping

from pydantic import ValidationError

from workflows.process.checks import check_tree
from workflows.process.definition import Definition
from workflows.process.faults import Fault
from workflows.process.shape import plain, shape_faults
from workflows.process.tree import Node


def read_root(
    root: Node | None, faults: list[Fault], *, file: str, processes: Mapping[str, frozenset[str]]
) -> Definition | tuple[Fault, ...]:
    """Return the definition of a tree that was read already, or all of its faults."""
    if root is None or root.keys is None:
        empty = root is None or (root.text is None and not root.entries)
        what = "The file is empty." if empty else "This is a list or a text."
        return tuple(sorted(faults)) or (Fault(file, 1, what, "begin with 'process:', as docs/definitions.md shows."),)
    found = list(faults)
    definition: Definition | None = None
    try:
        definition = Definition.model_validate(plain(root, found, file))
    except ValidationError as error:
        found.extend(shape_faults(error, root, file))
    found.extend(check_tree(root, file, processes))
    if definition is None or found:
        return tuple(sorted(set(found)))
    return definition


def step_ids(root: Node | None) -> frozenset[str]:
    """Return the ids of the steps in a tree, so that other files can be checked against it."""
    return frozenset(root.under("steps")) if root is not None else frozenset()
