"""Hands activities to the bot: as signed requests, with the time that Teams gives it, repeated as Teams repeats."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import msgspec
from aiohttp import web

from playground.slack.clock import wall
from playground.slack.faults import Fault
from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.teams.service import Teams

LASTING_SECONDS = 3600
STALE_SECONDS = 4000
AGAIN = frozenset({412, 502, 504})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the bot answered. failure: timeout, unreachable or http_STATUS; empty when it took the activity."""

    status: int = 0
    body: object = None
    failure: str = ""

    @property
    def ok(self) -> bool:
        """Say whether the bot took it."""
        return not self.failure


class Delivery:
    """Sends activities and waits for what the bot says."""

    def __init__(self, teams: "Teams") -> None:
        self._teams = teams
        self._session: aiohttp.ClientSession | None = None
        self._signed: dict[tuple[str, str], tuple[float, str]] = {}
        self.sent = 0

    async def send(self, activity: Json) -> Outcome:
        """Deliver once and wait; faults that were asked for happen here. They are `on` the activity's type or name."""
        teams = self._teams
        name = str(activity.get("name") or activity["type"])
        fault = teams.faults.next_for_delivery(name) or teams.faults.next_for_delivery(str(activity["type"]))
        if fault is not None:
            teams.wire.note("out", "fault", name, fault=fault.kind)
            if fault.kind == "drop":
                return Outcome(failure="timeout")
            if fault.kind == "delay":
                await teams.clock.sleep(fault.seconds)
        first = self._once(name, activity, fault)
        if fault is not None and fault.kind == "twice":
            answer, _ = await asyncio.gather(first, self._once(name, activity, fault))
            return answer
        return await first

    async def insist(self, activity: Json) -> Outcome:
        """Deliver, and again where the bot did not take it in time: the same activity, with the same id."""
        outcome = await self.send(activity)
        for seconds in self._teams.settings.retries:
            if outcome.ok or not (outcome.status in AGAIN or outcome.failure in ("timeout", "unreachable")):
                break
            await self._teams.clock.sleep(seconds)
            outcome = await self.send(activity)
        return outcome

    def token(self, activity: Json) -> str:
        """Give a token for an activity; one serves for a while, as the service's own do."""
        teams, now = self._teams, wall()
        key = (teams.keys.newest.kid, str(activity.get("serviceUrl", "")))
        since, token = self._signed.get(key, (0.0, ""))
        if now - since > LASTING_SECONDS / 2:
            token = teams.keys.newest.sign(self.claims(service_url=key[1], now=now))
            self._signed[key] = (now, token)
        return token

    def claims(self, *, service_url: str, now: float) -> Json:
        """Give what a token for the bot says."""
        return {
            "serviceurl": service_url,
            "nbf": int(now),
            "exp": int(now) + LASTING_SECONDS,
            "iss": self._teams.settings.issuer,
            "aud": self._teams.settings.app_id,
        }

    def _authorization(self, activity: Json, fault: Fault | None) -> str:
        if fault is not None and fault.kind == "stale":
            claims = self.claims(service_url=str(activity["serviceUrl"]), now=wall() - STALE_SECONDS)
            return f"Bearer {self._teams.keys.newest.sign(claims)}"
        token = self.token(activity)
        if fault is not None and fault.kind == "forged":
            token = f"{token[:-6]}AAAAAA"
        return f"Bearer {token}"

    async def _once(self, name: str, activity: Json, fault: Fault | None) -> Outcome:
        teams = self._teams
        self.sent += 1
        teams.wire.note("out", str(activity["type"]), name, activity=activity)
        seconds = teams.settings.invoke_seconds if activity["type"] == "invoke" else teams.settings.message_seconds
        headers = {"Authorization": self._authorization(activity, fault), "Content-Type": "application/json"}
        try:
            outcome = await teams.clock.within(seconds, self._exchange(msgspec.json.encode(activity), headers))
        except TimeoutError:
            outcome = Outcome(failure="timeout")
        except (aiohttp.ClientError, OSError):
            outcome = Outcome(failure="unreachable")
        teams.wire.note("in", "answer", name, status=outcome.status, failure=outcome.failure, body=outcome.body)
        return outcome

    async def _exchange(self, body: bytes, headers: dict[str, str]) -> Outcome:
        if self._session is None:
            # A connection that is kept may close while a request is on its way; Teams would not lose that one.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))
        async with self._session.post(self._teams.settings.bot_url, data=body, headers=headers) as answer:
            content = await answer.read()
            status = answer.status
        if status >= web.HTTPBadRequest.status_code:
            return Outcome(status=status, failure=f"http_{status}")
        if not content.strip():
            return Outcome(status=status)
        try:
            return Outcome(status=status, body=msgspec.json.decode(content))
        except msgspec.DecodeError:
            return Outcome(status=status, failure="invalid_response")

    async def close(self) -> None:
        """Let the client go."""
        if self._session is not None:
            await self._session.close()
            self._session = None
