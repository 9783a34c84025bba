"""Killing the bot while it posts to Teams: nothing is lost, and whatever stands twice says that it may be a repeat.

Teams cannot be asked what it took, so a kill between a post and its settlement costs a repeat; it is marked, always.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
import sqlalchemy as sa

from handlers.words import MAY_BE_A_REPEAT
from playground.teams.driver.local import LocalTeams
from playground.teams.driver.places import Channel
from playground.teams.service import Settings
from storage import conversations, tables
from storage.engine import open_database
from tests.crash.campaign import UNTIL_DOUBLED_SECONDS, Plan, Report, calm, do_kills
from tests.crash.fleet import LANES, Fleet, People, local_slack, nursery
from tests.office import furnish

FAULTS = (
    {"kind": "lose", "how": "reset"},
    {"kind": "lose", "how": "status", "status": 504},
    {"kind": "refuse", "status": 502},
    {"kind": "ratelimit", "retry_after": 1},
)

Tell = Callable[[Report], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Return what shows a report while the tests run."""

    def show(report: Report) -> None:
        with capsys.disabled():
            print(f"\n{report.line()}")  # noqa: T201 - the figures are what such a run is for.

    return show


def prepare(url: str, teams: LocalTeams) -> None:
    """Write the company into the database, with a customer for each lane, whose channel is in Teams."""
    database = open_database(url)
    furnish(database)
    with database.transaction() as connection:
        for number in range(LANES):
            key = f"lane{number}"
            row = {"key": key, "name": key, "folded_name": key, "channel": f"teams:{teams.channel(key).id}"}
            connection.execute(sa.insert(tables.customer).values(**row))
    told = {"address": "teams:x", "service_url": teams.service_url, "tenant": "t", "bot_id": teams.bot_id, "seen": "1"}
    conversations.keep(database, {**told, "conversation": "", "user": "", "channel": "", "team": ""})
    database.close()


@asynccontextmanager
async def local_teams() -> AsyncIterator[LocalTeams]:
    """Start a local Teams with a channel for each lane."""
    async with await LocalTeams.start(settings=Settings(rate_limits=False)) as teams:
        for number in range(LANES):
            teams.channel(f"lane{number}")
        yield teams


async def run(plan: Plan, url: str) -> Report:
    """Let people click, kill, and count what the channels of Teams show in the end."""
    report = Report(name=plan.name)
    async with local_slack() as slack, local_teams() as teams, nursery() as parent, aiohttp.ClientSession() as session:
        prepare(url, teams)
        fleet = Fleet(parent, slack, database_url=url, count=plan.replicas, poster=plan.poster, more=teams.environment)
        for replica in fleet.replicas:
            await fleet.start(replica)
        people = People(slack, fleet.replicas, seed=plan.seed)
        for fault in FAULTS:
            for on in ("create", "send"):
                await teams.control("fault", on=on, times=None, chance=plan.chance, **fault)
        async with asyncio.TaskGroup() as clicking:
            for lane in range(LANES):
                clicking.create_task(people.click(lane, session))
            await do_kills(plan, fleet, report)
            if plan.until_doubled:
                await doubled(people, teams)
            people.stopping = True
        report.faults = sum(fault.met for fault in teams.teams.faults.waiting)
        teams.teams.faults.clear()
        report.stuck = await calm(url)
        for replica in fleet.replicas:
            await fleet.kill(replica)
        report.acknowledged = len(people.acknowledged)
        count(report, people.acknowledged, teams)
    return report


async def doubled(people: People, teams: LocalTeams) -> None:
    """Wait, while people click and answers get lost, until a title stands twice and nothing says so."""
    deadline = asyncio.get_running_loop().time() + UNTIL_DOUBLED_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        plain, _ = shown(people.acknowledged, teams)
        if any(number > 1 for number in plain.values()):
            return
        await asyncio.sleep(0.2)


def shown(titles: list[str], teams: LocalTeams) -> tuple[Counter[str], Counter[str]]:
    """Return how often each title heads a thread without a mark, and how often with one."""
    plain: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for number in range(LANES):
        for message in Channel(teams, teams.channel(f"lane{number}").id).messages:
            found = [title for title in titles if title in message.words]
            (marked if MAY_BE_A_REPEAT in message.words else plain).update(found)
    return plain, marked


def count(report: Report, acknowledged: list[str], teams: LocalTeams) -> None:
    """Count the heads of the threads: each title stands there once without a mark, and at least once in all."""
    plain, marked = shown(acknowledged, teams)
    report.posts = sum(plain.values()) + sum(marked.values())
    report.lost = sum(plain[title] + marked[title] == 0 for title in acknowledged)
    report.doubled = sum(plain[title] > 1 for title in acknowledged)
    report.strays = sum(marked.values())


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_nothing_is_lost_and_no_repeat_is_silent(kind: str, request: pytest.FixtureRequest, tell: Tell) -> None:
    """Kills at random moments and at boundaries, with a fault in every fifth post."""
    plan = Plan(name=f"Teams, {kind} (strays: repeats that say so)", kills=6, replicas=1 if kind == "sqlite" else 2)
    report = await run(plan, request.getfixturevalue(f"{kind}_url"))
    tell(report)
    assert report.acknowledged > 0
    assert (report.lost, report.doubled, report.stuck) == (0, 0, 0), report.line()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_control_a_blind_retry_repeats_in_silence(sqlite_url: str, tell: Tell) -> None:
    """The count sees it: a poster that repeats a lost answer blindly leaves two that look the same."""
    plan = Plan(name="control: Teams, blind retry", kills=2, poster="blind", until_doubled=True)
    report = await run(plan, sqlite_url)
    tell(report)
    assert report.doubled > 0
    assert report.lost == 0
