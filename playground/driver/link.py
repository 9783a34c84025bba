"""The way from the driver to a local Slack: in this process, or over HTTP to another one."""

import asyncio
from http import HTTPStatus
from typing import Protocol

import aiohttp
import msgspec

from playground.driver.mirror import Mirror
from playground.slack.control import SYNC, control, state
from playground.slack.core import Slack
from playground.slack.errors import SlackError
from playground.slack.server import SlackServer
from playground.slack.shapes import Json

CATCH_UP_SECONDS = 10.0


class Link(Protocol):
    """What a driver needs of either way."""

    mirror: Mirror

    async def call(self, name: str, args: Json) -> Json:
        """Do a control by name; SlackError if it refuses. Its changes are in the mirror when this returns."""
        ...

    def soon(self, name: str, args: Json) -> None:
        """Do a control now or before the next `call`, without waiting for it."""

    async def close(self) -> None:
        """Let go."""


class LocalLink:
    """A Slack in this process and event loop."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.mirror = Mirror()
        slack: Slack = server.slack
        self.mirror.apply({"type": "state", **state(slack, {})})
        self._stop = slack.hub.listen(self.mirror.apply)

    async def call(self, name: str, args: Json) -> Json:
        """Do a control by name."""
        return await control(self.server.slack, name, args)

    def soon(self, name: str, args: Json) -> None:
        """Do a control now."""
        SYNC[name](self.server.slack, args)

    async def close(self) -> None:
        """Stop the server."""
        self._stop()
        await self.server.stop()


class RemoteLink:
    """A Slack in another process, over its /_control addresses."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.mirror = Mirror()
        self._session = aiohttp.ClientSession()
        self._later: list[tuple[str, Json]] = []
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to hear its changes."""
        self._ws = await self._session.ws_connect(f"{self.url}/_control/changes", max_msg_size=0)
        self.mirror.apply(msgspec.json.decode(await self._ws.receive_str()))
        self._reader = asyncio.ensure_future(self._read(self._ws))

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in ws:
            if frame.type == aiohttp.WSMsgType.TEXT:
                self.mirror.apply(msgspec.json.decode(frame.data))

    async def call(self, name: str, args: Json) -> Json:
        """Do a control by name, after what should have been done before."""
        later, self._later = self._later, []
        for earlier in later:
            await self._post(*earlier)
        return await self._post(name, args)

    async def _post(self, name: str, args: Json) -> Json:
        async with self._session.post(f"{self.url}/_control/{name}", data=msgspec.json.encode(args)) as answer:
            given: Json = msgspec.json.decode(await answer.read())
        if answer.status != HTTPStatus.OK:
            beside = {name: value for name, value in given.items() if name not in ("ok", "error")}
            raise SlackError(str(given.get("error")), **beside)
        seq = int(given.get("seq") or 0)
        await self.mirror.until(lambda: self.mirror.seq >= seq, seconds=CATCH_UP_SECONDS, what=f"change {seq}")
        return given

    def soon(self, name: str, args: Json) -> None:
        """Do a control before the next call."""
        self._later.append((name, args))

    async def close(self) -> None:
        """Let go; the other process goes on."""
        if self._ws is not None:
            await self._ws.close()
        if self._reader is not None:
            await self._reader
        await self._session.close()
