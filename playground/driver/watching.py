"""Waiting for what becomes true: a condition is looked at after each change, and now and then besides."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from playground.slack.shapes import Json

T = TypeVar("T")
WIRE_KEPT = 2_000
LOOK_AGAIN_SECONDS = 0.02
PATIENCE_SECONDS = 30.0
"""How long what should come is waited for, unless a test says otherwise: enough for a machine that has much to do."""


class Wait(Generic[T]):
    """One condition that somebody waits for, and what it gave."""

    def __init__(self, condition: Callable[[], T]) -> None:
        self._condition = condition
        self._loop = asyncio.get_running_loop()
        self.found: asyncio.Future[T] = self._loop.create_future()
        self._now_and_then()

    def _now_and_then(self) -> None:
        self.look()
        if not self.found.done():
            _ = self._loop.call_later(LOOK_AGAIN_SECONDS, self._now_and_then)

    def look(self) -> None:
        """Try the condition, unless it is found already."""
        if self.found.done():
            return
        try:
            value = self._condition()
        except LookupError:
            return
        except Exception as error:  # noqa: BLE001 - it belongs to who waits, not to who made the change
            self.found.set_exception(error)
            return
        if value:
            self.found.set_result(value)


class Watch:
    """Whoever waits, and the last things on the wire for those who waited in vain."""

    def __init__(self) -> None:
        self.wire: deque[Json] = deque(maxlen=WIRE_KEPT)
        self._waiting: list[Callable[[], None]] = []

    def changed(self) -> None:
        """Let everybody look who waits."""
        for look in tuple(self._waiting):
            look()

    async def until(self, condition: Callable[[], T], *, seconds: float, what: str = "") -> T:
        """Wait until a condition gives something true, looking after each change; what is not there yet is false.

        It is also looked at now and then, for conditions about what is not here, such as the app's own rows.
        AssertionError after so many seconds of real time.
        """
        wait = Wait(condition)
        self._waiting.append(wait.look)
        try:
            return await asyncio.wait_for(wait.found, seconds)
        except TimeoutError:
            message = f"Waited {seconds} s in vain for {what or 'the condition'}. {self.story()}"
            raise AssertionError(message) from None
        finally:
            self._waiting.remove(wait.look)

    def story(self) -> str:
        """Tell the last things that went over the wire, for a failing test."""
        last = [f"{one['direction']} {one['what']} {one['name']} {str(one['body'])[:160]}" for one in self.wire][-12:]
        return "Last on the wire:\n  " + "\n  ".join(last or ["nothing"])
