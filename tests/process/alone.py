"""Reads one definition by itself, as the catalogue reads a whole folder of them."""

from collections.abc import Mapping

from workflows.process.definition import Definition
from workflows.process.faults import Fault
from workflows.process.reader import read_root
from workflows.process.tree import read_tree


def read_definition(
    content: bytes, file: str, processes: Mapping[str, frozenset[str]] | None = None
) -> Definition | tuple[Fault, ...]:
    """Return the definition in a file, or all of its faults sorted by line.

    `file` is the name that faults show. `processes` are the other processes that it may start, with their steps' ids.
    """
    root, faults = read_tree(content, file)
    return read_root(root, faults, file=file, processes=processes or {})
