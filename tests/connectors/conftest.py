"""A Graph on this machine, and what asks it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from connectors.graph.client import Graph
from tests.connectors.stand_in import StandInGraph

SCOPE = "https://graph.microsoft.com/.default"


class Tickets:
    """A token source that numbers its tokens."""

    def __init__(self) -> None:
        self.number = 1
        self.fault: OSError | None = None

    async def token(self, scope: str) -> str:
        assert scope == SCOPE
        if self.fault is not None:
            raise self.fault
        return f"token-{self.number}"

    def refused(self, scope: str, token: str) -> None:
        assert (scope, token) == (SCOPE, f"token-{self.number}")
        self.number += 1


class Waits:
    """A wait that takes no time and keeps how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
async def there() -> AsyncIterator[StandInGraph]:
    served = StandInGraph()
    async with served.server:
        yield served


@pytest.fixture
def tickets() -> Tickets:
    return Tickets()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def graph(there: StandInGraph, tickets: Tickets, waits: Waits) -> AsyncIterator[Graph]:
    async with aiohttp.ClientSession() as session:
        yield Graph(session, tickets, base_url=there.address, scope=SCOPE, wait=waits)
