"""People and who stands for which role: the directory that every command is checked against."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from workflows.kernel.company import Terms


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


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """An account, with the people who stand for a role for this customer."""

    key: str
    name: str
    tier: str = ""
    channel: str = ""
    roles: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def folded(words: str) -> str:
    """Return words as names are searched by: without regard to capitals and spaces."""
    return " ".join(words.casefold().split())


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

    def person(self, identity: Identity) -> Person | None:
        """Return the active person behind a platform's user id, or None for strangers, guests and people who left."""
        if identity.platform == "csops":
            person = self.people.get(identity.user)
        else:
            person = self.people.get(self.identities.get(identity, ""))
        return person if person is not None and person.active else None

    def named(self, key: str) -> str:
        """Return the name of a person, or the key itself where nobody has it any more."""
        person = self.people.get(key)
        return person.name if person else key

    def holders(self, role: str, customer: Customer | None) -> tuple[str, ...]:
        """Return who holds a role: the customer's own people first, then the team's."""
        if customer is not None:
            keys = self._active(customer.roles.get(role, ()))
            if keys:
                return keys
        return self._active(self.roles.get(role, ()))

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
        """Return whether a person stands for one of the owner roles: holds it, or is the fallback where nobody does."""
        standing = (self.standing_for(role, customer, words) for role in owners)
        return any(found is not None and person in found[1] for found in standing)

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

    def _active(self, keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(key for key in keys if (person := self.people.get(key)) is not None and person.active)
