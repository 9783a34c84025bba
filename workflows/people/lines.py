"""Where things stand in a TOML file: Python reads TOML but does not tell the lines, and a fault needs one."""

import re
import tomllib
from collections.abc import Mapping
from typing import Final

Place = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and numbers of entries, as in ("people", 3, "email")."""

_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_KEY: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING: Final = re.compile(
    r'"""(?:[^\\"]|\\(?:.|\n)|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_PLAIN: Final = re.compile(r"[^,\]}#\n]+")


class Lines:
    """The line on which each value of a file stands, counted from 1."""

    def __init__(self, known: Mapping[Place, int]) -> None:
        self.known = known

    def of(self, place: Place) -> int:
        """Return the line of a value; where it is not written, that of what it would stand in."""
        while place and place not in self.known:
            place = place[:-1]
        return self.known.get(place, 1)


def find_lines(text: str) -> Lines:
    """Return the lines of a text that `tomllib` has read; of any other text the result means nothing."""
    finder = _Finder(text)
    finder.find()
    return Lines(finder.known)


class _Finder:
    """Walks through valid TOML from the first character to the last and notes where each value begins."""

    def __init__(self, text: str) -> None:
        self.known: dict[Place, int] = {}
        self._text = text
        self._at = 0
        self._line = 1
        self._arrays: dict[Place, int] = {}

    def find(self) -> None:
        table: Place = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what the pattern matches here, and return it."""
        found = pattern.match(self._text, self._at)
        words = found[0] if found else ""
        self._at += len(words)
        self._line += words.count("\n")
        return words

    def _sign(self, signs: str) -> bool:
        """Go past these signs if they stand here, and return whether they did."""
        if not self._text.startswith(signs, self._at):
            return False
        self._at += len(signs)
        return True

    def _names(self) -> list[str]:
        """Go past a key, dotted or not, and return its parts."""
        names = []
        while True:
            self._skip(_SPACE)
            word = self._skip(_KEY)
            names.append(tomllib.loads(f"x={word}")["x"] if word[:1] in {'"', "'"} else word)
            self._skip(_SPACE)
            if not self._sign("."):
                return names

    def _header(self) -> Place:
        line = self._line
        many = self._sign("[[")
        if not many:
            self._sign("[")
        names = self._names()
        self._sign("]]" if many else "]")
        table: Place = ()
        for name in names[:-1]:
            table = self._entry((*table, name))
            self.known.setdefault(table, line)
        table = (*table, names[-1])
        self.known.setdefault(table, line)
        if many:
            self._arrays[table] = self._arrays.get(table, 0) + 1
            table = self._entry(table)
        self.known.setdefault(table, line)
        return table

    def _entry(self, place: Place) -> Place:
        """Return the newest entry of an array of tables; any other place as it is."""
        return (*place, self._arrays[place] - 1) if place in self._arrays else place

    def _pair(self, table: Place) -> None:
        line = self._line
        for name in self._names():
            table = (*table, name)
            self.known.setdefault(table, line)
        self._sign("=")
        self._skip(_SPACE)
        self._value(table)

    def _value(self, place: Place) -> None:
        if self._sign("["):
            self._array(place)
        elif self._sign("{"):
            self._skip(_BLANK)
            while not self._sign("}"):
                self._pair(place)
                self._skip(_BLANK)
                self._sign(",")
                self._skip(_BLANK)
        elif self._text.startswith(('"', "'"), self._at):
            self._skip(_STRING)
        else:
            self._skip(_PLAIN)

    def _array(self, place: Place) -> None:
        count = 0
        self._skip(_BLANK)
        while not self._sign("]"):
            self.known[(*place, count)] = self._line
            self._value((*place, count))
            count += 1
            self._skip(_BLANK)
            self._sign(",")
            self._skip(_BLANK)
