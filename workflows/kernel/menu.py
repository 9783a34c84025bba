"""The commands as people see them: what the manifests, the help and the completion are made of."""

import re
from collections.abc import Sequence

import msgspec

from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.text import Usage, line

HELP = "help.show"
"""The button that shows each use of one command, or of none all commands."""
_USAGE = re.compile(r"`([^`]*)`")


class Verb(msgspec.Struct, frozen=True):
    """One use of a command: `words` as typed after it, with what it does."""

    words: str
    summary: str


class Slash(msgspec.Struct, frozen=True):
    """A slash command. `summary` and `hint` stand in the platform's own menu."""

    command: str
    summary: str
    hint: str
    verbs: tuple[Verb, ...]


class Shortcut(msgspec.Struct, frozen=True):
    """An action on a message, or from anywhere: `key` is what comes back."""

    key: str
    title: str
    summary: str
    on_message: bool = True


def in_quotes(summary: str) -> str:
    """Return a summary with its uses of a command, which stand between backticks, in quotation marks."""
    return _USAGE.sub(r"“\1”", summary)


def help_card(menu: Sequence[Slash], name: str = "") -> Card:
    """Return each use of the command that is named, such as `ticket`; every command where it is none of them."""
    asked = name.strip().removeprefix("/").lower()
    for slash in menu:
        if asked == slash.command.removeprefix("/"):
            back = Button(key=HELP, label="All commands", subject="")
            uses = tuple(_row(f"{slash.command} {verb.words}".rstrip(), verb.summary) for verb in slash.verbs)
            return Card(title=f"What csops can do: {asked}", rows=uses, buttons=(back,))
    return Card(
        title="What csops can do for you",
        rows=tuple(_row(slash.command, slash.summary, _about(slash)) for slash in menu),
        footer=line(Usage("/csops help ticket"), " shows each use of one."),
    )


def _about(slash: Slash) -> Button:
    name = slash.command.removeprefix("/")
    return Button(key=HELP, label=f"About {name}", subject="", argument=name)


def _row(typed: str, summary: str, button: Button | None = None) -> Row:
    return Row(text=line(Usage(typed), f" · {in_quotes(summary)}"), button=button)
