"""People and who stands for which role: the directory that every command is checked against."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from workflows.kernel.absences import Absence, Away, away_at
from workflows.kernel.company import Terms
from workflows.kernel.days_off import Days
from workflows.kernel.spelling import plain
from workflows.kernel.working_time import Calendar, WorkingTime, calendar_of

GROUP = "group:"
"""What stands before the id of a group of the company's directory where else a person's key stands."""

ROLE: Final = "role:"
"""What stands before a role's key where else a person's key stands, such as among those who see private work."""
ITSELF: Final = "csops"
"""As whom csops carries out by itself what is due, or what a platform tells it; nobody's key is that."""

ADMIN: Final = "admin"
"""The role of who looks after csops itself; no process has it."""
PLATFORMS: Final[Mapping[str, str]] = {"slack": "Slack", "teams": "Teams"}
"""The platforms, by what stands before an address, as people call them."""
MEMBER: Final = ""
GUEST: Final = "guest"
BOT: Final = "bot"
STRANGER: Final = "stranger"
GONE: Final = "gone"
STANDINGS: Final = frozenset({MEMBER, GUEST, BOT, STRANGER, GONE})
"""What a platform says of an account: a member's, a guest's, a bot's, of another workspace, or deactivated."""


class Identity(msgspec.Struct, frozen=True):
    """Who a platform says is acting: verified by the platform's signature, never taken from a card or a form."""

    platform: str
    user: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the company. `key` is their name in csops.toml and in the history."""

    key: str
    name: str
    email: str = ""
    time_zone: str = "UTC"
    active: bool = True
    working_time: WorkingTime = WorkingTime()
    """What csops.toml says of their hours and days off; their team and the company say the rest."""


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """An account, with the people who stand for a role for this customer."""

    key: str
    name: str
    tier: str = ""
    channel: str = ""
    roles: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    shared_channel: str = ""
    """The address of the channel that the customer reads too, where they are told what was done."""
    contact_email: str = ""
    """Where the customer is written to, where there is no such channel."""

    @property
    def subject(self) -> str:
        """What its history is called."""
        return f"customer:{self.key}"


def folded(words: str) -> str:
    """Return words as names are searched by: without regard to capitals, accents and spaces."""
    return " ".join(plain(words).split())


class RoleWords(Protocol):
    """What a definition says of a role: its title, its channel's purpose, and who stands in when nobody holds it."""

    @property
    def title(self) -> str:
        """The role in words."""
        ...

    @property
    def channel(self) -> str:
        """The purpose of its channel."""
        ...

    @property
    def fallback(self) -> str | None:
        """The role that stands in."""
        ...


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """The company's people, team roles and channels, as they stood at `version`."""

    version: int
    company: str
    time_zone: str
    people: Mapping[str, Person]
    identities: Mapping[Identity, str]
    addresses: Mapping[str, str]
    """Person key to the address of their direct messages, such as slack:U123."""
    roles: Mapping[str, tuple[str, ...]]
    channels: Mapping[str, str]
    """Purpose or role to an address such as slack:C123."""
    settings: Terms = Terms()
    """What csops.toml holds beside these: tiers and rate cards."""
    links: Mapping[Identity, str] = {}
    """The accounts that people linked themselves, and how: `code` or `email`. The others are from csops.toml."""
    groups: Mapping[str, tuple[str, ...]] = {}
    """Who is in each group that holds a role, by the group's key; only people whom csops knows."""
    standings: Mapping[Identity, str] = {}
    """What its platform says of an account that is no member's: guest, bot, stranger or gone."""
    absences: Mapping[str, Absence] = {}
    """Who is, was last or will be away, by person."""
    away: Mapping[str, Away] = {}
    """Who is away at the moment that the directory was asked for (`at`)."""

    def at(self, now: datetime) -> "Directory":
        """Return the directory as it stands at a moment: with who is away then."""
        if not self.absences:
            return self
        named = {key for one in self.absences.values() for key in (one.person, one.delegate)}
        known = ((key, self.people.get(key)) for key in named)
        zones = {key: person.time_zone for key, person in known if person is not None and person.active}
        return msgspec.structs.replace(self, away=away_at(self.absences, zones, now))

    def person(self, identity: Identity) -> Person | None:
        """Return the active person behind a platform's user id, or None for strangers, guests and people who left."""
        if identity.platform == "csops":
            person = self.people.get(identity.user)
        else:
            person = self.people.get(self.identities.get(identity, ""))
        return person if person is not None and person.active else None

    def named(self, key: str) -> str:
        """Return the name of a person, or the key itself where nobody has it any more; of a group, its people."""
        if key.startswith(GROUP):
            return ", ".join(map(self.named, self.groups.get(key, ()))) or "an empty group"
        person = self.people.get(key)
        return person.name if person else key

    def names(self, keys: Sequence[str]) -> str:
        """Return the names of people, and of those who stand in for them while they are away."""
        return ", ".join(self._name(key) for key in dict.fromkeys(keys))

    def acting_for(self, actor: str, keys: Sequence[str]) -> str | None:
        """Return as whom of these people somebody may act: as themselves, else for the first who is away to them."""
        if actor in keys:
            return actor
        if not self.away:
            return None
        return next((key for key in keys if key in self.away and actor in self.away[key].chain), None)

    def stands_in_for(self, person: str) -> tuple[str, ...]:
        """Return the people who are away now and for whom somebody stands in."""
        return tuple(sorted(key for key, away in self.away.items() if person in away.chain))

    def holders(self, role: str, customer: Customer | None) -> tuple[str, ...]:
        """Return who holds a role: the customer's own people first, then the team's."""
        if customer is not None:
            keys = self.active(customer.roles.get(role, ()))
            if keys:
                return keys
        return self.active(self.roles.get(role, ()))

    def standing_for(
        self, role: str, customer: Customer | None, words: Mapping[str, RoleWords]
    ) -> tuple[str, tuple[str, ...]] | None:
        """Return who stands for one role, and as which role: its holders, else its fallback's; None if nobody.

        Customer first, team default next, the role's fallback last (processes.md, Words).
        """
        seen: set[str] = set()
        asked: str | None = role
        while asked is not None and asked not in seen:
            if keys := self.holders(asked, customer):
                return asked, keys
            seen.add(asked)
            asked = words[asked].fallback if asked in words else None
        return None

    def resolve(
        self, owners: Sequence[str], customer: Customer | None, words: Mapping[str, RoleWords]
    ) -> tuple[str, tuple[str, ...]] | None:
        """Return the role that a step falls to, with its people; None if nobody stands for any of its owner roles.

        Owners are alternatives: the first that somebody holds, and only where nobody holds any, the first fallback.
        """
        for role in owners:
            if keys := self.holders(role, customer):
                return role, keys
        return next((found for role in owners if (found := self.standing_for(role, customer, words))), None)

    def may(
        self, person: str, owners: Sequence[str], customer: Customer | None, words: Mapping[str, RoleWords]
    ) -> bool:
        """Return whether somebody may act for one of the owner roles, by themselves or for who is away."""
        return self.acting_as(person, owners, customer, words) is not None

    def acting_as(
        self, person: str, owners: Sequence[str], customer: Customer | None, words: Mapping[str, RoleWords]
    ) -> str | None:
        """Return as whom somebody may act for one of the owner roles; None where they may not.

        As themselves, where they hold it or are the fallback where nobody does; else as who is away and named them.
        """
        standing = [found[1] for role in owners if (found := self.standing_for(role, customer, words)) is not None]
        return self.acting_for(person, [key for keys in standing for key in keys])

    def calendar(self, people: Sequence[str] = (), *, role: str = "") -> Calendar:
        """Return when one person works; where it is nobody or several, when the team of the role does.

        What is not said of a person is said of their team, and what is not said of a team of the company. Whose hours
        are `none` has those who stand behind them: something that is due must be due at some time.
        """
        person = self.people.get(people[0]) if len(people) == 1 else None
        team = self.settings.teams.get(role or (self._team(person.key) if person else ""), WorkingTime())
        said = (*((person.working_time,) if person else ()), team, self.settings.working_time)
        zone = person.time_zone if person else team.time_zone
        return calendar_of(said, zone=zone or self.time_zone)

    def next_working_moment(self, person: str, now: datetime) -> datetime:
        """Return when somebody can be told something: now, or when they work again; nobody is while they are away."""
        calendar = self.calendar((person,))
        away = self.absences.get(person)
        if away is not None:
            calendar = calendar.without((Days(away.first_day, away.last_day),))
        return calendar.next_moment(now)

    def channel_of(self, role: str, customer: Customer | None, words: Mapping[str, RoleWords]) -> str:
        """Return the address where a role or a purpose is reached; empty where there is none.

        Its own channel, else that of the role's purpose, else the operations channel. The purpose `customer` is the
        customer's own channel; nothing else ever falls back to that one, because guests may read it.
        """
        purpose = words[role].channel if role in words else role
        own = self.channels.get(role, "") if role != "customer" else ""
        if not own and purpose == "customer" and customer is not None:
            own = customer.channel
        return own or self.channels.get(purpose, "") or self.channels.get("operations", "")

    def _name(self, key: str) -> str:
        away = self.away.get(key)
        if away is None:
            return self.named(key)
        stands_in = f"{self.named(away.here)} stands in" if away.here else "nobody stands in"
        return f"{self.named(key)} (away until {away.until_words}; {stands_in})"

    def _team(self, person: str) -> str:
        """Return the first role that a person holds and whose team has hours of its own; empty where there is none."""
        return next((role for role in self.settings.teams if person in self.holders(role, None)), "")

    def active(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return those who are here, each once, with everybody of a group in the place of the group."""
        for key in keys:  # Asked a dozen times for one command, and there is nearly always one key.
            if key.startswith(GROUP):
                members = (self.groups.get(one, ()) if one.startswith(GROUP) else (one,) for one in keys)
                keys = tuple(dict.fromkeys(person for each in members for person in each))
                break
        return tuple([key for key in keys if (person := self.people.get(key)) is not None and person.active])
