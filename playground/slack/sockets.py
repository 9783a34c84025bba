"""The app's Socket Mode connections: who is open, whose turn it is, which acknowledgements are owed."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.slack.core import Slack

EVENTS = "events_api"
MOST_SOCKETS = 10


@dataclass(kw_only=True)
class Outcome:
    """How the app took a delivery: its answer's body, or the failure as Slack names it."""

    body: object = None
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Say whether it was acknowledged in time."""
        return not self.failure


class Socket:
    """One open Socket Mode connection and the acknowledgements it owes."""

    def __init__(self, *, number: int, ws: web.WebSocketResponse, transport: asyncio.Transport | None = None) -> None:
        self.number = number
        self.transport = transport
        self.ws = ws
        self.waiting: dict[str, asyncio.Future[object]] = {}
        self.delivered = 0
        self.leaving = False

    def lost(self) -> None:
        """Fail what was not acknowledged before the connection went."""
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the socket closed"))
        self.waiting.clear()


class Sockets:
    """All open connections of the app; an envelope goes to exactly one."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.open: list[Socket] = []
        self.tickets: dict[str, None] = {}
        self._turn = 0
        self._numbers = 0

    def connected(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> Socket:
        """Take a new connection in."""
        self._numbers += 1
        socket = Socket(number=self._numbers, ws=ws, transport=transport)
        self.open.append(socket)
        self._slack.hub.tell("sockets", count=len(self.open))
        return socket

    def disconnected(self, socket: Socket) -> None:
        """Forget a connection; what it did not acknowledge has failed."""
        if socket in self.open:
            self.open.remove(socket)
        socket.lost()
        self._slack.hub.tell("sockets", count=len(self.open))

    async def ask_to_leave(self, reason: str, number: int | None = None) -> int:
        """Send `disconnect` (refresh_requested, warning or link_disabled) to one socket or to all; say to how many."""
        chosen = [one for one in self.open if number in (None, one.number)]
        for socket in chosen:
            socket.leaving = reason != "warning"
            await socket.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})
        return len(chosen)

    def cut(self, socket: Socket) -> None:
        """Cut a connection off without a word."""
        transport = socket.transport
        if transport is not None:
            transport.abort()
        self.disconnected(socket)

    def acknowledged(self, socket: Socket, frame: Json) -> None:
        """Take an acknowledgement from a socket."""
        key = str(frame.get("envelope_id"))
        waiting = socket.waiting.pop(key, None)
        late = waiting is None or waiting.done()
        self._slack.wire.note("in", "ack", "late" if late else "in time", envelope=key, payload=frame.get("payload"))
        if waiting is not None and not waiting.done():
            waiting.set_result(frame.get("payload"))

    async def send(self, kind: str, payload: Json, *, retry: Json | None) -> Outcome:
        """Send an envelope over one open connection, each in turn, and wait for its acknowledgement."""
        alive = [one for one in self.open if not one.ws.closed and not one.leaving]
        if not alive:
            return Outcome(failure="dispatch_failed")
        self._turn += 1
        socket = alive[self._turn % len(alive)]
        envelope = str(uuid.uuid4())
        frame: Json = {
            "envelope_id": envelope,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != EVENTS,
        }
        if kind == EVENTS:
            frame["retry_attempt"] = retry["num"] if retry else 0
            frame["retry_reason"] = retry["reason"].removeprefix("http_") if retry else ""
        waiting: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope] = waiting
        socket.delivered += 1
        deadline = self._slack.clock.now() + self._slack.settings.ack_seconds
        try:
            await socket.ws.send_str(msgspec.json.encode(frame).decode())
            body = await self._slack.clock.before(deadline, waiting)
        except TimeoutError:
            return Outcome(failure="operation_timeout")
        except ConnectionError:
            return Outcome(failure="dispatch_failed")
        finally:
            socket.waiting.pop(envelope, None)
        return Outcome(body=body)
