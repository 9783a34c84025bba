"""Each tidy rule catches a bad example and lets a good one pass: a rule that cannot fail is none."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.tidy import conduct, shape, subjects, test_repository
from tests.tidy.sources import Source

Rule = Callable[[Source], Iterator[str]]


def lines(count: int) -> str:
    return "    pass\n" * count


# The rule, the path of the file, a text that breaks the rule, and one that keeps it.
EXAMPLES: list[tuple[Rule, str, str, str]] = [
    (shape.long_functions, "bot/a.py", f"def f():\n{lines(50)}", f"def f():\n{lines(49)}"),
    (
        shape.long_functions,
        "bot/a.py",
        f"class A:\n  async def f():\n{lines(50)}",
        f"class A:\n  def f():\n{lines(49)}",
    ),
    (shape.long_file, "bot/a.py", "\n" * 301, "\n" * 300),
    (shape.long_file, "tests/a.py", "\n" * 401, "\n" * 400),
    (shape.opening, "bot/a.py", "import os\n", '"""Opens the "door"."""\n'),
    (shape.opening, "bot/a.py", '"""Opens\nthe door."""\n', '"""Opens the door.\n\nAnd more.\n"""\n'),
    (shape.standard_name, "bot/queue.py", "", ""),
    (shape.vague_name, "bot/utils.py", "", ""),
    (shape.vague_name, "bot/a.py", "class RowManager: ...\n", "class Rows: ...\n"),
    (shape.promise_without_issue, "docs/a.md", "TODO later\n", "TODO #12 later\n"),
    (shape.promise_without_issue, "bot/a.py", "x = 1  # FIXME\n", "x = 1  # FIXME(#7): one day\n"),
    (shape.untitled, "docs/a.md", "Some words\n", "# A title\n"),
    (conduct.built_sql, "storage/a.py", 'text(f"select {x}")', 'text("select :x")'),
    (conduct.built_sql, "storage/a.py", 'sa.text("select " + x)', 'sa.text("select " "1")'),
    (conduct.built_sql, "storage/a.py", 'c.execute("select %s" % x)', 'c.execute("select %s", (x,))'),
    (conduct.built_sql, "storage/a.py", 'c.execute(f"{verb} x")', 'c.execute(f"PRAGMA {name}")'),
    (conduct.built_sql, "storage/a.py", 'c.exec_driver_sql("{}".format(x))', "c.execute(STATEMENT)"),
    (conduct.unpromising_test, "tests/test_a.py", "def test_a(): ...", 'def test_a():\n    """It holds."""'),
    (conduct.unpromising_test, "tests/test_a.py", "async def test_a(): ...", "def given_a(): ..."),
    (conduct.patching, "tests/a.py", 'monkeypatch.setattr(bot, "x", 1)', 'monkeypatch.setenv("X", "1")'),
    (conduct.sleeping, "tests/a.py", "asyncio.sleep(1)", "asyncio.sleep(0)"),
    (conduct.sleeping, "tests/a.py", "if x: asyncio.sleep(0.1)", "while not x: asyncio.sleep(0.01)"),
]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), EXAMPLES)
def test_a_rule_tells_bad_from_good(rule: Rule, path: str, bad: str, good: str) -> None:
    """The bad example gives one fault; the good one, under a good name, none."""
    assert len(list(rule(Source(PurePosixPath(path), bad)))) == 1
    good_path = path if bad != good else "bot/doors.py"
    assert list(rule(Source(PurePosixPath(good_path), good))) == []


def test_every_rule_has_an_example() -> None:
    """A rule that the repository is held to stands among the examples, so it is known to bite."""
    held = {
        *test_repository.EVERYWHERE,
        *test_repository.IN_PYTHON,
        *test_repository.IN_TESTS,
        *test_repository.IN_MARKDOWN,
    }

    assert held == {rule for rule, *_ in EXAMPLES}


def test_subjects_that_lack_a_file_or_have_one_more_are_named() -> None:
    """The rule of five files names what is missing, what is extra, and the reasons that have outlived their file."""
    five = [PurePosixPath("workflows/tickets") / name for name in sorted(subjects.FILES)]
    more = PurePosixPath("workflows/tickets/boards.py")

    assert list(subjects.wrong_files(five, [])) == []
    assert list(subjects.wrong_files(five[1:], [])) == ["workflows/tickets lacks __init__.py"]
    assert len(list(subjects.wrong_files([*five, more], []))) == 1
    assert list(subjects.wrong_files([*five, more], ["tickets/boards.py"])) == []
    assert list(subjects.stale(five, ["tickets/boards.py"])) == ["tickets/boards.py is gone; take its reason out"]
    assert list(subjects.wrong_files([PurePosixPath("workflows/kernel/text.py")], [])) == []
