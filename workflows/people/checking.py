"""What files say of each other and of what is kept already: everything that no single value can be blamed for."""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, TypeVar

from workflows.kernel.digests import shipped
from workflows.kernel.people import GROUP, Identity
from workflows.people.lines import Place
from workflows.people.reading import Source
from workflows.people.rules import CompanyState
from workflows.people.written import Section
from workflows.process.faults import Fault, choose, closest

MOST_OF_A_KIND: Final = 200
"""A wrong column of a long sheet is one mistake, not fifty thousand."""

Key = TypeVar("Key")
Claim = tuple[Key, Source, Place, str]
"""Something that only one may have: what it is, where it is written, and who claims it."""


def check(sources: Collection[Source], stored: CompanyState, after: CompanyState) -> list[Fault]:
    """Return the faults of files that are loaded together, sorted by file and line; MOST_OF_A_KIND of each kind.

    `stored` is the company as it is kept, `after` as it would be once the files are loaded.
    """
    kinds = (
        _twice(sources),
        _unnamed(sources, after),
        _shared_emails(sources, stored),
        _shared_accounts(sources, stored),
        _unknown_people(sources, after),
        _unknown_tiers(sources, after),
        _digests(sources, after),
    )
    return sorted({fault for kind in kinds for fault in itertools.islice(kind, MOST_OF_A_KIND)})


def _unnamed(sources: Collection[Source], after: CompanyState) -> Iterator[Fault]:
    if not after.name:
        source = next(iter(sources))
        mend = "add [company] with its name to csops.toml, or load that file first."
        yield source.fault((), "No file names the company.", mend)


def _twice(sources: Collection[Source]) -> Iterator[Fault]:
    """Two entries with the same key: in one file, or in two that are loaded together."""
    for section, key_of in (("people", "key"), ("customers", "key"), ("rate_cards", "version")):
        entries = (
            (getattr(entry, key_of), source, (section, index, key_of), key_of)
            for source in sources
            for index, entry in _entries(source, section)
        )
        yield from _claimed(entries, lambda key, file, line: f"'{key}' is there already, in {file} on line {line}.")
    days = (
        (entry.card().valid_from, source, ("rate_cards", index, "valid_from"), entry.version)
        for source in sources
        for index, entry in enumerate(source.content.rate_cards)
    )
    yield from _claimed(days, lambda day, file, line: f"A rate card from {day} on is in {file} on line {line}.")
    for section in ("roles", "channels", "tiers", "working_time", "digests"):
        named = ((key, source, (section, key), key) for source in sources for key in getattr(source.content, section))
        yield from _claimed(named, lambda key, file, line: f"'{key}' is there already, in {file} on line {line}.")
    companies = (("", source, ("company",), "") for source in sources if source.content.company)
    yield from _claimed(companies, lambda _, file, line: f"The company is named in {file} on line {line} already.")


def _claimed(claims: Iterable[Claim[Key]], words: Callable[[Key, str, int], str]) -> Iterator[Fault]:
    seen: dict[Key, Claim[Key]] = {}
    for claim in claims:
        key, source, place, _ = claim
        if key in seen:
            _, first, there, _ = seen[key]
            yield source.fault(place, words(key, first.file, first.lines.of(there)), "keep one of the two.")
        seen.setdefault(key, claim)


def _entries(source: Source, section: str) -> Iterator[tuple[int, Section]]:
    return enumerate(getattr(source.content, section))


def _named_people(sources: Collection[Source]) -> frozenset[str]:
    return frozenset(section.key for source in sources for section in source.content.people)


def _shared_emails(sources: Collection[Source], stored: CompanyState) -> Iterator[Fault]:
    named = _named_people(sources)
    owners = {
        member.person.email.casefold(): key
        for key, member in stored.people.items()
        if key not in named and member.person.active and member.person.email
    }
    for source in sources:
        for index, section in enumerate(source.content.people):
            folded = section.email.casefold()
            owner = owners.setdefault(folded, section.key) if folded else section.key
            if owner != section.key:
                what = f"'{section.email}' is the address of {owner} already."
                yield source.fault(
                    ("people", index, "email"), what, "give each person their own; one of the two is a slip."
                )


