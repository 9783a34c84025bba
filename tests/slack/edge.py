"""Our Slack edge with a scripted core behind it, against the strict local Slack, over both doors."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from bot.metrics import Metrics
from bot.signatures import Signatures
from bot.sockets import Sockets
from bot.web import SLACK_PATH, Site, SlackDoor, application
from handlers.background import Background
from handlers.core import Core, Routed
from handlers.slack import render
from handlers.slack.app import bolt_app
from handlers.slack.client import Client, open_session, slack_client
from handlers.slack.door import Door
from handlers.slack.listeners import Listeners
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows
from handlers.slack.workspace import read_workspace
from playground.driver import LocalSlack
from playground.driver.places import Message
from tests.slack.company import DIRECTORY
from workflows.kernel.answers import Answer, Done, Offered, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.requests import Pressed, Request, Searched, Shared, Submitted, Typed, Visited
from workflows.kernel.text import Mention, Strong, line


class Act(Command, frozen=True, kw_only=True):
    """A command of the script: what to do."""

    what: str


class Ask(Query, frozen=True, kw_only=True):
    """A question of the script."""

    what: str


class DatabaseGoneError(Exception):
    """The database cannot be reached."""


FORM = Form(
    kind="test.form",
    title="A form",
    fields=(
        Field(key="title", label="Title", max_length=200),
        Field(key="customer", label="Customer", kind="customer", required=False),
        Field(key="kind", label="Kind", kind="choice", choices=(Choice("bug", "Bug"), Choice("ask", "Request"))),
        Field(key="tags", label="Tags", kind="choices", required=False, choices=(Choice("a", "A"), Choice("b", "B"))),
        Field(key="sure", label="Sure?", kind="yes_no", initial=True),
        Field(key="notes", label="Notes", kind="long_text", required=False),
        Field(key="due", label="Due", kind="date", required=False),
        Field(key="hours", label="Hours", kind="number", required=False),
    ),
    subject="eng1",
    version=7,
    argument="approve",
)
BUTTONS = ("done", "show", "refuse", "form", "look up", "trouble", "gone", "slow")


class Script:
    """A core that does what the words say, and keeps what it was asked. An honest double: it decides nothing itself."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.carried_out: list[Command | Query | OpenForm] = []
        self.go_on = asyncio.Event()
        self.gone = 0
        self.waiting = "ENG-1"

    def core(self) -> Core:
        """Return it as the edge knows a core."""
        return Core(
            platform="slack",
            route=self.route,
            dispatch=self.dispatch,
            directory=lambda: DIRECTORY,
            unavailable=(DatabaseGoneError,),
        )

    def route(self, request: Request) -> Routed:
        """Turn a request into what its words say."""
        self.requests.append(request)
        match request:
            case Searched(words=words):
                return Ask(actor=request.actor, what=f"search {words}")
            case Shared():
                return OpenForm(actor=request.actor, form="test.form")
            case Visited():
                return Ask(actor=request.actor, what="home")
            case Typed(words=words) | Pressed(argument=words):
                return self._by_words(request, words)
            case Submitted(values=values):
                return self._by_words(request, str(values.get("title", "")))
        raise TypeError(request)

    def _by_words(self, request: Request, words: str) -> Routed:
        if words == "refuse":
            return Refused(reason=Reason.NOT_ALLOWED, facts={"may": "Bob Berg"})
        if words == "too long":
            return Refused(reason=Reason.TOO_LONG, field="title", facts={"most": "5"})
        if words == "form":
            return Opened(form=FORM)
        if words == "look up":
            return OpenForm(actor=request.actor, form="test.form")
        if words == "no route":
            raise RuntimeError("The route is broken.")
        if words == "show" or words.startswith("ask "):
            return Ask(actor=request.actor, what=words.removeprefix("ask "))
        return Act(actor=request.actor, request_key=request.request_key, what=words)

    async def dispatch(self, asked: Command | Query | OpenForm) -> Answer:
        """Answer as the words say."""
        self.carried_out.append(asked)
        if isinstance(asked, OpenForm):
            return Opened(form=FORM)
        what = asked.what if isinstance(asked, Act | Ask) else ""
        if what == "trouble":
            raise RuntimeError("secret details")
        if what == "gone" or self.gone:
            self.gone = max(0, self.gone - 1)
            raise DatabaseGoneError
        if what == "slow":
            await self.go_on.wait()
        if what.startswith("search "):
            found = (Choice("nw", "Northwind"), Choice("nl", "Northern Light"))
            return Offered(choices=tuple(one for one in found if one.label.startswith(what.removeprefix("search "))))
        if isinstance(asked, Ask):
            home = Card(title="Waiting for you", rows=(Row(line(self.waiting)),))
            return Shown(card=CARD if what == "show" else home)
        return Done(card=CARD if what == "buttons" else SAVED)


