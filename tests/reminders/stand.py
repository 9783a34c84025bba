"""An office in which time passes by the timers: to the next one, or to the next that tells somebody."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from bot.timers import Ticks, TimerTerms
from storage import tables
from storage.timers import Timers
from tests.office import MONDAY, Office, Sent
from workflows.kernel.answers import Answer
from workflows.kernel.text import Mention
from workflows.timing import Fire

LATER = MONDAY + timedelta(days=60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


class Told(NamedTuple):
    """A reminder or an escalation that left."""

    at: datetime
    lane: str
    post: Any

    @property
    def when(self) -> str:
        """The day and the time."""
        return f"{self.at:%a %H:%M}"

    @property
    def keys(self) -> list[str]:
        """The numbers of what it lists."""
        return [row.text[0].words for row in self.post.card.rows]

    @property
    def details(self) -> list[str]:
        """What it says of each, without its times and people."""
        return ["".join(piece for piece in row.detail if isinstance(piece, str)) for row in self.post.card.rows]

    @property
    def people(self) -> list[str]:
        """Whom it calls or names, in its order."""
        lines = (self.post.card.status, *(row.detail for row in self.post.card.rows))
        return [piece.person for line in lines for piece in line if isinstance(piece, Mention)]


class Waiting:
    """Lets time pass in an office, and everything happen that is due."""

    def __init__(self, office: Office) -> None:
        self.office = office
        terms = TimerTerms()
        self._timers = Timers(office.database, clock=lambda: office.now, lease=terms.lease, own_clock=True)

    def next_at(self) -> datetime | None:
        """Return when something is due next."""
        with self.office.database.transaction() as connection:
            return connection.execute(sa.select(sa.func.min(tables.timer.c.next_at))).scalar()

    def tick(self) -> None:
        """Carry out everything that is due now."""

        async def dispatch(fire: Fire) -> Answer:
            return self.office.dispatcher.answer(fire)

        asyncio.run(Ticks(self._timers, dispatch).tick())

    def told(self, moment: datetime) -> list[Told]:
        """Let time pass until a moment, and return the reminders and escalations that left on the way, and when."""
        found: list[Told] = []
        seen = len(self.office.sent())
        while (at := self.next_at()) is not None and at <= moment:
            self.office.now = max(self.office.now, at)
            self.tick()
            new, seen = self.office.sent()[seen:], len(self.office.sent())
            found += [Told(self.office.now, sent.lane, sent.payload) for sent in new if _rests(sent)]
        self.office.now = moment
        return found


def _rests(sent: Sent) -> bool:
    return bool(getattr(sent.payload, "rests_on", ()) and sent.payload.card.rows)  # type: ignore[union-attr]


@pytest.fixture
def waiting(office: Office) -> Waiting:
    """Return an office in which time passes; a test that asks for it runs on SQLite and on PostgreSQL."""
    return Waiting(office)
