"""Where things in a row stand: straight below each other where they can, near their own, never overlapping."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

_SWEEPS: Final = 120


class Extent(msgspec.Struct, frozen=True):
    """How much room a thing takes to the left and to the right of its middle, gaps included."""

    left: float
    right: float


class Link(msgspec.Struct, frozen=True):
    """Two things of neighbouring rows that a line connects. A heavier one is drawn straight before a lighter one."""

    above: str
    below: str
    weight: float


def middles(rows: Sequence[Sequence[str]], extents: Mapping[str, Extent], links: Sequence[Link]) -> dict[str, float]:
    """Return the middle of each thing, in pixels. `rows` are from left to right.

    Things that a line connects are joined into columns, heaviest lines first, as long as no column would have to be on
    both sides of another. Then each column in turn moves to where its lines pull it, as far as its neighbours let it.
    """
    columns = _Columns(rows, extents)
    taken: set[tuple[str, str]] = set()
    for link in sorted(links, key=lambda link: -link.weight):
        ends = {("below", link.above), ("above", link.below)}
        if not ends & taken and columns.join(link.above, link.below):
            taken |= ends
    return columns.places(links)


class _Columns:
    """Things that share their middle, and which column must stand how far to the right of which."""

    def __init__(self, rows: Sequence[Sequence[str]], extents: Mapping[str, Extent]) -> None:
        self._column = {key: key for row in rows for key in row}
        self._neighbours = [
            (left, right, extents[left].right + extents[right].left)
            for row in rows
            for left, right in itertools.pairwise(row)
        ]

    def join(self, one: str, other: str) -> bool:
        """Make one column of two, unless some column would then stand on both sides of another."""
        before = self._column
        kept, gone = before[one], before[other]
        self._column = {key: kept if column == gone else column for key, column in before.items()}
        if self._from_left() is None:
            self._column = before
            return False
        return True

    def places(self, links: Sequence[Link]) -> dict[str, float]:
        """Return the middle of each thing."""
        order = self._from_left() or []
        room: dict[tuple[str, str], float] = {}
        for left, right, distance in self._neighbours:
            pair = (self._column[left], self._column[right])
            room[pair] = max(room.get(pair, 0.0), distance)
        place: dict[str, float] = {}
        sides = _Sides(
            order, room, [(self._column[link.above], self._column[link.below], link.weight) for link in links]
        )
        for column in order:
            place[column] = max((place[left] + gap for left, gap in sides.left[column]), default=0.0)
        for sweep in range(_SWEEPS):
            for column in order if sweep % 2 else reversed(order):
                place[column] = sides.pulled(column, place)
        return {key: place[column] for key, column in self._column.items()}

    def _from_left(self) -> list[str] | None:
        """Return the columns so that each comes after those on its left; None where that is impossible."""
        after: dict[str, set[str]] = {column: set() for column in self._column.values()}
        for left, right, _ in self._neighbours:
            after[self._column[left]].add(self._column[right])
        waiting = dict.fromkeys(after, 0)
        for columns in after.values():
            for column in columns:
                waiting[column] += 1
        order = [column for column, count in waiting.items() if count == 0]
        for column in order:
            for following in after[column]:
                waiting[following] -= 1
                if waiting[following] == 0:
                    order.append(following)
        return order if len(order) == len(after) else None


class _Sides:
    """For each column: its neighbours on both sides with their distance, and the columns that pull it."""

    def __init__(
        self,
        columns: Sequence[str],
        room: Mapping[tuple[str, str], float],
        pulls: Sequence[tuple[str, str, float]],
    ) -> None:
        self.left: dict[str, list[tuple[str, float]]] = {column: [] for column in columns}
        self._right: dict[str, list[tuple[str, float]]] = {column: [] for column in columns}
        self._pulls: dict[str, list[tuple[str, float]]] = {column: [] for column in columns}
        for (left, right), distance in room.items():
            self.left[right].append((left, distance))
            self._right[left].append((right, distance))
        for above, below, weight in pulls:
            if above != below:
                self._pulls[above].append((below, weight))
                self._pulls[below].append((above, weight))

    def pulled(self, column: str, place: Mapping[str, float]) -> float:
        """Return where a column wants to stand, as far as its neighbours let it."""
        pulls = self._pulls[column]
        if not pulls:
            return place[column]
        wanted = sum(place[other] * weight for other, weight in pulls) / sum(weight for _, weight in pulls)
        lowest = max((place[left] + gap for left, gap in self.left[column]), default=-math.inf)
        highest = min((place[right] - gap for right, gap in self._right[column]), default=math.inf)
        return max(lowest, min(wanted, highest))
