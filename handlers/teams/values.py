"""What the parts of the Teams edge tell each other: who we are, how an address is reached, what an invoke gets back."""

from typing import Any

import msgspec

Json = dict[str, Any]

PLATFORM = "teams"
CHANNEL_ID = "msteams"
"""What Teams calls itself in an activity's `channelId`."""


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """Whom we serve and as whom: the company's Entra tenant and the bot's app registration.

    `tenant_id` and `app_id` are lower case. Activities of any other tenant, or for another bot, are refused.
    """

    tenant_id: str
    app_id: str

    @property
    def bot_id(self) -> str:
        """Return the bot's id in conversations (its MRI)."""
        return f"28:{self.app_id}"


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """How an address is reached again. `service_url` may change at any time, so each activity refreshes it.

    Source: learn.microsoft.com, "Send proactive messages": ids are the bot's own, and cannot be made up.
    """

    address: str
    """teams:<object id of a person> or teams:<conversation id of a channel>."""
    conversation: str
    """The personal chat with the person, or the channel itself, without a thread's message id."""
    service_url: str
    tenant: str
    bot_id: str
    user: str = ""
    """The MRI of the person (29:...), empty for a channel."""
    channel: str = ""
    """The channel's id, empty for a person."""
    team: str = ""
    """The id of the channel's team (19:...), as the connector wants it for members."""
    seen: str = ""
    """When it was last seen, in whole seconds since 1970, or empty."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What an activity gets back over HTTP: an invoke waits for a body, everything else only for its status."""

    status: int = 200
    body: Json | None = None
