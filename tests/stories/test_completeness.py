"""Every command, button, form, question, shortcut and search of the bot is driven by a story, through either door.

What counts is what the local Slack handed to the bot in this run, so run all of tests/stories together. A row that is
missing here wants a story that does it as people would; there is no list of exceptions.
"""

from collections.abc import Iterable

import pytest

from tests.stories.conftest import DRIVEN
from tests.stories.driven import Driven
from tools import coverage
from workflows.contents import FORMS, PRESSED, QUERIES, SHORTCUTS, SUBMITTED
from workflows.kernel.menu import Verb
from workflows.menu import MENU


def nothing_of(missing: Iterable[str]) -> None:
    """Hold that no row is missing, and name those that are."""
    names = sorted(missing)
    assert not names, f"No story of this run drives: {', '.join(names)}"


def test_every_command_is_typed_in_every_way(driven: Driven) -> None:
    """Each row of the menu, which is the table of the README."""
    rows = [(slash.command, verb) for slash in MENU for verb in slash.verbs]

    nothing_of(f"{command} {verb.words}" for command, verb in rows if not driven.verb(command, verb))


def test_every_outcome_of_every_step_is_said(driven: Driven, pytestconfig: pytest.Config) -> None:
    """Each outcome of processes.md, by a button or a command; docs/coverage.md names a story that shows each.

    `--write-coverage` writes that page anew from what this run drove, with stories that are played at every door.
    """
    nothing_of(" ".join(one) for one in coverage.outcomes() if one not in driven.said)
    if pytestconfig.getoption("--write-coverage"):
        doors = pytestconfig.stash[DRIVEN].values()
        everywhere = {one: set.intersection(*(door.said[one] for door in doors)) for one in coverage.outcomes()}
        coverage.PAGE.write_text(coverage.page(everywhere), encoding="utf-8")

    named = coverage.stories_of(coverage.PAGE.read_text(encoding="utf-8"))
    nothing_of(f"{story} does not say {one}" for one, story in named.items() if story not in driven.said[one])


def test_every_button_is_pressed(driven: Driven) -> None:
    """Each button that a card may have."""
    nothing_of(PRESSED.keys() - driven.buttons)


def test_every_form_is_opened_and_sent(driven: Driven) -> None:
    """Each form, and each of those that look something up before they open."""
    nothing_of(SUBMITTED.keys() - driven.forms_sent)
    nothing_of(FORMS.keys() - driven.forms_built)


def test_every_question_is_asked(driven: Driven) -> None:
    """Each question that is answered with a list or a card."""
    nothing_of({kind.__name__ for kind in QUERIES} - driven.questions)


def test_every_shortcut_is_used(driven: Driven) -> None:
    """Each entry of a message's menu."""
    nothing_of({one.key for one in SHORTCUTS} - driven.shortcuts)


def test_the_home_is_opened_and_fields_are_searched(driven: Driven) -> None:
    """The three kinds of fields whose choices are looked up: customers, people and engagements."""
    assert driven.visits
    nothing_of({"customer", "person", "engagement"} - driven.searches)


@pytest.mark.parametrize(
    ("words", "typed", "fits"),
    [
        ("", "", True),
        ("", "list", False),
        ("list", "list", True),
        ("list", "list mine", False),
        ("ENG-12 show", "ENG-3 show", True),
        ("ENG-12 show", "ENG-3", False),
        ("new TITLE", "new New portal", True),
        ("new TITLE", "new", False),
        ("bug acme The login fails", "bug acme The export is empty", True),
        ("away until 2026-12-01 to @ben", "away until 2027-01-04 to @sven", True),
        ("away until 2026-12-01 to @ben", "away", False),
    ],
)
def test_the_shapes_tell_ways_apart(words: str, typed: str, *, fits: bool) -> None:
    """The control: what is no such use of a command is not taken for it."""
    assert Driven(typed={("/x", typed)}).verb("/x", Verb(words, "")) is fits
    assert not Driven(typed={("/y", typed)}).verb("/x", Verb(words, ""))
