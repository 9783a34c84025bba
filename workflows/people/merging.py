"""What becomes of a company when files are loaded; pure."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

import msgspec

from workflows.kernel.company import Terms
from workflows.kernel.people import Customer, Identity, Person
from workflows.kernel.working_time import WorkingTime
from workflows.people.reading import Source
from workflows.people.rules import CompanyState, Listed, Member, by_version
from workflows.people.written import CustomerSection, PersonSection

Value = TypeVar("Value")


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
        terms=_terms(stored.terms, sources, prune=prune),
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
        working_time=_working_time(old.person.working_time, section, says),
    )
    return Member(person, tuple(Identity(platform, user) for platform, users in accounts.items() for user in users))


def _working_time(old: WorkingTime, section: PersonSection, says: Callable[[str], bool]) -> WorkingTime:
    new = section.working_time
    said = (name for name in ("hours", "holidays", "closed") if says(name))
    return msgspec.structs.replace(old, **{name: getattr(new, name) for name in said})


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
        key=section.key,
        name=section.name,
        tier=section.tier,
        channel=section.address,
        roles=dict(section.roles),
        shared_channel=section.shared_channel,
        contact_email=section.contact_email,
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
        shared_channel=new.shared_channel if "shared_channel" in columns else old.shared_channel,
        contact_email=new.contact_email if "contact_email" in columns else old.contact_email,
    )


def _terms(stored: Terms, sources: Collection[Source], *, prune: bool) -> Terms:
    """Return the terms: tiers are replaced as a whole, because their order means something; rate cards are added to."""
    tiers = [section.tier(key) for source in sources for key, section in source.content.tiers.items()]
    cards = [section.card() for source in sources for section in source.content.rate_cards]
    together = by_version(stored.rate_cards) | by_version(cards)
    ordered = sorted(together.values(), key=lambda card: (card.valid_from, card.version))
    company = next((source.content.company for source in sources if source.content.company), None)
    teams = {role: team.working_time for source in sources for role, team in source.content.working_time.items()}
    wishes = {key: section.wish() for source in sources for key, section in source.content.digests.items()}
    return Terms(
        tiers=tuple(tiers) or stored.tiers,
        rate_cards=tuple(ordered),
        working_time=company.working_time if company else stored.working_time,
        warn_percent=company.warn_at_percent if company else stored.warn_percent,
        teams=_kept(stored.teams, sources, "working_time", prune=prune) | teams,
        digests=_kept(stored.digests, sources, "digests", prune=prune) | wishes,
    )
