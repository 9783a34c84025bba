"""Asks Teams whether what the company file says of it is so: a token, the app in each channel, each person reachable.

Nothing is written to anybody: a chat that is opened without a message is seen by nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import aiohttp
import msgspec

from handlers.teams.connector import Connector, ConnectorError, TokenSource
from handlers.teams.conversations import Keeper, person_body
from handlers.teams.tokens import TokenError
from handlers.teams.values import PLATFORM, Reference, Tenant
from workflows.kernel.findings import Finding, faulty, fine, named, noted

AREA: Final = "teams"
MOST_ASKED: Final = 300
AT_ONCE: Final = 4
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 60
THROTTLED: Final = 429

_ADD_TO_TEAM: Final = "open the team in Teams, Manage team, Apps, and add csops."
_ADD_TO_PERSON: Final = "let them add csops in Teams, or let an administrator install it for them."
_PERSONS: Final = {
    "BotNotInConversationRoster": ("has not got the app", _ADD_TO_PERSON),
    "MessageWritesBlocked": ("has blocked the app", "they must unblock csops in Teams."),
    "ConversationBlockedByUser": ("has blocked the app", "they must unblock csops in Teams."),
    "UserNotFound": ("is not in the tenant", "copy the person's object id from Microsoft Entra."),
    "BotDisabledByAdmin": ("may not use the app", "an administrator of Teams must allow csops for them."),
}


class Place(msgspec.Struct, frozen=True):
    """A channel that posts go to: its id, and what for."""

    id: str
    use: str


class Account(msgspec.Struct, frozen=True):
    """A person's account: its object id in Entra, and whose it is."""

    id: str
    name: str


class _Lost(Exception):  # noqa: N818 - it never leaves this module.
    """Teams did not answer, or not in a way that tells anything."""


class TeamsCheck:
    """Looks at one tenant; `service_url` is where it is asked of what no activity has told yet."""

    def __init__(
        self, connector: Connector, keeper: Keeper, ours: Tenant, *, tokens: TokenSource, service_url: str
    ) -> None:
        self._connector = connector
        self._keeper = keeper
        self._ours = ours
        self._tokens = tokens
        self._service_url = service_url

    async def look(self, scope: str, places: Sequence[Place], accounts: Sequence[Account]) -> list[Finding]:
        """Return what Teams says of the bot's token, its channels and its people."""
        try:
            await self._tokens.token(scope)
        except TokenError as error:
            what, _, mend = str(error).partition(" Mend: ")
            return [faulty(AREA, f"There is no token: {what}", mend or "look at the TEAMS_ settings.")]
        found = [fine(AREA, f"Entra gives a token to the app {self._ours.app_id}.")]
        latest = await self._keeper.latest(1)
        self._service_url = latest[0].service_url if latest else self._service_url
        if not latest:
            what = "No activity of Teams has ever come in, so its service address is a guess."
            found.append(noted(AREA, what, "write hello to csops in Teams; look at the bot's messaging endpoint."))
        if not self._service_url:
            return found
        found += await self._each("channels", places, self._channel)
        found += await self._each("people", accounts, self._person)
        return found

    async def _each(
        self, what: str, things: Sequence[Place] | Sequence[Account], look: Callable[..., Awaitable[Sequence[Finding]]]
    ) -> list[Finding]:
        """Look at each thing, a few at once."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def guarded(thing: Place | Account) -> Sequence[Finding]:
            async with gate:
                return await look(thing)

        asked = things[:MOST_ASKED]
        try:
            found = [finding for findings in await asyncio.gather(*map(guarded, asked)) for finding in findings]
        except _Lost as error:
            mend = "try again in a few minutes; look at the network, and TEAMS_CLOUD."
            return [noted(AREA, f"{error} Not all {what} were looked at.", mend)]
        if len(things) > len(asked):
            found.append(noted(AREA, f"Only {len(asked)} of {len(things)} {what} were looked at."))
        if asked and not any(finding.level == "fault" for finding in found):
            found.insert(0, fine(AREA, f"{len(asked)} {what} can be written to."))
        return found

    async def _channel(self, place: Place) -> Sequence[Finding]:
        where = await self._reference(place.id)

        async def first_member() -> None:
            async for _ in self._connector.members(where.service_url, place.id):
                return

        refusal = await self._refusal(first_member)
        if refusal is None:
            return []
        if refusal.code == "BotNotInConversationRoster":
            return [faulty(AREA, f"The app is not in the team of {place.id} ({place.use}).", _ADD_TO_TEAM)]
        if refusal.status == 404:  # noqa: PLR2004 - HTTP's own.
            mend = f"copy the channel's id from its link; if it is right: {_ADD_TO_TEAM}"
            return [faulty(AREA, f"There is no channel {place.id} that the app can see ({place.use}).", mend)]
        return [faulty(AREA, f"{place.id} ({place.use}) cannot be looked at: {refusal}.", _ADD_TO_TEAM)]

    async def _person(self, account: Account) -> Sequence[Finding]:
        where = await self._reference(account.id)
        member = where.user or account.id
        refusal = await self._refusal(
            lambda: self._connector.create_conversation(where.service_url, person_body(where, member))
        )
        if refusal is None:
            return []
        if refusal.code == "BadSyntax" and not where.user:
            what = f"Whether {account.name} can be reached shows when they write to csops for the first time."
            return [noted(AREA, what, _ADD_TO_PERSON)]
        what, mend = _PERSONS.get(refusal.code, (f"cannot be reached ({refusal})", _ADD_TO_PERSON))
        return [faulty(AREA, f"{account.id}, the account of {named([account.name])}, {what}.", mend)]

    async def _refusal(self, call: Callable[[], Awaitable[object]]) -> ConnectorError | None:
        """Ask, again after as long as Teams says when it is asked too fast; return how it refused."""
        for _ in range(TRIES):
            try:
                await call()
            except ConnectorError as error:
                if error.status != THROTTLED:
                    if error.foreign or error.status not in range(400, 500) or error.status == 401:  # noqa: PLR2004 - HTTP's own.
                        message = f"Teams cannot be asked ({error})."
                        raise _Lost(message) from error
                    return error
                wait = float(error.retry_after) if error.retry_after.isdigit() else 1.0
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                message = f"Teams cannot be reached ({type(error).__name__})."
                raise _Lost(message) from error
            else:
                return None
            await asyncio.sleep(min(wait, LONGEST_WAIT_SECONDS))
        message = "Teams is asked too much at the moment."
        raise _Lost(message)

    async def _reference(self, address: str) -> Reference:
        known = await self._keeper.read(f"{PLATFORM}:{address}")
        return known or Reference(
            address=f"{PLATFORM}:{address}",
            conversation="",
            service_url=self._service_url,
            tenant=self._ours.tenant_id,
            bot_id=self._ours.bot_id,
        )
