"""What a chat edge needs of the core: where a request leads, who carries it out, and how people are called."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers import words
from workflows.kernel.answers import Answer, Opened, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.people import Directory, Identity
from workflows.kernel.requests import Request

Routed = Command | Query | OpenForm | Opened | Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Core:
    """`route` is pure; `dispatch` answers durably, or raises one of `unavailable` when the database is out of reach.

    `platform` is the one that the edge speaks with: a user id means nothing without it.
    """

    platform: str
    route: Callable[[Request], Routed]
    dispatch: Callable[[Command | Query | OpenForm], Awaitable[Answer]]
    directory: Callable[[], Directory]
    slashes: bool = True
    """Whether the platform's people begin a command with a slash."""
    unavailable: tuple[type[Exception], ...] = ()

    def sentence(self, refused: Refused, user: str) -> str:
        """Return a refusal in words for a platform's user, in their own time zone."""
        person = self.directory().person(Identity(self.platform, user))
        time_zone = person.time_zone if person else self.directory().time_zone
        return words.sentence(refused, time_zone, slashes=self.slashes)

    def name_of(self, user: str) -> str:
        """Return the name of a platform's user, or the id of somebody who is not known."""
        person = self.directory().person(Identity(self.platform, user))
        return person.name if person else user

    def knows(self, account: Identity) -> bool:
        """Return whether an account is one of the company's."""
        return account in self.directory().identities
