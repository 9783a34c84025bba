"""PostgreSQL from the event loop: a command that reads once and writes at its end needs no thread to wait in.

Handing a command to a thread and back costs as much as the whole of its SQL (docs/performance.md).
"""

import asyncio
import select
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from storage.pipelines import CONFLICTS, LONGEST_ANSWER_SECONDS, Results, Steps, late, pipeline_of
from storage.statements import Prepared, Row
from storage.unit import ConflictError, DatabaseLostError, ReadsMoreError, Unit


class Wire(Unit):
    """A connection that the event loop listens to, used for one command after the other."""

    def __init__(self, dialect: Dialect, connection: PoolProxiedConnection, *, patience_seconds: float) -> None:
        super().__init__(dialect, connection)
        self._pipeline = pipeline_of(connection)
        self._patience_seconds = patience_seconds
        self._socket: int = self._driver.pgconn.socket
        self._arrived: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._read)
        self._late_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self.is_sound = True

    async def first(self, statement: Prepared, parameters: Mapping[str, Any]) -> Row | None:
        """Return the first row, or None. Raises DatabaseLostError."""
        compiled = statement.on(self.dialect)
        results = await self._waited_for(self._pipeline.run([(compiled.sql, compiled.parameters(parameters))]))
        found = self._pipeline.rows(compiled.sql, results[0])
        return compiled.results(found[0]) if found else None

    async def send(self) -> None:
        """Commit what was queued. Raises ConflictError (nothing is kept) or DatabaseLostError."""
        await self._waited_for(self._pipeline.commit(self.queued()))

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Refuse: nobody can wait here."""
        raise ReadsMoreError

    @override
    def end(self) -> None:
        """Forget what was queued for a command that is over."""
        self._queue.clear()
        self.is_sound = self.is_sound and self._pipeline.at_rest

    def close(self) -> None:
        """Give the connection back, or away where it is of no use any more."""
        if self._watch is not None:
            self._watch.cancel()
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        if not self.is_sound:
            self._connection.invalidate()
        self._connection.close()

    async def _waited_for(self, steps: Steps) -> Results:
        try:
            while True:
                try:
                    wanted = next(steps)
                except StopIteration as finished:
                    return finished.value  # type: ignore[no-any-return]  # A generator's value has no type here.
                await self._ready(wanted)
        except CONFLICTS as error:
            raise ConflictError(str(error)) from error
        except psycopg.OperationalError as error:
            self.is_sound = False
            raise DatabaseLostError(str(error)) from error

    async def _ready(self, wanted: int) -> None:
        arrived = self._arrived = self._loop.create_future()
        if wanted & select.POLLOUT:
            self._loop.add_writer(self._socket, self._wrote)
        self._late_at = self._loop.time() + self._patience_seconds
        if self._watch is None:
            self._watch = self._loop.call_later(self._patience_seconds, self._look)
        await arrived

    def _look(self) -> None:
        """Give up what takes too long. A timer for each answer would cost more than the rest of the waiting."""
        self._watch = None
        if self._arrived is None or self._arrived.done():
            return
        left = self._late_at - self._loop.time()
        if left > 0:  # Another answer was waited for when the timer was set.
            self._watch = self._loop.call_later(left, self._look)
        else:
            self._arrived.set_exception(late())

    def _read(self) -> None:
        """Take what came, and let whoever waits for it go on once it is whole."""
        libpq = self._driver.pgconn
        try:
            libpq.consume_input()
            whole = not libpq.is_busy()
        except psycopg.OperationalError:
            self.is_sound = False
            self._loop.remove_reader(self._socket)
            whole = True
        if whole:
            self._go_on()

    def _wrote(self) -> None:
        self._loop.remove_writer(self._socket)
        self._go_on()

    def _go_on(self) -> None:
        arrived, self._arrived = self._arrived, None
        if arrived is not None and not arrived.done():
            arrived.set_result(None)


class Wires:
    """Keeps a few wires open. `connected` opens a connection, which takes a while; `most` is how many there are.

    A server that has not answered after `patience_seconds` is as good as lost.
    """

    def __init__(
        self,
        dialect: Dialect,
        connected: Callable[[], PoolProxiedConnection],
        *,
        most: int,
        patience_seconds: float = LONGEST_ANSWER_SECONDS,
    ) -> None:
        self._dialect = dialect
        self._connected = connected
        self._patience_seconds = patience_seconds
        self._places = asyncio.Semaphore(most)
        self._idle: list[Wire] = []

    async def take(self) -> Wire:
        """Lend a wire for one command, to be given back. Raises DatabaseLostError."""
        await self._places.acquire()
        try:
            return self._sound() or self._strung(await asyncio.to_thread(self._connected))
        except BaseException:
            self._places.release()
            raise

    def give_back(self, wire: Wire) -> None:
        """Take a wire back, in whatever state the command left it."""
        wire.end()
        if wire.is_sound:
            self._idle.append(wire)
        else:
            wire.close()
        self._places.release()

    def close(self) -> None:
        """Close those that nobody uses: all of them, when nothing is under way, or when the database was lost."""
        while self._idle:
            self._idle.pop().close()

    def _strung(self, connection: PoolProxiedConnection) -> Wire:
        return Wire(self._dialect, connection, patience_seconds=self._patience_seconds)

    def _sound(self) -> Wire | None:
        """Return the wire that was used last; those that the database closed meanwhile are let go."""
        while self._idle:
            wire = self._idle.pop()
            if wire.is_sound:
                return wire
            wire.close()
        return None
