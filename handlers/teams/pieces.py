"""Draws lines of text for Teams, so that words of a customer or a colleague never mention, link or format.

Text blocks and facts read Markdown, and phones read a part of it differently; runs of rich text read none. So a line
becomes a text block as long as none of its words could mean anything there, and runs where they could. Only what calls
somebody must be a text block whatever else is in it: then its words are escaped.
Source: learn.microsoft.com, "Format cards in Microsoft Teams"; adaptivecards.io, "Text features".
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from handlers.teams.values import PLATFORM
from handlers.words import without_slash
from workflows.kernel.cleaning import cut, single_line, visible
from workflows.kernel.people import Directory, Identity
from workflows.kernel.text import Line, Link, Mention, Piece, Place, Strong, Usage, When

Json = dict[str, Any]

SHORTENED = "… (shortened)"
NOTHING = "\N{EN DASH}"
"""Stands where there are no words, since Teams refuses empty text."""
MOST_CALLED = 30
"""People whom one card calls by name; those after them are named only."""

_CHANNEL = "19:"
_SPLIT = "\u2060"
"""No width, and no break: what it parts is read as it was typed, and means nothing to Teams."""
_MEANS = re.compile(
    r"[\\*_`~<>\[\]|]|&[#\w]+;|(?:^|\n)\s*(?:[-+#=]+|\d+[.)])(?:\s|$)|\w:/|www\.|mailto:|\S@\S", re.IGNORECASE
)
_ESCAPED = re.compile(r"[\\*_`~<>\[\]|#]|&(?=[#\w]+;)")
_BEGINS_A_LIST = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$)", re.MULTILINE)
_BEGINS_A_LINK = re.compile(r"\w:(?=/)|www(?=\.)|mailto(?=:)", re.IGNORECASE)
_AS_TYPED, _PARTED = r"\\\g<0>", rf"\g<0>{_SPLIT}"
_TAGS = re.compile(r"<(?=/?at\b)", re.IGNORECASE)
_LONGEST_LINK = 2000
_YEARS = range(1970, 2200)
_DRAWN_BY_TEAMS = 20
"""About as many characters as a name or a time has."""


class Pen:
    """What the lines of one card are drawn with: who reads it, and who is called by it.

    `lane` is where the card goes: a person's own time zone is known, and everybody else's is the client's to know.
    """

    def __init__(self, directory: Directory, lane: str = "") -> None:
        self.directory = directory
        platform, _, user = lane.partition(":")
        reader = directory.person(Identity(platform, user)) if user else None
        self._zone = ZoneInfo(reader.time_zone) if reader else None
        self._alone = user if user and not user.startswith(_CHANNEL) else ""
        self._called: dict[str, tuple[str, str, str]] = {}

    def words(self, piece: Piece) -> str:
        """Return the words of a piece, with a name for a person and the reader's own time, or UTC."""
        match piece:
            case str():
                return tame(piece)
            case Mention():
                return tame(self.directory.named(piece.person))
            case When():
                return self._moment(piece)
            case Link():
                return tame(piece.label or piece.url)
            case Strong() | Place():
                return tame(piece.words)
            case Usage():
                return tame(without_slash(piece.words))

    def calls(self, piece: Piece) -> str:
        """Return the tag by which Teams calls a person; empty for everything else and who cannot be called.

        Each is called once in a card, since each tag needs an entity of its own.
        """
        if not isinstance(piece, Mention) or not piece.notify or piece.person in self._called:
            return ""
        user = teams_user(piece.person, self.directory)
        if not user or len(self._called) >= MOST_CALLED or (self._alone and user != self._alone):
            return ""  # In somebody's own chat nobody else can be called: Teams refuses the whole message.
        name = " ".join(_MEANS.sub(" ", self.words(piece)).split()) or piece.person
        tag = f"<at>{name}</at>"
        if any(tag == told for told, _, _ in self._called.values()):
            return ""  # Two people of one name: Teams could not tell which of them is called.
        self._called[piece.person] = (tag, user, name)
        return tag

    def entities(self, drawn: str) -> list[Json]:
        """Return the entities of the people who are called in what was drawn, as JSON text."""
        return [
            {"type": "mention", "text": tag, "mentioned": {"id": user, "name": name}}
            for tag, user, name in self._called.values()
            if tag in drawn
        ]

    def marked_moment(self, piece: When) -> str:
        """Return a moment as Teams shows it in the reader's own zone."""
        if self._zone is not None or piece.at.year not in _YEARS:
            return self._moment(piece)
        at = f"{piece.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        day, time = f"{{{{DATE({at},SHORT)}}}}", f"{{{{TIME({at})}}}}"
        return {"date": day, "time": time, "moment": f"{day} {time}"}[piece.style]

    def _moment(self, piece: When) -> str:
        zone = self._zone if self._zone is not None and piece.at.year in _YEARS else None
        local = piece.at.astimezone(zone) if zone else piece.at
        day, time = _day(local), f"{local:%H:%M}" if zone else f"{local:%H:%M} UTC"
        return {"date": day, "time": time, "moment": f"{day} {time}"}[piece.style]


def plain(line: Line, pen: Pen) -> str:
    """Return the words of a line."""
    return "".join(pen.words(piece) for piece in line)


