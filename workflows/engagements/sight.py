"""Who sees a private engagement: the people that it names, and whoever holds a role in it. Statements say it in SQL."""

from collections.abc import Iterable
from typing import Final

import msgspec

from storage.sight import ROLE, SEES
from workflows.desk import Desk, Look
from workflows.kernel.people import Customer, Directory
from workflows.process.definition import Definition

ADMIN: Final = "admin"
ITSELF: Final = "csops"
"""As what csops carries out by itself what is due; nobody's key is that."""


def sees(at: Desk | Look) -> dict[str, str]:
    """Return the parameter of `storage.sight.seen` for the acting person."""
    return {SEES: msgspec.json.encode(sorted(_names(at.directory, at.actor.key))).decode()}


def _names(directory: Directory, person: str) -> set[str]:
    """Return what somebody answers to in the team: themselves, whom they stand in for, groups and roles."""
    people = _people(directory, person)
    groups = {key for key, members in directory.groups.items() if people.intersection(members)}
    roles = {ROLE + role for role in directory.roles if people.intersection(directory.holders(role, None))}
    return people | groups | roles


def _people(directory: Directory, person: str) -> set[str]:
    absent = (directory.people.get(key) for key in directory.stands_in_for(person))
    return {person, *(one.key for one in absent if one is not None and one.active)}


def seen(directory: Directory, person: str, seen_by: Iterable[str], customer: Customer) -> bool:
    """Return whether somebody is one of those that a private engagement of this customer names."""
    people = _people(directory, person)
    return any(people.intersection(_named(directory, who, customer)) for who in seen_by)


def _named(directory: Directory, who: str, customer: Customer) -> tuple[str, ...]:
    return directory.holders(who.removeprefix(ROLE), customer) if who.startswith(ROLE) else (who,)


def people_of(definition: Definition) -> frozenset[str]:
    """Return whom every private engagement of a process names: its roles, those who stand in for them, administrators.

    Who runs csops sees what could not be delivered, and must be able to make it public again.
    """
    roles = {key for role in definition.roles for key in (role.key, role.fallback) if key}
    return frozenset({ITSELF, ROLE + ADMIN, *(ROLE + role for role in roles)})
