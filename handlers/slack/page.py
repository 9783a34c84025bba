"""Fits blocks onto a surface of Slack: so many blocks, so many characters, and a word about what was left out."""

from typing import Any

import msgspec

Json = dict[str, Any]


class Surface(msgspec.Struct, frozen=True):
    """Where blocks stand, and what Slack takes there at most.

    Slack documents the number of blocks. It also refuses messages whose blocks come to more than about 13 200
    characters as JSON (msg_blocks_too_long), which it does not document; a view takes 250 kB.
    """

    blocks: int
    characters: int


MESSAGE = Surface(50, 12_000)
VIEW = Surface(100, 100_000)


class Page:
    """Blocks in their order; what was set aside for the end always finds room."""

    def __init__(self, surface: Surface, ending: list[Json]) -> None:
        self._blocks: list[Json] = []
        self._ending = ending
        self._left = surface.blocks - len(ending)
        self._characters = surface.characters - sum(map(_size, ending))

    def add(self, block: Json, *, spare: int = 0) -> bool:
        """Add the block if it finds room, and return whether it did."""
        return self.add_all([block], spare=spare)

    def add_all(self, blocks: list[Json], *, spare: int = 0) -> bool:
        """Add the blocks if all of them find room, and return whether they did."""
        needed = sum(map(_size, blocks))
        if self._left < len(blocks) + spare or needed + spare * _SHORT_LINE > self._characters:
            return False
        self._blocks += blocks
        self._left -= len(blocks)
        self._characters -= needed
        return True

    def blocks(self) -> list[Json]:
        """Return the blocks with the ending."""
        return self._blocks + self._ending


def half(surface: Surface, blocks: list[Json]) -> bool:
    """Return whether the blocks take at most half of the surface."""
    return len(blocks) <= surface.blocks // 2 and sum(map(_size, blocks)) <= surface.characters // 2


_SHORT_LINE = 600
"""Characters of a block that holds one short line, with its JSON."""


def _size(block: Json) -> int:
    return len(msgspec.json.encode(block).decode()) + 1
