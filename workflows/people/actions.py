"""Bringing a company in from its files: all of it, or nothing and every fault."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from storage import history
from storage.unit import Unit
from workflows.desk import COMPANY
from workflows.kernel.people import GROUP, Directory, Person, folded
from workflows.people import marks, statements
from workflows.people.cards import changed_details
from workflows.people.checking import check
from workflows.people.directory import read_customers, read_directory
from workflows.people.merging import merged
from workflows.people.reading import Source
from workflows.people.rules import Change, CompanyState, Listed, Member, changes
from workflows.process.faults import Fault

LOADER: Final = "csops"
"""Who the history says loaded a file: nobody of the company, because the first load is there before anybody."""


class LoadError(Exception):
    """Files that cannot be loaded, with every fault. Nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.words() for fault in self.faults))


class Loaded(msgspec.Struct, frozen=True):
    """What a load changed, and what it kept although no file names it (and --prune would take away)."""

    changes: tuple[Change, ...]
    left_out: tuple[Change, ...]
    settled: bool = False
    """Whether something that was changed in chat stands in the files now."""


def load(
    unit: Unit, sources: Collection[Source], *, now: datetime, prune: bool, by: str, force: bool = False
) -> Loaded:
    """Queue what turns the company that is kept into the one that the files describe; nothing where they agree.

    What was changed in chat is taken back only with `force`; without it, that is a fault.
    `by` is who ran it, for the history. Raises LoadError with every fault, and then queues nothing. Two loads at the
    same moment cannot both commit: each that changes something adds the next entry of the company's history.
    """
    seq, previous = history.newest(unit, COMPANY)
    directory = read_directory(unit)
    stored = state_of(directory, {one.key: Listed(one, active) for one, active in read_customers(unit)})
    after = merged(stored, sources, prune=prune)
    faults = check(sources, stored, after) or _changed_cards(unit, sources, stored, after)
    if faults:
        raise LoadError(faults)
    found = changes(stored, after)
    marked = marks.read(unit)
    if not force and (lost := marks.lost(sources, found, marked, stored, after)):
        raise LoadError(lost)
    settled = marks.settle(unit, sources, found, marked)
    left_out = () if prune else changes(after, merged(stored, sources, prune=True))
    if found:
        write_changes(unit, stored, after, found, version=directory.version + 1)
        details = {**changed_details(found), "by": by, "files": ", ".join(source.file for source in sources)}
        entry = history.Entry(
            subject=COMPANY,
            seq=seq + 1,
            at=now,
            actor=LOADER,
            action="company-loaded",
            details=msgspec.json.encode(details, order="sorted").decode(),
            request_key=f"load:{directory.version + 1}",
        )
        history.append(unit, entry, previous=previous)
    return Loaded(found, left_out, settled)


def state_of(directory: Directory, customers: Mapping[str, Listed]) -> CompanyState:
    """Return the company as it is kept, with these of its customers."""
    people = {key: Member(person) for key, person in directory.people.items()}
    for identity, key in directory.identities.items():
        if identity in directory.links:
            continue  # A person's own doing, of which files say nothing.
        people[key] = Member(people[key].person, (*people[key].accounts, identity))
    return CompanyState(
        name=directory.company,
        time_zone=directory.time_zone,
        people=people,
        roles=directory.roles,
        channels=directory.channels,
        terms=directory.settings,
        customers=customers,
    )


def _changed_cards(unit: Unit, sources: Collection[Source], stored: CompanyState, after: CompanyState) -> list[Fault]:
    """Return a fault for every rate card that is not what it was although estimates were made with it."""
    found = []
    for source in sources:
        for index, section in enumerate(source.content.rate_cards):
            before = stored.terms.rate_card_of(section.version)
            changed = before is not None and before != after.terms.rate_card_of(section.version)
            if changed and unit.row(statements.CARD_IN_USE, {"version": section.version}) is not None:
                what = f"Estimates were made with rate card '{section.version}', and these are other figures."
                found.append(
                    source.fault(("rate_cards", index, "version"), what, "give the new figures a new version.")
                )
    return found


def write_changes(
    unit: Unit, stored: CompanyState, after: CompanyState, found: Collection[Change], *, version: int = 1
) -> None:
    """Queue what is different between two states of the company; `version` is that of a company without any yet."""
    changed = {kind: [change for change in found if change.kind == kind] for kind in {change.kind for change in found}}
    _write_people(unit, stored, after, [change.key for change in changed.get("people", [])])
    for change in changed.get("customers", []):
        unit.write(statements.SAVE_CUSTOMER, _customer_row(after.customers[change.key]))
    for change in changed.get("roles", []):
        _write_role(unit, change.key, after.roles.get(change.key, ()))
    for change in changed.get("channels", []):
        if change.what == "removed":
            unit.write(statements.DROP_CHANNEL, {"dropped": change.key})
        else:
            unit.write(statements.SAVE_CHANNEL, {"purpose": change.key, "address": after.channels[change.key]})
    terms = msgspec.json.encode(after.terms).decode()
    head = {"id": 1, "name": after.name, "time_zone": after.time_zone, "directory_version": version, "settings": terms}
    unit.write(statements.SAVE_COMPANY, head)


def _write_role(unit: Unit, role: str, holders: Collection[str]) -> None:
    unit.write(statements.DROP_HOLDERS, {"held_role": role})
    unit.write(statements.DROP_ROLE_GROUPS, {"held_role": role})
    for position, key in enumerate(holders):
        if key.startswith(GROUP):
            unit.write(statements.ADD_ROLE_GROUP, {"role": role, "group_key": key, "position": position})
        else:
            unit.write(statements.ADD_HOLDER, {"role": role, "person_key": key, "position": position})


def _write_people(unit: Unit, stored: CompanyState, after: CompanyState, keys: Collection[str]) -> None:
    """Queue people; accounts are taken from everybody before they are given, because they may change hands."""
    nobody = Member(Person(key="", name=""))
    moved = [key for key in keys if stored.people.get(key, nobody).accounts != after.people[key].accounts]
    for key in moved:
        unit.write(statements.DROP_IDENTITIES, {"person": key})
    for key in keys:
        unit.write(statements.SAVE_PERSON, _person_row(after.people[key].person))
    for key in moved:
        for position, account in enumerate(after.people[key].accounts):
            row = {"platform": account.platform, "user_id": account.user, "person_key": key, "position": position}
            unit.write(statements.ADD_IDENTITY, row)


def _person_row(person: Person) -> dict[str, object]:
    working_time = msgspec.json.encode(person.working_time).decode()
    return {**msgspec.structs.asdict(person), "working_time": working_time}


def _customer_row(listed: Listed) -> dict[str, object]:
    customer = listed.customer
    return {
        "key": customer.key,
        "name": customer.name,
        "folded_name": folded(customer.name),
        "tier": customer.tier,
        "channel": customer.channel,
        "shared_channel": customer.shared_channel,
        "contact_email": customer.contact_email,
        "roles": msgspec.json.encode(customer.roles, order="sorted").decode(),
        "active": listed.active,
    }
