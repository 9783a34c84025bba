"""What a company's entries are, what becomes of them, and what must not; pure."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from workflows.administration import commands as parts
from workflows.kernel.company import Rate, RateCard, Tier
from workflows.kernel.digests import Digest, wished
from workflows.kernel.people import GROUP, Directory
from workflows.people.rules import CompanyState, Listed, Member, by_version

_SLACK_LINK: Final = re.compile(r"https://[^/]+\.slack\.com/(?:archives|app_redirect\?channel=)/?([A-Z0-9]+)")
_TEAMS_LINK: Final = re.compile(r"https://[^/]+/l/channel/([^/?]+)")
_SLUG: Final = re.compile(r"[^a-z0-9]+")


def _customer_role(state: CompanyState, key: str) -> tuple[str, ...] | None:
    customer, _, role = key.partition(" ")
    listed = state.customers.get(customer)
    return listed.customer.roles.get(role) if listed else None


_ENTRIES: Final[Mapping[str, Callable[[CompanyState, str], Any]]] = {
    parts.ROLES: lambda state, key: state.roles.get(key),
    parts.CHANNELS: lambda state, key: state.channels.get(key),
    parts.CUSTOMERS: lambda state, key: state.customers.get(key),
    parts.CUSTOMER_ROLES: _customer_role,
    parts.PEOPLE: lambda state, key: state.people.get(key),
    parts.TIERS: lambda state, key: state.terms.tier(key),
    parts.RATES: lambda state, key: by_version(state.terms.rate_cards).get(key),
    parts.DIGESTS: lambda state, key: wished(state.terms.digests).get(key),
}


def entry_of(state: CompanyState, part: str, key: str) -> Any:  # noqa: ANN401 - whatever the part is made of.
    """Return an entry of the company; None where there is none."""
    found = _ENTRIES.get(part)
    return found(state, key) if found else None


def digest_of(entry: object) -> str:
    """Return what tells an entry from itself once it was changed; NEW where there is none."""
    if entry is None:
        return parts.NEW
    return hashlib.sha256(msgspec.json.encode(entry, order="sorted")).hexdigest()[:12]


def with_roles(state: CompanyState, key: str, holders: Collection[str]) -> CompanyState:
    """Return the company with other people in a team's role; nobody in it takes the role away."""
    roles = {role: people for role, people in state.roles.items() if role != key}
    return msgspec.structs.replace(state, roles={**roles, key: tuple(holders)} if holders else roles)


def with_customer_role(state: CompanyState, key: str, holders: Collection[str]) -> CompanyState:
    """Return the company with other people in a customer's role; nobody in it lets the team's be asked."""
    customer, _, role = key.partition(" ")
    listed = state.customers[customer]
    roles = {one: people for one, people in listed.customer.roles.items() if one != role}
    changed = msgspec.structs.replace(listed.customer, roles={**roles, role: tuple(holders)} if holders else roles)
    return with_customer(state, msgspec.structs.replace(listed, customer=changed))


def with_customer(state: CompanyState, listed: Listed) -> CompanyState:
    """Return the company with a customer as given."""
    return msgspec.structs.replace(state, customers={**state.customers, listed.customer.key: listed})


def without(state: CompanyState, part: str, key: str) -> CompanyState:
    """Return the company without an entry; a customer of the past is kept as one."""
    if part == parts.CHANNELS:
        kept = {purpose: address for purpose, address in state.channels.items() if purpose != key}
        return msgspec.structs.replace(state, channels=kept)
    if part == parts.CUSTOMERS:
        return with_customer(state, msgspec.structs.replace(state.customers[key], active=False))
    if part == parts.TIERS:
        tiers = tuple(tier for tier in state.terms.tiers if tier.key != key)
        return msgspec.structs.replace(state, terms=msgspec.structs.replace(state.terms, tiers=tiers))
    cards = tuple(card for card in state.terms.rate_cards if card.version != key)
    return msgspec.structs.replace(state, terms=msgspec.structs.replace(state.terms, rate_cards=cards))


