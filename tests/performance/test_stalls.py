"""A database that answers one command late holds up nobody else: whoever waits for PostgreSQL leaves the loop free."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http.client import HTTPConnection

import pytest

from benchmarks.payloads import SECRET, Submissions, signed
from bot.dispatch import Dispatcher
from bot.metrics import Metrics
from bot.signatures import Signatures
from bot.web import SLACK_PATH, Site, SlackDoor, application
from handlers.background import Background
from handlers.core import Core
from handlers.slack.app import bolt_app
from handlers.slack.client import open_session, slack_client
from handlers.slack.door import Door
from handlers.slack.listeners import Listeners
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows
from handlers.slack.workspace import Workspace
from storage.engine import open_database
from tests.office import Office, furnish
from tests.performance.stalling import Stalling, stalling
from workflows.engagements.commands import SayOutcome
from workflows.kernel.answers import Answer, Done
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.people import Identity

pytestmark = pytest.mark.postgres

TEAM, APP, ADA = "T0OURS", "A0OURS", "UADA"
LONGEST_SECONDS = 2.0
"""How long the others are given; the held connection is let go then, answered or not."""
NO_SLACK = "http://127.0.0.1:1/api/"

Ask = Command | Query | OpenForm
Dispatch = Callable[[Ask], Awaitable[Answer]]


async def ready() -> tuple[str, ...]:
    """Say that nothing is missing."""
    return ()


@asynccontextmanager
async def serving(office: Office, dispatch: Dispatch) -> AsyncIterator[int]:
    """Serve Slack's door over HTTP on this loop, and return the port."""
    session, background = open_session(), Background()
    client = slack_client("xoxb-1", api_url=NO_SLACK, session=session)
    core = Core(
        platform="slack",
        route=office.registry.route,
        dispatch=dispatch,
        directory=office.dispatcher.directory,
    )
    replies = Replies(session, api_url=NO_SLACK)
    listeners = Listeners(core, windows=Windows(client), replies=replies, background=background)
    ours = Workspace(team_id=TEAM, url="https://acme.slack.com/", bot_id="B0BOT", bot_user_id="U0BOT")
    door = Door(bolt_app(client, ours, listeners), ours, name_of=core.name_of)
    slack = SlackDoor(door, Signatures(SECRET, now=time.time), Metrics())  # noqa: TID251 - the edge owns a clock.
    site = Site(application(slack, Metrics(), ready), host="127.0.0.1", port=0)
    try:
        yield await site.open()
    finally:
        await site.close()
        await background.close()
        await session.close()


def others_are_served(way: Stalling, port: int, engagement: str) -> bool:
    """Return whether others are answered while a connection is held; it is let go afterwards."""
    assert way.held.wait(10), "No connection was held."
    body = Submissions(team=TEAM, app=APP, user=ADA).body(1, engagement=engagement, arrival=0)
    try:
        assert answered(port, "GET", "/healthz") == "alive\n"
        words = answered(port, "POST", SLACK_PATH, body, signed(body))
        assert '"response_action":"update"' in words, words
        assert "Scoped" in words, words
    except TimeoutError:
        return False
    finally:
        way.let_go.set()
    return True


def answered(port: int, verb: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> str:
    """Ask from another thread than the loop's, and return the answer."""
    asking = HTTPConnection("127.0.0.1", port, timeout=LONGEST_SECONDS)
    try:
        asking.request(verb, path, body, dict(headers or {}))
        return asking.getresponse().read().decode()
    finally:
        asking.close()


async def served_beside_a_stall(postgres_url: str, choose: Callable[[Dispatcher], Dispatch]) -> bool:
    """Hold up one command's commit on its way to the server, and return whether others are served meanwhile."""
    with stalling(postgres_url) as (way, url):
        database = open_database(url)
        furnish(database)
        office = Office(database)
        office.dispatcher.directory()
        held, free = office.start(title="Held"), office.start(title="Free")
        dispatch = choose(office.dispatcher)
        async with serving(office, dispatch) as port:
            way.hold("MARKED WORDS")
            watching = asyncio.create_task(asyncio.to_thread(others_are_served, way, port, free))
            await asyncio.sleep(0)  # It starts.
            values = {"scope": "MARKED WORDS"}
            actor = Identity("slack", ADA)
            answer = await dispatch(
                SayOutcome(actor=actor, request_key="held", engagement=held, arrival=0, outcome="scoped", values=values)
            )
            assert isinstance(answer, Done), answer
            served = await watching
        office.dispatcher.close()
        database.close()
        return served


async def test_a_stalled_connection_holds_up_nobody_else(postgres_url: str) -> None:
    """While one command waits for the server, the process is alive and another form is saved and acknowledged."""
    assert await served_beside_a_stall(postgres_url, lambda dispatcher: dispatcher)


async def test_one_that_waits_on_the_loop_is_noticed(postgres_url: str) -> None:
    """The control: a dispatcher that waits for PostgreSQL on the event loop serves nobody meanwhile."""

    def blocking(dispatcher: Dispatcher) -> Dispatch:
        async def answer(asked: Ask) -> Answer:
            return dispatcher.answer(asked)

        return answer

    assert not await served_beside_a_stall(postgres_url, blocking)
