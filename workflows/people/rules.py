"""What a company is made of, what becomes of it when files are loaded, and what that changes; pure."""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from workflows.kernel.company import RateCard, Terms
from workflows.kernel.people import Customer, Identity, Person
from workflows.people.reading import Source
from workflows.people.written import CustomerSection, PersonSection

Value = TypeVar("Value")
What = Literal["added", "changed", "removed", "left", "back"]


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

    kind: Literal["company", "people", "customers", "roles", "channels", "tiers", "rate cards"]
    key: str
    what: What
    fields: tuple[str, ...] = ()


def merged(stored: CompanyState, sources: Collection[Source], *, prune: bool) -> CompanyState:
    """Return the company as it is once the files are loaded.

    What the files do not name stays as it is; with `prune` it leaves, in the sections that the files speak of.
    """
    company = next((source.content.company for source in sources if source.content.company), None)
    state = msgspec.structs.replace(
        stored,
        name=company.name if company else stored.name,
        time_zone=company.time_zone or "UTC" if company else stored.time_zone,
        channels=_kept(stored.channels, sources, "channels", prune=prune)
        | {key: address for source in sources for key, address in source.content.channels.items()},
        roles=_kept(stored.roles, sources, "roles", prune=prune)
        | {role: keys for source in sources for role, keys in source.content.roles.items()},
        terms=_terms(stored.terms, sources),
    )
    return msgspec.structs.replace(
        state, people=_people(state, sources, prune=prune), customers=_customers(state, sources, prune=prune)
    )


def _kept(stored: Mapping[str, Value], sources: Collection[Source], section: str, *, prune: bool) -> dict[str, Value]:
    """Return what stays of a section that the files may replace: all of it, or nothing where they speak of it."""
    return {} if prune and any(source.speaks_of(section) for source in sources) else dict(stored)


def _people(state: CompanyState, sources: Collection[Source], *, prune: bool) -> dict[str, Member]:
    named: dict[str, Member] = {}
    for source in sources:
        for section in source.content.people:
            named[section.key] = _member(state.people.get(section.key), section, source.columns, state.time_zone)
    taken = {account for member in named.values() for account in member.accounts}
    leaving = prune and any(source.speaks_of("people") for source in sources)
    found: dict[str, Member] = {}
    for key, member in state.people.items():
        person = msgspec.structs.replace(member.person, active=False) if leaving else member.person
        found[key] = Member(person, tuple(account for account in member.accounts if account not in taken))
    return found | named


def _member(before: Member | None, section: PersonSection, columns: frozenset[str] | None, zone: str) -> Member:
    """Return a person as a file has them; what a sheet has no column for stays as it was."""

    def says(name: str) -> bool:
        return columns is None or name in columns or before is None

    old = before or Member(Person(key=section.key, name=section.name))
    accounts = {
        "slack": section.slack if says("slack") else _users(old, "slack"),
        "teams": section.teams if says("teams") else _users(old, "teams"),
    }
    person = Person(
        key=section.key,
        name=section.name,
        email=section.email if says("email") else old.person.email,
        time_zone=(section.time_zone or zone) if says("time_zone") else old.person.time_zone,
    )
    return Member(person, tuple(Identity(platform, user) for platform, users in accounts.items() for user in users))


def _users(member: Member, platform: str) -> tuple[str, ...]:
    return tuple(account.user for account in member.accounts if account.platform == platform)


def _customers(state: CompanyState, sources: Collection[Source], *, prune: bool) -> dict[str, Listed]:
    leaving = prune and any(source.speaks_of("customers") for source in sources)
    found = {
        key: msgspec.structs.replace(listed, active=False) if leaving else listed
        for key, listed in state.customers.items()
    }
    for source in sources:
        for section in source.content.customers:
            found[section.key] = Listed(_customer(state.customers.get(section.key), section, source.columns))
    return found


def _customer(before: Listed | None, section: CustomerSection, columns: frozenset[str] | None) -> Customer:
    """Return a customer as a file has it; what a sheet has no column for stays as it was."""
    new = Customer(
        key=section.key, name=section.name, tier=section.tier, channel=section.address, roles=dict(section.roles)
    )
    if columns is None or before is None:
        return new
    old = before.customer
    held = {role: keys for role, keys in old.roles.items() if f"role.{role}" not in columns}
    return msgspec.structs.replace(
        new,
        tier=new.tier if "tier" in columns else old.tier,
        channel=new.channel if columns & {"channel", "slack_channel"} else old.channel,
        roles=held | dict(new.roles),
    )


def _terms(stored: Terms, sources: Collection[Source]) -> Terms:
    """Return the terms: tiers are replaced as a whole, because their order means something; rate cards are added to."""
    tiers = [section.tier(key) for source in sources for key, section in source.content.tiers.items()]
    cards = [section.card() for source in sources for section in source.content.rate_cards]
    together = _by_version(stored.rate_cards) | _by_version(cards)
    ordered = sorted(together.values(), key=lambda card: (card.valid_from, card.version))
    return Terms(tiers=tuple(tiers) or stored.tiers, rate_cards=tuple(ordered))


def _by_version(cards: Collection[RateCard]) -> dict[str, RateCard]:
    return {card.version: card for card in cards}


def changes(before: CompanyState, after: CompanyState) -> tuple[Change, ...]:
    """Return what is different, section by section and by key: what a load writes, reports and records."""
    return tuple(_changes(before, after))


def _changes(before: CompanyState, after: CompanyState) -> Iterator[Change]:
    if (before.name, before.time_zone) != (after.name, after.time_zone):
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
    yield from _keyed("rate cards", _by_version(before.terms.rate_cards), _by_version(after.terms.rate_cards))


def _what(was_active: bool | None, is_active: bool) -> What:  # noqa: FBT001 - two states of the same thing.
    if was_active is None:
        return "added"
    if was_active == is_active:
        return "changed"
    return "back" if is_active else "left"


def _keyed(
    kind: Literal["roles", "channels", "rate cards"], before: Mapping[str, object], after: Mapping[str, object]
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
