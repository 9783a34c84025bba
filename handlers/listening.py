"""Listening as it is on every platform: ask the core in time, let slow answers follow, put every trouble into words."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar

import structlog

from handlers import words
from handlers.background import Background
from handlers.core import Core, Routed
from workflows.kernel.answers import Answer, Offered, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Choice
from workflows.kernel.people import Identity
from workflows.kernel.requests import Request, Visited

Said = Answer | str | None
"""What is left to say: an answer of the core, a sentence of our own, or nothing."""
Drawn = TypeVar("Drawn")

PATIENCE_SECONDS = 2.3
"""How long an answer may take before the person is told that it follows; the platforms themselves wait three."""

log = structlog.get_logger()


class Delivered(Protocol):
    """What one delivery of a platform comes to, as far as every platform has it."""

    @property
    def kind(self) -> Any:  # noqa: ANN401 - each platform has its own.
        """The way in which the platform waits for an answer."""
        ...

    @property
    def key(self) -> str:
        """The same for every delivery of the same thing."""
        ...

    @property
    def user(self) -> str:
        """Who asks, in the platform's own words."""
        ...

    @property
    def asked(self) -> Request | Refused | None:
        """What it asks for."""
        ...


Delivery = TypeVar("Delivery", bound=Delivered)


def _go_on(waited: "asyncio.Future[None]") -> None:
    if not waited.done():
        waited.set_result(None)


class LateError(Exception):
    """No error: the answer follows."""

    def __init__(self, coming: asyncio.Future[Answer]) -> None:
        super().__init__()
        self.coming = coming


class UnreadError(Exception):
    """A question failed, so nothing was changed; the cause says why."""


class Listening(ABC, Generic[Delivery]):
    """The part of a platform's listeners that is the same everywhere. Nothing is said before it is committed."""

    def __init__(self, core: Core, *, background: Background, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._core = core
        self._background = background
        self._failure = f"{core.platform}_request_failed"
        self._patience_seconds = patience_seconds

    @abstractmethod
    async def _say(self, said: Said, delivery: Delivery) -> None:
        """Say something after the acknowledgement: where the person is, and to them alone."""

    @abstractmethod
    def _follows(self, delivery: Delivery) -> bool:
        """Return whether a late answer is of any use."""

    def _routed(self, delivery: Delivery) -> Routed | None:
        asked = delivery.asked
        return asked if asked is None or isinstance(asked, Refused) else self._core.route(asked)

    async def _dispatched(self, asked: Command | Query | OpenForm) -> Answer:
        """Let the core answer. What fails of a question has changed nothing, and so it is told apart."""
        try:
            return await self._core.dispatch(asked)
        except Exception as error:
            if isinstance(asked, Command):
                raise
            raise UnreadError from error

    async def _in_time(self, asked: Command | Query | OpenForm) -> Answer:
        loop = asyncio.get_running_loop()
        coming = loop.create_task(self._dispatched(asked))
        waited: asyncio.Future[None] = loop.create_future()
        # asyncio.wait does the same, and more of it than a whole card takes to draw.
        patience = loop.call_later(self._patience_seconds, _go_on, waited)
        coming.add_done_callback(lambda _: _go_on(waited))
        try:
            await waited
        finally:
            patience.cancel()
        if not coming.done():
            raise LateError(coming)
        return coming.result()

    async def _answer(
        self, delivery: Delivery, work: Callable[[Delivery], Awaitable[Said]], draw: Callable[[Said], Drawn]
    ) -> Drawn:
        """Do the work and draw what is left to say; whatever goes wrong becomes a sentence, and one line in the log."""
        try:
            return draw(await work(delivery))
        except LateError as late:
            self._background.start(self._follow(late.coming, delivery))
            return draw(words.SLOW)
        except Exception as error:  # noqa: BLE001 - the edge of the process: the person is told, whatever it is.
            return draw(self._trouble(error, delivery))

    async def _follow(self, coming: asyncio.Future[Answer], delivery: Delivery) -> None:
        async def came(_: Delivery) -> Said:
            return await coming

        said: Said = await self._answer(delivery, came, lambda said: said)
        if said is not None and self._follows(delivery):
            await self._say(said, delivery)

    async def _carried(self, asked: Routed | None) -> Said:
        """Return what comes of a request, or what it is where the core has nothing to do about it."""
        return await self._in_time(asked) if isinstance(asked, Command | Query | OpenForm) else asked

    async def _looked_up(self, request: Request) -> tuple[Choice, ...]:
        """Return what a search offers; nothing where it takes too long or cannot be known now."""
        try:
            said = await self._carried(self._core.route(request))
        except (LateError, *self._core.unavailable):  # type: ignore[misc]  # They are kinds of exceptions.
            return ()
        return said.choices if isinstance(said, Offered) else ()

    async def _home_now(self, delivery: Delivery) -> Card | None:
        """Return the Home of who sent a delivery, as it is now; None where it cannot be read."""

        async def visited(_: Delivery) -> Said:
            actor = Identity(self._core.platform, delivery.user)
            return await self._carried(self._core.route(Visited(actor=actor, request_key=delivery.key)))

        said: Said = await self._answer(delivery, visited, lambda said: said)
        return said.card if isinstance(said, Shown) else None

    def _trouble(self, error: Exception, delivery: Delivery) -> str:
        log.error(self._failure, kind=delivery.kind.value, request_key=delivery.key, exc_info=error)
        only_read = isinstance(error, UnreadError)
        if isinstance(error.__cause__ if only_read else error, self._core.unavailable):
            sentence = words.UNREAD_LOST if only_read else words.LOST
        else:
            sentence = words.UNREAD if only_read else words.TROUBLE
        return sentence.format(reference=delivery.key[-8:])

    def _sentence(self, said: Said, delivery: Delivery) -> str:
        if isinstance(said, Refused):
            return self._core.sentence(said, delivery.user)
        return said if isinstance(said, str) else words.NOTHING
