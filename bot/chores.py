"""The chores of the clock: what is done again and again, and harms nobody when it is late or done twice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from bot.clock import Chore
from storage import accounts, answers, history, letters, timers
from storage.engine import Database


def chores(database: Database, *, now: Callable[[], datetime], more: Sequence[Chore] = ()) -> Sequence[Chore]:
    """Return every chore of a process; `more` are those of what is connected."""

    def seal() -> None:
        with database.transaction() as connection:
            history.seal(connection, now=now())

    return (
        Chore(name="seal_history", every_seconds=60, run=_in_thread(seal)),
        Chore(
            name="forget_answers",
            every_seconds=6 * 3600,
            run=_in_portions(lambda: answers.forget(database, now=now())),
        ),
        Chore(
            name="forget_codes",
            every_seconds=6 * 3600,
            run=_in_portions(lambda: accounts.forget(database, now=now())),
        ),
        Chore(
            name="clear_outbox",
            every_seconds=24 * 3600,
            run=_in_portions(lambda: letters.purge(database, now=now())),
        ),
        Chore(
            name="forget_timer_runs",
            every_seconds=24 * 3600,
            run=_in_portions(lambda: timers.forget(database, now=now())),
        ),
        *more,
    )


def _in_thread(work: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await asyncio.to_thread(work)

    return run


def _in_portions(begin: Callable[[], Iterator[int]]) -> Callable[[], Awaitable[None]]:
    """Return a chore that goes on portion by portion; the clock's stop ends it between two of them."""

    async def run() -> None:
        portions = begin()
        while await asyncio.to_thread(next, portions, None) is not None:
            pass

    return run
