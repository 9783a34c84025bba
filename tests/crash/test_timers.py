"""Three processes share what is due: killed and frozen at any moment, they miss nothing and do nothing twice.

Twenty timers beat once a second; each beat writes its own time into a history and posts it. What a dead or frozen
process had claimed is claimed by another one within a tick and a second, and as much later as the machine itself is.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.wiring import system_clock
from storage import tables, timers
from storage.engine import Database, open_database
from tests.crash.campaign import calm, copies_of, prepare, shown_by
from tests.crash.fleet import LANES, Fleet, Replica, local_slack, nursery
from tests.crash.replica import BEAT, TIMERS
from tests.crash.takeovers import Takeover, failures, looked_beside, takeovers, write_down_claims

BEATING = 20
DUE_AFTER = timedelta(seconds=1)
TAKEOVER = timedelta(seconds=TIMERS.every_seconds) + TIMERS.lease
"""A tick and a second."""
DEATHS = (("", 1), ("timers-claimed", 3), ("before-commit", 9), ("after-commit", 9))
"""At which boundary, and at the how many-th time there, a process that is started dies by itself."""
CATCH_UP_SECONDS = 90.0
OWN_LOOP = timedelta(milliseconds=100)
"""What a process may still be at when it is time for its tick."""


@dataclass(kw_only=True)
class Beats:
    """What a run did and found."""

    kills: int = 0
    freezes: int = 0
    beats: int = 0
    missed: int = 0
    doubled: int = 0
    posted_twice: int = 0
    stuck: int = 0
    latest: timedelta = timedelta()
    """From a due time to its beat, while whole beats wait behind what the dead had."""
    takeovers: list[Takeover] = field(default_factory=list)
    failures: Sequence[str] = ()
    """What went wrong with tries that were made again."""

    @property
    def longest(self) -> Takeover:
        """The takeover that took longest, without the machine's own lateness."""
        return max(self.takeovers, key=lambda one: one.judged, default=Takeover(timedelta(), timedelta()))

    def line(self) -> str:
        """Return the run in one line."""
        return (
            f"timers, 3 processes: kills {self.kills}, freezes {self.freezes}, beats {self.beats}, "
            f"missed {self.missed}, doubled {self.doubled}, posted twice {self.posted_twice}, stuck {self.stuck}, "
            f"latest {self.latest.total_seconds():.2f} s; takeovers {len(self.takeovers)}, "
            f"the longest {self.longest.took.total_seconds():.2f} s of which the machine "
            f"{self.longest.machine.total_seconds():.2f} s, "
            f"as measured {max((one.took for one in self.takeovers), default=timedelta()).total_seconds():.2f} s; "
            f"failed tries {len(self.failures)} {sorted(set(self.failures)) if self.failures else ''}"
        )


async def run(database_url: str, *, kills: int, freeze_every: int, seed: int) -> Beats:
    """Let timers beat while processes die and freeze, let what is left be done, and count."""
    prepare(database_url)
    write_down_claims(database_url)
    found, dice = Beats(), random.Random(seed)  # noqa: S311 - it chooses whom to kill and when.
    async with local_slack() as slack, nursery() as parent, looked_beside(database_url) as looks:
        fleet = Fleet(parent, slack, database_url=database_url, count=3, poster="real")
        for replica in fleet.replicas:
            await fleet.start(replica)
        for replica in fleet.replicas:
            assert await fleet.until_ready(replica), "a replica did not start"
        await goes_by(3)  # Their clocks tick from here on.
        begun = _begin(database_url)
        for number in range(1, kills + 1):
            await goes_by(dice.uniform(0.2, 1.2))
            replica = dice.choice(fleet.replicas)
            if freeze_every and number % freeze_every == 0:
                await _freeze(fleet, replica)
                found.freezes += 1
            else:
                found.kills += await _kill(fleet, replica, *DEATHS[number % len(DEATHS)])
        await _caught_up(database_url)
        found.stuck = await calm(database_url)
        shown = await shown_by(slack)
        for replica in fleet.replicas:
            await fleet.kill(replica)
    found.posted_twice = sum(number > 1 for number in copies_of(shown).values())
    database = open_database(database_url)
    found.takeovers, found.failures = takeovers(database, looks), failures(database)
    _count(found, _history(database), begun)
    database.close()
    return found


