"""The relay: what was promised leaves after the commit, side by side over the lanes and in order within each.

One loop exchanges with the database (settle what is done, claim what is due, in one transaction) while the deliveries
run beside it, so the busier it is the more rows go into one transaction.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.delivery import Delivery, Quiet, Standing, all_stand, copies_of, outgoing_of, payload_of, place_of, written
from storage import audits
from storage.audits import Audit
from storage.relaying import Exchange, Relaying
from storage.settling import Claimed, Lost, Outcome, Settlement
from storage.unit import ConflictError, DatabaseLostError
from workflows.kernel.posts import CannotReadBackError, Poster, Rejected, Sent

log = structlog.get_logger()

Given = TypeVar("Given")

SHORTEST_WAIT_SECONDS = 0.01
LOST_AGAIN_SECONDS = 1.0
REFUSED_AGAIN_SECONDS = 0.1
MOST_REFUSED = 20
"""After so many refusals in a row the settlements are left to their leases: one of them must be what is refused."""
AUDITS_AT_ONCE = 20
CLOCKS_DIFFER = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class RelayTerms:
    """How the relay works; the times of leases are in storage.settling.Terms."""

    most_in_flight: int = 64
    poll_seconds: float = 1.0
    """How often to look for what another replica promised; our own commits wake the relay at once."""
    longest_delivery_seconds: float = 21.0
    """Opening a conversation and posting, each as long as a request may take; the lease must be at least twice that."""
    paranoid_seconds: float = 20.0
    """For how long after a start, or after the database was lost, what is older is looked for before it is sent: the
    database may have forgotten that it was (a backup, a standby that lagged)."""
    grace_seconds: float = 10.0
    """How long a stop waits for deliveries under way; what takes longer is left to its lease."""


def no_boundary(_name: str) -> None:
    """Do nothing, which is what a boundary does outside tests."""


class Relay:
    """Run it with `run`, wake it after a commit with `wake`, end it with `stop`. `posters` go by a lane's platform."""

    def __init__(
        self,
        relaying: Relaying,
        posters: Mapping[str, Poster],
        *,
        terms: RelayTerms | None = None,
        boundary: Callable[[str], None] = no_boundary,
        standing: Standing = all_stand,
        quiet: Quiet | None = None,
    ) -> None:
        self._terms = terms or RelayTerms()
        self._relaying = relaying
        self._posters = posters
        self._delivery = Delivery(
            posters,
            terms=relaying.terms,
            longest_seconds=self._terms.longest_delivery_seconds,
            boundary=boundary,
            standing=standing,
            quiet=quiet,
        )
        self._boundary = boundary
        self._database_thread = ThreadPoolExecutor(1, thread_name_prefix="relay")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._stopping = False
        self._done: list[Settlement] = []
        self._in_flight = 0
        self._deliveries: set[asyncio.Task[None]] = set()
        self._errands: set[asyncio.Task[None]] = set()
        self._auditing = False
        self._refused = 0
        self._paranoid_until = 0.0
        self._paranoid_before: datetime | None = None

    def wake(self) -> None:
        """Say that something was promised; safe from any thread, also before the start and after the end."""
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # The loop may have ended this very moment.
                loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Relay until `stop` is called; then finish what is under way, for a while, and return."""
        self._loop = asyncio.get_running_loop()
        self._become_paranoid()
        try:
            while not self._stopping:
                await self._turn()
            await self._finish()
        finally:
            for task in (*self._deliveries, *self._errands):
                task.cancel()
            self._loop = None
            self._database_thread.shutdown(wait=False)

    def stop(self) -> None:
        """Ask the relay to end; `run` returns when it has."""
        self._stopping = True
        self.wake()

    async def _turn(self) -> None:
        self._news.clear()
        most = self._terms.most_in_flight - self._in_flight
        exchange = await self._exchange(most)
        if exchange is None:
            return
        wait = self._terms.poll_seconds
        if exchange.next_seconds is not None and len(exchange.claimed) < most:
            wait = min(wait, max(exchange.next_seconds, SHORTEST_WAIT_SECONDS))
        if exchange.dead:
            log.warning("effects_dead", count=exchange.dead)
            wait = SHORTEST_WAIT_SECONDS  # The operations channel is to hear of it.
        await self._wait(wait)

    async def _exchange(self, most: int) -> Exchange | None:
        settlements, self._done = self._done, []
        started = asyncio.get_running_loop().time()
        try:
            exchange = await self._in_thread(partial(self._relaying.exchange, settlements, most=most))
        except DatabaseLostError as error:
            log.warning("relay_database_lost", error=str(error))
            self._done = [*settlements, *self._done]
            self._become_paranoid()
            await asyncio.sleep(LOST_AGAIN_SECONDS)
            return None
        except ConflictError as error:
            log.warning("relay_exchange_refused", error=str(error), settlements=len(settlements))
            await self._again_later(settlements)
            return None
        except Exception:  # The edge of the process: whatever fails here, what is promised must still leave.
            log.exception("relay_exchange_fault", settlements=len(settlements))
            await self._again_later(settlements)
            return None
        self._refused = 0
        if self._paranoid_before is None:
            self._paranoid_before = exchange.now + CLOCKS_DIFFER
        # What is posted after this could meet a message of whoever claims it next.
        deadline = started + self._relaying.terms.lease.total_seconds() - self._terms.longest_delivery_seconds
        self._in_flight += len(exchange.claimed)
        for claimed in exchange.claimed:
            self._begin(self._deliveries, self._deliver(claimed, deadline))
        for lost in exchange.lost:
            self._begin(self._errands, self._take_away(lost))
        if exchange.audits_due and not self._auditing:
            self._begin(self._errands, self._audit())
        return exchange

    async def _again_later(self, settlements: list[Settlement]) -> None:
        self._refused += 1
        if self._refused < MOST_REFUSED:
            self._done = [*settlements, *self._done]
        await asyncio.sleep(REFUSED_AGAIN_SECONDS)

    async def _deliver(self, claimed: Claimed, deadline: float) -> None:
        try:
            settlement = await self._delivery.carry(claimed, deadline=deadline, look_first=self._is_suspect(claimed))
        except Exception as fault:  # The edge of the process: one effect's fault must not stop the relay.
            log.exception("effect_fault", effect=claimed.id, lane=claimed.lane)
            settlement = Settlement(
                claimed=claimed,
                outcome=Outcome.UNKNOWN,
                error=f"csops failed while carrying it ({type(fault).__name__})",
                wait_seconds=self._relaying.terms.quarantine.total_seconds(),
            )
        self._in_flight -= 1
        self._done.append(settlement)
        self._news.set()

    async def _take_away(self, lost: Lost) -> None:
        """Remove our own message where somebody else's already stands; if that fails, the audit does it."""
        poster = self._posters.get(lost.claimed.platform)
        if lost.state != "sent" or lost.claimed.kind != "post" or poster is None:
            return
        self._boundary("before-remove")
        place = place_of(lost.mine)
        verdict = await poster.remove(lost.claimed.lane, place)
        self._boundary("after-remove")
        log.warning("copy_removed", effect=lost.claimed.id, lane=lost.claimed.lane, verdict=type(verdict).__name__)

    async def _audit(self) -> None:
        self._auditing = True
        try:
            for audit in await self._in_thread(partial(audits.due, self._relaying, most=AUDITS_AT_ONCE)):
                self._boundary("audit-claimed")
                again = not await self._look_again(audit)
                self._boundary("audit-looked")
                await self._in_thread(partial(audits.done, self._relaying, audit, again=again))
        except (ConflictError, DatabaseLostError) as error:
            log.warning("relay_audit_failed", error=str(error))
        finally:
            self._auditing = False

    async def _look_again(self, audit: Audit) -> bool:
        """Take surplus copies away; return whether that is settled."""
        claimed, poster = audit.claimed, self._posters.get(audit.claimed.platform)
        if poster is None:
            return True
        outgoing = outgoing_of(claimed, payload_of(claimed))
        try:
            longest = self._terms.longest_delivery_seconds
            copies = await copies_of(poster, outgoing, claimed, longest_seconds=longest)
        except CannotReadBackError:
            return True
        if copies is None:
            return False
        kept = [place for place in copies if written(place) == audit.result]
        settled = True
        for place in copies if kept else ():
            if written(place) != audit.result:
                verdict = await poster.remove(claimed.lane, place)
                settled &= isinstance(verdict, Sent | Rejected)
                log.warning("copy_removed", effect=claimed.id, lane=claimed.lane, verdict=type(verdict).__name__)
        return settled

    async def _finish(self) -> None:
        """Wait for what is under way, and settle it; claim nothing more."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._terms.grace_seconds
        while (self._in_flight or self._done) and loop.time() < until:
            self._news.clear()
            if self._done:
                await self._exchange(0)
            else:
                await self._wait(until - loop.time())
        if self._in_flight or self._done:
            log.warning("relay_left_to_leases", count=self._in_flight + len(self._done))

    def _begin(self, group: set[asyncio.Task[None]], work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        group.add(task)
        task.add_done_callback(group.discard)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _in_thread(self, work: Callable[[], Given]) -> Given:
        return await asyncio.get_running_loop().run_in_executor(self._database_thread, work)

    def _become_paranoid(self) -> None:
        self._paranoid_until = asyncio.get_running_loop().time() + self._terms.paranoid_seconds
        self._paranoid_before = None

    def _is_suspect(self, claimed: Claimed) -> bool:
        """Return whether the database may have forgotten that this was sent."""
        if asyncio.get_running_loop().time() >= self._paranoid_until:
            return False
        return self._paranoid_before is not None and claimed.created_at < self._paranoid_before
