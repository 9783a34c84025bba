"""The fields of each part's form, with what is kept filled in; and what was filled in, as csops.toml would say it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from workflows.administration import commands as parts
from workflows.administration import digests, rules
from workflows.kernel.company import RateCard, Tier
from workflows.kernel.forms import Choice, Field
from workflows.kernel.people import Directory
from workflows.people.fields import LONGEST_EMAIL, LONGEST_TITLE
from workflows.people.rules import CompanyState

KEY: Final = Field(
    key="key",
    label="Short name",
    required=False,
    hint="Small letters, digits and hyphens; it stays when the name changes. Made of the name, if left empty.",
    max_length=60,
)
NAME: Final = Field(key="name", label="Name", max_length=LONGEST_TITLE)
ADDRESS: Final = Field(
    key="channel",
    label="Channel",
    hint="Paste the link to the channel, or its id, such as C0123ABCD. csops has to be in it: /invite @csops.",
    max_length=500,
)
NONE: Final = Choice("none", "None")
FIRST_HINT: Final = "Who is named first is asked first where one person is meant."
EMAIL: Final = Field(key="email", label="E-mail address", required=False, max_length=LONGEST_EMAIL)
SLACK: Final = Field(
    key="slack",
    label="Slack member ids",
    required=False,
    hint="Such as U0123ABCD, from the profile; messages go to the first.",
    max_length=500,
)
TEAMS: Final = Field(
    key="teams", label="Teams user ids", required=False, hint="The object ids in Microsoft Entra.", max_length=500
)
ZONE: Final = Field(
    key="time_zone",
    label="Time zone",
    required=False,
    hint="Such as Europe/Berlin; the company's, if left empty.",
    max_length=60,
)
TITLE: Final = Field(key="title", label="Title", max_length=LONGEST_TITLE)
MINUTES: Final = Field(
    key="first_response_minutes",
    label="First response, in minutes",
    kind="number",
    hint="To a case of severity 1 or 2.",
)
REVIEWS: Final = Field(key="reviews_per_year", label="Adoption reviews a year", kind="number", required=False)
MANAGER: Final = Field(key="service_manager", label="A designated service manager?", kind="yes_no", required=False)
VERSION: Final = Field(
    key="version", label="Version", max_length=LONGEST_TITLE, hint="What ROMs call it, such as 2027-1."
)
VALID_FROM: Final = Field(key="valid_from", label="Valid from", kind="date")
CURRENCY: Final = Field(key="currency", label="Currency", max_length=3, hint="Its three letters, such as EUR.")
RATES: Final = Field(
    key="roles",
    label="Rates",
    kind="long_text",
    hint="One a line: short name | title | what an hour costs; with “| may differ” a ROM may set another rate.",
)
PROPOSED: Final = (
    Field(key="travel", label="Travel proposed", kind="money", required=False),
    Field(key="contingency_percent", label="Contingency proposed, in percent", kind="number", required=False),
    Field(key="low_percent", label="Low figure: percent below", kind="number", required=False),
    Field(key="high_percent", label="High figure: percent above", kind="number", required=False),
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose form it is: the entry as it is kept, None for a new one, and the company around it."""

    part: str
    key: str
    entry: Any
    state: CompanyState
    directory: Directory
    roles: Mapping[str, str]
    """All the roles, or purposes, that there are, with their titles."""


def fields_of(asked: Asked) -> tuple[Field, ...]:
    """Return the fields of an entry's form, with what is kept filled in."""
    return _FIELDS[asked.part](asked)


def _with(field: Field, value: Any, **more: Any) -> Field:  # noqa: ANN401 - whatever the field's kind takes.
    return replace(field, initial=value or None, **more)


def _one_of(key: str, label: str, roles: Mapping[str, str]) -> Field:
    choices = tuple(Choice(name, f"{title} ({name})"[:75]) for name, title in sorted(roles.items()))
    return Field(key=key, label=label, kind="choice", choices=choices or (NONE,))


def _role(asked: Asked) -> tuple[Field, ...]:
    held = asked.entry or ()
    add = Field(key="add", label="Add a person", kind="person", required=False)
    if not held:
        return (add,)
    choices = tuple(Choice(key, asked.directory.named(key)[:75]) for key in held)
    hint = "Take the tick away from who no longer does."
    keeps = Field(
        key="holders",
        label="Who holds it",
        kind="choices",
        required=False,
        hint=hint,
        choices=choices,
        initial=tuple(held),
    )
    first = Field(key="first", label="Add them as the first?", kind="yes_no", required=False, hint=FIRST_HINT)
    return (keeps, add, first)


def _customer_role(asked: Asked) -> tuple[Field, ...]:
    which = () if asked.key.partition(" ")[2] else (_one_of("role", "Role", asked.roles),)
    return (*which, *_role(asked))


def _channel(asked: Asked) -> tuple[Field, ...]:
    free = {name: title for name, title in asked.roles.items() if name not in asked.state.channels}
    which = () if asked.key else (_one_of("purpose", "What is it for?", free),)
    return (*which, _with(ADDRESS, asked.entry))


