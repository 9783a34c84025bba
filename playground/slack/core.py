"""One local Slack: its workspace, its rules, and everything that is under way in it."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

from playground.slack.clock import Clock
from playground.slack.delivery import Delivery
from playground.slack.faults import Faults
from playground.slack.hub import Hub, Wire
from playground.slack.limits import Limits
from playground.slack.manifest import Manifest
from playground.slack.state import Person, View, Workspace
from playground.slack.tasks import Tasks
from playground.slack.triggers import Permissions

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token that this Slack gave: its kind (bot, user or app), whose it is, and what it may do."""

    kind: str
    user: str
    scopes: frozenset[str]
    revoked: str = ""


@dataclass(kw_only=True)
class Settings:
    """How strict this Slack is and what secrets it uses.

    rate_limits, validate_blocks and wire_size=0 are there to be switched off by a bench, not by a test.
    events_url, interactivity_url, options_url, commands_url: where signed requests go; empty means Socket Mode.
    ack_seconds: how long the app may take, and how long a trigger lives.
    event_retries: seconds before each repeat of an event.
    """

    rate_limits: bool = True
    validate_blocks: bool = True
    wire_size: int = 1000
    ack_seconds: float = 3.0
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    signing_secret: str = "local-signing-secret"  # noqa: S105 - it guards a local stand-in
    bot_token: str = "xoxb-local-bot"  # noqa: S105
    app_token: str = "xapp-local-app"  # noqa: S105
    verification_token: str = "local-verification"  # noqa: S105
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""
    commands_url: str = ""
    base_url: str = ""
    socket_url: str = ""


@dataclass(kw_only=True)
class Slack:
    """Everything about one workspace with one app in it; all of it runs in one event loop."""

    workspace: Workspace
    manifest: Manifest
    settings: Settings
    clock: Clock
    hub: Hub = field(default_factory=Hub)
    faults: Faults = field(default_factory=Faults)
    tokens: dict[str, Token] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wire = Wire(clock=self.clock, hub=self.hub, size=self.settings.wire_size)
        self.limits = Limits(clock=self.clock, enabled=self.settings.rate_limits)
        self.permissions = Permissions(self.clock, trigger_seconds=self.settings.ack_seconds)
        self.delivery = Delivery(self)
        self._tasks = Tasks(self.wire)
        self._install()

    def _install(self) -> None:
        space, settings = self.workspace, self.settings
        settings.events_url = settings.events_url or self.manifest.events_url
        settings.interactivity_url = settings.interactivity_url or self.manifest.interactivity_url
        settings.options_url = settings.options_url or self.manifest.options_url
        if not space.bot_user:
            space.bot_user = "U0BOT000001"
            name = self.manifest.bot_name.lower().replace(" ", "_")
            space.people[SLACKBOT] = Person(id=SLACKBOT, name="slackbot", real_name="Slackbot", team_id=space.id)
            space.people[space.bot_user] = Person(
                id=space.bot_user,
                name=name,
                real_name=self.manifest.bot_name,
                is_bot=True,
                team_id=space.id,
                app_id=space.app_id,
                bot_id=space.bot_id,
            )
        bot_scopes, app_scopes = self.manifest.bot_scopes, frozenset({"connections:write", "authorizations:read"})
        self.tokens.setdefault(settings.bot_token, Token(kind="bot", user=space.bot_user, scopes=bot_scopes))
        self.tokens.setdefault(settings.app_token, Token(kind="app", user=space.bot_user, scopes=app_scopes))

    def run(self, work: Coroutine[object, object, object]) -> None:
        """Do something beside the rest; an unexpected failure is written to the wire log, not lost."""
        self.begin(work)  # type: ignore[unused-awaitable] # It is kept, and watched, by `begin`.

    def begin(self, work: Coroutine[object, object, object]) -> asyncio.Task[object]:
        """Do something beside the rest, as `run`, for who also waits for it."""
        return self._tasks.begin(work)

    async def stop(self) -> None:
        """End what is under way."""
        await self.delivery.close()
        await self._tasks.stop()

    def view_by(self, *, view_id: str = "", external_id: str = "") -> View | None:
        """Find an open modal or a Home by either of its names."""
        for views in (*self.workspace.modals.values(), list(self.workspace.homes.values())):
            for view in views:
                if view_id and view.id == view_id:
                    return view
                if external_id and view.body.get("external_id") == external_id:
                    return view
        return None