CARD = Card(
    title="ENG-1 Rollout",
    buttons=tuple(Button("test.press", words.capitalize(), "eng1", 7, words) for words in BUTTONS),
)


SAVED = Card(title="Saved", body=(line("Next: ", Strong("Step 3"), " by ", Mention("ann"), "."),))


class Edge:
    """The running edge."""

    def __init__(self, slack: LocalSlack, script: Script) -> None:
        self.slack = slack
        self.script = script
        self.metrics = Metrics()
        self.url = ""
        self.door: Door
        self.client: Client
        self.sockets: Sockets

    def counted(self, kind: str, status: int) -> int:
        """Return how many deliveries of a kind were answered with a status."""
        name = f'kind="{kind}",status="{status}"}}'
        lines = (
            line for line in self.metrics.text().decode().splitlines() if line.startswith("csops_deliveries_total")
        )
        return sum(int(float(line.rpartition(" ")[2])) for line in lines if name in line)

    def called(self) -> list[str]:
        """Return the Web API methods that were called, in their order."""
        return [entry["name"] for entry in self.slack.wire if entry["what"] == "call"]

    async def post(self, card: Card) -> Message:
        """Post a card to #general, as the relay would, and return the message."""
        channel = self.slack.channel("general")
        posted = await self.client.chat_postMessage(channel=channel.id, **render.message(card, DIRECTORY))
        return await self.slack.until(lambda: next(one for one in channel.messages if one.ts == posted["ts"]))


@asynccontextmanager
async def open_edge(
    slack: LocalSlack, way: str, *, sockets: int = 1, patience_seconds: float = 2.3
) -> AsyncIterator[Edge]:
    """Open the edge on `sockets` or `http`, and close it in the order in which the process does."""
    script = Script()
    edge = Edge(slack, script)
    async with AsyncExitStack() as closing:
        session = await closing.enter_async_context(open_session())
        client = edge.client = slack_client(slack.bot_token, api_url=slack.api_url, session=session)
        ours = await read_workspace(client)
        background = Background()
        closing.push_async_callback(background.close)
        core = script.core()
        listeners = Listeners(
            core,
            windows=Windows(client),
            replies=Replies(session, api_url=slack.api_url),
            background=background,
            patience_seconds=patience_seconds,
        )
        edge.door = Door(bolt_app(client, ours, listeners), ours, name_of=core.name_of)
        await _open_site(edge, closing)
        if way == "sockets":
            await _open_sockets(edge, closing, session, sockets)
        else:
            url = edge.url
            await slack.control("settings", events_url=url, interactivity_url=url, options_url=url, commands_url=url)
        yield edge


async def _open_site(edge: Edge, closing: AsyncExitStack) -> None:
    async def ready() -> tuple[str, ...]:
        return ()

    signatures = Signatures(edge.slack.signing_secret, now=time.time)  # noqa: TID251 - the local Slack's clock is real.
    app = application(SlackDoor(edge.door, signatures, edge.metrics), edge.metrics, ready)
    site = Site(app, host="127.0.0.1", port=0)
    edge.url = f"http://127.0.0.1:{await site.open()}{SLACK_PATH}"
    closing.push_async_callback(site.close)


async def _open_sockets(edge: Edge, closing: AsyncExitStack, session: aiohttp.ClientSession, connections: int) -> None:
    slack = edge.slack
    client = slack_client(slack.app_token, api_url=slack.api_url, session=session)
    edge.sockets = Sockets(
        edge.door, app_token=slack.app_token, client=client, metrics=edge.metrics, connections=connections
    )
    closing.push_async_callback(edge.sockets.close)
    await edge.sockets.connect()
    await slack.connected(connections)
