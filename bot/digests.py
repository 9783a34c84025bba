"""The chore that sees to it that what is sent by itself has its timers, also after csops.toml has another time zone."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Chore
from workflows.digests.commands import KeepDigests
from workflows.kernel.answers import Answer
from workflows.timing import CLOCK

EVERY_SECONDS = 300


def digests(dispatch: Callable[[KeepDigests], Awaitable[Answer]], *, now: Callable[[], datetime]) -> Chore:
    """Return the chore; in every replica it finds the same to be done, and mostly nothing."""

    async def run() -> None:
        await dispatch(KeepDigests(actor=CLOCK, request_key=f"digests:{now().isoformat()}"))

    return Chore(name="keep_digests", every_seconds=EVERY_SECONDS, run=run)
