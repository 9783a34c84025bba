"""Draws a card as a mail: plain words, and the same in simple HTML in which no words of anybody format or link."""

import html
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from workflows.kernel.cards import Card
from workflows.kernel.cleaning import cut, paragraphs, single_line, visible
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Link, Mention, Piece, Place, Strong, Usage, When

LONGEST_SUBJECT: Final = 150
LONGEST_QUOTE: Final = 20_000
_MOMENTS: Final = {"date": "%Y-%m-%d", "time": "%H:%M (%Z)", "moment": "%Y-%m-%d %H:%M (%Z)"}
_LABEL: Final = "padding:2px 16px 2px 0;font-weight:600"
_PAGE: Final = (
    '<!doctype html><html><head><meta charset="utf-8"></head>'
    '<body style="font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45;color:#1d2733">'
    "{}</body></html>\n"
)


class Reader:
    """Who reads the mail: people are called by name, and times are told in the reader's zone."""

    def __init__(self, directory: Directory, address: str) -> None:
        self._directory = directory
        known = (one for one in directory.people.values() if one.email.casefold() == address.casefold())
        person = next(known, None)
        self._zone = ZoneInfo((person.time_zone if person else "") or directory.time_zone)

    def words(self, line: Line) -> str:
        """Return a line in plain words; a link shows where it leads."""
        return "".join(self._words(piece) for piece in line)

    def marked(self, line: Line) -> str:
        """Return a line in HTML."""
        return "".join(self._marked(piece) for piece in line)

    def _words(self, piece: Piece) -> str:
        match piece:
            case Link(url=url) if address := _web_address(url):
                return f"{visible(piece.label)} ({address})" if piece.label and piece.label != url else address
            case _:
                return self._plain(piece)

    def _marked(self, piece: Piece) -> str:
        words = html.escape(self._plain(piece)).replace("\n", "<br>")
        match piece:
            case Link(url=url) if address := _web_address(url):
                return f'<a href="{html.escape(address)}">{words}</a>'
            case Strong() | Usage() if words.strip():
                return f"<strong>{words}</strong>"
            case _:
                return words

    def _plain(self, piece: Piece) -> str:
        match piece:
            case str():
                return visible(piece)
            case Mention():
                return visible(self._directory.named(piece.person))
            case When():
                return piece.at.astimezone(self._zone).strftime(_MOMENTS[piece.style])
            case Link():
                return visible(piece.label or piece.url)
            case Strong() | Usage() | Place():
                return visible(piece.words)


def subject(card: Card, reader: Reader) -> str:
    """Return the one line that the mail is called by; never empty, and never with a line break in it."""
    first = card.title or next((reader.words(line) for line in card.body if line), "") or card.quote
    return cut(single_line(first), LONGEST_SUBJECT) or "csops"


def text(card: Card, reader: Reader, notes: tuple[str, ...] = ()) -> str:
    """Return the card in plain words. `notes` stand above everything."""
    parts = [*notes, *_blocks(card, reader)]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def page(card: Card, reader: Reader, notes: tuple[str, ...] = ()) -> str:
    """Return the card in HTML. `notes` stand above everything."""
    above = [f"<p><em>{html.escape(note)}</em></p>" for note in notes]
    return _PAGE.format("".join([*above, *_marked_blocks(card, reader)]))


def _blocks(card: Card, reader: Reader) -> Iterator[str]:
    yield single_line(card.title)
    yield reader.words(card.status)
    yield "\n".join(f"{single_line(fact.label)}: {reader.words(fact.value)}" for fact in card.facts)
    yield from (reader.words(line) for line in card.body)
    yield "\n".join(f"> {line}" for line in _quoted(card).splitlines())
    yield "\n".join(
        f"[{'x' if item.done else ' '}] {_with_note(item.title, reader.words(item.note))}" for item in card.items
    )
    yield "\n".join(f"- {_with_note(reader.words(row.text), reader.words(row.detail))}" for row in card.rows)
    yield visible(card.more)
    yield reader.words(card.footer)


def _marked_blocks(card: Card, reader: Reader) -> Iterator[str]:
    if title := html.escape(single_line(card.title)):
        yield f'<h2 style="font-size:19px;margin:0 0 8px">{title}</h2>'
    if card.status:
        yield f"<p>{reader.marked(card.status)}</p>"
    if card.facts:
        rows = "".join(
            f'<tr><th align="left" style="{_LABEL}">{html.escape(single_line(fact.label))}</th>'
            f"<td>{reader.marked(fact.value)}</td></tr>"
            for fact in card.facts
        )
        yield f'<table cellpadding="0" cellspacing="0">{rows}</table>'
    yield from (f"<p>{reader.marked(line)}</p>" for line in card.body if line)
    if quote := html.escape(_quoted(card)).replace("\n", "<br>"):
        yield f'<blockquote style="margin:8px 0;padding:0 0 0 12px;border-left:3px solid #b9c4cf">{quote}</blockquote>'
    entries = [
        *(f"{'&#9745;' if item.done else '&#9744;'} {html.escape(visible(item.title))}" for item in card.items),
        *(_with_note(reader.marked(row.text), reader.marked(row.detail)) for row in card.rows),
    ]
    if entries:
        yield f"<ul>{''.join(f'<li>{entry}</li>' for entry in entries)}</ul>"
    if card.more:
        yield f"<p>{html.escape(visible(card.more))}</p>"
    if card.footer:
        yield f'<p style="color:#5b6875;font-size:13px">{reader.marked(card.footer)}</p>'


def _quoted(card: Card) -> str:
    return cut(paragraphs(card.quote), LONGEST_QUOTE, "… (shortened)")


def _with_note(words: str, note: str) -> str:
    return f"{words} \N{EN DASH} {note}" if note else words


def _web_address(url: str) -> str:
    """Return a web address without blanks, and nothing for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return "".join(url.split()) if parts.scheme in {"http", "https"} and parts.hostname else ""
