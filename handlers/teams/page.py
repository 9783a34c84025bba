"""Fits elements into a card of Teams: so many bytes, and a word about what was left out."""

from typing import Any

import msgspec

Json = dict[str, Any]

MOST_BYTES = 22_000
"""Of a card as JSON. Teams refuses messages from 28 kB on where it is strict (webhooks), from 40 and 100 elsewhere."""
_SHORT_LINE = 500
_ENTITY = 160
"""Bytes that each person who is called adds to the card beside the words."""


class Page:
    """The elements of one card in their order; what was set aside for the end always finds room."""

    def __init__(self, ending: list[Json], most: int = MOST_BYTES) -> None:
        self._elements: list[Json] = []
        self._ending = ending
        self._left = most - sum(map(size, ending))

    def add(self, element: Json, *, spare: int = 0) -> bool:
        """Add the element if it finds room with so many short lines kept free, and return whether it did."""
        needed = size(element)
        if needed > self.room(spare=spare):
            return False
        self._elements.append(element)
        self._left -= needed
        return True

    def room(self, *, spare: int = 0) -> int:
        """Return how many bytes are left, with so many short lines kept free."""
        return self._left - spare * _SHORT_LINE

    def elements(self) -> list[Json]:
        """Return the elements with the ending."""
        return self._elements + self._ending


def size(element: object) -> int:
    """Return the bytes of an element as JSON, with the entities of those it calls."""
    drawn = msgspec.json.encode(element)
    return len(drawn) + 1 + _ENTITY * drawn.count(b"</at>")
