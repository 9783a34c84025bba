"""The commands as people see them: what the manifests, the help and the completion are made of."""

import re
from collections.abc import Sequence

import msgspec

from workflows.kernel.cards import Card, Row
from workflows.kernel.text import Usage, line

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


def help_card(menu: Sequence[Slash]) -> Card:
    """Return every command with what it does."""
    rows = [
        Row(text=line(Usage(f"{slash.command} {verb.words}".rstrip()), f" · {in_quotes(verb.summary)}"))
        for slash in menu
        for verb in slash.verbs
    ]
    return Card(title="What csops can do for you", rows=tuple(rows))
