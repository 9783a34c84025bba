"""Groups of the company's directory that hold roles: which there are, and taking up who is in them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from storage import history
from storage.unit import Unit
from workflows.desk import COMPANY
from workflows.kernel.people import GROUP, Customer, Directory, Identity
from workflows.people import statements
from workflows.people.directory import read_customers, read_directory

PLATFORM: Final = "teams"
"""Whose accounts the members of a group are: Entra's object ids, by which Teams names people."""
ACTOR: Final = "csops"


def wanted(unit: Unit) -> frozenset[str]:
    """Return the ids of the groups that hold a role, of the team or for a customer."""
    customers = [customer for customer, active in read_customers(unit) if active]
    return frozenset(key.removeprefix(GROUP) for key in _named(read_directory(unit), customers))


def take_up(unit: Unit, found: Mapping[str, Collection[str]], *, now: datetime) -> Mapping[str, str]:
    """Queue who is in each group, given the object ids by the group's id; return what changed, in words.

    Nobody gets in whom csops does not know: a member counts who is a person of csops.toml, and here, by their account.
    What changed is written to the company's history, as a change of roles by a load is.
    """
    directory = read_directory(unit)
    changed: dict[str, str] = {}
    for group, members in sorted(found.items()):
        key = f"{GROUP}{group}"
        people = _people(directory, members)
        if people == frozenset(directory.groups.get(key, ())):
            continue
        unit.write(statements.DROP_GROUP_MEMBERS, {"group": key})
        for person in sorted(people):
            unit.write(statements.ADD_GROUP_MEMBER, {"group_key": key, "person_key": person})
        changed[group] = ", ".join(sorted(people)) or "nobody"
    if changed:
        unit.write(statements.DIRECTORY_CHANGED, {})
        _record(unit, changed, now)
    return changed


def _named(directory: Directory, customers: Iterable[Customer]) -> frozenset[str]:
    roles = [*directory.roles.values(), *(keys for customer in customers for keys in customer.roles.values())]
    return frozenset(key for keys in roles for key in keys if key.startswith(GROUP))


def _people(directory: Directory, members: Collection[str]) -> frozenset[str]:
    known = (directory.person(Identity(PLATFORM, member)) for member in members)
    return frozenset(person.key for person in known if person is not None)


def _record(unit: Unit, changed: Mapping[str, str], now: datetime) -> None:
    seq, previous = history.newest(unit, COMPANY)
    entry = history.Entry(
        subject=COMPANY,
        seq=seq + 1,
        at=now,
        actor=ACTOR,
        action="groups-taken-up",
        details=msgspec.json.encode(changed, order="sorted").decode(),
        request_key=f"groups:{seq + 1}",
    )
    history.append(unit, entry, previous=previous)
