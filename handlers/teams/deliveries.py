"""What one activity of Teams comes to: what it asks for, who sent it, and by what it can be answered."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from handlers.teams import shapes
from handlers.teams.conversations import THREAD_MARK
from handlers.teams.values import PLATFORM, Tenant
from workflows.kernel.answers import Reason, Refused
from workflows.kernel.cleaning import cut, single_line
from workflows.kernel.forms import Value
from workflows.kernel.people import Identity
from workflows.kernel.requests import Request

LONGEST_NAME = 80
_GUEST = "guest"
_BOTS = frozenset({"bot", "skill"})
_MRI_OF_BOTS = "28:"


class Kind(StrEnum):
    """The ways in which Teams waits for an answer."""

    MESSAGE = "message"
    PRESS = "press"
    REFRESH = "refresh"
    FETCH = "fetch"
    SUBMISSION = "submission"
    PICKED = "picked"
    PICKED_SUBMISSION = "picked-submission"
    FIND = "find"
    SEARCH = "search"
    FILE = "file"
    HELLO = "hello"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A form that was sent: what it carries of itself, which showing it was, and what was filled in."""

    kept: str
    opened: str
    values: Mapping[str, Value]
    typed: Mapping[str, str] = msgspec.field(default_factory=dict)
    """The kinds of the fields in which something was named instead of looked up."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One activity: what it asks for, if anything, and the handles by which it can be answered.

    `data` is what a button carried, to be asked for again; `words` is what was typed, for a form that must be opened by
    a button first. `personal` tells that nobody but the person reads what is said there. `home` is the message that
    is their Home, where a button or a form came from it.
    """

    kind: Kind
    asked: Request | Refused | None
    key: str
    user: str = ""
    mri: str = ""
    """The id by which the bot knows the person (29:...)."""
    name: str = ""
    service_url: str = ""
    conversation: str = ""
    message: str = ""
    """The id of what they wrote, where it was a message: what is said to it is an answer to that."""
    personal: bool = False
    stranger: bool = False
    """Whether nobody of the company sent it: there is no chat with them, so they are told where they asked."""
    also: Request | None = None
    words: str = ""
    data: Mapping[str, Any] = msgspec.field(default_factory=dict)
    own: bool = False
    turn: bool = False
    here: bool = False
    home: str = ""
    filled: Filled | None = None

    @property
    def lane(self) -> str:
        """The address of the person where they are alone with the bot, else that of the channel."""
        where = self.user if self.personal else self.conversation.partition(THREAD_MARK)[0]
        return f"{PLATFORM}:{where}"


class Sender:
    """Who sent an activity, and where."""

    def __init__(self, told: shapes.Activity, ours: Tenant, name_of: Callable[[str], str]) -> None:
        self.told = told
        self.ours = ours
        self.name_of = name_of
        self.user = single_line(told.sender.aad_object_id).lower()
        self.actor = Identity(PLATFORM, self.user)
        self.refusal = outsider(told, ours)

    def delivery(self, kind: Kind, asked: Request | Refused | None, *parts: str, **more: Any) -> Delivery:  # noqa: ANN401
        """Return a delivery; whatever it asks for, somebody who is not of the company is refused."""
        told = self.told
        if kind is Kind.MESSAGE and (is_bot(told.sender) or self._is_foreign()):
            kind = Kind.IGNORED  # Bots would answer each other for ever; in other tenants nothing can be said.
        where = told.conversation.conversation_type or ("personal" if told.conversation.id.startswith("a:") else "")
        return Delivery(
            kind=kind,
            asked=(self.refusal or asked) if asked is not None else None,
            key=self.key(kind, *parts),
            user=self.user,
            mri=told.sender.id,
            name=self._name(),
            service_url=told.service_url,
            conversation=told.conversation.id,
            message=told.id or "" if kind is Kind.MESSAGE else "",
            personal=where == "personal",
            stranger=self.refusal is not None,
            **more,
        )

    def _name(self) -> str:
        known = self.name_of(self.user)
        return known if known != self.user else cut(single_line(self.told.sender.name or "you"), LONGEST_NAME)

    def _is_foreign(self) -> bool:
        return self.refusal is not None and self.refusal.reason is Reason.OTHER_WORKSPACE

    def key(self, kind: Kind, *parts: str) -> str:
        """Return the key of a delivery: the same for each delivery of one thing, another for the next.

        Invokes are known by what they carry and the message they stand on, since a repeat may have another id.
        """
        digest = blake2b(ascii((self.ours.tenant_id, self.user, *parts)).encode(), digest_size=16)
        return f"{PLATFORM}:{kind}:{digest.hexdigest()}"


def outsider(told: shapes.Activity, ours: Tenant) -> Refused | None:
    """Refuse other tenants, people of other tenants in a shared channel, guests where Teams tells, and bots.

    An activity does not tell guests of the tenant; they are not in csops.toml, and are refused as nobody's.
    """
    told_tenants = [told.conversation.tenant_id, told.sender.tenant_id]
    if told.channel_data is not None and told.channel_data.tenant is not None:
        told_tenants.append(told.channel_data.tenant.id)
    tenants = {tenant.lower() for tenant in told_tenants if tenant}
    if tenants != {ours.tenant_id}:
        return Refused(reason=Reason.OTHER_WORKSPACE)
    sender = told.sender
    guest = (sender.user_role or "").lower() == _GUEST or "#ext#" in (sender.user_principal_name or "").lower()
    if guest or is_bot(sender) or not sender.aad_object_id:
        return Refused(reason=Reason.UNKNOWN_PERSON)
    return None


def is_bot(sender: shapes.Account) -> bool:
    """Return whether a sender is a bot."""
    return (sender.role or "").lower() in _BOTS or sender.id.startswith(_MRI_OF_BOTS)
