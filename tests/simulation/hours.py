"""An event loop whose time is imagined: nothing is waited for, and what a thread would do is done on the spot."""

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any

from typing_extensions import override


class NoWaiting(selectors.SelectSelector):
    """A selector that lets the time pass for which the loop would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("Nothing will ever happen again in this simulation.")
        self.now += max(timeout, 0.0)
        return []


class ImaginedLoop(asyncio.SelectorEventLoop):
    """Runs what is due, then jumps to the next thing that is. `errand` stands for the worker's database thread."""

    def __init__(self, errand: Callable[[Callable[[], object]], Any]) -> None:
        self._hours = NoWaiting()
        super().__init__(self._hours)
        self._errand = errand
        self.set_exception_handler(_raise)

    @override
    def time(self) -> float:
        return self._hours.now

    @override
    def run_in_executor(self, executor: object, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        return self.create_task(self._errand(lambda: func(*args)))


def _raise(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    fault = context.get("exception")
    if isinstance(fault, Exception):
        raise fault
