"""Who sees a private engagement: the people that it names, and whoever holds a role in it. Statements say it in SQL."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from storage.sight import SEES
from storage.statements import Row
from workflows.desk import Desk, Look
from workflows.engagements.parts import Copy
from workflows.engagements.rows import customer_of
from workflows.kernel.cards import Button, Card, note
from workflows.kernel.people import ADMIN, ITSELF, ROLE, Customer, Directory, Identity
from workflows.kernel.posts import Update
from workflows.kernel.text import Line, Mention, joined, line
from workflows.process.definition import Definition

NO_LONGER: Final[Card] = note("This is private, and you are not one of its people any more.")
_SEEN_BY = msgspec.json.Decoder(frozenset[str])


def sees(at: Desk | Look) -> dict[str, str]:
    """Return the parameter of `storage.sight.seen` for the acting person."""
    return sees_as(at.directory, at.actor.key)


def sees_as(directory: Directory, whom: str) -> dict[str, str]:
    """Return the same for somebody else; whoever is no person sees what everybody sees."""
    return {SEES: msgspec.json.encode(sorted(names_of(directory, whom))).decode()}


def names_of(directory: Directory, person: str) -> set[str]:
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


def mark(row: Row) -> str:
    """Return what a list says behind the title of private work, of which the row has `seen_by`; nothing else."""
    return "" if row.seen_by is None else " · private"


def its_people(key: str, seen_by: Iterable[str]) -> Line:
    """Return who sees private work, without calling them, and how somebody is added: a mention alone adds nobody."""
    people = [line(Mention(one, notify=False)) for one in sorted(seen_by) if one != ITSELF and not one.startswith(ROLE)]
    roles = ", and whoever holds a role in it" if people else "whoever holds a role in it"
    how = f". Who began it or has it adds somebody by /engagement invite {key} @name; to mention them is not enough."
    return (*joined(people), roles, how)


def privacy_buttons(key: str, *, private: bool) -> tuple[Button, ...]:
    """Return what can be done about who sees an engagement."""
    ways = (("invite", "Invite"), ("public", "Make public")) if private else (("private", "Make private"),)
    return tuple(Button(key=f"privacy.{way}", label=label, subject="engagement", argument=key) for way, label in ways)


def read(seen_by: str | None) -> frozenset[str] | None:
    """Return whom the column names; None where everybody sees it."""
    return None if seen_by is None else _SEEN_BY.decode(seen_by)


def written(seen_by: Iterable[str] | None, *people: str | None) -> str | None:
    """Return the column; whoever began it or has it goes on seeing it."""
    if seen_by is None:
        return None
    return msgspec.json.encode(sorted({*seen_by, *(one for one in people if one)})).decode()


def close_to_others(desk: Desk, cards: Mapping[str, list[Copy]], seen_by: Iterable[str], customer: Customer) -> None:
    """Take private cards from those who are none of its people any more, such as who lost a role."""
    for copies in cards.values():
        gone = [copy for copy in copies if not _may_keep(desk.directory, copy.lane, seen_by, customer)]
        for copy in gone[: len(copies) - 1]:  # One is left, where csops says what nobody else reads.
            desk.send(copy.lane, Update(target=copy.effect, card=NO_LONGER))
            copies.remove(copy)


def _may_keep(directory: Directory, lane: str, seen_by: Iterable[str], customer: Customer) -> bool:
    platform, _, user = lane.partition(":")
    person = directory.identities.get(Identity(platform, user))
    return person is None or seen(directory, person, seen_by, customer)


def is_seen(row: Row | None, at: Desk | Look) -> bool:
    """Return whether a row holds an engagement, and the acting person sees it."""
    if row is None or row.engagement_id is None:
        return False
    named = read(row.engagement_seen_by)
    return named is None or seen(at.directory, at.actor.key, named, customer_of(row))
