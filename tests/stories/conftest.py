"""Every story is played four times: through the socket and through signed HTTP, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.stories.stage import Stage, staged


@pytest.fixture(params=["socket", "http"])
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage with the bot behind one of its doors."""
    async with staged(database, door=request.param) as opened:
        yield opened
