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
    """Every command stands in it, and in what it tells of one every use of that; nothing is left out."""
    card = await stage.whisper("ada", "/csops help")
    said_as_typed(stage, card.words)
    for slash in MENU:
        name = slash.command.removeprefix("/")
        words = await stage.told("ada", f"/csops help {name}")
        said_as_typed(stage, words)
        assert name in card.words
        assert "not fit here" not in card.words + words
        assert all(verb.words in words for verb in slash.verbs), words


async def test_the_help_by_its_buttons(stage: Stage) -> None:
    """From every command to the uses of one, and back."""
    card = await stage.whisper("ada", "/csops help")
    one = await stage.turn(card, "About rom", "rom ENG-12 send", who="ada")
    assert "checkin" not in one.words
    assert "checkin" in (await stage.turn(one, "All commands", "checkin", who="ada")).words


async def test_refusals(stage: Stage) -> None:
    """What may be typed instead is in the words of the platform."""
    for typed in ("/csops frobnicate", "/csops why ENG-99", "/engagement nonsense"):
        said_as_typed(stage, await stage.told("ada", typed))


async def test_hints_on_cards(stage: Stage) -> None:
    """So are the hints under an answer."""
    for typed in ("/csops accounts", "/rom list", "/ticket list"):
        said_as_typed(stage, await stage.told("ada", typed))