def _shared_accounts(sources: Collection[Source], stored: CompanyState) -> Iterator[Fault]:
    """One account of two people would let somebody approve what they themselves asked for."""
    named = _named_people(sources)
    owners = {
        account: key
        for key, member in stored.people.items()
        if key not in named and member.person.active
        for account in member.accounts
    }
    for source in sources:
        for index, section in enumerate(source.content.people):
            for platform in ("slack", "teams"):
                for user in getattr(section, platform):
                    owner = owners.setdefault(Identity(platform, user), section.key)
                    if owner != section.key:
                        what = f"'{user}' is the account of {owner} already."
                        mend = "an account is one person's; put all accounts of a person under one entry."
                        yield source.fault(("people", index, platform), what, mend)


def _unknown_people(sources: Collection[Source], after: CompanyState) -> Iterator[Fault]:
    here = {key for key, member in after.people.items() if member.person.active}
    for source in sources:
        for role, keys in source.content.roles.items():
            yield from _strangers(source, ("roles", role), keys, here, after)
        for index, section in enumerate(source.content.customers):
            for role, keys in section.roles.items():
                yield from _strangers(source, ("customers", index, "roles", role), keys, here, after)


def _strangers(
    source: Source, place: Place, keys: tuple[str, ...], here: Collection[str], after: CompanyState
) -> Iterator[Fault]:
    for number, key in enumerate(keys):
        if key.startswith(GROUP):
            continue  # Who is in it is not for this file to say.
        if key in after.people and key not in here:
            yield source.fault((*place, number), f"'{key}' has left.", "name somebody else.")
        elif key not in here:
            near = closest(key, here)
            mend = f"did you mean '{near}'?" if near else "add a person with that key."
            yield source.fault((*place, number), f"There is nobody called '{key}'.", mend)


def _unknown_tiers(sources: Collection[Source], after: CompanyState) -> Iterator[Fault]:
    known = [tier.key for tier in after.terms.tiers]
    named = set()
    for source in sources:
        for index, section in enumerate(source.content.customers):
            named.add(section.key)
            if section.tier and section.tier not in known:
                yield source.fault(
                    ("customers", index, "tier"), f"There is no tier '{section.tier}'.", choose(section.tier, known)
                )
    for source in sources:
        if source.speaks_of("tiers"):
            lost = [
                key
                for key, listed in after.customers.items()
                if listed.active and key not in named and listed.customer.tier not in {"", *known}
            ]
            if lost:
                more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""  # noqa: PLR2004 - three tell enough.
                what = f"Customers have a tier that is not here: {', '.join(lost[:3])}{more}."
                yield source.fault(("tiers",), what, "keep their tier, or give them another one in the same load.")


def _digests(sources: Collection[Source], after: CompanyState) -> Iterator[Fault]:
    """What a digest cannot do: there is none, it has no such period, or it is each person's own."""
    known = shipped()
    for source in sources:
        for key, section in source.content.digests.items():
            place, digest = ("digests", key), known.get(key)
            if digest is None:
                yield source.fault(place, f"There is no digest '{key}'.", choose(key, tuple(known)))
                continue
            if section.every not in {None, *digest.periods}:
                what = f"'{key}' does not come every {section.every}."
                yield source.fault((*place, "every"), what, f"write {' or '.join(digest.periods)}.")
            if section.to and digest.personal:
                what = f"'{key}' is each person's own, so no channel can have it."
                yield source.fault((*place, "to"), what, "name roles under 'people'.")
            elif section.to and section.to not in after.channels:
                what = f"There is no channel for '{section.to}'."
                yield source.fault((*place, "to"), what, choose(section.to, tuple(after.channels)))
