"""Draws lines of text for Slack, so that words of a customer or a colleague never mention, link or format.

Rich text is made of elements and needs no escaping. Where Slack takes only text objects, mrkdwn is used as long as no
words hold a character that formats, since mrkdwn has no escape for those; otherwise the line is drawn as plain text.
"""

import re
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from workflows.kernel.cleaning import cut, single_line, visible
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Link, Mention, Piece, Place, Strong, Usage, When

Json = dict[str, Any]

SHORTENED = "… (shortened)"
NOTHING = "\N{EN DASH}"
"""Stands where there are no words, since Slack refuses empty text."""
_FORMATS = re.compile(r"[*_~`]|:[^\s:]+:|(?:^|\n)\s*>")
_DATE_FORMATS = {"date": "{date_short_pretty}", "time": "{time}", "moment": "{date_short_pretty} {time}"}
_DATE_WORDS = {"date": "%Y-%m-%d", "time": "%H:%M UTC", "moment": "%Y-%m-%d %H:%M UTC"}
_SIGNS = {"user": "@", "channel": "#"}
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")
_DRAWN_BY_SLACK = 20
"""About as many characters as a name or a time has."""
_DOTS = {"type": "text", "text": SHORTENED}
_LONGEST_LINK = 3000
_LATEST = 10_000_000_000
"""Seconds since 1970; Slack takes ten digits."""


def plain(line: Line, directory: Directory) -> str:
    """Return the words of a line, with names for people and UTC for times."""
    return "".join(_words(piece, directory) for piece in line)


def plain_text(text: str, most: int) -> Json:
    """Return a text object in which nothing has a meaning; never empty, since Slack refuses that."""
    return {"type": "plain_text", "text": cut(visible(text), most, SHORTENED).strip() or NOTHING, "emoji": False}


def title(text: str, most: int) -> Json:
    """Return a text object for a heading or a label: one line."""
    return {"type": "plain_text", "text": cut(single_line(text), most) or NOTHING, "emoji": False}


def text_object(line: Line, directory: Directory, most: int) -> Json:
    """Return a text object of a line, with mentions and times where that is safe."""
    words = plain(line, directory)
    # The words of the safe form grow by escaping and by tokens; a line that may not fit is cut as plain text.
    if _FORMATS.search(words) is None:
        marked = "".join(_marked(piece, directory) for piece in line)
        if marked.strip() and len(marked) <= most:
            return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return plain_text(words, most)


def labelled(label: str, value: Line, directory: Directory, most: int) -> Json:
    """Return a text object with a label over its value."""
    drawn = text_object(value, directory, most - len(label) - 4)
    label = single_line(label)
    if drawn["type"] == "mrkdwn" and _FORMATS.search(label) is None:
        return {**drawn, "text": f"*{escaped(label)}*\n{drawn['text']}"}
    return plain_text(f"{label}\n{plain(value, directory) or NOTHING}", most)


def elements(line: Line, directory: Directory) -> list[Json]:
    """Return the elements of rich text for a line."""
    return [drawn for piece in line if (drawn := _element(piece, directory)) is not None]


def shortened(drawn: list[Json], most: int) -> list[Json]:
    """Return the elements in at most so many characters, with a word about it where some are missing."""
    room = most
    for number, part in enumerate(drawn):
        length = len(part["text"]) if "text" in part else _DRAWN_BY_SLACK
        if length > room:
            rest = {**part, "text": cut(part["text"], room, SHORTENED)} if "text" in part else dict(_DOTS)
            return [*drawn[:number], rest]
        room -= length
    return drawn


def escaped(text: str) -> str:
    """Return the text with the three characters replaced that start Slack's own tokens."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack_user(person: str, directory: Directory) -> str | None:
    """Return a person's Slack id, None for people who are not on Slack."""
    platform, _, user = directory.addresses.get(person, "").partition(":")
    return user if platform == "slack" and user else None


def _words(piece: Piece, directory: Directory) -> str:
    match piece:
        case str():
            return visible(piece)
        case Mention():
            return visible(directory.named(piece.person))
        case When():
            return piece.at.astimezone(UTC).strftime(_DATE_WORDS[piece.style])
        case Link():
            return visible(piece.label or piece.url)
        case Strong() | Usage() | Place():
            return visible(piece.words)


def _marked(piece: Piece, directory: Directory) -> str:
    """Return mrkdwn for a piece; the caller has seen that none of the words format."""
    words = escaped(_words(piece, directory))
    match piece:
        case Mention() | Place() if named := _named(piece, directory):
            return f"<{_SIGNS[named[0]]}{named[1]}>"
        case When() if _in_range(piece):
            return f"<!date^{int(piece.at.timestamp())}^{_DATE_FORMATS[piece.style]}|{words}>"
        case Link(url=url) if address := _address(url):
            return f"<{escaped(address)}|{words.replace('|', '/')}>"
        case Strong() if words.strip():
            return f"*{words.strip()}*"
        case Usage() if words.strip():
            return f"`{words.strip()}`"
        case _:
            return words


def _element(piece: Piece, directory: Directory) -> Json | None:
    words = _words(piece, directory)
    if not words:
        return None
    match piece:
        case Mention() | Place() if named := _named(piece, directory):
            return {"type": named[0], f"{named[0]}_id": named[1]}
        case When() if _in_range(piece):
            return {
                "type": "date",
                "timestamp": int(piece.at.timestamp()),
                "format": _DATE_FORMATS[piece.style],
                "fallback": words,
            }
        case Link(url=url) if address := _address(url):
            return {"type": "link", "url": address, "text": words}
        case Strong() | Usage():
            return {"type": "text", "text": words, "style": {"bold" if isinstance(piece, Strong) else "code": True}}
        case _:
            return {"type": "text", "text": words}


def _named(piece: Mention | Place, directory: Directory) -> tuple[str, str] | None:
    """Return whom or what Slack itself names, a `user` or a `channel`, by its id; None where words must do."""
    if isinstance(piece, Mention):
        user = slack_user(piece.person, directory) if piece.notify else None
        return ("user", user) if user else None
    platform, _, channel = piece.address.partition(":")
    return ("channel", channel) if platform == "slack" and _CHANNEL_ID.fullmatch(channel) else None


def _in_range(moment: When) -> bool:
    return 0 <= moment.at.timestamp() < _LATEST


def _address(url: str) -> str | None:
    """Return a web address in which no character ends the token it stands in, None for what is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _LONGEST_LINK:
        return None
    cleaned = "".join(url.split())
    return cleaned.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
