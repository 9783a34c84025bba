"""The HTTP doors: Slack's signed requests, Teams' activities, and what those who run the bot ask of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec
import structlog
from aiohttp import web
from slack_bolt.response import BoltResponse

from bot.bodies import LARGEST_BYTES, BodyError, decode
from bot.metrics import Metrics
from bot.signatures import Signatures
from handlers.slack.door import Door
from handlers.teams.values import Reply

LONGEST_BODY_SECONDS = 5.0
"""How long a client may take to send its body; Slack itself gives up after three seconds."""
SLACK_PATH = "/slack/events"
TEAMS_PATH = "/teams/messages"

Ready = Callable[[], Awaitable[tuple[str, ...]]]
"""Returns what is missing before the bot can work, in words; nothing where it can."""

log = structlog.get_logger()


class SlackDoor:
    """Takes commands, clicks, searches and events: all at one address."""

    def __init__(self, door: Door, signatures: Signatures, metrics: Metrics) -> None:
        self._door = door
        self._signatures = signatures
        self._metrics = metrics

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request. Nothing is parsed before its signature was found to be Slack's."""
        try:
            body = await _body(request)
        except TimeoutError:
            return web.Response(status=408)
        started = time.perf_counter()
        kind, answer = await self._answer(request, body)
        seconds = time.perf_counter() - started
        self._metrics.delivered(door="http", kind=kind, status=answer.status, seconds=seconds)
        return answer

    async def _answer(self, request: web.Request, body: bytes) -> tuple[str, web.Response]:
        headers = request.headers
        genuine = self._signatures.genuine(
            body,
            timestamp=headers.get("X-Slack-Request-Timestamp"),
            signature=headers.get("X-Slack-Signature"),
        )
        if not genuine:
            log.warning("slack_signature_refused")
            return "unsigned", web.Response(status=401)
        try:
            payload = decode(body, request.content_type)
        except BodyError as error:
            log.warning("slack_body_refused", error=str(error))
            return "unreadable", web.Response(status=400)
        kind, answer = await self._door.deliver(payload)
        return kind, as_response(answer)


class TeamsEntry(Protocol):
    """What Teams' requests are handed to: handlers.teams.door.Door, which brings botbuilder with it."""

    async def deliver(self, raw: bytes, authorization: str, content_type: str) -> tuple[str, Reply]:
        """Return the kind of a request and its answer."""
        ...


class TeamsDoor:
    """Takes messages, clicks, dialogs and searches: all at one address."""

    def __init__(self, entry: TeamsEntry, metrics: Metrics) -> None:
        self._entry = entry
        self._metrics = metrics

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request, as the door has it."""
        try:
            body = await _body(request)
        except TimeoutError:
            return web.Response(status=408)
        started = time.perf_counter()
        authorization = request.headers.get("Authorization", "")
        kind, reply = await self._entry.deliver(body, authorization, request.content_type)
        seconds = time.perf_counter() - started
        self._metrics.delivered(door="teams", kind=kind, status=reply.status, seconds=seconds)
        if reply.body is None:
            return web.Response(status=reply.status)
        return web.Response(
            body=msgspec.json.encode(reply.body), status=reply.status, content_type="application/json", charset="utf-8"
        )


async def _body(request: web.Request) -> bytes:
    if request.content.is_eof():  # It came together with the headers, as it mostly does.
        return await request.read()
    async with asyncio.timeout(LONGEST_BODY_SECONDS):
        return await request.read()


def as_response(answer: BoltResponse) -> web.Response:
    """Return Bolt's answer as aiohttp's. Bolt makes the content type from the body, always in UTF-8."""
    kind = answer.headers.get("content-type", ["text/plain"])[0].partition(";")[0]
    return web.Response(status=answer.status, text=answer.body, content_type=kind)


def application(
    slack: SlackDoor | None, metrics: Metrics, ready: Ready, *, teams: TeamsDoor | None = None
) -> web.Application:
    """Return the web application. Without a signing secret there is no door for Slack, without Teams none for it."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        missing = await ready()
        return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)

    async def counted(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), content_type="text/plain", charset="utf-8")

    app = web.Application(client_max_size=LARGEST_BYTES)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", counted)
    if slack is not None:
        app.router.add_post(SLACK_PATH, slack.answer)
    if teams is not None:
        app.router.add_post(TEAMS_PATH, teams.answer)
    return app


class Site:
    """The web application on its address."""

    def __init__(self, app: web.Application, *, host: str, port: int) -> None:
        # The access log would hold nothing that the metrics do not, and costs a tenth of a request.
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        self._host = host
        self._port = port

    async def open(self) -> int:
        """Listen, and return the port: the one asked for, or a free one where that was 0."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        address: tuple[str, int] = self._runner.addresses[0]
        return address[1]

    async def close(self) -> None:
        """Take nothing more, and wait for what is under way."""
        await self._runner.cleanup()
