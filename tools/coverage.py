"""Makes docs/coverage.md: each step and outcome of the processes, how it is said, and the story that shows it.

The rows are made of the definitions; `tests/stories/test_completeness.py` brings the stories, from what they drove.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tools.promises import PROMISES
from workflows.process.catalogue import load_definitions
from workflows.process.definition import Definition
from workflows.process.steps import Outcome, Step

Said = tuple[str, str, str]
"""A process, one of its steps, and one of the step's outcomes."""

PAGE: Final = Path(__file__).parents[1] / "docs" / "coverage.md"
STORIES: Final = "tests/stories"
INTRO: Final = """\
# What carries each step, and what shows it

Made by `make test ARGS="tests/stories -n 0 --write-coverage"`; the tests hold it to be true. The rows are every outcome
of every step of the definitions. In each story that is named somebody says that outcome through Slack's socket, through
Slack's signed HTTP and through Teams' door, on SQLite and on PostgreSQL; `tests/stories/test_completeness.py` fails for
a row that nobody says there.
"""
LETTERS: Final[Mapping[str, str]] = {
    "services-engagement": "A",
    "reference-program": "B",
    "customer-success": "C",
    "ticket": "D",
    "hand-off": "E",
}
"""Under which letter processes.md has a process."""
COMMANDS: Final[Mapping[tuple[str, str], str]] = {("ticket", "closed"): "/ticket close"}
"""What is typed to say an outcome of a step of a process, where it is not `/engagement done`."""
HEAD: Final = "| step | what it is | whose | outcome | in words | leads to | said by | story |"
_ROW = re.compile(r"^\| `(?P<step>[^`|]+)` .*\| `(?P<outcome>[^`|]+)` \|.*\| `(?P<story>[^`|]+)` \|$")


def outcomes() -> Iterator[Said]:
    """Yield everything that can be said of a step, in the order of processes.md."""
    for definition in _definitions():
        for step in definition.steps:
            yield from ((definition.process, step.id, outcome.key) for outcome in step.outcomes)


def page(said: Mapping[Said, Iterable[str]]) -> str:
    """Return the page, with the first by name of the stories that say each outcome. Raises KeyError where none does."""
    return "".join(f"{part}\n" for part in _parts(said))


def stories_of(kept: str) -> dict[Said, str]:
    """Return the story that a page names for each outcome."""
    found: dict[Said, str] = {}
    process = ""
    titles = {_heading(one): one.process for one in _definitions()}
    for row in kept.splitlines():
        process = titles.get(row, process)
        if match := _ROW.match(row):
            found[process, match["step"], match["outcome"]] = match["story"]
    return found


def _definitions() -> list[Definition]:
    known = load_definitions()
    return [known.current(process) for process in LETTERS]


def _heading(definition: Definition) -> str:
    return f"## {LETTERS[definition.process]}. {definition.title}"


def _parts(said: Mapping[Said, Iterable[str]]) -> Iterator[str]:
    yield INTRO
    for definition in _definitions():
        yield f"{_heading(definition)}\n"
        yield f"{HEAD}\n{'| --- ' * HEAD.count(' | ')}| --- |"
        for step in definition.steps:
            for outcome in step.outcomes:
                story = min(said[definition.process, step.id, outcome.key])
                yield _row(definition, step, outcome, story)
        yield ""
    yield "## What else processes.md promises\n"
    yield "| what | how people see it | test |\n| --- | --- | --- |"
    yield from (f"| {one.what} | {one.how} | `{one.test}` |" for one in PROMISES)


def _row(definition: Definition, step: Step, outcome: Outcome, story: str) -> str:
    owners = " or ".join(definition.role_of[role].title for role in step.owners)
    how = _how(definition, step, outcome)
    cells = (f"`{step.id}`", step.title, owners, f"`{outcome.key}`", outcome.label, outcome.next, how, f"`{story}`")
    return f"| {' | '.join(cells)} |"


def _how(definition: Definition, step: Step, outcome: Outcome) -> str:
    if step.kind == "approval":
        return f"“{outcome.label}” on the decision, `/approvals`"
    if step.recurs is not None:
        return f"“{outcome.label}” on the step's card, `/checkin`"
    return f"“{outcome.label}” on the step's card, `{COMMANDS.get((definition.process, step.id), '/engagement done')}`"
