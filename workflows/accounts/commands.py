"""What people may ask of their accounts: link one, take it off again, choose where they are told, see them all."""

from collections.abc import Callable, Mapping
from typing import Final

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Command, Query
from workflows.kernel.people import PLATFORMS
from workflows.kernel.requests import Typed

_IN_SIGHT: Final = "teams:19:"
"""How the addresses of Teams' channels and group chats begin, where everybody reads the answer to a command."""
LONGEST_CODE: Final = 40


class LinkAccount(Command, frozen=True, kw_only=True):
    """Link the account that this comes from: to whose code it is, or else to the person with its e-mail address.

    Without a code, from an account that is known, it asks for a code. `email` is what the platform itself says of the
    account, asked by the edge; it is never taken from what was typed.
    """

    code: str = ""
    email: str = ""


class UnlinkAccount(Command, frozen=True, kw_only=True):
    """Take the linked accounts off again, those of one platform or all."""

    platform: str = ""


class NotifyOn(Command, frozen=True, kw_only=True):
    """Send the person's own messages to this platform from now on."""

    platform: str


class ShowAccounts(Query, frozen=True, kw_only=True):
    """One's own accounts; administrators also see who linked what, and when."""


def from_typed(request: Typed) -> Command | Query | Refused | None:
    """Return what `/csops link`, `unlink`, `notify` and `accounts` ask for, None for every other use of `/csops`."""
    verb, _, rest = request.words.strip().partition(" ")
    way = _VERBS.get(verb.lower())
    return way(request, rest.strip()) if way else None


def _link(request: Typed, rest: str) -> Command | Refused:
    if request.place.startswith(_IN_SIGHT):
        return Refused(reason=Reason.LINK_IN_SIGHT)
    return LinkAccount(actor=request.actor, request_key=request.request_key, code=rest[:LONGEST_CODE])


def _unlink(request: Typed, rest: str) -> Command | Refused:
    platform = rest.lower()
    if platform and platform not in PLATFORMS:
        return _no_platform()
    return UnlinkAccount(actor=request.actor, request_key=request.request_key, platform=platform)


def _notify(request: Typed, rest: str) -> Command | Query | Refused:
    platform = rest.lower()
    if not platform:
        return ShowAccounts(actor=request.actor)
    if platform not in PLATFORMS:
        return _no_platform()
    return NotifyOn(actor=request.actor, request_key=request.request_key, platform=platform)


def _accounts(request: Typed, _rest: str) -> Query:
    return ShowAccounts(actor=request.actor)


def _no_platform() -> Refused:
    return Refused(reason=Reason.NOT_A_CHOICE, facts={"label": "The platform", "choices": ", ".join(PLATFORMS)})


_VERBS: Final[Mapping[str, Callable[[Typed, str], Command | Query | Refused]]] = {
    "link": _link,
    "unlink": _unlink,
    "notify": _notify,
    "accounts": _accounts,
}
