"""What there is in the local Teams: people, teams, conversations and the messages in them."""

import hashlib
import uuid
from dataclasses import dataclass, field

from playground.slack.shapes import Json

THREAD_MARK = ";messageid="


def named_guid(*names: str) -> str:
    """Make the id of somebody or something called so, the same every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "teams:" + ":".join(names)))


def named_hash(*names: str) -> str:
    """Make a long opaque id, as Teams has them."""
    return hashlib.sha256(":".join(names).encode()).hexdigest()[:40]


@dataclass(kw_only=True)
class Person:
    """Somebody of the tenant. `id` is what bots call them (MRI), `object_id` their id in Entra."""

    id: str
    object_id: str
    name: str
    email: str
    key: str
    tenant_id: str
    guest: bool = False
    installed: bool = True
    blocked: bool = False

    def account(self) -> Json:
        """Give them as an activity's `from` does."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.object_id}

    def member(self) -> Json:
        """Give them as a list of members does."""
        given, _, family = self.name.partition(" ")
        return {
            "id": self.id,
            "name": self.name,
            "objectId": self.object_id,
            "aadObjectId": self.object_id,
            "givenName": given,
            "surname": family,
            "email": self.email,
            "userPrincipalName": self.email,
            "tenantId": self.tenant_id,
            "userRole": "guest" if self.guest else "user",
        }


@dataclass(kw_only=True)
class Message:
    """A message: what its sender sent, and what single people see instead after a refresh."""

    id: str
    conversation: str
    root: str
    sender: str
    activity: Json
    at: float
    views: dict[str, Json] = field(default_factory=dict)
    only_for: str = ""
    edits: int = 0
    deleted: bool = False


@dataclass(kw_only=True)
class Conversation:
    """A personal chat with the bot, a group chat, or a channel."""

    id: str
    kind: str
    name: str = ""
    team: str = ""
    members: list[str] = field(default_factory=list)
    """The MRIs of who is in it; of a channel, of the whole team."""
    bot: bool = True
    """Whether the bot is in it."""
    messages: dict[str, Message] = field(default_factory=dict)


@dataclass(kw_only=True)
class Team:
    """A team; its id is that of its General channel."""

    id: str
    name: str
    group_id: str
    members: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    installed: bool = True


@dataclass(kw_only=True)
class Tenant:
    """Everything in one tenant."""

    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    uploads: dict[str, bytes | None] = field(default_factory=dict)
    """What was put to the addresses of consented uploads; None before it was."""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """What lies in the folders of channels, by channel and name."""
    dialogs: dict[str, Json] = field(default_factory=dict)
    """The open dialog by person: task, where it came from, and what it is submitted with."""
    views: dict[str, Json] = field(default_factory=dict)

    def person(self, name: str) -> Person | None:
        """Find somebody by MRI, object id, key, e-mail or name."""
        if name in self.people:
            return self.people[name]
        wanted = name.lower()
        for one in self.people.values():
            if wanted in (one.object_id, one.key.lower(), one.email.lower(), one.name.lower()):
                return one
        return None

    def personal(self, person: Person) -> Conversation | None:
        """Find the chat between a person and the bot."""
        for one in self.conversations.values():
            if one.kind == "personal" and one.members == [person.id]:
                return one
        return None


def split(conversation: str) -> tuple[str, str]:
    """Take a conversation id apart: the conversation, and the root message of the thread if it names one."""
    place, _, root = conversation.partition(THREAD_MARK)
    return place, root
