"""What the company file leaves open that the processes need: roles without people, purposes without channels; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from workflows.kernel.findings import Finding, faulty, fine, named, noted
from workflows.kernel.people import ADMIN, Customer, Directory
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition
from workflows.process.effects import Post
from workflows.process.faults import closest
from workflows.process.parts import PRIVATE, PURPOSES
from workflows.process.steps import SYSTEM, Step

ROLES: Final = "roles"
CHANNELS: Final = "channels"
PEOPLE: Final = "people"

Owners = tuple[str, ...]


def gaps(
    directory: Directory, customers: Collection[Customer], definitions: Definitions, *, today: date
) -> Iterator[Finding]:
    """Return what is missing for the current version of every process to run for every customer."""
    current = [definitions.current(process) for process in definitions.processes]
    yield from _summed_up(ROLES, "Somebody stands for the roles of every step.", _roles(directory, customers, current))
    yield from _summed_up(CHANNELS, "Every purpose has a channel.", _channels(directory, customers, current))
    yield from _summed_up(PEOPLE, f"{_here(directory)} people can be reached.", _people(directory, customers))
    if any(step.asks == "estimate" for definition in current for step in definition.steps):
        yield _rate_card(directory, today)


def _summed_up(area: str, well: str, found: Iterator[Finding]) -> Iterator[Finding]:
    findings = list(found)
    if not any(finding.level == "fault" for finding in findings):
        yield fine(area, well)
    yield from findings


# --- roles ---


def _roles(
    directory: Directory, customers: Collection[Customer], definitions: Collection[Definition]
) -> Iterator[Finding]:
    if not directory.holders(ADMIN, None):
        mend = f'add {ADMIN} = "<person key>" under [roles].'
        yield faulty(ROLES, "Nobody is admin, so nobody hears of what cannot be delivered.", mend)
    for definition in definitions:
        for owners, steps in _owned(definition).items():
            yield from _ownerless(directory, customers, definition, owners, steps)
    yield from _absent(directory, customers, definitions)
    yield from _spare(directory, customers, definitions)
    yield from _unheard_of(directory, definitions)


def _owned(definition: Definition) -> Mapping[Owners, list[str]]:
    """Return the steps by who owns them: alternatives, the same for several steps."""
    found: dict[Owners, list[str]] = {}
    for step in definition.steps:
        for owners in _owners(definition, step):
            found.setdefault(owners, []).append(step.id)
    return found


def _owners(definition: Definition, step: Step) -> Iterable[Owners]:
    if not step.owners_of_kind:
        return [definition.owners(step, {})]
    return [definition.owners(step, {"kind": kind.key}) for kind in definition.kinds]


def _ownerless(
    directory: Directory,
    customers: Collection[Customer],
    definition: Definition,
    owners: Owners,
    steps: list[str],
) -> Iterator[Finding]:
    """A role that the team has nobody for is a fault, unless every customer has somebody of its own."""
    words = definition.role_of
    if directory.resolve(owners, None, words) is not None:
        return
    without = [one.name for one in customers if directory.resolve(owners, one, words) is None]
    if customers and not without:
        return
    whose = "" if len(without) == len(customers) else f" for {named(without)}"
    where = f"step{'s' if len(steps) > 1 else ''} {', '.join(dict.fromkeys(steps))} of {definition.title}"
    called = " or ".join(f"{_title(definition, role)} ({role})" for role in owners)
    role = owners[0] if owners[0] != SYSTEM else words[SYSTEM].fallback or owners[0]
    mend = f'add {role} = "<person key>" under [roles], or name them for each customer.'
    yield faulty(ROLES, f"Nobody is {called}{whose}: {where} cannot be reached.", mend)


def _title(definition: Definition, role: str) -> str:
    return definition.role_of[role].title if role in definition.role_of else role


def _absent(
    directory: Directory, customers: Collection[Customer], definitions: Collection[Definition]
) -> Iterator[Finding]:
    """Roles all of whose people are away with nobody who stands in: what is theirs waits until somebody is back."""
    left_alone: dict[tuple[str, ...], list[str]] = {}
    for definition in definitions if directory.away else ():
        for owners in _owned(definition):
            for customer in (None, *customers):
                found = directory.resolve(owners, customer, definition.role_of)
                if found is not None and all(_is_left_alone(directory, key) for key in found[1]):
                    left_alone.setdefault(found[1], []).append(_title(definition, found[0]))
    for people, titles in sorted(left_alone.items()):
        what = (
            f"All of {' and '.join(dict.fromkeys(titles))} are away, and nobody stands in: {directory.names(people)}."
        )
        yield faulty(ROLES, what, f"type /csops away {people[0]}, and choose somebody who stands in.")


def _is_left_alone(directory: Directory, key: str) -> bool:
    return key in directory.away and not directory.away[key].here


def _spare(
    directory: Directory, customers: Collection[Customer], definitions: Collection[Definition]
) -> Iterator[Finding]:
    """Roles that nobody holds and nobody stands in for, although each of their steps has another owner."""
    for definition in definitions:
        alone = {owners[0] for owners in _owned(definition) if len(owners) == 1}
        shared = {key for owners in _owned(definition) for key in owners} - alone
        for role in definition.roles:
            if role.outside or role.key == SYSTEM or role.key not in shared:
                continue
            standing = (directory.standing_for(role.key, one, definition.role_of) for one in (None, *customers))
            if not any(standing):
                what = f"Nobody is {role.title} ({role.key}) in {definition.title}; no step waits for them alone."
                yield noted(ROLES, what, f'add {role.key} = "<person key>" under [roles], if there is somebody.')


def _unheard_of(directory: Directory, definitions: Collection[Definition]) -> Iterator[Finding]:
    known = {role.key for definition in definitions for role in definition.roles} | {ADMIN}
    wishes = directory.settings.digests.values()
    named = {*directory.roles, *directory.settings.teams, *(role for wish in wishes for role in wish.people)}
    for role in sorted(named - known):
        near = closest(role, known)
        mend = f"did you mean {near}?" if near else "take it out, if it is not for a process of your own."
        yield noted(ROLES, f"No process has the role {role}.", mend)


# --- channels ---


def _channels(
    directory: Directory, customers: Collection[Customer], definitions: Collection[Definition]
) -> Iterator[Finding]:
    needed: dict[str, list[str]] = {"operations": ["what cannot be delivered"]}
    for definition in definitions:
        for purpose in sorted(_purposes(definition)):
            needed.setdefault(purpose, []).append(definition.title)
    for purpose, whose in sorted(needed.items()):
        if purpose != "customer" and purpose not in directory.channels:
            instead = "goes to operations" if "operations" in directory.channels else "goes nowhere"
            what = f"There is no channel for {purpose}, which {', '.join(whose)} posts to; it {instead}."
            yield faulty(CHANNELS, what, f'add {purpose} = "slack:C..." under [channels].')
    bare = [one.name for one in customers if not one.channel]
    if bare and "customer" not in directory.channels:
        what = f"No channel of their own: {named(bare)}. What is for them goes to operations."
        yield noted(CHANNELS, what, "add slack_channel to the customer, or customer = ... under [channels] for all.")
    roles = {role.key for definition in definitions for role in definition.roles}
    for purpose in sorted(directory.channels.keys() - PURPOSES - {PRIVATE} - roles):
        near = closest(purpose, PURPOSES | roles)
        mend = f"did you mean {near}?" if near else "take it out."
        yield noted(CHANNELS, f"Nothing is posted to the channel of {purpose}.", mend)


def _purposes(definition: Definition) -> frozenset[str]:
    """Return the purposes that a process posts to: its steps' channels, its roles', and those of its posts."""
    routes = definition.routes
    posts = [
        effect
        for route in routes.steps.values()
        for effects in (route.on_enter, *(way.effects for way in route.ways.values()))
        for effect in effects
    ] + [effect for effects in routes.on_end.values() for effect in effects]
    named_by_posts = {effect.to for effect in posts if isinstance(effect, Post)} & PURPOSES
    named_by_steps = {step.channel for step in definition.steps if step.channel}
    return frozenset(named_by_posts | named_by_steps | {role.channel for role in definition.roles})


# --- people and rates ---


def _here(directory: Directory) -> int:
    return sum(person.active for person in directory.people.values())


def _people(directory: Directory, customers: Collection[Customer]) -> Iterator[Finding]:
    holders = {key for role in directory.roles for key in directory.holders(role, None)}
    holders |= {key for customer in customers for keys in customer.roles.values() for key in keys}
    silent = [key for key, person in directory.people.items() if person.active and key not in directory.addresses]
    acting = sorted(key for key in silent if key in holders)
    if acting:
        what = f"They hold roles and have no account: {named(acting)}."
        yield faulty(PEOPLE, what, 'add slack = "U..." to each; without it they can neither be asked nor answer.')
    idle = sorted(key for key in silent if key not in holders)
    if idle:
        yield noted(PEOPLE, f"No account, and no role either: {named(idle)}.")


def _rate_card(directory: Directory, today: date) -> Finding:
    card = directory.settings.rate_card(today)
    if card is None:
        later = min((card.valid_from for card in directory.settings.rate_cards), default=None)
        what = f"The first rate card begins on {later}." if later else "There is no rate card, so no ROM can be made."
        return faulty("rates", what, "add [[rate_cards]] with a valid_from that has come.")
    return fine("rates", f"Rate card {card.version} in {card.currency}, {len(card.rates)} roles.")
