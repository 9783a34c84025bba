"""docs/coverage.md names tests that are there; tests/stories holds that they show what it says."""

import ast

from tests.tidy.sources import ROOT
from tools import coverage
from tools.promises import PROMISES


def functions_of(path: str) -> set[str]:
    """Return the names of a file's test functions."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def is_there(test: str) -> bool:
    """Return whether a file has a test of that name."""
    path, _, name = test.partition("::")
    return (ROOT / path).is_file() and name.startswith("test_") and name in functions_of(path)


def test_every_row_names_a_test_that_is_there() -> None:
    """No row is empty, and none names what somebody has taken away."""
    kept = coverage.PAGE.read_text(encoding="utf-8")
    stories = {f"{coverage.STORIES}/{story}" for story in coverage.stories_of(kept).values()}

    assert [test for test in (*stories, *(one.test for one in PROMISES)) if not is_there(test)] == []
    assert not is_there("tests/documents/test_coverage.py::test_nothing")


def test_every_outcome_has_its_row() -> None:
    """Whoever adds an outcome plays it in a story, and makes the page again."""
    kept = coverage.PAGE.read_text(encoding="utf-8")
    named = coverage.stories_of(kept)

    assert list(named) == list(coverage.outcomes())
    assert kept == coverage.page({one: {story} for one, story in named.items()})
