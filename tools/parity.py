"""Writes docs/parity.md: what people can do, on which platform, as the stories of tests/stories played it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from workflows.contents import FORMS, PRESSED, SHORTCUTS, SUBMITTED
from workflows.menu import MENU

PAGE: Final = Path(__file__).parents[1] / "docs" / "parity.md"
INTRO: Final = """\
# What Slack has and what Teams has

Made by `python -m tools.parity`; a test holds it to be what the registry says. Each row was played on both platforms by
tests/stories in the same story with the same assertions; `tests/stories/test_completeness.py` fails for a row that no
story of the run drove through Slack's socket, Slack's signed HTTP and Teams' door, and knows no exceptions.
"""
DIFFERENCES: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        "A command that opens a form",
        "the form opens",
        "a button opens it, or it is filled in in the chat",
        "A dialog of Teams opens only after a press; clients without dialogs fill the card in.",
    ),
    (
        "The Home",
        "the App Home tab",
        "a card in the chat, by `home`",
        "A personal tab of Teams is a web page with a sign-in of its own.",
    ),
    (
        "An answer for one person in a channel",
        "an ephemeral message",
        "in their own chat with csops",
        "Teams shows messages to one person in a channel only where the tenant allows it, for a day.",
    ),
    (
        "A second click at the same moment",
        "is told who was first",
        "gets the first answer again",
        "Nothing in what Teams sends tells a second click from a repeated delivery. Either way it is done once.",
    ),
    (
        "A post whose answer was lost",
        "is looked up before it is sent again",
        "is sent again and says that it may be a repeat",
        "Teams gives a bot no way to read its own messages back.",
    ),
    (
        "A question before an action",
        "a dialog of Slack's",
        "a second button that unfolds",
        "Adaptive Cards have no confirm dialog.",
    ),
    (
        "A file: the picture of a flow chart, a sheet",
        "in the thread, or the own messages",
        "in a channel a link to its folder, or a button; in the own chat offered",
        "Teams takes files from a bot only in a personal chat, when the person agrees; folders need a permission.",
    ),
    (
        "What a platform says of a guest",
        "by an event, at once",
        "with each activity",
        "Teams has no event for it.",
    ),
)
"""What is done differently: on Slack, on Teams, and why."""


def page() -> str:
    """Return the page as it should be."""
    return "".join(f"{part}\n" for part in _parts())


def _parts() -> Iterator[str]:
    yield INTRO
    yield "## What people type\n"
    yield from _table(f"`{slash.command} {verb.words}`".replace(" `", "`") for slash in MENU for verb in slash.verbs)
    yield "\n## What people press\n"
    yield from _table(f"`{key}`" for key in sorted(PRESSED))
    yield "\n## Forms\n"
    yield from _table(f"`{key}`" for key in sorted({*FORMS, *SUBMITTED}))
    yield "\n## On a message\n"
    yield from _table(one.title for one in SHORTCUTS)
    yield "\n## What is done differently, and why\n"
    yield "| what | Slack | Teams | why |\n| --- | --- | --- | --- |"
    yield from (f"| {' | '.join(row)} |" for row in DIFFERENCES)


def _table(rows: Iterable[str]) -> Iterator[str]:
    yield "| | Slack | Teams |\n| --- | --- | --- |"
    yield from (f"| {row} | yes | yes |" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