def handed_on(state: CompanyState, person: str, heir: str) -> CompanyState:
    """Return the company with a person gone: their roles are the heir's, once, in the same place; or nobody's."""

    def roles(held: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        found = {}
        for role, people in held.items():
            named = dict.fromkeys(heir if one == person else one for one in people)
            kept = tuple(one for one in named if one)
            if kept:
                found[role] = kept
        return found

    customers = {
        key: msgspec.structs.replace(
            listed, customer=msgspec.structs.replace(listed.customer, roles=roles(listed.customer.roles))
        )
        for key, listed in state.customers.items()
    }
    member = state.people[person]
    gone = Member(msgspec.structs.replace(member.person, active=False), member.accounts)
    people = {**state.people, person: gone}
    return msgspec.structs.replace(state, roles=roles(state.roles), customers=customers, people=people)


def roles_held(state: CompanyState, person: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the roles that a person holds in the team and for customers, as they are said to people.

    A role without a title, because no process has it, goes by its key.
    """
    team = [titles.get(role, role) for role, people in state.roles.items() if person in people]
    own = [
        f"{titles.get(role, role)} of {listed.customer.name}"
        for listed in state.customers.values()
        if listed.active
        for role, people in listed.customer.roles.items()
        if person in people
    ]
    return (*sorted(team), *sorted(own))


def has_admin(state: CompanyState, directory: Directory) -> bool:
    """Return whether somebody with an account still is an administrator; else nobody could mend anything here."""
    held = state.roles.get("admin", ())
    people = [one for key in held for one in (directory.groups.get(key, ()) if key.startswith(GROUP) else (key,))]
    linked = {directory.identities[account] for account in directory.links}
    found = (member for key in people if (member := state.people.get(key)) is not None and member.person.active)
    return any(member.accounts or member.person.key in linked for member in found)


def key_from(name: str, *, mark: str) -> str:
    """Return a key for a name that has none: its letters, small and without accents, with a mark between the words."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return _SLUG.sub(mark, plain).strip(mark)[:60].strip(mark)


def address_in(words: str) -> str:
    """Return the address of a channel in what was pasted: an address, a bare id of Slack, or a link to the channel."""
    if found := _SLACK_LINK.match(words):
        return f"slack:{found[1]}"
    if found := _TEAMS_LINK.match(words):
        return f"teams:{unquote(found[1])}"
    if re.fullmatch(r"[CG][A-Z0-9]{2,30}", words):
        return f"slack:{words}"
    return f"teams:{words}" if words.startswith("19:") else words


def ids_in(words: str) -> list[str]:
    """Return the accounts in a line, between commas or blanks."""
    return [one for one in re.split(r"[,\s]+", words) if one]


def rate_lines(card: RateCard) -> str:
    """Return a card's rates as its form has them, one a line."""
    return "\n".join(
        f"{rate.key} | {rate.title} | {format(rate.per_hour, 'f')}{' | may differ' if rate.override else ''}"
        for rate in card.rates
    )


def rates_in(lines: str) -> list[dict[str, object]]:
    """Return the rates that lines say: `key | title | rate`, and `| may differ` where an estimate may set another."""
    found: list[dict[str, object]] = []
    for words in lines.split("\n"):
        if not words.strip():
            continue
        key, title, rate, *more = [part.strip() for part in (*words.split("|"), "", "")][:4]
        found.append({"key": key, "title": title, "rate": rate.replace(",", "."), "override": bool(more and more[0])})
    return found


def plain(entry: object) -> dict[str, str]:
    """Return an entry in words, part by part: what the history keeps of it, and what cards show."""
    match entry:
        case str():
            return {"channel": entry}
        case tuple():
            return {"people": ", ".join(entry)}
        case Listed():
            one = entry.customer
            roles = "; ".join(f"{role}: {', '.join(people)}" for role, people in sorted(one.roles.items()))
            past = {} if entry.active else {"active": "no"}
            return {"name": one.name, "tier": one.tier, "channel": one.channel, "roles": roles, **past}
        case Member():
            person = entry.person
            accounts = ", ".join(f"{one.platform}:{one.user}" for one in entry.accounts)
            past = {} if person.active else {"active": "no"}
            known = {"name": person.name, "email": person.email, "time zone": person.time_zone}
            return {**known, "accounts": accounts, **past}
        case msgspec.Struct():
            return _in_parts(entry)
        case _:
            return {}


def _in_parts(entry: msgspec.Struct) -> dict[str, str]:
    if isinstance(entry, Digest):
        where = {"channel": entry.to, "people": ", ".join(entry.people)}
        return {"every": entry.every, "hour": f"{entry.hour}:00", **where, "switched off": _word(entry.off)}
    return {key.replace("_", " "): _word(value) for key, value in msgspec.structs.asdict(entry).items()}


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_word, value))
    if isinstance(value, Rate):
        return f"{value.title} {value.per_hour}{', or another' if value.override else ''}"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what is different between two states of an entry: the part, before and after."""
    names = dict.fromkeys((*before, *after))
    return [
        (name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]


def whole_number(words: str) -> object:
    """Return a whole number as one, and anything else as it is, for its reader to refuse."""
    try:
        number = Decimal(words)
    except InvalidOperation:
        return words
    return int(number) if number == number.to_integral_value() else words


def day_of(words: str) -> date:
    """Return a day that a form read already."""
    return date.fromisoformat(words)


def tier_content(tier: Tier) -> dict[str, object]:
    """Return a tier as csops.toml would say it."""
    return {name: getattr(tier, name) for name in tier.__struct_fields__ if name != "key"}
