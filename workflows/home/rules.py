"""Which sections and buttons of the Home somebody has: read once from data, and picked by their roles."""

import functools
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from workflows.kernel.people import Directory
from workflows.kernel.piles import Section

FILE: Final = Path(__file__).with_name("sections.toml")
MOST_ACTIONS: Final = 3


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A button at the top of the Home: it does what its command does when it is typed."""

    label: str
    command: str
    roles: tuple[str, ...] = ()


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that there may be on a Home, in its order."""

    sections: tuple[Section, ...]
    actions: tuple[Action, ...]


@functools.cache
def layout() -> Layout:
    """Return what workflows/home/sections.toml says."""
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Layout)


def roles_of(directory: Directory, person: str) -> frozenset[str]:
    """Return the roles that somebody holds in the team, by themselves or for who is away."""
    people = {person, *directory.stands_in_for(person)}
    return frozenset(role for role in directory.roles if people.intersection(directory.holders(role, None)))


def sections_for(roles: frozenset[str], sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections that somebody with these roles has."""
    return tuple(one for one in sections if not one.roles or roles.intersection(one.roles))


def actions_for(roles: frozenset[str], actions: Sequence[Action]) -> tuple[Action, ...]:
    """Return the buttons that somebody with these roles has: those of their roles before those of everybody."""
    theirs = [one for one in actions if roles.intersection(one.roles)]
    common = [one for one in actions if not one.roles]
    picked = [*theirs[: MOST_ACTIONS - 1], *common][:MOST_ACTIONS]
    return tuple(one for one in actions if one in picked)


def is_told(section: Section, roles: frozenset[str]) -> bool:
    """Return whether a section is shown to somebody although it is empty."""
    return bool(section.empty) and (not section.empty_for or bool(roles.intersection(section.empty_for)))
