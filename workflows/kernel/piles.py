"""What the Home is made of: sections, each of which somebody's work brings a pile of entries for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from workflows.kernel.cards import Row

COUNTED = 500
"""So many entries of a section are counted; where there are more, the count says so."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the Home, as workflows/home/sections.toml says it; that file explains every key."""

    key: str
    title: str
    kind: str
    of: str = ""
    empty: str = ""
    empty_for: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    process: str = ""
    steps: Mapping[str, str] = {}
    ticket_kind: str = ""
    within_days: int = 0
    command: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """How many entries there are, at most COUNTED, and what makes those from one number to another.

    `more` tells that there are more than were counted.
    """

    count: int
    entries: Callable[[int, int], Sequence[Row]]
    more: bool = False


EMPTY = Pile(0, lambda _first, _last: ())
