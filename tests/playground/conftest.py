"""A fresh local Slack for each test."""

from collections.abc import AsyncIterator

import pytest

from playground.driver import LocalSlack


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A strict Slack with no manifest: everything is allowed, nothing is lax."""
    async with await LocalSlack.start() as started:
        yield started


@pytest.fixture(params=["sockets", "http"])
def way(request: pytest.FixtureRequest) -> str:
    """Both ways in which Slack reaches an app."""
    return str(request.param)