def text(line: Line, pen: Pen, most: int, **style: Any) -> Json | None:  # noqa: ANN401 - as JSON has them.
    """Return the element of one line, None where it has no words. `style` is that of a text block."""
    line, words = _fitted(line, pen, most)
    whole = "".join(words)
    if not whole or whole.isspace():
        return None
    called = [pen.calls(piece) for piece in line]
    safe = _MEANS.search(whole) is None
    if safe or any(called):
        return {"type": "TextBlock", "text": _joined(line, words, called, pen, safe=safe), "wrap": True, **style}
    spacing: Json = {name: style[name] for name in ("spacing", "separator") if name in style}
    runs = [_run(piece, told, pen, _of_runs(style)) for piece, told in zip(line, words, strict=True) if told]
    return {"type": "RichTextBlock", "inlines": runs, **spacing}


def verbatim(words: str, most: int, **style: object) -> list[Json]:
    """Return the elements of words as somebody typed them, one for each line."""
    drawn = []
    for typed in cut(tame(words), most, SHORTENED).split("\n"):
        run = {"type": "TextRun", "text": typed.rstrip() or " ", **style}
        drawn.append({"type": "RichTextBlock", "inlines": [run], "spacing": "None"})
    return drawn


def fact(label: str, value: Line, pen: Pen, most: int) -> tuple[str, str] | None:
    """Return label and value as a fact has them; None where its words mean something there, and nobody is called."""
    value, words = _fitted(value, pen, most)
    heading = label_of(label)
    called = [pen.calls(piece) for piece in value]
    safe = _MEANS.search("".join(words)) is None
    if _MEANS.search(heading) is not None or not (safe or any(called)):
        return None
    return heading, _joined(value, words, called, pen, safe=safe) or NOTHING


def label_of(words: str, most: int = 100) -> str:
    """Return words for a label, a button or a heading: one line, never empty; Teams reads no Markdown there."""
    return cut(single_line(tame(words)), most) or NOTHING


def _fitted(line: Line, pen: Pen, most: int) -> tuple[Line, list[str]]:
    """Return the line in about so many characters and the words of its pieces, with a word where some are missing."""
    words = [pen.words(piece) for piece in line]
    if sum(map(len, words)) > most:
        line = _shortened(line, pen, most)
        words = [pen.words(piece) for piece in line]
    return line, words


def _shortened(line: Line, pen: Pen, most: int) -> Line:
    room = most
    for number, piece in enumerate(line):
        length = len(pen.words(piece)) if isinstance(piece, str | Strong | Usage | Link) else _DRAWN_BY_TEAMS
        if length > room:
            return (*line[:number], _cut(piece, pen, room))
        room -= length
    return line


def tame(words: str) -> str:
    """Return words in which nothing calls anybody and nothing is a date to Teams; they look the same."""
    words = visible(words)
    if "<" in words:
        words = _TAGS.sub(f"<{_SPLIT}", words)
    return words.replace("{{", f"{{{_SPLIT}{{") if "{{" in words else words


def teams_user(person: str, directory: Directory) -> str | None:
    """Return the Entra object id of a person, None for people who are not on Teams."""
    platform, _, user = directory.addresses.get(person, "").partition(":")
    if platform == PLATFORM and user:
        return user
    # Somebody on two platforms is written to on one of them, and called on both.
    return next(
        (one.user for one, key in directory.identities.items() if key == person and one.platform == PLATFORM), None
    )


def address(url: str) -> str | None:
    """Return a web address in which no character ends the link it stands in, None for what is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _LONGEST_LINK:
        return None
    cleaned = "".join(visible(url).split())
    return re.sub(r"[<>()\[\]\\|*_`{}]", lambda sign: f"%{ord(sign[0]):02X}", cleaned)


def _day(at: datetime) -> str:
    return f"{at:%a}, {at:%b} {at.day}, {at.year}"


def _cut(piece: Piece, pen: Pen, room: int) -> Piece:
    words: Callable[[str], str] = lambda whole: cut(whole, room, SHORTENED)  # noqa: E731 - said once, used thrice.
    match piece:
        case Strong():
            return Strong(words(piece.words))
        case str() | Link() | Usage():
            return words(pen.words(piece))
        case _:
            return SHORTENED


def _joined(line: Line, words: list[str], called: list[str], pen: Pen, *, safe: bool) -> str:
    """Return Markdown for a line, with the tags of those whom it calls; `safe` words need no escape."""
    told = words if safe else [_BEGINS_A_LINK.sub(_PARTED, _ESCAPED.sub(_AS_TYPED, one)) for one in words]
    pieces = zip(line, told, called, strict=True)
    marked = "".join(tag or _marked(piece, one, pen) for piece, one, tag in pieces).strip()
    return marked if safe else _BEGINS_A_LIST.sub(r"\1\\\2", marked)


def _marked(piece: Piece, words: str, pen: Pen) -> str:
    """Return Markdown for a piece whose words mean nothing in it."""
    match piece:
        case str() | Mention():
            return words.replace("\n", "\n\n") if "\n" in words else words
        case When():
            return pen.marked_moment(piece)
        case Link(url=url) if (leads := address(url)) and words.strip():
            return f"[{words.strip()}]({leads})"
        case Strong() | Usage() if words.strip():
            return f"**{words.strip()}**"
        case _:
            return words


def _run(piece: Piece, words: str, pen: Pen, style: Json) -> Json:
    match piece:
        case When():
            return {"type": "TextRun", "text": pen.marked_moment(piece), **style}
        case Link(url=url) if leads := address(url):
            return {"type": "TextRun", "text": words, "selectAction": {"type": "Action.OpenUrl", "url": leads}, **style}
        case Strong() | Usage():
            return {"type": "TextRun", "text": words, **style, "weight": "Bolder"}
        case _:
            return {"type": "TextRun", "text": words, **style}


def _of_runs(style: Json) -> Json:
    """Return the style of a text block as far as a run has it."""
    return {name: value for name, value in style.items() if name in {"size", "weight", "color", "isSubtle"}}
