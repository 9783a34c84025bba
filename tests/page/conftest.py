"""A kitchen (a Bolt app on a local Slack), one browser, and visits on which nothing may go wrong unseen."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from playground.driver import LocalSlack
from playground.driver.people import Person
from tests.page.kitchen import MANIFEST, Kitchen, kitchen_for
from tests.page.visits import Visit, browse, visit
from tests.playground.apps import on_sockets

Open = Callable[..., Awaitable[Visit]]


@dataclass
class Town:
    """A local Slack with three people, two channels and the kitchen."""

    slack: LocalSlack
    kitchen: Kitchen
    alice: Person
    bob: Person
    carol: Person


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every test of the page run in the loop of the browser, and carry its marker."""
    for item in items:
        is_async = isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function)
        if "tests/page" in item.path.as_posix() and is_async:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.browser)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        started = await browse(playwright)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def town() -> AsyncIterator[Town]:
    """A fresh local Slack with the kitchen connected to it."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack:
        zone = "Europe/Paris"
        alice = slack.person("alice", real_name="Alice Moreau", title="Account leader", time_zone=zone)
        bob = slack.person("bob", real_name="Bob Okafor", title="Services manager", time_zone="America/New_York")
        carol = slack.person("carol", real_name="Carol Lind", title="Customer success")
        slack.channel("sales", topic="Deals and hand-offs")
        slack.channel("private-talk", private=True, members=[carol])
        kitchen = kitchen_for(slack)
        async with on_sockets(slack, kitchen.app):
            yield Town(slack, kitchen, alice, bob, carol)


@pytest_asyncio.fixture(loop_scope="session")
async def visiting(browser: Browser, town: Town) -> AsyncIterator[Open]:
    """Open the page as somebody; at the end, fail for every error that the console or the network showed."""
    contexts, visits = [], []

    async def opened(place: str = "alice/general", **more: object) -> Visit:
        given = {"viewport": {"width": 1280, "height": 860}, "locale": "en-US", "timezone_id": "UTC", **more}
        contexts.append(await browser.new_context(**given))  # type: ignore[arg-type]
        visits.append(await visit(contexts[-1], town.slack.url, place))
        return visits[-1]

    yield opened
    faults = [fault for one in visits for fault in one.faults]
    for one in contexts:
        await one.close()
    assert faults == []
