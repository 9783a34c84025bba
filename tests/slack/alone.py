"""Our HTTP door on its own, with a scripted core behind it and no Slack to call: for what Slack would never send."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.metrics import Metrics
from bot.signatures import Signatures
from bot.web import SLACK_PATH, Site, SlackDoor, application
from handlers.background import Background
from handlers.slack.app import bolt_app
from handlers.slack.client import open_session, slack_client
from handlers.slack.door import Door
from handlers.slack.listeners import Listeners
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows
from tests.slack import wire
from tests.slack.company import OURS
from tests.slack.edge import Script

NO_SLACK = "http://127.0.0.1:1/api/"


@dataclass(kw_only=True)
class Alone:
    """The door, and somebody who knocks."""

    script: Script
    door: Door
    metrics: Metrics
    session: aiohttp.ClientSession
    base: str
    missing: tuple[str, ...] = ()

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Send a body, signed unless headers are given, and return the status and the answer."""
        told = wire.signed(body) if headers is None else headers
        async with self.session.post(self.base + SLACK_PATH, data=body, headers=told) as answer:
            return answer.status, await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        """Look at one of the operators' addresses."""
        async with self.session.get(self.base + path) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def open_alone() -> AsyncIterator[Alone]:
    """Open the door."""
    script, metrics = Script(), Metrics()
    async with AsyncExitStack() as closing:
        session = await closing.enter_async_context(open_session())
        client = slack_client("xoxb-none", api_url=NO_SLACK, session=session)
        background = Background()
        closing.push_async_callback(background.close)
        core = script.core()
        listeners = Listeners(
            core, windows=Windows(client), replies=Replies(session, api_url=NO_SLACK), background=background
        )
        door = Door(bolt_app(client, OURS, listeners), OURS, name_of=core.name_of)
        alone = Alone(script=script, door=door, metrics=metrics, session=session, base="")

        async def ready() -> tuple[str, ...]:
            return alone.missing

        signatures = Signatures(wire.SECRET, now=time.time)  # noqa: TID251 - requests are signed at their real time.
        site = Site(application(SlackDoor(door, signatures, metrics), metrics, ready), host="127.0.0.1", port=0)
        alone.base = f"http://127.0.0.1:{await site.open()}"
        closing.push_async_callback(site.close)
        yield alone
