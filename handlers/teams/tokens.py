"""The bot's tokens for Teams and Graph: asked for once, however many wait, renewed ahead of time, never hammered."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
import structlog

from handlers.teams.sign_in import Granted
from handlers.teams.token_faults import Fault

log = structlog.get_logger()

AHEAD = timedelta(minutes=10)
"""A token is renewed this long before it ends, or at half of a shorter life, while the old one goes on being used."""
SPARE = timedelta(seconds=60)
"""A token that ends sooner is as good as none: a request under way must not outlive it."""
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 60.0


class TokenError(OSError):
    """There is no token, in words that say how to mend it.

    It is an OSError because for whoever wanted to call Microsoft it is a connection that cannot be made: nothing was
    sent. After `retry_after_seconds` Entra is asked again; `passing` says that it may mend itself.
    """

    def __init__(self, fault: Fault, retry_after_seconds: float) -> None:
        super().__init__(fault.words)
        self.passing = fault.passing
        self.retry_after_seconds = retry_after_seconds


class Source(Protocol):
    """Where tokens come from: handlers.teams.sign_in.SignIn."""

    def acquire(self, scope: str, loop: asyncio.AbstractEventLoop) -> Granted | Fault:
        """Ask for a token; called in a worker thread."""
        ...


class _Held(msgspec.Struct, frozen=True):
    token: str
    renew_at: datetime
    ends_at: datetime


class _Failed(msgspec.Struct, frozen=True):
    fault: Fault
    until: datetime
    wait_seconds: float


class Tokens:
    """One per process. `clock` tells the time (aware, UTC)."""

    def __init__(self, source: Source, *, clock: Callable[[], datetime]) -> None:
        self._source = source
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._failed: dict[str, _Failed] = {}
        self._flights: dict[str, asyncio.Task[str]] = {}
        self._one_at_a_time = asyncio.Lock()  # msal's client is not made for several threads.

    async def token(self, scope: str) -> str:
        """Return a token for a scope such as https://graph.microsoft.com/.default. Raises TokenError.

        Whoever comes while one is being asked for waits for that one; nobody waits while an old one is good. After a
        failure the same error is given at once until it is time to ask again.
        """
        now = self._clock()
        held = self._held.get(scope)
        if held is not None and now < held.renew_at:
            return held.token
        usable = held.token if held is not None and now < held.ends_at else ""
        failed = self._failed.get(scope)
        if failed is not None and now < failed.until:
            if usable:
                return usable
            raise TokenError(failed.fault, (failed.until - now).total_seconds())
        flight = self._flights.get(scope) or self._take_off(scope)
        return usable or await asyncio.shield(flight)

    def refused(self, scope: str, token: str) -> None:
        """Forget a token that was answered with 401, so that the next caller gets a new one."""
        held = self._held.get(scope)
        if held is not None and held.token == token:
            del self._held[scope]

    async def close(self) -> None:
        """Give up what is being asked for."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _take_off(self, scope: str) -> asyncio.Task[str]:
        flight = asyncio.create_task(self._fetch(scope))
        self._flights[scope] = flight
        flight.add_done_callback(lambda done: self._landed(scope, done))
        return flight

    def _landed(self, scope: str, flight: asyncio.Task[str]) -> None:
        del self._flights[scope]
        if not flight.cancelled():
            flight.exception()  # Looked at here, because of a renewal in the background nobody may wait.

    async def _fetch(self, scope: str) -> str:
        loop = asyncio.get_running_loop()
        async with self._one_at_a_time:
            granted = await asyncio.to_thread(self._source.acquire, scope, loop)
        now = self._clock()
        if isinstance(granted, Fault):
            raise self._failure(scope, granted, now)
        life = timedelta(seconds=granted.seconds)
        self._failed.pop(scope, None)
        self._held[scope] = _Held(granted.token, now + life - min(AHEAD, life / 2), now + life - min(SPARE, life / 2))
        log.info("token_granted", scope=scope, seconds=granted.seconds)
        return granted.token

    def _failure(self, scope: str, fault: Fault, now: datetime) -> TokenError:
        before = self._failed.get(scope)
        grown = min(before.wait_seconds * 2, LONGEST_WAIT_SECONDS) if before else FIRST_WAIT_SECONDS
        wait = max(grown, fault.retry_after_seconds)
        self._failed[scope] = _Failed(fault, now + timedelta(seconds=wait), grown)
        log.warning("token_refused", scope=scope, reason=fault.words, wait_seconds=wait)
        return TokenError(fault, wait)
