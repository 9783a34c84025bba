"""Turns what Teams has of a message into the words that a person saw."""

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

from typing_extensions import override

from handlers.teams.shapes import Entity

_BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "table"})
_HIDDEN = frozenset({"script", "style", "head", "title"})
_TAG = re.compile(r"<at[^<>]{0,200}>([^<>]{0,500})</at>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\xa0]+")


def typed_words(text: str, entities: Sequence[Entity], ours: str) -> str:
    """Return the words of a message to the bot, without the bot's own mention; others are named."""
    for entity in entities:
        if entity.type == "mention" and entity.text and entity.mentioned is not None and entity.mentioned.id == ours:
            text = text.replace(entity.text, " ")
    return unescape(_TAG.sub(r"@\1", text)).replace("\xa0", " ")


def plain_words(html: str) -> str:
    """Return the words of a message's HTML: its lines, who is mentioned, and where links lead."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects words; it takes every HTML, however broken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0
        self._links: list[tuple[str, int]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br" or tag in _BLOCKS:
            self._break()
        elif tag in {"emoji", "img"}:
            self.words.append(told.get("alt") or "")
        elif tag == "at":
            self.words.append("@")
        elif tag == "a":
            self._links.append((told.get("href") or "", len(self.words)))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._break()
        elif tag == "a" and self._links:
            url, begun = self._links.pop()
            label = "".join(self.words[begun:]).strip()
            bare = url.removeprefix("https://").removeprefix("http://").rstrip("/")
            if url.startswith(("https://", "http://")) and label.rstrip("/") not in {url.rstrip("/"), bare}:
                self.words.append(f" ({url})")

    @override
    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data.replace("\n", " "))

    def _break(self) -> None:
        if self.words and not self.words[-1].endswith("\n"):
            self.words.append("\n")
