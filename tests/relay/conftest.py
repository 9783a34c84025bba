"""The relay between a real database and the strict local Slack."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database, open_database
from tests.relay.rig import Rig, started


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    """Return a database and a Slack; the test starts the relay."""
    async with started(database) as ready:
        yield ready


@pytest.fixture
async def sqlite_rig(sqlite_url: str) -> AsyncIterator[Rig]:
    """Return the same for what concerns Slack alone."""
    database = open_database(sqlite_url)
    async with started(database) as ready:
        yield ready
    database.close()


@pytest.fixture
async def postgres_rig(postgres_url: str) -> AsyncIterator[Rig]:
    """Return the same for what concerns PostgreSQL alone."""
    database = open_database(postgres_url)
    async with started(database) as ready:
        yield ready
    database.close()
