"""Every story is played six times: on Slack through the socket and signed HTTP, and on Teams; on both databases.

A story of what only Slack has asks for `on_slack` instead of `stage`.

What each of them drove is kept for test_completeness.py, which comes after all others of a run.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from playground.driver.watching import WIRE_KEPT
from storage.engine import Database
from tests.stories.driven import Driven, read
from tests.stories.on_teams import staged_on_teams
from tests.stories.stage import Stage, staged

DOORS = ("socket", "http")
TEAMS = "teams"
DRIVEN = pytest.StashKey[Mapping[str, Driven]]()
LAST = "test_completeness.py"


def pytest_configure(config: pytest.Config) -> None:
    """Begin to keep what is driven in this run."""
    config.stash[DRIVEN] = {door: Driven() for door in DOORS}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what asks whether everything was driven come last."""
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(params=(*DOORS, TEAMS))
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage on one of the platforms, with the bot behind one of its doors."""
    opening = staged_on_teams(database) if request.param == TEAMS else _on_slack(request, database)
    async with opening as opened:
        yield opened


@pytest.fixture(params=DOORS)
async def on_slack(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage on Slack."""
    async with _on_slack(request, database) as opened:
        yield opened


@asynccontextmanager
async def _on_slack(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    async with staged(database, door=request.param) as opened:
        yield opened
        assert len(opened.slack.wire) < WIRE_KEPT, "The wire has forgotten what this story began with: make it shorter."
        read(opened.slack.deliveries(), request.config.stash[DRIVEN][request.param])


@pytest.fixture(params=DOORS)
def driven(request: pytest.FixtureRequest) -> Driven:
    """Return what the stories of this run drove through a door."""
    found: Driven = request.config.stash[DRIVEN][request.param]
    return found
