"""What a test does with a local platform, whichever it is: wait, look at the wire, break things, let time pass."""

import asyncio
import itertools
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from playground.driver.watching import PATIENCE_SECONDS, Watch
from playground.slack.shapes import Json

T = TypeVar("T")


class Staging(ABC):
    """A platform on this machine, as a test uses it in `async with`."""

    @property
    @abstractmethod
    def watch(self) -> Watch:
        """Whoever waits for its changes."""

    @abstractmethod
    async def control(self, name: str, **args: object) -> Json:
        """Do any control by name."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop it, or let go of it if it runs elsewhere."""

    async def __aenter__(self) -> Self:
        """Use it in `async with`."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it at the end."""
        await self.stop()

    async def until(self, condition: Callable[[], T], *, seconds: float = PATIENCE_SECONDS, what: str = "") -> T:
        """Wait until a condition gives something true, looking after each change and never sleeping.

        A LookupError inside means "not yet". AssertionError after so many seconds, with the last things on the wire.
        """
        return await self.watch.until(condition, seconds=seconds, what=what)

    @asynccontextmanager
    async def meanwhile(self, act: Coroutine[object, object, T]) -> AsyncIterator["asyncio.Task[T]"]:
        """Do things while an act is on its way to the app, such as let time pass; it has ended when the block ends."""
        before = self.watch.wire[-1] if self.watch.wire else None
        task = asyncio.ensure_future(act)

        def has_left() -> bool:
            newer = itertools.takewhile(lambda one: one is not before, reversed(self.watch.wire))
            return task.done() or any(one["direction"] == "out" for one in newer)

        await self.until(has_left, what="the act to be on its way")
        try:
            yield task
        finally:
            await task

    @property
    def wire(self) -> list[Json]:
        """What went over the wire, oldest first."""
        return list(self.watch.wire)

    def calls(self, name: str = "") -> list[Json]:
        """What the app called so far, of one method or operation or all: each has args, answer and status."""
        return [one["body"] for one in self.watch.wire if one["what"] == "call" and name in ("", one["name"])]

    async def fault(self, kind: str, on: str = "*", **more: object) -> Json:
        """Let something go wrong: the fields of a Fault, such as times=2 and how="hang" for a call that is lost."""
        return await self.control("fault", kind=kind, on=on, **more)

    async def advance(self, seconds: float) -> None:
        """Let time pass there without waiting."""
        await self.control("advance", seconds=seconds)

    async def limits(self, *, on: bool) -> None:
        """Switch rate limits on or off."""
        await self.control("settings", rate_limits=on)


class Readable(ABC):
    """A message, as far as its words go."""

    @property
    @abstractmethod
    def words(self) -> str:
        """All that can be read in it."""

    def shows(self, text: str) -> bool:
        """Say whether a text can be read in it."""
        return text in self.words


M = TypeVar("M", bound=Readable)


@dataclass(frozen=True, kw_only=True)
class Reply(Generic[M]):
    """What a command led to. failure: what the platform showed instead, when the app did not take it in time."""

    message: M | None = None
    failure: str = ""
    error: str = ""

    @property
    def ok(self) -> bool:
        """Say whether the app took the command."""
        return not self.failure

    @property
    def text(self) -> str:
        """What the app said; empty for nothing, and where it opened a form."""
        return self.message.words if self.message else ""


def newest_with(messages: list[M], text: str, where: object) -> M:
    """The newest message in which a text can be read; LookupError says what there is instead."""
    for one in reversed(messages):
        if one.shows(text):
            return one
    message = f"No message in {where!r} shows {text!r}; there are {[one.words[:80] for one in messages[-8:]]}."
    raise LookupError(message)
