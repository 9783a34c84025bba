"""What a local platform does beside answering: kept in sight, and ended when it stops."""

import asyncio
from collections.abc import Coroutine

from playground.slack.hub import Wire


class Tasks:
    """The tasks under way; an unexpected failure is written to the wire log, not lost."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._running: set[asyncio.Task[object]] = set()

    def begin(self, work: Coroutine[object, object, object]) -> asyncio.Task[object]:
        """Do something beside the rest."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._wire.note("in", "failure", "background", error=repr(task.exception()))

    async def stop(self) -> None:
        """End what is under way."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
