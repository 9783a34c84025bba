"""The clock: APScheduler wakes the process up for its chores and holds no state; what is due stands in SQL."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

FIRST_AFTER = timedelta(minutes=1)
"""When a chore is first done: one that is due once a day would else never come in a process that starts every day."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something to be done again and again; doing it late, or in every replica, does no harm."""

    name: str
    every_seconds: int
    run: Callable[[], Awaitable[object]]


class Clock:
    """Runs the chores until it is stopped. A chore that fails is logged and tried again at its next time.

    `now` is the machine's own clock, by which it wakes up.
    """

    def __init__(self, chores: Sequence[Chore], *, now: Callable[[], datetime]) -> None:
        # The clock starts when the doors are open, and its library is not waited for before.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415
        from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

        # That a chore is still under way at its next time is no news: it is left out once.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for chore in chores:
            self._scheduler.add_job(
                _carefully,
                IntervalTrigger(seconds=chore.every_seconds, timezone="UTC"),
                args=(chore,),
                id=chore.name,
                next_run_time=now() + min(FIRST_AFTER, timedelta(seconds=chore.every_seconds)),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        """Start; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop waking anything up."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _carefully(chore: Chore) -> None:
    try:
        await chore.run()
    except Exception:  # The process edge of the clock: one failing chore must not stop the others.
        log.exception("chore_failed", chore=chore.name)
