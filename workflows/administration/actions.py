"""Changing the company in chat: read, checked by the rules of csops.toml, written with before and after, or refused."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from workflows.administration import cards, digests, fields, rules
from workflows.administration import commands as parts
from workflows.administration.commands import ChangeEntry, RemoveEntry
from workflows.administration.reading import roles_of, state_of
from workflows.desk import Desk, Noted, check_admin
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import single_line
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values, several
from workflows.people import statements
from workflows.people.actions import write_changes
from workflows.people.checking import check
from workflows.people.lines import Lines
from workflows.people.merging import merged
from workflows.people.reading import Source, validated
from workflows.people.rules import CompanyState, Listed, changes
from workflows.process.parts import PURPOSES

_MARKS: Final[Mapping[str, str]] = {parts.TIERS: "_", parts.CUSTOMERS: "-", parts.PEOPLE: "."}
"""What stands between the words of a key that is made of a name."""
_KEY_FIELDS: Final[Mapping[str, str]] = {
    parts.RATES: "version",
    parts.CUSTOMER_ROLES: "role",
    parts.CHANNELS: "purpose",
}
"""The field that names a new entry, where it is not its key."""


def change(desk: Desk, command: ChangeEntry) -> Done:
    """Add or change an entry, of which csops.toml then says less than is so (`csops export`).

    Refused with NOT_ALLOWED for all but administrators, with CHANGED_MEANWHILE where it is not what the person saw, and
    at the field that is wrong.
    """
    check_admin(desk)
    part, key = single_line(command.part), single_line(command.key)
    if part not in fields.EDITABLE:
        raise RefusedError(Reason.NOT_FOUND)
    state = state_of(desk, part, key)
    if part == parts.DIGESTS and rules.entry_of(state, part, key) is None:
        raise RefusedError(Reason.NOT_FOUND, what=key)
    _check_seen(state, part, key, command.state)
    values = _values(desk, state, part, key, command)
    key, state = _key(desk, state, part, key, values)
    after = _after(desk, state, part, key, values)
    _check_whole(desk, part, after)
    before, now = rules.entry_of(state, part, key), rules.entry_of(after, part, key)
    if not changes(state, after):
        return Done(card=cards.unchanged_card(part, key))
    write(desk, part, key, state, after)
    if part == parts.CHANNELS or (part == parts.CUSTOMERS and now.customer.channel):
        _greet(desk, key, before, now)
    return Done(card=cards.changed_card(part, key, rules.plain(before), rules.plain(now)))


def remove(desk: Desk, command: RemoveEntry) -> Done:
    """Take a channel, a tier or an unused rate card away, or let a customer be one of the past.

    Refused as `change` is, and where something still needs it.
    """
    check_admin(desk)
    part, key = single_line(command.part), single_line(command.key)
    if part not in {parts.CHANNELS, parts.CUSTOMERS, parts.TIERS, parts.RATES}:
        raise RefusedError(Reason.NOT_FOUND)
    state = state_of(desk, part, key)
    _check_seen(state, part, key, command.state)
    before = rules.entry_of(state, part, key)
    if before is None or (part == parts.CUSTOMERS and not before.active):
        raise RefusedError(Reason.NOT_FOUND, what=key)
    after = rules.without(state, part, key)
    _check_unused(desk, state, after, part, key)
    write(desk, part, key, state, after)
    return Done(card=cards.removed_card(part, key, rules.plain(before)))


def write(desk: Desk, part: str, key: str, state: CompanyState, after: CompanyState) -> None:
    """Queue a change of the company with its entry in the history, and mark it as changed in chat."""
    found = changes(state, after)
    write_changes(desk.unit, state, after, found)
    before, now = rules.plain(rules.entry_of(state, part, key)), rules.plain(rules.entry_of(after, part, key))
    details = {"part": part, "key": key, "before": _json(before), "after": _json(now)}
    desk.record_company(Noted("administered", details=details))
    for one in found:
        row = {"section": one.kind, "key": "" if one.kind == "tiers" else one.key}
        desk.unit.write(statements.MARK, {**row, "by": desk.actor.key, "at": desk.now})


def _json(words: Mapping[str, str]) -> str:
    return msgspec.json.encode(words, order="sorted").decode()


def _check_seen(state: CompanyState, part: str, key: str, seen: str) -> None:
    entry = rules.entry_of(state, part, key)
    # A new entry was seen as none; of a role that nobody holds the same is true.
    if seen != rules.digest_of(entry):
        raise RefusedError(Reason.CHANGED_MEANWHILE)


def _values(desk: Desk, state: CompanyState, part: str, key: str, command: ChangeEntry) -> dict[str, str]:
    entry = rules.entry_of(state, part, key)
    known = roles_of(desk, part)
    asked = fields.Asked(part=part, key=key, entry=entry, state=state, directory=desk.directory, roles=known)
    return read_values(fields.fields_of(asked), command.values)


def _named(part: str, key: str, values: dict[str, str]) -> str:
    """Return the key of the entry that is meant; of a new one, what its form says, or one that is made of its name."""
    if part == parts.RATES:
        return values["version"]
    if part == parts.CUSTOMER_ROLES:
        return key if key.partition(" ")[2] else f"{key.strip()} {values['role']}"
    if part == parts.CHANNELS:
        return key or values["purpose"]
    if key or part == parts.ROLES:
        return key
    name = values["name" if "name" in values else "title"]
    return values.pop("key", "") or rules.key_from(name, mark=_MARKS[part])


def _key(desk: Desk, state: CompanyState, part: str, key: str, values: dict[str, str]) -> tuple[str, CompanyState]:
    """Return which entry is meant, and the company with it read; refused where a new one is there already."""
    named = _named(part, key, values)
    if part == parts.ROLES and named not in roles_of(desk, part):
        raise RefusedError(Reason.NOT_FOUND, what=named)
    if named == key:
        return key, state
    found = state_of(desk, part, named)
    if rules.entry_of(found, part, named) is not None:
        raise RefusedError(Reason.THERE_ALREADY, _KEY_FIELDS.get(part, "key"), what=named)
    return named, found


def _after(desk: Desk, state: CompanyState, part: str, key: str, values: dict[str, str]) -> CompanyState:
    if part == parts.ROLES:
        return rules.with_roles(state, key, _holders(desk, values))
    if part == parts.CUSTOMER_ROLES:
        if key.partition(" ")[0] not in state.customers:
            raise RefusedError(Reason.UNKNOWN_CUSTOMER)
        return rules.with_customer_role(state, key, _holders(desk, values))
    names = ["key", *values]
    places = fields.places_of(part, key, names)
    content = fields.content_of(part, key, values, state)
    source = validated(content, "form", Lines(places), columns=fields.COLUMNS.get(part))
    if not isinstance(source, Source):
        raise _refused(source, names)
    after = merged(state, [source], prune=False)
    faults = check([source], state, after)
    if faults:
        raise _refused(faults, names)
    if part == parts.RATES:
        _check_unused(desk, state, after, part, key)
    return digests.without_what_is_shipped(after) if part == parts.DIGESTS else after


def _refused(faults: Collection[Any], names: list[str]) -> RefusedError:
    fault = min(faults)
    field = names[fault.line - 1] if fault.line <= len(names) else ""
    return RefusedError(Reason.NOT_TAKEN, field, what=fault.what, mend=f"{fault.mend[:1].upper()}{fault.mend[1:]}")


def _holders(desk: Desk, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return who holds a role from now on; refused with NOT_A_CHOICE for somebody who is not here."""
    added = values.get("add", "")
    if added:
        person = desk.directory.people.get(added)
        if person is None or not person.active:
            raise RefusedError(Reason.NOT_A_CHOICE, "add", label="Add a person")
    kept = several(values.get("holders", ""))
    both = (added, *kept) if values.get("first") == "yes" else (*kept, added)
    return tuple(dict.fromkeys(one for one in both if one))


