"""Killing the bot at any moment loses nothing and doubles nothing; a blind retry, put through the same, doubles."""

from collections.abc import Callable

import pytest

from tests.crash.campaign import Plan, Report, run

SHORT = [
    Plan(name="SQLite, 1 process", kills=10),
    Plan(name="PostgreSQL, 1 process", kills=10),
    Plan(name="PostgreSQL, 3 processes", kills=10, replicas=3, freeze_every=5),
]
LONG = [
    Plan(name="SQLite, 1 process", kills=170, seed=2),
    Plan(name="PostgreSQL, 1 process", kills=150, seed=3),
    Plan(name="PostgreSQL, 3 processes", kills=180, replicas=3, freeze_every=9, seed=4),
]


Tell = Callable[[Report], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Return what shows a report while the tests run."""

    def show(report: Report) -> None:
        with capsys.disabled():
            print(f"\n{report.line()}")  # noqa: T201 - the figures are what such a run is for.

    return show


def judge(report: Report) -> None:
    """Fail on anything lost, doubled, stray, out of order or stuck."""
    assert report.acknowledged > 0
    found = (report.lost, report.doubled, report.strays, report.order_breaks, report.stuck, report.dead)
    assert found == (0, 0, 0, 0, 0, 0), report.line()


def url_for(plan: Plan, request: pytest.FixtureRequest) -> str:
    """Return a fresh database of the plan's kind."""
    url: str = request.getfixturevalue("sqlite_url" if plan.name.startswith("SQLite") else "postgres_url")
    return url


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("plan", SHORT, ids=lambda plan: plan.name)
async def test_nothing_is_lost_or_doubled(plan: Plan, request: pytest.FixtureRequest, tell: Tell) -> None:
    """A few kills, at random moments and at boundaries, with a fault in every fifth post."""
    report = await run(plan, url_for(plan, request))
    tell(report)
    judge(report)


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_control_a_blind_retry_doubles(sqlite_url: str, tell: Tell) -> None:
    """The count sees doubles: a poster that repeats blindly makes some in the same run.

    A kill can hide what the blind poster does (who comes after it looks first), so people go on clicking beyond the
    last one; from there on each lost answer doubles its message.
    """
    plan = Plan(name="control: blind retry, SQLite", kills=6, poster="blind", until_doubled=True)
    report = await run(plan, sqlite_url)
    tell(report)
    assert report.doubled > 0
    assert report.lost == 0


@pytest.mark.crash
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("plan", LONG, ids=lambda plan: plan.name)
async def test_nothing_is_lost_or_doubled_over_hundreds_of_kills(
    plan: Plan, request: pytest.FixtureRequest, tell: Tell
) -> None:
    """The long run."""
    report = await run(plan, url_for(plan, request))
    tell(report)
    judge(report)


@pytest.mark.crash
@pytest.mark.timeout(600)
async def test_control_a_blind_retry_doubles_on_postgresql(postgres_url: str, tell: Tell) -> None:
    """The same control with three processes."""
    name = "control: blind retry, PostgreSQL, 3 processes"
    plan = Plan(name=name, kills=10, replicas=3, poster="blind", until_doubled=True)
    report = await run(plan, postgres_url)
    tell(report)
    assert report.doubled > 0
    assert report.lost == 0
