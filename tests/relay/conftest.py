"""The relay between a real database and the strict local Slack."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.relay.rig import Rig, started


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    """Return a database and a Slack; the test starts the relay."""
    async with started(database) as ready:
        yield ready
