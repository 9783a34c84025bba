"""The company as it is kept, as csops.toml says it: what is written so and loaded again changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import tomli_w

from workflows.kernel.company import RateCard
from workflows.kernel.digests import Wish
from workflows.kernel.people import GROUP
from workflows.kernel.working_time import WorkingTime
from workflows.people.rules import CompanyState, Listed, Member

HEADER: Final = "# The company as csops keeps it, with what was changed in chat: csops load takes it in again.\n\n"


def exported(state: CompanyState) -> str:
    """Return a company as the text of csops.toml. Who left, and customers of the past, stay out of it."""
    here = {key: one for key, one in state.people.items() if one.person.active}
    content: dict[str, Any] = {
        "company": {"name": state.name, "time_zone": state.time_zone, **_working(state.terms.working_time)},
        "roles": {role: kept for role, people in sorted(state.roles.items()) if (kept := _here(people, here))},
        "channels": dict(sorted(state.channels.items())),
        "working_time": {role: {**_zone(team), **_working(team)} for role, team in sorted(state.terms.teams.items())},
        "tiers": {tier.key: _without_key(tier) for tier in state.terms.tiers},
        "digests": {key: _said(wish) for key, wish in sorted(state.terms.digests.items())},
        "people": [_person(one) for _, one in sorted(here.items())],
        "customers": [_customer(one, here) for _, one in sorted(state.customers.items()) if one.active],
        "rate_cards": [_card(card) for card in state.terms.rate_cards],
    }
    return HEADER + tomli_w.dumps({name: part for name, part in content.items() if part})


def _here(people: Sequence[str], here: Mapping[str, Member]) -> list[str]:
    return [key for key in people if key in here or key.startswith(GROUP)]


def _without_key(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a tier.
    return {name: getattr(one, name) for name in one.__struct_fields__ if name != "key"}


def _said(wish: Wish) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(wish)
    return said


def _zone(team: WorkingTime) -> dict[str, Any]:
    return {"time_zone": team.time_zone} if team.time_zone else {}


def _working(time: WorkingTime) -> dict[str, Any]:
    said = {name: getattr(time, name) for name in ("hours", "holidays", "closed")}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}


def _person(member: Member) -> dict[str, Any]:
    person = member.person
    accounts = {
        platform: users
        for platform in ("slack", "teams")
        if (users := [one.user for one in member.accounts if one.platform == platform])
    }
    plain = {"key": person.key, "name": person.name, "email": person.email, "time_zone": person.time_zone}
    return {**{name: word for name, word in plain.items() if word}, **accounts, **_working(person.working_time)}


def _customer(listed: Listed, here: Mapping[str, Member]) -> dict[str, Any]:
    one = listed.customer
    roles = {role: kept for role, people in sorted(one.roles.items()) if (kept := _here(people, here))}
    plain = {name: getattr(one, name) for name in one.__struct_fields__ if name != "roles"}
    return {**{name: word for name, word in plain.items() if word}, **({"roles": roles} if roles else {})}


def _card(card: RateCard) -> dict[str, Any]:
    plain = {name: getattr(card, name) for name in card.__struct_fields__ if name != "rates"}
    rates = [
        {"key": one.key, "title": one.title, "rate": one.per_hour, **({"override": True} if one.override else {})}
        for one in card.rates
    ]
    return {**plain, "roles": rates}
