"""Inline text with meaning: what stands in a card is words, people, times and links, never markup of a platform."""

import re
from datetime import datetime
from typing import Literal

import msgspec


class Mention(msgspec.Struct, frozen=True, tag="person"):
    """A person who is called by this text; `notify` says whether the platform should notify them."""

    person: str
    notify: bool = True


class When(msgspec.Struct, frozen=True, tag="when"):
    """A moment (aware, UTC) that each reader sees in their own time zone."""

    at: datetime
    style: Literal["date", "time", "moment"] = "moment"


class Link(msgspec.Struct, frozen=True, tag="link"):
    """A link that csops itself made or checked; customer text never becomes one."""

    url: str
    label: str


class Strong(msgspec.Struct, frozen=True, tag="strong"):
    """Words that stand out."""

    words: str


class Usage(msgspec.Struct, frozen=True, tag="usage"):
    """A command as it is typed, with its slash; where a platform's people type none, it is said without."""

    words: str


class Place(msgspec.Struct, frozen=True, tag="place"):
    """A channel by its address: its platform shows its name, where it can; elsewhere `words` say which it is."""

    address: str
    words: str


Piece = str | Mention | When | Link | Strong | Usage | Place
Line = tuple[Piece, ...]


def line(*pieces: Piece) -> Line:
    """Return the pieces as one line."""
    return pieces


_CHANNEL = re.compile(r"(slack):[CG][A-Z0-9]+|(teams):19:\S+")


def as_place(words: str) -> Piece:
    """Return the address of a channel as the channel that people know; other words as they are."""
    found = _CHANNEL.fullmatch(words)
    return Place(words, f"a channel on {'Slack' if found[1] else 'Teams'}") if found else words


def with_usages(words: str) -> Line:
    """Return our own words as a line, in which what stands between backticks is a command."""
    return tuple(Usage(part) if at % 2 else part for at, part in enumerate(words.split("`")) if part)


def joined(lines: list[Line], separator: str = ", ") -> Line:
    """Return the lines as one, with the separator between them."""
    pieces: list[Piece] = []
    for index, part in enumerate(lines):
        if index:
            pieces.append(separator)
        pieces.extend(part)
    return tuple(pieces)
