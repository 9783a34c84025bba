"""The tick: claims what is due and has it carried out, one after the other, until nothing is due any more."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from bot.clock import Chore
from bot.dispatch import nothing
from storage.outbox import Promise
from storage.timers import Due, Timers
from workflows.kernel.answers import Answer, Refused
from workflows.timing import CLOCK, Fire

TOLD_AFTER = 5
"""How often something must fail in a row, within a minute, for operations to hear of it."""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class TimerTerms:
    """How often to look, how many timers to take at a time, and for how long they are ours.

    A replica that dies or freezes with a claim is followed by another one a tick after the claim has run out.
    """

    every_seconds: int = 5
    most: int = 16
    lease: timedelta = timedelta(seconds=1)
    rest: float = 4.0
    """Where many fall due at once while people give commands, those have the process to themselves for so many times as
    long as one took."""
    quiet_after_seconds: float = 1.0
    """For how long people must have given none, so that there is no rest."""
    longest_rest_seconds: float = 0.05
    """No more than that, so that what was claimed is done before the claim runs out."""


class Ticks:
    """Carries out what is due, through the dispatcher as every command."""

    def __init__(
        self,
        timers: Timers,
        dispatch: Callable[[Fire], Awaitable[Answer]],
        *,
        terms: TimerTerms | None = None,
        boundary: Callable[[str], None] = nothing,
        quiet_seconds: Callable[[], float] = lambda: math.inf,
        notice: Callable[[Due, str], Promise | None] = lambda _due, _what: None,
    ) -> None:
        self._timers = timers
        self._notice = notice
        self._quiet_seconds = quiet_seconds
        self._dispatch = dispatch
        self._terms = terms or TimerTerms()
        self._boundary = boundary

    def chore(self) -> Chore:
        """Return what the clock does again and again."""
        return Chore(name="timers", every_seconds=self._terms.every_seconds, run=self.tick)

    async def tick(self) -> int:
        """Carry out everything that is due, and return how many occurrences that were.

        Raises what the driver raises, or DatabaseLostError, when the database is out of reach.
        """
        loop, count = asyncio.get_running_loop(), 0
        while due := await asyncio.to_thread(self._timers.claim, most=self._terms.most):
            self._boundary("timers-claimed")
            for one in due:
                started = loop.time()
                await self._fire(one)
                if count and self._quiet_seconds() < self._terms.quiet_after_seconds:
                    taken = loop.time() - started
                    await asyncio.sleep(min(taken * self._terms.rest, self._terms.longest_rest_seconds))
            count += len(due)
        return count

    async def _fire(self, due: Due) -> None:
        """Carry one out. What fails waits, and does not stand in the way of the others."""
        try:
            answer = await self._dispatch(
                Fire(actor=CLOCK, request_key=f"timer:{due.id}:{due.due_at.isoformat()}", due=due)
            )
        except Exception as fault:  # The edge of the process: one timer's fault must not stop the others.
            # A database that was lost is one too: a statement that always takes too long looks like that. Where it is
            # lost for all, nothing can be written down: the claim runs out, and it is tried again.
            log.exception("timer_failed", timer=due.id, kind=due.kind, attempts=due.attempts + 1)
            await self._failed(due, f"{type(fault).__name__}: {fault}")
            return
        if isinstance(answer, Refused):
            log.warning("timer_refused", timer=due.id, kind=due.kind, reason=answer.reason.value)
            await self._failed(due, answer.reason.value)

    async def _failed(self, due: Due, what: str) -> None:
        """Let it wait; operations hears of it once it has failed several times."""
        notice = self._notice(due, what) if due.attempts + 1 == TOLD_AFTER else None
        await asyncio.to_thread(partial(self._timers.failed, due, what, notice=notice))
