"""What a workspace holds: people, channels with their messages, groups, files, and what each person has open."""

import msgspec

from playground.slack.shapes import Json

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Person(msgspec.Struct, kw_only=True):
    """A member of the workspace, a bot user among them."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    time_zone: str = "Etc/UTC"
    is_bot: bool = False
    is_admin: bool = False
    is_guest: bool = False
    deleted: bool = False
    team_id: str = ""
    app_id: str = ""
    bot_id: str = ""
    status: str = ""
    status_emoji: str = ""
    updated: float = 0.0


class Channel(msgspec.Struct, kw_only=True):
    """A place where messages are. `kind` is public, private, im or mpim."""

    id: str
    name: str
    kind: str
    creator: str
    created: int
    members: list[str] = msgspec.field(default_factory=list)
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    messages: dict[str, Json] = msgspec.field(default_factory=dict)
    top: list[str] = msgspec.field(default_factory=list)
    replies: dict[str, list[str]] = msgspec.field(default_factory=dict)
    read: dict[str, str] = msgspec.field(default_factory=dict)
    pins: list[str] = msgspec.field(default_factory=list)

    @property
    def direct(self) -> bool:
        """Say whether it is a direct message, of two or more."""
        return self.kind in {"im", "mpim"}

    def info(self) -> Json:
        """Give what pages and drivers know of it besides its messages."""
        names = ("id", "name", "kind", "creator", "created", "members", "topic", "purpose", "archived", "general")
        return {name: list(self.members) if name == "members" else getattr(self, name) for name in names}


class View(msgspec.Struct, kw_only=True):
    """A modal or a Home as one person has it; `id` stays while its content changes and `hash` follows the content."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    origin: str = ""

    @property
    def kind(self) -> str:
        """Say whether it is a modal or a Home."""
        return str(self.body["type"])


class File(msgspec.Struct, kw_only=True):
    """An uploaded file; it is nobody's until the upload is completed."""

    id: str
    name: str
    title: str
    user: str
    size: int
    created: int
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    complete: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = msgspec.field(default_factory=dict)
    secret: str = ""
    alt_txt: str = ""


class Group(msgspec.Struct, kw_only=True):
    """A user group that can be mentioned."""

    id: str
    name: str
    handle: str
    description: str = ""
    users: list[str] = msgspec.field(default_factory=list)
    channels: list[str] = msgspec.field(default_factory=list)
    disabled: bool = False
    created: int = 0

    def info(self) -> Json:
        """Give what pages and drivers know of it."""
        return {name: getattr(self, name) for name in ("id", "name", "handle", "users", "disabled")}


class Scheduled(msgspec.Struct, kw_only=True):
    """A message that is posted later."""

    id: str
    channel: str
    post_at: int
    created: int
    message: Json
    thread_ts: str | None = None
    broadcast: bool = False


class Workspace(msgspec.Struct, kw_only=True):
    """Everything that is kept; plain values, so the whole of it can be written to a file and read back."""

    id: str = "T0000000001"
    name: str = "Playground"
    domain: str = "playground"
    app_id: str = "A0000000001"
    bot_id: str = "B0000000001"
    bot_user: str = ""
    people: dict[str, Person] = msgspec.field(default_factory=dict)
    channels: dict[str, Channel] = msgspec.field(default_factory=dict)
    groups: dict[str, Group] = msgspec.field(default_factory=dict)
    files: dict[str, File] = msgspec.field(default_factory=dict)
    scheduled: dict[str, Scheduled] = msgspec.field(default_factory=dict)
    ephemerals: dict[str, list[Json]] = msgspec.field(default_factory=dict)
    modals: dict[str, list[View]] = msgspec.field(default_factory=dict)
    homes: dict[str, View] = msgspec.field(default_factory=dict)
    counter: int = 100
    last_ts: int = 0

    def new_id(self, prefix: str) -> str:
        """Make the next id of a kind, such as V000000002S; the same acts make the same ids."""
        self.counter += 1
        number, digits = self.counter, ""
        while number:
            number, digit = divmod(number, 36)
            digits = DIGITS[digit] + digits
        return prefix + digits.rjust(10, "0")

    def new_ts(self, now: float) -> str:
        """Make a message's time, which is also its key: never twice, never backwards."""
        self.last_ts = max(self.last_ts + 1, int(now * 1_000_000))
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def person_named(self, name: str) -> Person | None:
        """Find somebody by id, handle or real name."""
        found = self.people.get(name)
        if found is not None:
            return found
        wanted = name.removeprefix("@")
        return next((one for one in self.people.values() if wanted in (one.name, one.real_name)), None)

    def channel_named(self, name: str) -> Channel | None:
        """Find a channel by id or name, with or without its #."""
        found = self.channels.get(name)
        if found is not None:
            return found
        wanted = name.removeprefix("#")
        return next((one for one in self.channels.values() if one.name == wanted and not one.direct), None)

    def group_named(self, name: str) -> Group | None:
        """Find a user group by id, name or handle, with or without its @; one that is switched off is not found."""
        wanted = name.removeprefix("@")
        found = (one for one in self.groups.values() if wanted in (one.id, one.handle, one.name))
        return next((one for one in found if not one.disabled), None)

    def direct(self, members: set[str]) -> Channel | None:
        """Find the direct message of exactly these people."""
        return next((one for one in self.channels.values() if one.direct and set(one.members) == members), None)
