"""One writer for SQLite, which has one at a time anyway: whoever comes during a commit shares the next one."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from workflows.kernel.answers import Answer
from workflows.kernel.commands import Command

MOST_TOGETHER = 16

Work = Callable[[Sequence[Command]], Sequence[Answer | Exception]]
"""Carries out commands in one transaction, and says of each what came of it."""

Waiting = tuple[Command, "asyncio.Future[Answer]"]


class Writer:
    """Gathers commands while others are carried out, so the busier it is the more of them share a commit."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: list[Waiting] = []
        self._is_busy = False

    async def __call__(self, command: Command) -> Answer:
        """Return the answer once it is durable."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((command, answered))
        if not self._is_busy:
            self._begin(loop)
        return await answered

    def close(self) -> None:
        """Wait for what is under way, and take nothing more."""
        self._thread.shutdown(wait=True)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        self._is_busy = True
        carried = loop.run_in_executor(self._thread, self._work, [command for command, _ in group])
        carried.add_done_callback(partial(self._finish, group))

    def _finish(self, group: Sequence[Waiting], carried: "asyncio.Future[Sequence[Answer | Exception]]") -> None:
        self._is_busy = False
        if self._waiting:
            self._begin(carried.get_loop())
        failed = carried.exception()
        outcomes = carried.result() if failed is None else [failed] * len(group)
        for (_, answered), outcome in zip(group, outcomes, strict=True):
            if answered.done():  # Whoever asked has gone.
                continue
            if isinstance(outcome, BaseException):
                answered.set_exception(outcome)
            else:
                answered.set_result(outcome)
