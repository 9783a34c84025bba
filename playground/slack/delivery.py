"""Hands what people do to the app: over one of its sockets, or as signed HTTP requests; repeats events like Slack."""

import asyncio
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
import msgspec
from aiohttp import web

from playground.slack.shapes import Json
from playground.slack.signing import sign

if TYPE_CHECKING:
    from playground.slack.core import Slack

COMMANDS, INTERACTIVE, EVENTS = "slash_commands", "interactive", "events_api"
MOST_SOCKETS = 10
# Slack switches a subscription off whose events fail; here events beyond these are not repeated, so memory stays flat.
MOST_RETRYING = 1000


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


class Delivery:
    """Sends envelopes and requests, and waits for their acknowledgements."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.sockets: list[Socket] = []
        self._turn = 0
        self._numbers = 0
        self._session: aiohttp.ClientSession | None = None
        self.event_count = 0
        self._retrying = 0
        self.tickets: dict[str, None] = {}

    # --- what callers use

    async def send(self, kind: str, payload: Json, *, url: str, retry: Json | None = None) -> Outcome:
        """Deliver once and wait for the acknowledgement; faults that were asked for happen here."""
        slack = self._slack
        fault = slack.faults.next_for_delivery(kind)
        if fault is not None:
            slack.wire.note("out", "fault", kind, fault=fault.kind)
            if fault.kind == "drop":
                return Outcome(failure="operation_timeout")
            if fault.kind == "delay":
                await slack.clock.sleep(fault.seconds)
        forge = fault.kind if fault is not None else ""
        first = self._once(kind, payload, url=url, retry=retry, forge=forge)
        if fault is not None and fault.kind == "twice":
            answer, _ = await asyncio.gather(first, self._once(kind, payload, url=url, retry=retry, forge=forge))
            return answer
        return await first

    def emit(self, event: Json, *, authorized: str | None = None) -> None:
        """Send an event to the app, if it subscribed to it; repeats follow until one is acknowledged."""
        slack = self._slack
        space = slack.workspace
        self.event_count += 1
        now = slack.clock.now()
        wrapper: Json = {
            "token": slack.settings.verification_token,
            "team_id": space.id,
            "context_team_id": space.id,
            "context_enterprise_id": None,
            "api_app_id": space.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{self.event_count:09d}{secrets.token_hex(2).upper()}",
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": space.id,
                    "user_id": authorized or space.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(12)}",
        }
        slack.run(self._event(wrapper))

    async def verify(self, url: str) -> bool:
        """Ask an events address to echo a challenge, as Slack does before it accepts the address."""
        challenge = secrets.token_urlsafe(30)
        body = {"token": self._slack.settings.verification_token, "challenge": challenge, "type": "url_verification"}
        outcome = await self._request(url, msgspec.json.encode(body), "application/json", {})
        found = outcome.body.get("challenge") if isinstance(outcome.body, dict) else outcome.body
        return outcome.ok and found == challenge

    async def close(self) -> None:
        """Close every socket and the client."""
        for socket in tuple(self.sockets):
            await socket.ws.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    # --- sockets

    def connected(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> Socket:
        """Take a new connection in."""
        self._numbers += 1
        socket = Socket(number=self._numbers, ws=ws, transport=transport)
        self.sockets.append(socket)
        self._slack.hub.tell("sockets", count=len(self.sockets))
        return socket

    def disconnected(self, socket: Socket) -> None:
        """Forget a connection; what it did not acknowledge has failed."""
        if socket in self.sockets:
            self.sockets.remove(socket)
        socket.lost()
        self._slack.hub.tell("sockets", count=len(self.sockets))

    async def ask_to_leave(self, reason: str, number: int | None = None) -> int:
        """Send `disconnect` (refresh_requested, warning or link_disabled) to one socket or to all; say to how many."""
        chosen = [one for one in self.sockets if number in (None, one.number)]
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

    # --- one attempt

    async def _event(self, wrapper: Json) -> None:
        slack = self._slack
        retry: Json | None = None
        for attempt, wait in enumerate((0.0, *slack.settings.event_retries)):
            if attempt and not await self._pause(wait):
                break
            outcome = await self.send(EVENTS, wrapper, url=slack.settings.events_url, retry=retry)
            if outcome.ok:
                return
            reason = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
            retry = {"num": attempt + 1, "reason": reason.get(outcome.failure, "http_error")}
            if outcome.body == "no-retry":
                break
        slack.wire.note("out", "failure", EVENTS, event_id=wrapper["event_id"], given_up=True)

    async def _pause(self, seconds: float) -> bool:
        if self._retrying >= MOST_RETRYING:
            return False
        self._retrying += 1
        try:
            await self._slack.clock.sleep(seconds)
        finally:
            self._retrying -= 1
        return True

    async def _once(self, kind: str, payload: Json, *, url: str, retry: Json | None, forge: str) -> Outcome:
        slack = self._slack
        started = slack.clock.now()
        slack.wire.note("out", kind, _name(kind, payload), payload=payload, retry=retry)
        if url:
            outcome = await self._post(kind, payload, url=url, retry=retry, forge=forge)
        else:
            outcome = await self._over_socket(kind, payload, retry=retry)
        took = slack.clock.now() - started
        slack.wire.note(
            "in", "answer", _name(kind, payload), failure=outcome.failure, body=outcome.body, seconds=round(took, 4)
        )
        return outcome

    async def _over_socket(self, kind: str, payload: Json, *, retry: Json | None) -> Outcome:
        alive = [one for one in self.sockets if not one.ws.closed and not one.leaving]
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

    async def _post(self, kind: str, payload: Json, *, url: str, retry: Json | None, forge: str) -> Outcome:
        headers: dict[str, str] = {}
        if retry:
            headers = {"X-Slack-Retry-Num": str(retry["num"]), "X-Slack-Retry-Reason": str(retry["reason"])}
        if kind == EVENTS:
            return await self._request(url, msgspec.json.encode(payload), "application/json", headers, forge)
        if kind == COMMANDS:
            form = {name: str(value) for name, value in payload.items() if value is not None}
        else:
            form = {"payload": msgspec.json.encode(payload).decode()}
        body = urlencode(form).encode()
        return await self._request(url, body, "application/x-www-form-urlencoded", headers, forge)

    async def _request(self, url: str, body: bytes, kind: str, headers: dict[str, str], forge: str = "") -> Outcome:
        signed = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **sign(self._slack.settings.signing_secret, body, forge),
            **headers,
        }
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            return await self._slack.clock.within(self._slack.settings.ack_seconds, self._exchange(url, body, signed))
        except TimeoutError:
            return Outcome(failure="operation_timeout")
        except (aiohttp.ClientError, OSError):
            return Outcome(failure="dispatch_failed")

    async def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        if self._session is None:
            return Outcome(failure="dispatch_failed")
        async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
            content = await answer.read()
            if answer.status != web.HTTPOk.status_code:
                stop = "no-retry" if answer.headers.get("X-Slack-No-Retry") == "1" else None
                service = answer.status >= web.HTTPInternalServerError.status_code
                return Outcome(body=stop, failure="http_service_error" if service else "http_client_error")
            if not content.strip():
                return Outcome()
            if "json" in answer.headers.get("Content-Type", ""):
                try:
                    return Outcome(body=msgspec.json.decode(content))
                except msgspec.DecodeError:
                    return Outcome(failure="invalid_response")
            return Outcome(body=content.decode("utf-8", "replace"))


def _name(kind: str, payload: Json) -> str:
    if kind == COMMANDS:
        return str(payload.get("command"))
    if kind == EVENTS:
        return str(payload["event"].get("type"))
    return str(payload.get("type"))
