"""What is due happens once, in the transaction of its run; what was missed is caught up by its policy."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import tables, timers
from storage.engine import Database, open_database
from tests.office import MONDAY, furnish
from tests.timers.clockwork import Clockwork
from workflows.recurrence import Recurrence

HOURLY = Recurrence("0 * * * *", "UTC")


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_nothing_happens_before_it_is_due(clockwork: Clockwork) -> None:
    """A timer waits for its time, happens once, and is over."""
    clockwork.put("one", due_at=at(10))
    assert clockwork.tick() == 0
    clockwork.now = at(10)
    assert clockwork.tick() == 1
    assert clockwork.fired("one") == [at(10).isoformat()]
    assert clockwork.row("one") is None
    assert clockwork.tick() == 0


def test_what_recurs_comes_back(clockwork: Clockwork) -> None:
    """Its next time stands in the row as soon as it happened."""
    clockwork.put("hourly", due_at=at(10), recurrence=HOURLY)
    for hour in (10, 11, 12):
        clockwork.now = at(hour, 3)
        assert clockwork.tick() == 1
    assert clockwork.fired("hourly") == [at(10).isoformat(), at(11).isoformat(), at(12).isoformat()]


@pytest.mark.parametrize(
    ("kind", "fired", "runs"),
    [
        ("every", [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], 10),
        ("newest", [19], 1),
        ("fresh", [14, 15, 16, 17, 18, 19], 7),
    ],
)
def test_what_was_missed_is_caught_up_by_its_policy(
    clockwork: Clockwork, kind: str, fired: list[int], runs: int
) -> None:
    """After nine hours without csops: all ten; the newest, which stands for the others; those of the last six hours."""
    clockwork.put("hourly", kind=kind, due_at=at(10), recurrence=HOURLY)
    clockwork.now = at(19, 30)
    clockwork.tick()
    assert clockwork.fired("hourly") == [at(hour).isoformat() for hour in fired]
    assert len(clockwork.runs("hourly")) == runs
    row = clockwork.row("hourly")
    assert row is not None
    assert row["due_at"] == at(20)


def test_an_action_that_fails_waits_and_holds_nobody_up(clockwork: Clockwork) -> None:
    """Nothing of it is kept but why it failed; the others go on, and it is tried again later and later."""
    clockwork.put("bad", due_at=at(10), needs={"fails": "no such thing"})
    clockwork.put("good", due_at=at(10, 1))
    clockwork.now = at(10, 2)
    clockwork.tick()
    assert clockwork.fired("good") == [at(10, 1).isoformat()]
    row = clockwork.row("bad")
    assert row is not None
    assert (row["attempts"], row["error"]) == (1, "ArithmeticError: no such thing")
    assert row["next_at"] == clockwork.now + timedelta(seconds=2)
    clockwork.put("bad", due_at=at(10))
    assert clockwork.tick() == 1
    assert clockwork.fired("bad") == [at(10).isoformat()]


def test_operations_hears_of_what_fails_again_and_again(clockwork: Clockwork) -> None:
    """Once, after the fifth time in a row; it goes on being tried."""
    clockwork.put("bad", due_at=at(10), needs={"fails": "no such thing"})
    clockwork.now = at(10)
    for _ in range(8):
        clockwork.tick()
        row = clockwork.row("bad")
        assert row is not None
        clockwork.now = row["next_at"]  # type: ignore[assignment]
    with clockwork.database.transaction() as connection:
        (told,) = connection.execute(sa.select(tables.effect.c.lane, tables.effect.c.payload)).all()
    assert told.lane == "slack:COPERATIONS"
    assert "ArithmeticError: no such thing" in told.payload


def test_what_was_moved_or_stopped_meanwhile_is_left_alone(clockwork: Clockwork) -> None:
    """Between the claim and the turn somebody moves one, stops one and takes one away: none of them happens."""
    for name in ("moved", "stopped", "dropped"):
        clockwork.put(name, due_at=at(10))
    clockwork.now = at(10)
    claimed = clockwork.timers[0].claim(most=10)
    assert [one.id for one in claimed] == ["dropped", "moved", "stopped"]
    clockwork.put("moved", due_at=at(11))
    with clockwork.database.unit() as unit:
        timers.stop(unit, "stopped")
        timers.drop(unit, "dropped")
        unit.commit()
    clockwork.fire(claimed)
    assert [clockwork.fired(name) for name in ("moved", "stopped", "dropped")] == [[], [], []]
    clockwork.now = at(12)
    clockwork.tick()
    assert clockwork.fired("moved") == [at(11).isoformat()]
    with clockwork.database.unit() as unit:
        timers.resume(unit, "stopped")
        unit.commit()
    clockwork.tick()
    assert clockwork.fired("stopped") == [at(10).isoformat()]


def test_the_same_occurrence_claimed_twice_happens_once(clockwork: Clockwork) -> None:
    """A replica that froze after its claim wakes up when another one has done it: the run's key lets one through."""
    clockwork.put("one", due_at=at(10), recurrence=HOURLY)
    clockwork.now = at(10)
    mine = clockwork.timers[0].claim(most=10)
    clockwork.now += timedelta(seconds=2)
    theirs = clockwork.timers[0].claim(most=10)
    assert [one.id for one in theirs] == ["one"]
    clockwork.fire(theirs)
    clockwork.fire(mine)
    assert clockwork.fired("one") == [at(10).isoformat()]


def test_what_is_set_for_a_time_at_which_it_happened_goes_on(clockwork: Clockwork) -> None:
    """It does not happen twice for one time, and does not get stuck there either."""
    clockwork.put("hourly", due_at=at(10), recurrence=HOURLY)
    clockwork.now = at(10, 5)
    clockwork.tick()
    clockwork.put("hourly", due_at=at(10), recurrence=HOURLY)
    clockwork.tick()
    clockwork.now = at(11)
    clockwork.tick()
    assert clockwork.fired("hourly") == [at(10).isoformat(), at(11).isoformat()]


def test_replicas_at_the_same_moment(database: Database) -> None:
    """Three replicas, their clocks five seconds apart, drain the same timers together: each happens once."""
    furnish(database)
    skews = (timedelta(seconds=-5), timedelta(), timedelta(seconds=5))
    clockwork = Clockwork(database, skews=skews)
    for number in range(20):
        clockwork.put(f"timer-{number:02}", due_at=MONDAY + timedelta(seconds=number % 7), recurrence=HOURLY)
    clockwork.now = MONDAY + timedelta(minutes=1)
    clockwork.together()
    assert [len(clockwork.fired(f"timer-{number:02}")) for number in range(20)] == [1] * 20
    clockwork.close()


@pytest.mark.postgres
def test_on_postgresql_its_own_clock_says_what_is_due(postgres_url: str) -> None:
    """A replica whose clock is a day ahead takes nothing early, and a claim keeps the others off for a while."""
    database = open_database(postgres_url)
    with database.transaction() as connection:
        now: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    with database.unit() as unit:
        for name, due_at in (("past", now - timedelta(minutes=1)), ("future", now + timedelta(hours=1))):
            timers.put(unit, timers.Row(id=name, kind="every", due_at=due_at, set_by="ada", set_at=now))
        unit.commit()
    ahead = timers.Timers(database, clock=lambda: now + timedelta(days=1), lease=timedelta(seconds=30))

    (claimed,) = ahead.claim(most=10)

    assert (claimed.id, claimed.due_at) == ("past", now - timedelta(minutes=1))
    assert timedelta() <= claimed.now - now < timedelta(minutes=1)
    assert ahead.claim(most=10) == []
    database.close()
