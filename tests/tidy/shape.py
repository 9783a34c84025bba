"""Rules about how long, how named and how opened a file is. Each takes one file and returns its faults in words."""

import ast
import re
import sys
from collections.abc import Iterator

from tests.tidy.sources import Source

LONGEST_FUNCTION = 50
LONGEST_FILE = 300
LONGEST_TEST_FILE = 400

VAGUE_NAMES = frozenset({"common", "data", "helper", "helpers", "manager", "misc", "util", "utils"})
VAGUE_CLASS = re.compile(r"(Data|Helper|Manager|Utils?)$")
A_PROMISE_TO_DO = re.compile(r"\b(TODO|FIXME|XXX)(?=[\s:(]|$)(?![^\n]*#\d)")


def long_functions(source: Source) -> Iterator[str]:
    """A function fits on a screen: 50 lines, its decorators left out. A migration is one list of statements."""
    if "migrations/versions/" in source.path.as_posix():
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"line {node.lineno}: {node.name} has {lines} lines; {LONGEST_FUNCTION} are allowed"


def long_file(source: Source) -> Iterator[str]:
    """A file is read in one sitting: 300 lines, 400 for tests."""
    allowed = LONGEST_TEST_FILE if source.is_test else LONGEST_FILE
    lines = len(source.text.splitlines())
    if lines > allowed:
        yield f"{lines} lines; {allowed} are allowed"


def opening(source: Source) -> Iterator[str]:
    """The first line of a module says in one sentence what it is for."""
    first = source.text.partition("\n")[0]
    if not re.fullmatch(r'r?"""\S.*[.](""")?', first):
        yield "line 1: not a docstring of one sentence on one line"


def standard_name(source: Source) -> Iterator[str]:
    """A module is not named like one of Python's own, which it would hide from a reader or from Python."""
    if source.path.stem in sys.stdlib_module_names:
        yield f"{source.path.stem} is the name of a module of Python's own"


def vague_name(source: Source) -> Iterator[str]:
    """A name says what it holds; `utils`, `helper`, `manager` and `data` hold anything."""
    if source.path.stem in VAGUE_NAMES:
        yield f"{source.path.stem} says nothing of what the module holds"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
            yield f"line {node.lineno}: {node.name} says nothing of what the class is"


def promise_without_issue(source: Source) -> Iterator[str]:
    """What is still to be done is an issue, and a note of it names the number."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if A_PROMISE_TO_DO.search(line):
            yield f"line {number}: a note of something to do, without the number of its issue"


def untitled(source: Source) -> Iterator[str]:
    """A page of Markdown begins with its title."""
    if not source.text.startswith("# "):
        yield "line 1: a page begins with its title, as `# Title`"
