"""A strict local Slack with two people of the company in it, and our edge on both doors."""

from collections.abc import AsyncIterator

import pytest

from playground.driver import LocalSlack
from playground.driver.people import Person
from tests.slack.edge import Edge, open_edge


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A workspace in which Ann and Bob work, and Gus is a guest whom nobody at the company knows."""
    async with await LocalSlack.start() as started:
        started.person("ann", id="U0ANN", real_name="Ann Ames")
        started.person("bob", id="U0BOB", real_name="Bob Berg")
        started.person("gus", id="U0GUS", is_guest=True)
        yield started


@pytest.fixture(params=["sockets", "http"])
async def edge(slack: LocalSlack, request: pytest.FixtureRequest) -> AsyncIterator[Edge]:
    """Our edge with a scripted core, over Socket Mode and over signed HTTP."""
    async with open_edge(slack, str(request.param)) as opened:
        yield opened


@pytest.fixture
def ann(slack: LocalSlack) -> Person:
    """Somebody of the company."""
    return slack.person("ann")