def _check_whole(desk: Desk, part: str, after: CompanyState) -> None:
    """Refuse what would leave csops without an administrator."""
    if part in {parts.ROLES, parts.PEOPLE} and not rules.has_admin(after, desk.directory):
        raise RefusedError(Reason.LAST_ADMIN)


def _check_unused(desk: Desk, state: CompanyState, after: CompanyState, part: str, key: str) -> None:
    """Refuse to change a rate card that a ROM was made with, and to take away a tier that a customer has."""
    if part == parts.RATES:
        before, now = rules.entry_of(state, part, key), rules.entry_of(after, part, key)
        if before is not None and before != now and desk.unit.row(statements.CARD_IN_USE, {"version": key}) is not None:
            raise RefusedError(Reason.CARD_USED, "version", version=key)
    if part == parts.TIERS:
        have = [one.customer.name for one in state.customers.values() if one.active and one.customer.tier == key]
        if have:
            raise RefusedError(Reason.TIER_USED, customers=", ".join(have[:3]), count=str(len(have)))


def _greet(desk: Desk, key: str, before: str | Listed | None, now: str | Listed) -> None:
    """Say hello in a channel that is new to something; where csops is not in it, operations hears of that."""
    was = "" if before is None else _channel_of(before)
    address = _channel_of(now)
    if address != was:
        what = now.customer.name if isinstance(now, Listed) else key if key in PURPOSES else f"the role {key}"
        desk.send(address, Post(card=cards.hello_card(what, desk.by)))


def _channel_of(entry: str | Listed) -> str:
    return entry.customer.channel if isinstance(entry, Listed) else entry
