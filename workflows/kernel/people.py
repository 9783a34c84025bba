"""People and who stands for which role: the directory that every command is checked against."""

from collections.abc import Mapping, Sequence

import msgspec


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


class RoleWords(msgspec.Struct, frozen=True):
    """What a definition says of a role: its title, the purpose of its channel, and who stands in when nobody holds it."""

    title: str
    channel: str = "customer"
    fallback: str | None = None


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
    settings: Mapping[str, object] = msgspec.field(default_factory=dict)
    """What csops.toml holds beside these: rate cards, tiers, currency."""

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

    def resolve(
        self, owners: Sequence[str], customer: Customer | None, words: Mapping[str, RoleWords]
    ) -> tuple[str, tuple[str, ...]] | None:
        """Return the first of the owner roles that somebody holds, with its people, following fallbacks; None if nobody.

        Customer first, team default next, the role's fallback last (processes.md, Words).
        """
        for role in owners:
            if keys := self.holders(role, customer):
                return role, keys
        for role in owners:
            seen = {role}
            spare = words[role].fallback if role in words else None
            while spare is not None and spare not in seen:
                if keys := self.holders(spare, customer):
                    return spare, keys
                seen.add(spare)
                spare = words[spare].fallback if spare in words else None
        return None

    def may(self, person: str, owners: Sequence[str], customer: Customer | None, words: Mapping[str, RoleWords]) -> bool:
        """Return whether a person holds one of the owner roles, or stands in for one that nobody holds."""
        if any(person in self.holders(role, customer) for role in owners):
            return True
        resolved = self.resolve(owners, customer, words)
        return resolved is not None and person in resolved[1]

    def channel_of(self, role: str, customer: Customer | None, words: Mapping[str, RoleWords]) -> str:
        """Return the address where a role is reached: its own channel, its purpose's, the customer's, or operations."""
        purpose = words[role].channel if role in words else "customer"
        return (
            self.channels.get(role)
            or self.channels.get(purpose)
            or (customer.channel if customer is not None else "")
            or self.channels.get("operations", "")
        )

    def _active(self, keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(key for key in keys if (person := self.people.get(key)) is not None and person.active)
