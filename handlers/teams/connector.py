"""Calls the Bot Connector of Teams: each request once, without any retry of its own, in plain dicts.

Source: learn.microsoft.com, "Bot Framework Connector REST API" and "Send proactive messages". botbuilder's own client
is not used: it drops what its models do not know, and it retries by itself.
"""

import urllib.parse
from collections.abc import AsyncIterator
from typing import Protocol

import aiohttp
import msgspec
from yarl import URL

from handlers.teams.clouds import Cloud
from handlers.teams.values import Json

MEMBERS_PAGE = 500
MOST_PAGES = 100
STRANGE_ADDRESS = "ServiceUrlOfNobody"
"""The code where an address is not one of the cloud's: no token is sent there, and nothing else."""
_OK = range(200, 300)


class TokenSource(Protocol):
    """What the connector needs of handlers.teams.tokens."""

    async def token(self, scope: str) -> str:
        """Return a token; raises TokenError, an OSError, where there is none."""
        ...

    def refused(self, scope: str, token: str) -> None:
        """Take note that a token was answered with 401."""
        ...


class ConnectorError(Exception):
    """Teams answered, and not with success: `status`, its own `code` where it gave one, and what it says to wait.

    `foreign` says that the answer is not the connector's, but perhaps a proxy's.
    """

    def __init__(self, *, status: int, code: str, retry_after: str, foreign: bool) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.foreign = foreign


class Made(msgspec.Struct, frozen=True):
    """A conversation that was made, and the id of the message that it began with, where it began with one."""

    conversation: str
    activity: str = ""


class Connector:
    """The connector of a cloud as one bot sees it."""

    def __init__(self, session: aiohttp.ClientSession, tokens: TokenSource, *, cloud: Cloud) -> None:
        self._session = session
        self._tokens = tokens
        self._cloud = cloud
        self._scope = cloud.connector_scope

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity in a conversation and return its id; empty where Teams did not tell it.

        A thread of a channel is the conversation `19:...;messageid=<id of its first message>`.
        """
        answer = await self._call("POST", service_url, _path(conversation, "activities"), activity)
        return _word(answer, "id")

    async def whisper(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity in a channel that only its recipient sees, for a day, and return its id.

        Source: learn.microsoft.com, "Targeted messages", a public preview; who is not in the channel gets a 404.
        """
        path = f"{_path(conversation, 'activities')}?isTargetedActivity=true"
        return _word(await self._call("POST", service_url, path, activity), "id")

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Replace an activity of the bot's own."""
        await self._call("PUT", service_url, _path(conversation, "activities", activity_id), activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take an activity of the bot's own away."""
        await self._call("DELETE", service_url, _path(conversation, "activities", activity_id))

    async def create_conversation(self, service_url: str, body: Json) -> Made:
        """Open the chat with one person, or begin a thread in a channel; opening a chat again finds the same one."""
        answer = await self._call("POST", service_url, "v3/conversations", body)
        return Made(_word(answer, "id"), _word(answer, "activityId"))

    async def members(self, service_url: str, conversation: str) -> AsyncIterator[Json]:
        """Give the members of a conversation, page by page."""
        following = ""
        for _ in range(MOST_PAGES):
            query = urllib.parse.urlencode(
                {"pageSize": MEMBERS_PAGE, **({"continuationToken": following} if following else {})}
            )
            answer = await self._call("GET", service_url, f"{_path(conversation, 'pagedmembers')}?{query}")
            for member in answer.get("members") or []:
                if isinstance(member, dict):
                    yield member
            following = _word(answer, "continuationToken")
            if not following:
                return

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """Return one member of a conversation, by the id that Teams or Entra has for them."""
        return await self._call("GET", service_url, _path(conversation, "members", user))

    async def team(self, service_url: str, team: str) -> Json:
        """Return what a team is: its name, and as `aadGroupId` the id that Entra has for it."""
        return await self._call("GET", service_url, f"v3/teams/{urllib.parse.quote(team, safe='')}")

    async def _call(self, verb: str, service_url: str, path: str, body: Json | None = None) -> Json:
        if not self._cloud.serves(service_url):  # An address that was kept may be of another time, or of anybody.
            raise ConnectorError(status=403, code=STRANGE_ADDRESS, retry_after="", foreign=False)
        token = await self._tokens.token(self._scope)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        async with self._session.request(
            verb,
            # Encoded already: an id with `;` or `@` in it must arrive as it is.
            URL(f"{service_url.rstrip('/')}/{path}", encoded=True),
            data=None if body is None else msgspec.json.encode(body),
            headers=headers,
            allow_redirects=False,  # The token goes to no other host.
        ) as answer:
            said = _read(await answer.read())
            if answer.status in _OK:
                return said or {}
            if answer.status == 401:  # noqa: PLR2004 - HTTP's own.
                self._tokens.refused(self._scope, token)
            raise ConnectorError(
                status=answer.status,
                code=_code(said),
                retry_after=answer.headers.get("Retry-After", ""),
                foreign=said is None and "html" in answer.headers.get("Content-Type", ""),
            )


def _path(conversation: str, *parts: str) -> str:
    return "/".join(("v3/conversations", *(urllib.parse.quote(part, safe="") for part in (conversation, *parts))))


def _read(content: bytes) -> Json | None:
    """Return what was answered; None where it is no JSON object."""
    try:
        said = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return None
    return said if isinstance(said, dict) else None


def _code(said: Json | None) -> str:
    """Return Teams' own error code: it comes as {"error": {"code": ...}}, from some gateways without the frame."""
    fault = (said or {}).get("error")
    return _word(fault if isinstance(fault, dict) else said or {}, "code")


def _word(said: Json, key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""
