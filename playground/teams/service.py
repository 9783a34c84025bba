"""One local Teams: its tenant, its rules, its keys, and everything that is under way in it."""

import itertools
from dataclasses import dataclass, field

from playground.slack.clock import Clock
from playground.slack.faults import Faults
from playground.slack.hub import Hub, Wire
from playground.slack.shapes import Json
from playground.teams.delivery import Delivery
from playground.teams.keys import Keys
from playground.teams.limits import Limits
from playground.teams.login import App, Login
from playground.teams.state import Conversation, Message, Tenant, named_guid

CHANNEL_ID = "msteams"
ISSUER = "https://api.botframework.com"


@dataclass(kw_only=True)
class Settings:
    """How strict this Teams is, and where the bot is.

    rate_limits, validate_cards and wire_size=0 are there to be switched off by a bench, not by a test.
    invoke_seconds and message_seconds: how long the bot may take.
    """

    bot_url: str = ""
    rate_limits: bool = True
    validate_cards: bool = True
    wire_size: int = 1000
    invoke_seconds: float = 5.0
    message_seconds: float = 15.0
    retries: tuple[float, ...] = (1.0,)
    """Seconds before each repeat of a message that the bot did not take."""
    permissions: tuple[str, ...] = ()
    """What the app may do in Graph; nothing before an administrator grants it."""
    tenant_id: str = field(default_factory=lambda: named_guid("tenant"))
    app_id: str = field(default_factory=lambda: named_guid("app"))
    app_secret: str = "local~client.secret-of_the_app"  # noqa: S105 - it opens a local stand-in
    bot_name: str = "csops"
    issuer: str = ISSUER
    base_url: str = ""

    @property
    def service_url(self) -> str:
        """The connector's address, as activities carry it."""
        return f"{self.base_url}/smba/emea/{self.tenant_id}/"

    @property
    def bot_id(self) -> str:
        """What the bot is called in conversations (its MRI)."""
        return f"28:{self.app_id}"


@dataclass(kw_only=True)
class Teams:
    """Everything about one tenant with one bot; all of it runs in one event loop."""

    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=Clock)
    tenant: Tenant = field(default_factory=Tenant)
    hub: Hub = field(default_factory=Hub)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        given = self.settings
        self.wire = Wire(clock=self.clock, hub=self.hub, size=given.wire_size)
        self.limits = Limits(clock=self.clock, enabled=given.rate_limits)
        self.keys = Keys("bot-framework", endorsements=(CHANNEL_ID, "webchat"))
        self.login = Login(App(app_id=given.app_id, tenant_id=given.tenant_id, secret=given.app_secret), self.clock)
        self.delivery = Delivery(self)
        self._ids = itertools.count(int(self.clock.now() * 1000))

    def new_id(self) -> str:
        """Make the id of a message: a time in milliseconds that none had before."""
        return str(next(self._ids))

    def put(self, where: Conversation, *, sender: str, activity: Json, root: str = "", only_for: str = "") -> Message:
        """Put a message into a conversation, where everybody sees it."""
        message = Message(
            id=self.new_id(),
            conversation=where.id,
            root=root,
            sender=sender,
            activity=activity,
            at=self.clock.now(),
            only_for=only_for,
        )
        where.messages[message.id] = message
        self.hub.tell("message", conversation=where.id, id=message.id)
        return message

    def changed(self, message: Message) -> None:
        """Tell that a message is not as it was."""
        self.hub.tell("message_changed", conversation=message.conversation, id=message.id)

    async def stop(self) -> None:
        """End what is under way."""
        await self.delivery.close()
