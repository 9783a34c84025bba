"""The time that the local Slack believes, which a test can push ahead without sleeping."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def wall() -> float:
    """Tell this machine's time, in seconds since 1970."""
    return time.time()  # noqa: TID251 - the playground is a process of its own, and this is its clock


class Alarm:
    """Something to call at a time; it can be taken back."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call: Callable[[], object] | None = call

    def cancel(self) -> None:
        """Take it back; it will not be called."""
        self.call = None


class Clock:
    """Seconds since 1970 from `source`, plus whatever `advance` has added; sleepers wake as soon as either says so.

    `Clock()` is real time that can be pushed ahead; `Clock(lambda: 1_900_000_000.0)` stands still until it is pushed.
    """

    def __init__(self, source: Callable[[], float] = wall) -> None:
        self._source = source
        self._ahead = 0.0
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Tell the time, in seconds since 1970."""
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass: everything due by then is called before this returns, in order of its time."""
        self._ahead += seconds
        self._ring()

    def at(self, when: float, call: Callable[[], object]) -> Alarm:
        """Call back at a time (seconds since 1970), or at once if it has passed."""
        alarm = Alarm(call)
        heapq.heappush(self._alarms, (when, next(self._order), alarm))
        self._wind()
        return alarm

    def after(self, seconds: float, call: Callable[[], object]) -> Alarm:
        """Call back once so many seconds have passed."""
        return self.at(self.now() + seconds, call)

    @property
    def waiting(self) -> int:
        """How many alarms are set."""
        return sum(1 for _, _, alarm in self._alarms if alarm.call is not None)

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have passed on this clock."""
        if seconds <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not woken.done():
                woken.set_result(None)

        alarm = self.after(seconds, wake)
        try:
            await woken
        finally:
            alarm.cancel()

    async def within(self, seconds: float, awaited: Awaitable[T]) -> T:
        """Wait for something at most so many seconds of this clock; TimeoutError after that, and it is cancelled."""
        return await self.before(self.now() + seconds, awaited)

    async def before(self, when: float, awaited: Awaitable[T]) -> T:
        """The same, up to a time of this clock."""
        task = asyncio.ensure_future(awaited)
        alarm = self.at(when, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            if alarm.call is None:
                raise TimeoutError from None
            raise
        finally:
            alarm.cancel()
            task.cancel()

    def _wind(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._alarms and self._alarms[0][2].call is None:
            heapq.heappop(self._alarms)
        if self._alarms:
            wait = max(0.0, self._alarms[0][0] - self.now())
            self._timer = asyncio.get_running_loop().call_later(wait, self._ring)

    def _ring(self) -> None:
        now = self.now()
        while self._alarms and self._alarms[0][0] <= now:
            _, _, alarm = heapq.heappop(self._alarms)
            if alarm.call is not None:
                call, alarm.call = alarm.call, None
                call()
        if self._alarms:
            self._wind()
