"""What a company is made of as it is kept, and what is different between two states of it; pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

import msgspec

from workflows.kernel.company import RateCard, Terms
from workflows.kernel.people import Customer, Identity, Person

What = Literal["added", "changed", "removed", "left", "back"]
Keyed = Literal["roles", "channels", "rate cards", "working time", "digests"]


class Member(msgspec.Struct, frozen=True):
    """A person with their accounts, the one that gets their messages first. Who left stays, for the history's sake."""

    person: Person
    accounts: tuple[Identity, ...] = ()


class Listed(msgspec.Struct, frozen=True):
    """A customer as it is kept. One of the past stays, because engagements are its own."""

    customer: Customer
    active: bool = True


class CompanyState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that csops.toml can say, as it is kept."""

    name: str = ""
    time_zone: str = "UTC"
    people: Mapping[str, Member] = {}
    customers: Mapping[str, Listed] = {}
    roles: Mapping[str, tuple[str, ...]] = {}
    channels: Mapping[str, str] = {}
    terms: Terms = Terms()


class Change(msgspec.Struct, frozen=True):
    """One thing that a load changes. `fields` are the parts of a person or a customer that are different."""

    kind: Literal[
        "company", "people", "customers", "roles", "channels", "tiers", "rate cards", "working time", "digests"
    ]
    key: str
    what: What
    fields: tuple[str, ...] = ()


def by_version(cards: Collection[RateCard]) -> dict[str, RateCard]:
    """Return rate cards by their versions."""
    return {card.version: card for card in cards}


def changes(before: CompanyState, after: CompanyState) -> tuple[Change, ...]:
    """Return what is different, section by section and by key: what a load writes, reports and records."""
    return tuple(_changes(before, after))


def _changes(before: CompanyState, after: CompanyState) -> Iterator[Change]:
    if _head(before) != _head(after):
        yield Change("company", after.name, "changed" if before.name else "added")
    for key in sorted(before.people.keys() | after.people.keys()):
        was, now = before.people.get(key), after.people[key]
        if was != now:
            fields = _fields(was.person, now.person) if was else ()
            moved = ("accounts",) if was and was.accounts != now.accounts else ()
            active = (was.person.active if was else None, now.person.active)
            yield Change("people", key, _what(*active), tuple(name for name in fields if name != "active") + moved)
    for key in sorted(before.customers.keys() | after.customers.keys()):
        listed, here = before.customers.get(key), after.customers[key]
        if listed != here:
            fields = _fields(listed.customer, here.customer) if listed else ()
            yield Change("customers", key, _what(listed.active if listed else None, here.active), fields)
    yield from _keyed("roles", before.roles, after.roles)
    yield from _keyed("channels", before.channels, after.channels)
    if before.terms.tiers != after.terms.tiers:
        yield Change("tiers", ", ".join(tier.key for tier in after.terms.tiers), "changed")
    yield from _keyed("working time", before.terms.teams, after.terms.teams)
    yield from _keyed("digests", before.terms.digests, after.terms.digests)
    yield from _keyed("rate cards", by_version(before.terms.rate_cards), by_version(after.terms.rate_cards))


def _head(state: CompanyState) -> tuple[object, ...]:
    return state.name, state.time_zone, state.terms.working_time, state.terms.warn_percent


def _what(was_active: bool | None, is_active: bool) -> What:  # noqa: FBT001 - two states of the same thing.
    if was_active is None:
        return "added"
    if was_active == is_active:
        return "changed"
    return "back" if is_active else "left"


def _keyed(
    kind: Keyed,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            yield Change(kind, key, "removed")
        elif key not in before:
            yield Change(kind, key, "added")
        elif before[key] != after[key]:
            yield Change(kind, key, "changed")


def _fields(before: msgspec.Struct, after: msgspec.Struct) -> tuple[str, ...]:
    return tuple(name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name))
