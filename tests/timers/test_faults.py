"""What goes on around a timer: a database that cannot do one thing, a stop meanwhile, old rows that go."""

from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from storage import tables, timers
from storage.timers import Run
from tests.office import MONDAY
from tests.timers.clockwork import TERMS, Clockwork
from workflows.recurrence import Recurrence

HOURLY = Recurrence("0 * * * *", "UTC")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def test_what_the_database_cannot_do_holds_nobody_up(clockwork: Clockwork) -> None:
    """One whose statement takes too long, whenever it is tried, waits like one that fails; the others happen."""
    clockwork.put("bad", due_at=at(9), needs={"lost": "canceling statement due to statement timeout"})
    clockwork.put("good", due_at=at(10))
    clockwork.now = at(10, 1)
    clockwork.tick()
    assert clockwork.fired("good") == [at(10).isoformat()]
    row = clockwork.row("bad")
    assert row is not None
    assert (row["attempts"], row["next_at"]) == (1, clockwork.now + timedelta(seconds=2))
    assert "statement timeout" in str(row["error"])


def test_a_stop_while_it_is_carried_out_holds(clockwork: Clockwork) -> None:
    """Somebody stops it after it was read and before its next time is written: it stays stopped, at its next time."""
    clockwork.put("hourly", due_at=at(10), recurrence=HOURLY)
    clockwork.now = at(10)
    (due,) = clockwork.timers[0].claim(most=1)
    with clockwork.database.unit() as unit:
        timers.stop(unit, "hourly")
        unit.commit()
    with clockwork.database.unit() as unit:
        timers.ran(unit, due, Run(outcome="done", up_to=at(10), at=at(10)), next_due=at(11))
        unit.commit()
    row = clockwork.row("hourly")
    assert row is not None
    assert (row["due_at"], row["next_at"]) == (at(11), None)


def test_what_a_dead_process_had_is_not_put_behind_what_came_later(clockwork: Clockwork) -> None:
    """Twelve wait, and whoever claimed the first four dies: as soon as the claim is over, those four come first.

    Else they would come when all that waits is done, however much that is, and not within a tick and a second.
    """
    names = [f"waits-{number:02}" for number in range(12)]
    for minute, name in enumerate(names):
        clockwork.put(name, due_at=at(9, minute))
    clockwork.now = at(10)
    (replica,) = clockwork.timers
    assert [one.id for one in replica.claim(most=4)] == names[:4]
    clockwork.now += TERMS.lease

    assert [one.id for one in replica.claim(most=4)] == names[:4]
    assert [one.id for one in replica.claim(most=4)] == names[4:8]


def test_a_failure_changes_nothing_that_was_set_anew(clockwork: Clockwork) -> None:
    """Somebody sets it for another time while it fails: that time counts, and neither wait nor error is kept."""
    clockwork.put("bad", due_at=at(10), needs={"fails": "no such thing"})
    clockwork.now = at(10)
    clockwork.tick()
    row = clockwork.row("bad")
    assert row is not None
    clockwork.now = row["next_at"]  # type: ignore[assignment]
    (due,) = clockwork.timers[0].claim(most=1)
    clockwork.put("bad", due_at=at(11))
    clockwork.timers[0].failed(due, "no such thing")
    row = clockwork.row("bad")
    assert row is not None
    assert (row["due_at"], row["next_at"], row["attempts"], row["error"]) == (at(11), at(11), 0, "")


def test_a_rule_that_is_set_meanwhile_counts(clockwork: Clockwork) -> None:
    """While the occurrence of ten is carried out somebody sets another rule: the next time is that of the new one."""
    clockwork.put("hourly", due_at=at(10), recurrence=HOURLY)
    clockwork.now = at(10)
    (due,) = clockwork.timers[0].claim(most=1)
    clockwork.put("hourly", due_at=at(10), recurrence=Recurrence("30 * * * *", "UTC"))
    with clockwork.database.unit() as unit:
        timers.ran(unit, due, Run(outcome="done", up_to=at(10), at=at(10)), next_due=at(11))
        unit.commit()
    clockwork.tick()
    row = clockwork.row("hourly")
    assert row is not None
    assert row["due_at"] == at(10, 30)


def test_what_is_asked_for_again_happens_again(clockwork: Clockwork) -> None:
    """It is set for the time at which it just happened, before that was written down or after: each time once more."""
    clockwork.put("once", due_at=at(10))
    clockwork.now = at(10)
    clockwork.tick()
    clockwork.put("once", due_at=at(10))
    clockwork.tick()
    clockwork.now += timedelta(seconds=1)
    clockwork.tick()
    assert len(clockwork.fired("once")) == 2
    clockwork.put("once", due_at=clockwork.now)
    (due,) = clockwork.timers[0].claim(most=1)
    clockwork.put("once", due_at=clockwork.now)
    with clockwork.database.unit() as unit:
        timers.ran(unit, due, Run(outcome="done", up_to=due.due_at, at=due.now), next_due=None)
        unit.commit()
    clockwork.now += timedelta(seconds=1)
    clockwork.tick()
    assert len(clockwork.fired("once")) == 3
    assert clockwork.row("once") is None


def test_what_fails_is_tried_later_and_later(clockwork: Clockwork) -> None:
    """Twice as long each time, and at most an hour."""
    clockwork.put("bad", due_at=at(10), needs={"fails": "no such thing"})
    clockwork.now = at(10)
    waits = []
    for _ in range(14):
        clockwork.tick()
        row = clockwork.row("bad")
        assert row is not None
        next_at = row["next_at"]
        assert isinstance(next_at, datetime)
        waits.append((next_at - clockwork.now).total_seconds())
        clockwork.now = next_at
    assert waits == [*(2.0**number for number in range(1, 12)), 3600, 3600, 3600]


def test_what_is_gathered_is_not_put_off(clockwork: Clockwork) -> None:
    """What falls due later goes with what is told first, and what is due earlier brings it forward."""
    row = timers.Row(id="nudge:ada", kind="every", due_at=at(10, 1), set_by="ada", set_at=at(10))
    for minute, expected in ((1, 1), (2, 1), (0, 0)):
        with clockwork.database.unit() as unit:
            timers.put(unit, msgspec.structs.replace(row, due_at=at(10, minute)), at_the_latest=True)
            unit.commit()
        kept = clockwork.row("nudge:ada")
        assert kept is not None
        assert (kept["due_at"], kept["next_at"]) == (at(10, expected), at(10, expected))


def test_what_is_old_is_cleared_away(clockwork: Clockwork) -> None:
    """Runs and reminders go after 400 days, in portions, whether they were told or not; younger ones stay."""
    ages = {"old": 401, "older": 500, "oldest": 900, "young": 399}
    with clockwork.database.transaction() as connection:
        for name, days in ages.items():
            moment = MONDAY - timedelta(days=days)
            run = {"timer": name, "due_at": moment, "kind": "every", "outcome": "done", "up_to": moment, "at": moment}
            connection.execute(sa.insert(tables.timer_run).values(run))
            nudge = {"whom": "ada", "subject": name, "about": "step:1", "kind": "reminder", "due_at": moment}
            told = {"told_at": None if name == "old" else moment, "at": moment}
            connection.execute(sa.insert(tables.nudge).values({**nudge, **told}))

    assert list(timers.forget(clockwork.database, now=MONDAY, portion=2)) == [2, 1, 2, 1]

    with clockwork.database.transaction() as connection:
        assert connection.execute(sa.select(tables.timer_run.c.timer)).scalars().all() == ["young"]
        assert connection.execute(sa.select(tables.nudge.c.subject)).scalars().all() == ["young"]
