"""Killing the bot at any moment loses nothing and doubles nothing; a blind retry, put through the same, doubles."""

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


def judge(report: Report) -> None:
    """Show what was found, and fail on anything lost, doubled, stray, out of order or stuck."""
    print(report.line())  # noqa: T201 - `make test-crash` shows it.
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
async def test_nothing_is_lost_or_doubled(plan: Plan, request: pytest.FixtureRequest) -> None:
    """A few kills, at random moments and at boundaries, with a fault in every fifth post."""
    judge(await run(plan, url_for(plan, request)))


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_control_a_blind_retry_doubles(sqlite_url: str) -> None:
    """The count sees doubles: a poster that repeats blindly makes some in the same run."""
    report = await run(Plan(name="control: blind retry, SQLite", kills=4, poster="blind", chance=0.1), sqlite_url)
    print(report.line())  # noqa: T201 - `make test-crash` shows it.
    assert report.doubled > 0
    assert report.lost == 0


@pytest.mark.crash
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("plan", LONG, ids=lambda plan: plan.name)
async def test_nothing_is_lost_or_doubled_over_hundreds_of_kills(plan: Plan, request: pytest.FixtureRequest) -> None:
    """The long run."""
    judge(await run(plan, url_for(plan, request)))


@pytest.mark.crash
@pytest.mark.timeout(600)
async def test_control_a_blind_retry_doubles_on_postgresql(postgres_url: str) -> None:
    """The same control with three processes."""
    plan = Plan(name="control: blind retry, PostgreSQL, 3 processes", kills=10, replicas=3, poster="blind", chance=0.1)
    report = await run(plan, postgres_url)
    print(report.line())  # noqa: T201 - `make test-crash` shows it.
    assert report.doubled > 0
    assert report.lost == 0
