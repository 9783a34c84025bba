"""Replicas whose timers a test lets tick by hand, each by a clock of its own, over one database.

Their kinds write into a history of the timer what they did, in the transaction in which they do it.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest
import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from bot.timers import Ticks, TimerTerms
from storage import tables, timers
from storage.engine import Database
from storage.timers import Due, Timers
from storage.unit import DatabaseLostError
from tests.office import MONDAY, furnish, shipped
from workflows.desk import Desk, Noted
from workflows.kernel.answers import Done
from workflows.recurrence import Recurrence
from workflows.registry import Registry
from workflows.timing import CLOCK, Fire, Firing, TimerKind, notice_of

TERMS = TimerTerms(most=4)


def note(desk: Desk, firing: Firing) -> datetime | None:
    """Write down that an occurrence was carried out; one that must fail says so."""
    if "fails" in firing.needs:
        raise ArithmeticError(firing.needs["fails"])
    if "lost" in firing.needs:
        raise DatabaseLostError(firing.needs["lost"])
    desk.record_next(Noted("fired", note=firing.at.isoformat()), subject=f"timer:{firing.timer}")
    return datetime.fromisoformat(firing.needs["back"]) if "back" in firing.needs else None


KINDS: Mapping[str, TimerKind] = {
    "every": TimerKind(note, "all", "Every time"),
    "newest": TimerKind(note, "last", "The newest"),
    "fresh": TimerKind(note, timedelta(hours=6), "Not older than six hours"),
}


class Clockwork:
    """Replicas by number; `skews` says by how much the clock of each is ahead."""

    def __init__(self, database: Database, *, skews: tuple[timedelta, ...] = (timedelta(),)) -> None:
        self.database = database
        self.now = MONDAY
        self._numbers = itertools.count(1)
        self._runner = asyncio.Runner()
        self._dispatchers = [self._dispatcher(skew) for skew in skews]
        self.timers = [Timers(database, clock=self._clock(skew), lease=TERMS.lease, own_clock=True) for skew in skews]
        self._ticks = [
            Ticks(
                one, dispatcher, terms=TERMS, notice=partial(notice_of, directory=dispatcher.directory(), kinds=KINDS)
            )
            for one, dispatcher in zip(self.timers, self._dispatchers, strict=True)
        ]

    def put(
        self,
        name: str,
        *,
        kind: str = "every",
        due_at: datetime,
        recurrence: Recurrence | None = None,
        needs: Mapping[str, str] | None = None,
    ) -> None:
        """Set a timer, as an action does."""
        row = timers.Row(
            id=name,
            kind=kind,
            due_at=due_at,
            recurrence=msgspec.json.encode(recurrence).decode() if recurrence else "",
            needs=msgspec.json.encode(needs or {}).decode(),
            set_by="ada",
            set_at=self.now,
        )
        with self.database.unit() as unit:
            timers.put(unit, row)
            unit.commit()

    def tick(self, replica: int = 0) -> int:
        """Let a replica tick once."""
        return self._runner.run(self._ticks[replica].tick())

    def fresh_name(self) -> str:
        """Return a name that no timer here has had."""
        return f"example-{next(self._numbers)}"

    def fire(self, due: Sequence[Due]) -> None:
        """Carry out what was claimed, in a replica that may have slept since then."""
        for one in due:
            answer = self._dispatchers[0].answer(Fire(actor=CLOCK, request_key=f"test:{one.id}:{one.now}", due=one))
            assert isinstance(answer, Done), answer

    def together(self) -> None:
        """Let all replicas tick at the same moment."""

        async def all_of_them() -> None:
            await asyncio.gather(*(one.tick() for one in self._ticks))

        self._runner.run(all_of_them())

    def fired(self, name: str) -> list[str]:
        """Return which occurrences of a timer were carried out, in the order in which they were."""
        columns = tables.history.c
        found = sa.select(columns.note).where(columns.subject == f"timer:{name}").order_by(columns.seq)
        with self.database.transaction() as connection:
            return list(connection.execute(found).scalars())

    def runs(self, name: str) -> list[tuple[datetime, datetime, str]]:
        """Return from when up to when each run of a timer stands, and what came of it."""
        columns = tables.timer_run.c
        found = sa.select(columns.due_at, columns.up_to, columns.outcome).where(columns.timer == name)
        with self.database.transaction() as connection:
            return [tuple(row) for row in connection.execute(found.order_by(columns.due_at))]

    def row(self, name: str) -> Mapping[str, object] | None:
        """Return a timer as it stands."""
        with self.database.transaction() as connection:
            found = connection.execute(sa.select(tables.timer).where(tables.timer.c.id == name)).mappings().first()
        return None if found is None else dict(found)

    def close(self) -> None:
        """Let the replicas end."""
        for one in self._dispatchers:
            one.close()
        self._runner.close()

    def _clock(self, skew: timedelta) -> Callable[[], datetime]:
        return lambda: self.now + skew

    def _dispatcher(self, skew: timedelta) -> Dispatcher:
        definitions = keep_definitions(self.database, shipped(), now=self.now)
        return Dispatcher(
            database=self.database,
            registry=Registry(definitions, timers=KINDS),
            definitions=definitions,
            clock=self._clock(skew),
            committed=lambda: None,
            threads=2,
        )


@pytest.fixture
def clockwork(database: Database) -> Iterator[Clockwork]:
    """Return one replica on a fresh database; a test that asks for it runs on SQLite and on PostgreSQL."""
    furnish(database)
    made = Clockwork(database)
    yield made
    made.close()
