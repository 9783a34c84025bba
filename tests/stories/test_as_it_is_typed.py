"""What csops says of its own commands is what one types on that platform: on Teams no slash, and no backtick."""

import re

from tests.stories.stage import Stage
from workflows.menu import MENU

WITH_A_SLASH = re.compile(rf"(?<![\w/])({'|'.join(slash.command for slash in MENU)})\b")


def said_as_typed(stage: Stage, words: str) -> None:
    """Hold an answer against what its reader types."""
    found = WITH_A_SLASH.findall(words)
    assert not found if stage.here == "Teams" else found, words
    # Slack draws backticks as code; on Teams they would be read.
    assert stage.here == "Slack" or "`" not in words


async def test_the_help(stage: Stage) -> None:
    """Every use of every command stands in it."""
    words = await stage.told("ada", "/csops help")
    assert "not fit here" not in words
    said_as_typed(stage, words)
    for usage in ("assign ENG-12 @ben", "list services-engagement", "mine", "ticket", "rom ENG-12 send"):
        assert usage in words


async def test_refusals(stage: Stage) -> None:
    """What may be typed instead is in the words of the platform."""
    for typed in ("/csops frobnicate", "/csops why ENG-99", "/engagement nonsense"):
        said_as_typed(stage, await stage.told("ada", typed))


async def test_hints_on_cards(stage: Stage) -> None:
    """So are the hints under an answer."""
    for typed in ("/csops accounts", "/rom list", "/ticket list"):
        said_as_typed(stage, await stage.told("ada", typed))
