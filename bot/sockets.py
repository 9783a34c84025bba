"""The Socket Mode door: csops calls Slack and needs no address of its own. The same deliveries as over HTTP."""

import asyncio
import logging
import time

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from typing_extensions import override

from bot.bodies import LARGEST_BYTES
from bot.metrics import Metrics
from handlers.slack.client import Client
from handlers.slack.door import Door

log = structlog.get_logger()

CONNECTIONS = 2
"""Slack closes each connection every few hours, and the SDK lets go of the old one before it has a new one."""
PING_SECONDS = 5.0

_quiet = logging.getLogger("csops.sockets")
_quiet.setLevel(logging.ERROR)  # Below that, the SDK writes whole envelopes into the log.


class Socket(SocketModeClient):
    """One connection to Slack, made again whenever it breaks or Slack asks for it."""

    def __init__(self, door: Door, *, app_token: str, client: Client, metrics: Metrics) -> None:
        super().__init__(app_token=app_token, logger=_quiet, web_client=client, ping_interval=PING_SECONDS)
        self.proxy = client.proxy
        self._door = door
        self._metrics = metrics
        self.socket_mode_request_listeners.append(self._taken)

    @override
    async def connect(self) -> None:
        """Connect, and try again until Slack lets us."""
        await super().connect()  # type: ignore[no-untyped-call]  # The SDK's has no annotations.

    @override
    async def close(self) -> None:
        """Take nothing more."""
        await super().close()  # type: ignore[no-untyped-call]  # The SDK's has no annotations.

    @override
    async def enqueue_message(self, message: str) -> None:
        """Take what came over the socket, unless it is larger than anything that Slack sends."""
        if len(message) > LARGEST_BYTES:
            log.warning("slack_envelope_too_large", size=len(message))
            return
        await super().enqueue_message(message)

    async def _taken(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = time.perf_counter()
        kind, answer = await self._door.deliver(request.payload)
        seconds = time.perf_counter() - started
        self._metrics.delivered(door="socket", kind=kind, status=answer.status, seconds=seconds)
        # What was not answered with 200 is not acknowledged, so that Slack sends an event again.
        await send_async_response(self, request, answer, started)


class Sockets:
    """Several connections, of which Slack picks one for each delivery: while one is made anew, the other takes it."""

    def __init__(
        self, door: Door, *, app_token: str, client: Client, metrics: Metrics, connections: int = CONNECTIONS
    ) -> None:
        self.each = tuple(Socket(door, app_token=app_token, client=client, metrics=metrics) for _ in range(connections))

    async def connect(self) -> None:
        """Connect each, and try again until Slack lets us."""
        await asyncio.gather(*(socket.connect() for socket in self.each))

    async def close(self) -> None:
        """Take nothing more."""
        await asyncio.gather(*(socket.close() for socket in self.each))
