"""Asks Slack whether what the company file and the manifest say of it is so: token, scopes, channels, people."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers.slack.accounts import standing_of
from handlers.slack.client import Client
from workflows.kernel.findings import Finding, faulty, fine, named, noted
from workflows.kernel.people import BOT, GONE, GUEST, STRANGER

AREA: Final = "slack"
MOST_ASKED: Final = 300
"""How many channels, and how many people, are asked about: Slack answers about fifty a minute."""
AT_ONCE: Final = 4
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 60

_TOKEN_WORDS: Final[Mapping[str, str]] = {
    "invalid_auth": "Slack does not know the token.",
    "not_authed": "Slack got no token.",
    "account_inactive": "The token is of an app or a workspace that is no longer active.",
    "token_revoked": "The token was revoked.",
    "token_expired": "The token has expired.",
    "not_allowed_token_type": "The token is of another kind than is needed here.",
}
_INSTALL: Final = "install the app to the workspace again and copy its token anew."


_COPY: Final = "copy the member id from the person's profile."
_NO_MEMBERS: Final[Mapping[str, tuple[str, str]]] = {
    GONE: (
        "is deactivated",
        "take the person out of csops.toml and load it with --prune, or give them their new account.",
    ),
    BOT: ("is a bot", _COPY),
    GUEST: ("is a guest, and may do nothing", "make them a member, or take them out."),
    STRANGER: ("is of another workspace", "copy the member id in this workspace."),
}
"""What is wrong with an account that is no member's, and how it is mended."""


class Place(msgspec.Struct, frozen=True):
    """A channel that posts go to: its id, and what for. Guests of the company may read a customer's channel."""

    id: str
    use: str
    guests_may_read: bool = False


class Account(msgspec.Struct, frozen=True):
    """A person's account: its id, and whose it is."""

    id: str
    name: str


class _Said(msgspec.Struct, frozen=True):
    """What Slack answered."""

    body: Mapping[str, Any]
    headers: Mapping[str, Any]


class _Lost(Exception):  # noqa: N818 - it never leaves this module.
    """Slack did not answer, or not in a way that tells anything."""


async def check_slack(
    client: Client, *, scopes: Collection[str], places: Sequence[Place], accounts: Sequence[Account]
) -> list[Finding]:
    """Return what Slack says of the bot's token, its scopes (those that the manifest asks for), channels and people."""
    try:
        said = await _ask(client.auth_test)
    except SlackApiError as error:
        return [_refused("SLACK_BOT_TOKEN", error)]
    except _Lost as error:
        return [faulty(AREA, str(error), "look at SLACK_API_URL, the network and a proxy that may stand between.")]
    tested = said.body
    found = [fine(AREA, f"The bot is {tested.get('user')} in {tested.get('team')} ({tested.get('url')}).")]
    if not tested.get("bot_id"):
        found.append(faulty(AREA, "SLACK_BOT_TOKEN is not the token of a bot.", _INSTALL))
    found += _scopes(said.headers, scopes)
    found += await _each("channels", places, lambda place: _channel(client, place))
    found += await _each("people", accounts, lambda account: _person(client, account, str(tested.get("team_id"))))
    return found


async def check_app_token(client: Client, token: str) -> Finding:
    """Return whether Socket Mode can be opened with the app-level token."""
    try:
        await _ask(lambda: client.apps_connections_open(app_token=token))
    except SlackApiError as error:
        return _refused("SLACK_APP_TOKEN", error)
    except _Lost as error:
        return faulty(AREA, str(error), "look at the network and a proxy that may stand between.")
    return fine(AREA, "Socket Mode can be opened.")


def _refused(variable: str, error: SlackApiError) -> Finding:
    code = _code(error)
    words = _TOKEN_WORDS.get(code, f"Slack refused it: {code}.")
    scope = "give it connections:write" if variable == "SLACK_APP_TOKEN" else "reinstall the app"
    return faulty(AREA, f"{variable}: {words}", _INSTALL if code in _TOKEN_WORDS else f"{scope} and try again.")


