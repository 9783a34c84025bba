"""A mutex that is fair: who asked first goes first. SQLite lets one writer starve for seconds; this does not."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class TurnTimeoutError(Exception):
    """Nobody gave the turn back in time."""


class Turns:
    """Hands out turns in the order of asking, each by an event of its own, so no waiter is woken for nothing."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, *, timeout_seconds: float = 10.0) -> Iterator[None]:
        """Wait for the turn, keep it for the block. Raises TurnTimeoutError when it does not come in time."""
        self._take(timeout_seconds)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, timeout_seconds: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout_seconds):
            return
        with self._guard:
            # The turn may have been handed over between the time-out and this line: then it is ours to pass on.
            if mine.is_set():
                return
            self._waiting.remove(mine)
        message = f"The database was busy for {timeout_seconds:.0f} s."
        raise TurnTimeoutError(message)

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
