"""Rules about what code does. Each takes one file and returns its faults in words. What ruff can ban, ruff bans."""

import ast
from collections.abc import Iterator

from tests.tidy.sources import Source

SQL_TAKERS = frozenset({"exec_driver_sql", "execute", "executemany", "executescript", "text"})
# Statements about the database itself, which take no bound values.
UNBINDABLE = ("PRAGMA ", "CREATE DATABASE ", "DROP DATABASE ")
PATCHERS = frozenset({"delattr", "delitem", "setattr", "setitem"})


def built_sql(source: Source) -> Iterator[str]:
    """SQL is written, never put together from values: `text(f"..")`, `execute("..." + name)`, `execute("%s" % x)`."""
    for call in _calls(source.tree):
        if _last_name(call.func) in SQL_TAKERS and call.args and _is_put_together(call.args[0]):
            yield f"line {call.lineno}: SQL put together from pieces; bind its values"


def unpromising_test(source: Source) -> Iterator[str]:
    """The docstring of a test states what is promised."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("test_") and not ast.get_docstring(node):
            yield f"line {node.lineno}: {node.name} does not say what it promises"


def patching(source: Source) -> Iterator[str]:
    """A test gives a fake to what takes one; it does not change code behind its back. The environment may be set."""
    for call in _calls(source.tree):
        changes = isinstance(call.func, ast.Attribute) and call.func.attr in PATCHERS
        if changes and "patch" in _first_name(call.func):
            yield f"line {call.lineno}: monkeypatch.{_last_name(call.func)} changes behaviour; pass a fake"


def sleeping(source: Source) -> Iterator[str]:
    """A test waits for what it waits for. asyncio.sleep is for yielding (0) and for polling in a `while` loop.

    In the simulation time itself is made up: a sleep there takes none.
    """
    if "tests/simulation/" in f"{source.path.as_posix()}/":
        return
    polling = {id(call) for loop in ast.walk(source.tree) if isinstance(loop, ast.While) for call in _calls(loop)}
    for call in _calls(source.tree):
        is_sleep = ast.unparse(call.func) == "asyncio.sleep" and [ast.unparse(word) for word in call.args] != ["0"]
        if is_sleep and id(call) not in polling:
            yield f"line {call.lineno}: sleeps; wait for an event, or poll a condition until a deadline"


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _first_name(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_put_together(node: ast.AST) -> bool:
    """Whether an expression makes a string of pieces, one of which is not a plain string."""
    if isinstance(node, ast.JoinedStr):
        start = ast.literal_eval(node.values[0]) if isinstance(node.values[0], ast.Constant) else ""
        return not start.startswith(UNBINDABLE)
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_format(node.func)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_format(function: ast.Attribute) -> bool:
    return function.attr in {"format", "join", "replace"} and _is_text(function.value)
