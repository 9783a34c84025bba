"""Through outages, crashes, freezes and clocks that differ, each occurrence happens once or as its policy says.

Three replicas, five seconds apart, tick when they like; one may die with what it claimed, or wake up with it later.
Time goes on in jumps of seconds to days, over clock changes. In the end one of them has time to catch up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
import pytest
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from storage.engine import Database
from storage.timers import Due
from tests.office import furnish
from tests.timers import jobs
from tests.timers.clockwork import TERMS, Clockwork
from tests.timers.test_recurrence import RULES, Rule

BEGIN: Final = (
    datetime(2026, 3, 27, 12, tzinfo=UTC),  # Clocks change in Berlin on the 29th, at Lord Howe and Auckland on 5 April.
    datetime(2026, 10, 30, 12, tzinfo=UTC),  # In New York on the first, and a month ends.
    datetime(2028, 2, 27, 12, tzinfo=UTC),  # A leap day.
)
SKEWS: Final = (timedelta(seconds=-5), timedelta(), timedelta(seconds=5))


class Step(msgspec.Struct, frozen=True):
    """Time goes by, and then a replica ticks, dies with its claim, freezes with it, or wakes up."""

    minutes: int
    replica: int
    what: str


STEPS = st.lists(
    st.builds(
        Step,
        minutes=st.sampled_from([0, 0, 1, 7, 55, 60, 24 * 60, 3 * 24 * 60]),
        replica=st.sampled_from([0, 1, 2]),
        what=st.sampled_from(["tick", "tick", "tick", "die", "freeze", "wake"]),
    ),
    min_size=1,
    max_size=10,
)


@pytest.fixture
def replicas(database: Database) -> Iterator[Clockwork]:
    """Return three replicas whose clocks differ."""
    furnish(database)
    made = Clockwork(database, skews=SKEWS)
    yield made
    made.close()


def play(replicas: Clockwork, name: str, rule: Rule, begin: datetime, steps: list[Step]) -> datetime:
    """Play the steps with a timer of each kind, let things settle, and return until when all has happened."""
    replicas.now = begin
    first = rule.recurrence.after(begin)
    assert first is not None
    for kind in ("every", "newest", "fresh"):
        replicas.put(f"{name}-{kind}", kind=kind, due_at=first, recurrence=rule.recurrence)
    frozen: list[Due] = []
    for step in steps:
        replicas.now += timedelta(minutes=step.minutes)
        match step.what:
            case "tick":
                replicas.tick(step.replica)
            case "die":
                replicas.timers[step.replica].claim(most=TERMS.most)
            case "freeze":
                frozen += replicas.timers[step.replica].claim(most=TERMS.most)
            case _:
                replicas.fire(frozen)
                frozen = []
    replicas.now += timedelta(seconds=20)  # Claims run out, and the clocks that are behind come after.
    replicas.tick(1)
    replicas.fire(frozen)
    replicas.tick(1)
    return replicas.now


def occurrences(rule: Rule, begin: datetime, end: datetime) -> list[datetime]:
    """Return every time of a rule in a stretch of time."""
    days = (end - begin).days + 4
    return [one for one in rule.moments(begin.date() - timedelta(days=1), days) if begin < one <= end]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=RULES, begin=st.sampled_from(BEGIN), steps=STEPS)
def test_each_occurrence_happens_as_its_policy_says(
    replicas: Clockwork, rule: Rule, begin: datetime, steps: list[Step]
) -> None:
    """Each is covered by one run: its own, of `last` that of the newest, or that which passed over what was too old."""
    rule = msgspec.structs.replace(rule, days=())  # Weeks hold enough of what comes back every day.
    name = replicas.fresh_name()

    end = play(replicas, name, rule, begin, steps)

    expected = occurrences(rule, begin, end)
    early = expected + occurrences(rule, end, end + SKEWS[-1])  # One whose clock is ahead may have been first.
    for kind in ("every", "newest", "fresh"):
        fired = [datetime.fromisoformat(one) for one in replicas.fired(f"{name}-{kind}")]
        runs = replicas.runs(f"{name}-{kind}")
        covered = [one for one in early for due, up_to, _ in runs if due <= one <= up_to]
        assert covered in (expected, early), kind
        assert fired == sorted(set(fired)), kind
        if kind == "every":
            assert fired == covered
        if kind == "newest":
            assert fired == [up_to for _, up_to, _ in runs]
            assert set(fired) <= set(early)
        if kind == "fresh":
            assert fired == [due for due, _, outcome in runs if outcome == "done"]


def test_claims_alone_do_it_twice(replicas: Clockwork) -> None:
    """The control: replicas that trust their claims, as with a queue whose messages come back, do one thing twice."""
    replicas.now = BEGIN[0]
    replicas.put("one", due_at=replicas.now - timedelta(minutes=1))
    done = []
    frozen = replicas.timers[0].claim(most=1)
    replicas.now += timedelta(seconds=20)
    done += [one.id for one in replicas.timers[1].claim(most=1)]
    done += [one.id for one in frozen]
    assert done == ["one", "one"]


class SharedStore(SQLAlchemyJobStore):  # type: ignore[misc]  # APScheduler has no types.
    """A job store on an engine that others use too."""

    @override
    def shutdown(self) -> None:
        """Leave the engine open: disposed of, it would lose the connection that another scheduler is using."""


def test_a_shared_job_store_gives_one_slot_to_everybody(database: Database) -> None:
    """The control: schedulers of APScheduler on one job store are each given what falls due, and each would run it."""
    jobs.ran.clear()
    stores = [SharedStore(engine=database.engine) for _ in range(3)]
    schedulers = [BackgroundScheduler(jobstores={"default": store}, timezone="UTC") for store in stores]
    for scheduler in schedulers:
        scheduler.start(paused=True)
    due = datetime(2100, 1, 1, tzinfo=UTC)  # So far away that no scheduler's own thread comes to it.
    schedulers[0].add_job(jobs.run, DateTrigger(due), id="one")

    for job in [job for store in stores for job in store.get_due_jobs(due)]:
        job.func()

    for scheduler in schedulers:
        scheduler.shutdown()
    assert len(jobs.ran) == len(schedulers)
