"""Wiring: builds everything of the process once and hands it back; there are no globals anywhere else."""

import asyncio
import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import structlog

from bot.chores import chores
from bot.clock import Clock
from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher, nothing
from bot.metrics import Metrics
from bot.relay import Relay, RelayTerms
from bot.settings import Settings, SlackSettings
from bot.signatures import Signatures
from bot.sockets import Sockets
from bot.web import Site, SlackDoor, application
from handlers.background import Background
from handlers.core import Core
from handlers.slack import render
from handlers.slack.app import bolt_app
from handlers.slack.client import Client, open_session, slack_client
from handlers.slack.door import Door
from handlers.slack.listeners import Listeners
from handlers.slack.poster import SlackPoster
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows
from handlers.slack.workspace import Workspace, read_workspace
from storage.engine import Database
from storage.relaying import Relaying
from storage.settling import Pace, Terms
from storage.turns import TurnTimeoutError
from storage.unit import DatabaseLostError
from workflows.deliveries.notices import notice_of
from workflows.process.catalogue import Definitions, load_definitions
from workflows.registry import Registry

PACES: Mapping[str, Pace] = {"slack": Pace(gap_seconds=1.0, burst=3)}
"""How fast a platform takes messages for one channel (Slack: about one a second, with short bursts)."""

log = structlog.get_logger()


def system_clock() -> datetime:
    """Return the moment; the one place where the process reads a clock."""
    return datetime.now(UTC)  # noqa: TID251 - every other room is given this function.


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """What a test or a bench sets differently from a real process."""

    clock: Callable[[], datetime] = system_clock
    boundary: Callable[[str], None] = nothing
    paces: Mapping[str, Pace] = field(default_factory=lambda: PACES)
    delivers: bool = True
    """Whether this process relays what is promised; another one on the same database may do it instead."""
    terms: Terms = field(default_factory=Terms)
    relay: RelayTerms = field(default_factory=RelayTerms)
    poster: type[SlackPoster] = SlackPoster


class Bot:
    """The whole process: open it, and it serves until it is closed."""

    def __init__(self, settings: Settings, database: Database, *, tuning: Tuning | None = None) -> None:
        self._settings = settings
        self._database = database
        self._tuning = tuning or Tuning()
        self._metrics = Metrics()
        self._background = Background()
        self._closing: list[Callable[[], object]] = []
        self.port = 0

    async def open(self) -> None:
        """Read the definitions, look at Slack's tokens, and open the doors, the last thing of all.

        Raises bot.settings.SettingsError, and slack_sdk.errors.SlackApiError when Slack refuses the token.
        """
        slack = self._settings.slack()
        definitions = await asyncio.to_thread(self._definitions)
        session = open_session()
        self._closing.append(session.close)
        client = slack_client(slack.bot_token.get_secret_value(), api_url=slack.api_url, session=session)
        workspace = await read_workspace(client)
        registry = Registry(definitions)
        dispatcher = self._dispatcher(registry, definitions)
        directory = await asyncio.to_thread(dispatcher.directory)
        self._start_relay(client, dispatcher)
        door = self._door(registry, dispatcher, client, session, workspace, slack)
        self._start_clock()
        await self._open_site(door, slack)
        if slack.app_token is not None:
            await self._open_socket(door, slack, session)
        gc.collect()
        # What was made for the start stays; the collector would walk over it again and again, and people would wait.
        gc.freeze()
        log.info("serving", people=len(directory.people), port=self.port, socket=slack.app_token is not None)

    async def close(self) -> None:
        """Close the doors first, then finish what is under way, then let the database go."""
        while self._closing:
            closed = self._closing.pop()()
            if asyncio.iscoroutine(closed):
                await closed

    def _definitions(self) -> Definitions:
        return keep_definitions(self._database, load_definitions(), now=self._tuning.clock())

    def _dispatcher(self, registry: Registry, definitions: Definitions) -> Dispatcher:
        dispatcher = Dispatcher(
            database=self._database,
            registry=registry,
            definitions=definitions,
            clock=self._tuning.clock,
            committed=self._wake,
            boundary=self._tuning.boundary,
        )
        self._closing.append(dispatcher.close)
        return dispatcher

    def _wake(self) -> None:
        self._relay.wake()

    def _start_relay(self, client: Client, dispatcher: Dispatcher) -> None:
        poster = self._tuning.poster(client, render=lambda card: render.message(card, dispatcher.directory()))
        relaying = Relaying(
            self._database,
            clock=self._tuning.clock,
            terms=self._tuning.terms,
            paces=self._tuning.paces,
            notice=lambda claimed, reason: notice_of(claimed, reason, dispatcher.directory()),
            boundary=self._tuning.boundary,
        )
        self._relay = Relay(relaying, {"slack": poster}, terms=self._tuning.relay, boundary=self._tuning.boundary)
        if not self._tuning.delivers:
            return
        running = asyncio.create_task(self._relay.run())

        async def stop() -> None:
            self._relay.stop()
            await running

        self._closing.append(stop)

    def _door(
        self,
        registry: Registry,
        dispatcher: Dispatcher,
        client: Client,
        session: aiohttp.ClientSession,
        workspace: Workspace,
        slack: SlackSettings,
    ) -> Door:
        core = Core(
            platform="slack",
            route=registry.route,
            dispatch=dispatcher,
            directory=dispatcher.directory,
            unavailable=(DatabaseLostError, TurnTimeoutError),
        )
        listeners = Listeners(
            core,
            windows=Windows(client),
            replies=Replies(session, api_url=slack.api_url),
            background=self._background,
        )
        self._closing.append(self._background.close)
        return Door(bolt_app(client, workspace, listeners), workspace, name_of=core.name_of)

    def _start_clock(self) -> None:
        clock = Clock(chores(self._database, now=self._tuning.clock), now=system_clock)
        clock.start()
        self._closing.append(clock.stop)

    async def _open_site(self, door: Door, slack: SlackSettings) -> None:
        slack_door = None
        if slack.signing_secret is not None:
            signatures = Signatures(slack.signing_secret.get_secret_value(), now=lambda: system_clock().timestamp())
            slack_door = SlackDoor(door, signatures, self._metrics)
        site = Site(
            application(slack_door, self._metrics, self._missing), host=self._settings.host, port=self._settings.port
        )
        self.port = await site.open()
        self._closing.append(site.close)

    async def _open_socket(self, door: Door, slack: SlackSettings, session: aiohttp.ClientSession) -> None:
        token = slack.app_token.get_secret_value() if slack.app_token else ""
        client = slack_client(token, api_url=slack.api_url, session=session)
        sockets = Sockets(door, app_token=token, client=client, metrics=self._metrics)
        self._closing.append(sockets.close)
        await sockets.connect()

    async def _missing(self) -> tuple[str, ...]:
        try:
            await asyncio.to_thread(self._database.ping)
        except Exception:  # Whatever the database says, the answer is that it is not ready.
            log.exception("database_not_ready")
            return ("The database does not answer.",)
        return ()
