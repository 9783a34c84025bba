"""The repository keeps its rules; test_rules.py shows that each rule can fail."""

from collections.abc import Callable, Iterator

import pytest

from tests.tidy import conduct, shape, subjects
from tests.tidy.sources import Source, repository

Rule = Callable[[Source], Iterator[str]]

EVERYWHERE: tuple[Rule, ...] = (shape.promise_without_issue,)
IN_PYTHON: tuple[Rule, ...] = (
    shape.long_functions,
    shape.long_file,
    shape.opening,
    shape.standard_name,
    shape.vague_name,
    conduct.built_sql,
)
IN_TESTS: tuple[Rule, ...] = (conduct.unpromising_test, conduct.patching, conduct.sleeping)
IN_MARKDOWN: tuple[Rule, ...] = (shape.untitled,)
ABOUT_RULES = "tests/tidy/test_rules.py"  # It holds the bad examples.


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return [source for source in repository() if str(source.path) != ABOUT_RULES]


def faults(sources: list[Source], rule: Rule) -> list[str]:
    return [f"{source.path}: {fault}" for source in sources for fault in rule(source)]


def fail_with(found: list[str]) -> None:
    """Fail if there are faults, and show every one of them, one a line."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("rule", EVERYWHERE)
def test_every_file_keeps(rule: Rule, sources: list[Source]) -> None:
    """No file of any kind breaks the rule."""
    fail_with(faults(sources, rule))


@pytest.mark.parametrize("rule", IN_PYTHON)
def test_python_keeps(rule: Rule, sources: list[Source]) -> None:
    """No Python file breaks the rule."""
    fail_with(faults([source for source in sources if source.is_python], rule))


@pytest.mark.parametrize("rule", IN_TESTS)
def test_tests_keep(rule: Rule, sources: list[Source]) -> None:
    """No test breaks the rule."""
    fail_with(faults([source for source in sources if source.is_python and source.is_test], rule))


@pytest.mark.parametrize("rule", IN_MARKDOWN)
def test_pages_keep(rule: Rule, sources: list[Source]) -> None:
    """No page of Markdown breaks the rule."""
    fail_with(faults([source for source in sources if source.path.suffix == ".md"], rule))


def test_subjects_have_the_same_files(sources: list[Source]) -> None:
    """Each subject has commands, rules, actions and cards, and nothing else without a reason."""
    paths = [source.path for source in sources]

    found = [*subjects.wrong_files(paths, subjects.BESIDE), *subjects.stale(paths, subjects.BESIDE)]
    fail_with(found)


def test_each_decision_has_its_own_number(sources: list[Source]) -> None:
    """A decision can be named by its number."""
    decisions = [source.path for source in sources if str(source.path).startswith("docs/decisions/")]

    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers) > 0
