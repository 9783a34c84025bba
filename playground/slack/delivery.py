"""Hands what people do to the app: over one of its sockets, or as signed HTTP requests; repeats events like Slack."""

import asyncio
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
import msgspec
from aiohttp import web

from playground.slack.shapes import Json
from playground.slack.signing import sign
from playground.slack.sockets import EVENTS, Outcome, Sockets

if TYPE_CHECKING:
    from playground.slack.core import Slack

COMMANDS, INTERACTIVE = "slash_commands", "interactive"
# Slack switches a subscription off whose events fail; here events beyond these are not repeated, so memory stays flat.
MOST_RETRYING = 1000


class Delivery:
    """Sends envelopes and requests, and waits for their acknowledgements."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.sockets = Sockets(slack)
        self._session: aiohttp.ClientSession | None = None
        self.event_count = 0
        self._retrying = 0

    # --- what callers use

    async def send(self, kind: str, payload: Json, *, url: str, retry: Json | None = None) -> Outcome:
        """Deliver once and wait for the acknowledgement; faults that were asked for happen here."""
        slack = self._slack
        fault = slack.faults.next_for_delivery(kind)
        if fault is not None:
            slack.wire.note("out", "fault", kind, fault=fault.kind)
            if fault.kind == "drop":
                # Nobody knows that it is lost: the person waits as long as for an app that does not answer.
                await slack.clock.sleep(slack.settings.ack_seconds)
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
        for socket in tuple(self.sockets.open):
            await socket.ws.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

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
            outcome = await self.sockets.send(kind, payload, retry=retry)
        took = slack.clock.now() - started
        slack.wire.note(
            "in", "answer", _name(kind, payload), failure=outcome.failure, body=outcome.body, seconds=round(took, 4)
        )
        return outcome

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
            # A connection that is kept may close while a request is on its way; Slack would not lose that one.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
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