def _customer(asked: Asked) -> tuple[Field, ...]:
    one = asked.entry.customer if asked.entry else None
    tiers = (NONE, *(Choice(tier.key, tier.title) for tier in asked.state.terms.tiers))
    return (
        *(() if one else (KEY,)),
        _with(NAME, one and one.name),
        _with(Field(key="tier", label="Service tier", kind="choice", required=False, choices=tiers), one and one.tier),
        _with(ADDRESS, one and one.channel, required=False),
    )


def _person(asked: Asked) -> tuple[Field, ...]:
    person = asked.entry.person if asked.entry else None

    def ids(platform: str) -> str:
        return ", ".join(one.user for one in asked.entry.accounts if one.platform == platform) if asked.entry else ""

    return (
        *(() if person else (KEY,)),
        _with(NAME, person and person.name),
        _with(EMAIL, person and person.email),
        _with(SLACK, ids("slack")),
        _with(TEAMS, ids("teams")),
        _with(ZONE, person and person.time_zone),
    )


def _tier(asked: Asked) -> tuple[Field, ...]:
    tier: Tier | None = asked.entry
    minutes, reviews = (str(tier.first_response_minutes), str(tier.reviews_per_year)) if tier else ("", "")
    return (
        *(() if tier else (KEY,)),
        _with(TITLE, tier and tier.title),
        _with(MINUTES, minutes),
        _with(REVIEWS, reviews),
        replace(MANAGER, initial=tier.service_manager if tier else None),
    )


def _rate_card(asked: Asked) -> tuple[Field, ...]:
    card: RateCard | None = asked.entry
    newest = max(asked.state.terms.rate_cards, key=lambda one: one.valid_from, default=None)
    like = card or newest
    numbers = [_with(field, like and format(getattr(like, field.key), "f")) for field in PROPOSED]
    return (
        _with(VERSION, card and card.version),
        _with(VALID_FROM, card and card.valid_from.isoformat()),
        _with(CURRENCY, like and like.currency),
        _with(RATES, like and rules.rate_lines(like)),
        *numbers,
    )


def _digest(asked: Asked) -> tuple[Field, ...]:
    return digests.fields_of(asked.entry, tuple(asked.state.channels), asked.roles)


_FIELDS: Final[Mapping[str, Callable[[Asked], tuple[Field, ...]]]] = {
    parts.ROLES: _role,
    parts.CUSTOMER_ROLES: _customer_role,
    parts.CHANNELS: _channel,
    parts.CUSTOMERS: _customer,
    parts.PEOPLE: _person,
    parts.TIERS: _tier,
    parts.RATES: _rate_card,
    parts.DIGESTS: _digest,
}
EDITABLE: Final = frozenset(_FIELDS)
"""The parts whose entries have a form."""


def content_of(part: str, key: str, values: Mapping[str, str], state: CompanyState) -> dict[str, Any]:
    """Return what was filled in as csops.toml would say it; its readers check it and name what is wrong."""
    match part:
        case parts.CHANNELS:
            return {"channels": {key: rules.address_in(values["channel"])}}
        case parts.CUSTOMERS:
            tier = values.get("tier", "none")
            said = {"tier": "" if tier == "none" else tier, "channel": rules.address_in(values.get("channel", ""))}
            return {"customers": [{"key": key, "name": values["name"], **said}]}
        case parts.PEOPLE:
            accounts = {name: rules.ids_in(values.get(name, "")) for name in ("slack", "teams")}
            plain = {name: values.get(name, "") for name in ("name", "email", "time_zone")}
            return {"people": [{"key": key, **plain, **accounts}]}
        case parts.TIERS:
            tiers: dict[str, Any] = {tier.key: rules.tier_content(tier) for tier in state.terms.tiers}
            numbers = {
                name: rules.whole_number(values[name])
                for name in ("first_response_minutes", "reviews_per_year")
                if name in values
            }
            flag = {"service_manager": values.get("service_manager") == "yes"}
            return {"tiers": {**tiers, key: {"title": values["title"], **numbers, **flag}}}
        case parts.DIGESTS:
            return digests.content_of(key, values)
        case _:
            kept = {name: words for name, words in values.items() if name not in {"roles", "valid_from"}}
            day, rates = rules.day_of(values["valid_from"]), rules.rates_in(values["roles"])
            return {"rate_cards": [{**kept, "valid_from": day, "roles": rates}]}


COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    parts.CUSTOMERS: frozenset({"key", "name", "tier", "channel"}),
    parts.PEOPLE: frozenset({"key", "name", "email", "slack", "teams", "time_zone"}),
}
"""What a form says of an entry; the rest of it stays as it was."""


def places_of(part: str, key: str, fields: Collection[str]) -> dict[tuple[str | int, ...], int]:
    """Return a number for the place of each field in what csops.toml would say, so that a fault can name its field."""
    where: Mapping[str, tuple[str | int, ...]] = {
        parts.CUSTOMERS: ("customers", 0),
        parts.PEOPLE: ("people", 0),
        parts.TIERS: ("tiers", key),
        parts.RATES: ("rate_cards", 0),
        parts.DIGESTS: ("digests", key),
    }
    if part == parts.CHANNELS:
        return {("channels", key): 1 + list(fields).index(ADDRESS.key)}
    return {(*where[part], name): number for number, name in enumerate(fields, 1)}