def _scopes(headers: Mapping[str, Any], needed: Collection[str]) -> Iterator[Finding]:
    told = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if told is None:
        yield noted(AREA, "Slack did not tell which scopes the token has; they were not looked at.")
        return
    held = {scope.strip() for scope in str(told).split(",") if scope.strip()}
    if missing := sorted(set(needed) - held):
        yield faulty(
            AREA, f"The token lacks scopes: {', '.join(missing)}.", f"update the app's manifest and {_INSTALL}"
        )
    elif needed:
        yield fine(AREA, f"The token has all {len(set(needed))} scopes of the manifest.")
    if needed and (spare := sorted(held - set(needed))):
        mend = "take them out of the app's manifest; what csops need not do, its token should not be able to."
        yield noted(AREA, f"The token has scopes that csops does not need: {', '.join(spare)}.", mend)


async def _each(what: str, things: Sequence[Any], look: Callable[[Any], Awaitable[Sequence[Finding]]]) -> list[Finding]:
    """Look at each thing, a few at once; stop where the token may not look at all."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def guarded(thing: object) -> Sequence[Finding]:
        async with gate:
            return await look(thing)

    asked = things[:MOST_ASKED]
    try:
        found = [finding for findings in await asyncio.gather(*map(guarded, asked)) for finding in findings]
    except SlackApiError as error:
        mend = f"add the scope {_body(error.response).get('needed', '')} to the app and {_INSTALL}"
        return [faulty(AREA, f"The token may not look at {what} ({_code(error)}).", mend)]
    except _Lost as error:
        return [noted(AREA, f"{error} Not all {what} were looked at.", "try again in a few minutes.")]
    if len(things) > len(asked):
        found.append(noted(AREA, f"Only {len(asked)} of {len(things)} {what} were looked at."))
    if asked and not any(finding.level == "fault" for finding in found):
        found.insert(0, fine(AREA, f"{len(asked)} {what} are as they should be."))
    return found


async def _channel(client: Client, place: Place) -> Sequence[Finding]:
    try:
        channel = (await _ask(lambda: client.conversations_info(channel=place.id))).body["channel"]
    except SlackApiError as error:
        if _code(error) == "channel_not_found":
            mend = "copy its id from the channel's details; a private channel must have the bot invited first."
            return [faulty(AREA, f"There is no channel {place.id} that the bot can see ({place.use}).", mend)]
        raise
    called = f"#{channel.get('name', place.id)} ({place.use})"
    if channel.get("is_archived"):
        return [faulty(AREA, f"{called} is archived.", "name another channel, or bring it back.")]
    if not channel.get("is_member"):
        return [faulty(AREA, f"The bot is not in {called}.", "write /invite and the bot's name in the channel.")]
    if not place.guests_may_read and (channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")):
        mend = "name a channel of the company's own."
        return [noted(AREA, f"{called} is shared with another company, who reads what is posted there.", mend)]
    return []


async def _person(client: Client, account: Account, team_id: str) -> Sequence[Finding]:
    try:
        user = (await _ask(lambda: client.users_info(user=account.id))).body["user"]
    except SlackApiError as error:
        if _code(error) in {"user_not_found", "user_not_visible", "users_not_found"}:
            return [_wrong_person(account, "is nobody's account", _COPY)]
        raise
    found = _NO_MEMBERS.get(standing_of(user, team_id))
    return [_wrong_person(account, *found)] if found else []


def _wrong_person(account: Account, what: str, mend: str) -> Finding:
    return faulty(AREA, f"{account.id}, the account of {named([account.name])}, {what}.", mend)


async def _ask(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> _Said:
    """Ask once, and again after as long as Slack says when it is asked too fast."""
    for _ in range(TRIES):
        try:
            response = await call()
            return _Said(_body(response), response.headers)
        except SlackApiError as error:
            if not _body(error.response):
                message = "What answers there is not Slack."
                raise _Lost(message) from error
            if _code(error) != "ratelimited":
                raise
            wait = float(error.response.headers.get("Retry-After", 1))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            message = f"Slack cannot be reached ({type(error).__name__})."
            raise _Lost(message) from error
        await asyncio.sleep(min(wait, LONGEST_WAIT_SECONDS))
    message = "Slack is asked too much at the moment."
    raise _Lost(message)


def _body(response: object) -> Mapping[str, Any]:
    """Return what Slack wrote; nothing where it is not JSON, as of a proxy's page of its own."""
    content = getattr(response, "data", None)
    return content if isinstance(content, dict) else {}


def _code(error: SlackApiError) -> str:
    return str(_body(error.response).get("error", ""))
