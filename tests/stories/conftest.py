"""Every story is played four times: through the socket and through signed HTTP, on SQLite and on PostgreSQL.

What each of them drove is kept for test_completeness.py, which comes after all others of a run.
"""

from collections.abc import AsyncIterator, Mapping

import pytest

from playground.driver.watching import WIRE_KEPT
from storage.engine import Database
from tests.stories.driven import Driven, read
from tests.stories.stage import Stage, staged

DOORS = ("socket", "http")
DRIVEN = pytest.StashKey[Mapping[str, Driven]]()
LAST = "test_completeness.py"


def pytest_configure(config: pytest.Config) -> None:
    """Begin to keep what is driven in this run."""
    config.stash[DRIVEN] = {door: Driven() for door in DOORS}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what asks whether everything was driven come last."""
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(params=DOORS)
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage with the bot behind one of its doors."""
    async with staged(database, door=request.param) as opened:
        yield opened
        assert len(opened.slack.wire) < WIRE_KEPT, "The wire has forgotten what this story began with: make it shorter."
        read(opened.slack.deliveries(), request.config.stash[DRIVEN][request.param])


@pytest.fixture(params=DOORS)
def driven(request: pytest.FixtureRequest) -> Driven:
    """Return what the stories of this run drove through a door."""
    found: Driven = request.config.stash[DRIVEN][request.param]
    return found