async def _freeze(fleet: Fleet, replica: Replica) -> None:
    """Let a process stand still with what it has just claimed, for longer than a takeover may take."""
    await fleet.kill(replica)
    await fleet.start(replica, boundary="timers-claimed", hit=3, freezes=True)
    await fleet.until_frozen(replica, seconds=6)
    await goes_by(TAKEOVER.total_seconds() + 0.5)
    os.kill(replica.pid, signal.SIGCONT)


async def _kill(fleet: Fleet, replica: Replica, boundary: str, hit: int) -> int:
    """Kill a process, and the one in its place at a boundary; return how often, once a third one ticks.

    Two others tick meanwhile: a takeover needs somebody who is there.
    """
    await fleet.kill(replica)
    if boundary:
        await fleet.start(replica, boundary=boundary, hit=hit)
        await fleet.until_dead(replica, seconds=6)
        await fleet.kill(replica)
    await fleet.start(replica)
    assert await fleet.until_ready(replica), "a replica did not start"
    await goes_by(2.5)
    return 2 if boundary else 1


async def goes_by(seconds: float) -> None:
    """Let time go by, in which processes tick."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:  # noqa: ASYNC110 - it is time that must pass.
        await asyncio.sleep(0.05)


def _begin(database_url: str) -> datetime:
    """Set the timers, all for one moment, and return it."""
    begun = (system_clock() + DUE_AFTER).replace(microsecond=0)
    database = open_database(database_url)
    with database.unit() as unit:
        for number in range(BEATING):
            lane = f"slack:CLANE{number % LANES}"
            name = f"beat-{number:02}"
            row = timers.Row(id=name, kind="beat", subject=lane, due_at=begun, set_by="ada", set_at=begun)
            timers.put(unit, row)
        unit.commit()
    database.close()
    return begun


async def _caught_up(database_url: str) -> None:
    """Wait until every timer has come to the present, and let them beat no more."""
    database = open_database(database_url)
    loop = asyncio.get_running_loop()
    until, oldest = loop.time() + CATCH_UP_SECONDS, sa.select(sa.func.min(tables.timer.c.due_at))
    behind = system_clock() - 2 * BEAT
    while behind < system_clock() - BEAT and loop.time() < until:
        await asyncio.sleep(0.1)
        with database.looking() as connection:
            behind = connection.execute(oldest).scalar_one()
    with database.transaction() as connection:
        connection.execute(sa.update(tables.timer).values(next_at=None))
    database.close()


def _history(database: Database) -> Mapping[str, list[tuple[datetime, datetime]]]:
    """Return for each timer which beats came, and when each was written."""
    columns = tables.history.c
    asked = sa.select(columns.subject, columns.note, columns.at).where(columns.action == "beat").order_by(columns.seq)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    with database.transaction() as connection:
        rows: list[Any] = list(connection.execute(asked))
    for row in rows:
        found.setdefault(row.subject, []).append((datetime.fromisoformat(row.note), row.at))
    return found


def _count(found: Beats, beats: Mapping[str, list[tuple[datetime, datetime]]], begun: datetime) -> None:
    assert len(beats) == BEATING
    for came in beats.values():
        each = Counter(at for at, _ in came)
        last = max(each)
        expected = {begun + BEAT * number for number in range(int((last - begun) / BEAT) + 1)}
        found.beats += len(came)
        found.missed += len(expected - set(each))
        found.doubled += sum(number - 1 for number in each.values())
        found.latest = max(found.latest, *(written - at for at, written in came))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(240)
async def test_nothing_is_missed_or_done_twice(postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A few kills and freezes."""
    found = await run(postgres_url, kills=4, freeze_every=2, seed=1)
    with capsys.disabled():
        print(f"\n{found.line()}")  # noqa: T201 - the figures are what such a run is for.
    _judge(found)


@pytest.mark.crash
@pytest.mark.postgres
@pytest.mark.timeout(3600)
async def test_nothing_is_missed_or_done_twice_over_many_kills(
    postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The long run."""
    found = await run(postgres_url, kills=40, freeze_every=4, seed=2)
    with capsys.disabled():
        print(f"\n{found.line()}")  # noqa: T201 - as above.
    _judge(found)
    assert found.takeovers, "the kills met no claim"
    assert found.longest.judged <= TAKEOVER + OWN_LOOP, found.line()


def _judge(found: Beats) -> None:
    assert (found.missed, found.doubled, found.posted_twice, found.stuck) == (0, 0, 0, 0), found.line()
