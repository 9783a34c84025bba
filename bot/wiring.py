"""Wiring: builds everything of the process once and hands it back; there are no globals anywhere else."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
import structlog

from bot import garbage
from bot.chores import chores
from bot.clock import Chore, Clock
from bot.definitions import keep_definitions
from bot.digests import digests
from bot.dispatch import Dispatcher, nothing
from bot.extras import need
from bot.mail_settings import MailSettings
from bot.metrics import Metrics
from bot.on_slack import OnSlack
from bot.paces import PACES
from bot.relay import Relay, RelayTerms
from bot.settings import Settings, TeamsSettings
from bot.sockets import Sockets
from bot.timers import Ticks, TimerTerms
from bot.web import Site, SlackDoor, TeamsDoor, application
from handlers.background import Background
from handlers.slack.client import open_session
from handlers.slack.poster import SlackPoster
from storage.engine import Database
from storage.relaying import Relaying
from storage.settling import Pace, Terms
from storage.timers import Timers
from workflows.contents import TIMERS
from workflows.deliveries.notices import notice_of
from workflows.files.making import maker
from workflows.kernel.posts import Poster
from workflows.process.catalogue import Definitions, load_definitions
from workflows.registry import Registry
from workflows.reminders.rules import quiet_until
from workflows.reminders.standing import standing
from workflows.timing import TimerKind
from workflows.timing import notice_of as notice_of_timer

if TYPE_CHECKING:  # Who has no Teams pays for none of it.
    from connectors.graph.client import Graph
    from handlers.teams.poster import TeamsPoster

SETTLED_AFTER_SECONDS = 1.0
"""The clock, and a look for what the start left behind, take a tenth of a second; who waits for the start is first."""

log = structlog.get_logger()


def system_clock() -> datetime:
    """Return the moment; the one place where the process reads a clock."""
    return datetime.now(UTC)  # noqa: TID251 - every other room is given this function.


def _epoch() -> float:
    return system_clock().timestamp()


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
    timers: TimerTerms = field(default_factory=TimerTerms)
    kinds: Mapping[str, TimerKind] = field(default_factory=lambda: TIMERS)
    poster: type[SlackPoster] = SlackPoster
    teams_poster: "type[TeamsPoster] | None" = None
    """None is the ordinary one."""


class Bot:
    """The whole process: open it, and it serves until it is closed."""

    def __init__(self, settings: Settings, database: Database, *, tuning: Tuning | None = None) -> None:
        self._settings = settings
        self._database = database
        self._tuning = tuning or Tuning()
        self._metrics = Metrics()
        self._make = maker(settings.templates)
        self._background = Background()
        self._closing: list[Callable[[], object]] = []
        self._graph: Graph | None = None
        self._chores: list[Chore] = []
        self.port = 0

    async def open(self) -> None:
        """Read the definitions, look at Slack's tokens, and open the doors, the last thing of all.

        Raises bot.settings.SettingsError, and slack_sdk.errors.SlackApiError when Slack refuses the token.
        """
        slack_settings, teams_settings = self._settings.doors()
        mail = self._settings.mailing()
        definitions = await asyncio.to_thread(self._definitions)
        session = open_session()
        self._closing.append(session.close)
        registry = Registry(
            definitions, reached=frozenset({"mail"}) if mail else frozenset(), timers=self._tuning.kinds
        )
        dispatcher = self._dispatcher(registry, definitions)
        people = len((await asyncio.to_thread(dispatcher.directory)).people)
        self._closing.append(self._background.close)
        posters: dict[str, Poster] = {}
        slack_door, teams_door, sockets = None, None, None
        if slack_settings is not None:
            slack = OnSlack(slack_settings, session, self._metrics, self._make)
            posters["slack"] = slack.poster(self._tuning.poster, directory=dispatcher.directory)
            slack_door, sockets = await self._slack(slack, registry, dispatcher)
        if teams_settings is not None:
            posters["teams"], teams_door = await self._teams(teams_settings, session, registry, dispatcher)
        if mail is not None:
            posters["mail"] = self._mail(mail, dispatcher)
        self._start_relay(posters, dispatcher)
        self._chores.append(self._ticks(dispatcher).chore())
        self._chores.append(digests(dispatcher, now=self._tuning.clock))
        await self._open_site(slack_door, teams_door)
        if sockets is not None:
            self._closing.append(sockets.close)
            await sockets.connect()
        settling = asyncio.get_running_loop().call_later(SETTLED_AFTER_SECONDS, self._settle)
        self._closing.append(settling.cancel)
        log.info("serving", people=people, port=self.port, platforms=sorted(posters), socket=sockets is not None)

    async def _slack(
        self, slack: OnSlack, registry: Registry, dispatcher: Dispatcher
    ) -> tuple[SlackDoor | None, Sockets | None]:
        door = await slack.door(registry, dispatcher, self._background)
        self._chores.append(slack.accounts(dispatcher, now=self._tuning.clock))
        return slack.over_http(door, now=_epoch), slack.over_socket(door)

    async def _teams(
        self, settings: TeamsSettings, session: aiohttp.ClientSession, registry: Registry, dispatcher: Dispatcher
    ) -> tuple[Poster, TeamsDoor]:
        for module in ("botbuilder", "jwt", "msal"):
            need(module, extra="teams", because="TEAMS_APP_ID is set")
        from bot.on_teams import OnTeams  # noqa: PLC0415 - a company without Teams does not pay for it.

        teams = OnTeams(settings, session, self._database, self._background, make=self._make, clock=self._tuning.clock)
        self._closing.append(teams.close)
        self._graph = teams.graph
        self._chores.append(teams.groups(self._database))
        poster = teams.poster(self._tuning.teams_poster, registry, dispatcher.directory)
        return poster, await teams.door(registry, dispatcher, self._metrics)

    def _mail(self, settings: MailSettings, dispatcher: Dispatcher) -> Poster:
        from bot.on_mail import mail_poster  # noqa: PLC0415 - who sends no mail does not pay for it.

        return mail_poster(settings, self._graph, directory=dispatcher.directory, now=self._tuning.clock)

    async def close(self) -> None:
        """Close the doors first, then finish what is under way, then let the database go."""
        while self._closing:
            closed = self._closing.pop()()
            if asyncio.iscoroutine(closed):
                await closed

    def _definitions(self) -> Definitions:
        return keep_definitions(
            self._database, load_definitions(own=self._settings.definitions), now=self._tuning.clock()
        )

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

    def _start_relay(self, posters: Mapping[str, Poster], dispatcher: Dispatcher) -> None:
        relaying = Relaying(
            self._database,
            clock=self._tuning.clock,
            terms=self._tuning.terms,
            paces=self._tuning.paces,
            notice=lambda claimed, reason: notice_of(claimed, reason, dispatcher.directory()),
            boundary=self._tuning.boundary,
        )

        async def quiet(person: str, due_at: datetime) -> datetime | None:
            directory = await asyncio.to_thread(dispatcher.directory)
            return quiet_until(directory, person, due_at=due_at, now=self._tuning.clock())

        terms, boundary = self._tuning.relay, self._tuning.boundary
        self._relay = Relay(relaying, posters, terms=terms, boundary=boundary, standing=self._standing, quiet=quiet)
        if not self._tuning.delivers:
            return
        running = asyncio.create_task(self._relay.run())

        async def stop() -> None:
            self._relay.stop()
            await running

        self._closing.append(stop)

    async def _standing(self, reasons: Sequence[str]) -> Collection[str]:
        def read() -> Collection[str]:
            with self._database.reading() as unit:
                return standing(unit, reasons)

        return await asyncio.to_thread(read)

    def _ticks(self, dispatcher: Dispatcher) -> Ticks:
        terms = self._tuning.timers
        timers = Timers(self._database, clock=self._tuning.clock, lease=terms.lease)
        return Ticks(
            timers,
            dispatcher,
            terms=terms,
            boundary=self._tuning.boundary,
            quiet_seconds=dispatcher.quiet_seconds,
            notice=lambda due, what: notice_of_timer(due, what, dispatcher.directory(), self._tuning.kinds),
        )

    def _settle(self) -> None:
        self._start_clock()
        garbage.settle()

    def _start_clock(self) -> None:
        clock = Clock(chores(self._database, now=self._tuning.clock, more=self._chores), now=system_clock)
        clock.start()
        self._closing.append(clock.stop)

    async def _open_site(self, slack: SlackDoor | None, teams: TeamsDoor | None) -> None:
        app = application(slack, self._metrics, self._missing, teams=teams)
        site = Site(app, host=self._settings.host, port=self._settings.port)
        self.port = await site.open()
        self._closing.append(site.close)

    async def _missing(self) -> tuple[str, ...]:
        try:
            await asyncio.to_thread(self._database.ping)
        except Exception:  # Whatever the database says, the answer is that it is not ready.
            log.exception("database_not_ready")
            return ("The database does not answer.",)
        return ()
