"""Events about what is inside a message: the metadata that apps leave there, and the links that people post."""

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playground.slack.events import may_hear
from playground.slack.shapes import Json
from playground.slack.state import Channel

if TYPE_CHECKING:
    from playground.slack.core import Slack

HISTORY = "conversations_history"
_LINK = re.compile(r"<(https?://[^>|\s]+)(?:\|[^>]*)?>")


def about_metadata(slack: "Slack", channel: Channel, *, before: Json | None, after: Json | None) -> None:
    """Tell the app that a message came with metadata, or that it changed or went; None is a message that is not there.

    Only for the event types that the manifest's metadata_subscriptions name.
    """
    old: Json = (before or {}).get("metadata") or {}
    new: Json = (after or {}).get("metadata") or {}
    message = after or before
    if old == new or message is None or slack.workspace.bot_user not in channel.members:
        return
    kind = "message_metadata_posted" if not old else "message_metadata_updated" if new else "message_metadata_deleted"
    if not may_hear(slack, kind, "metadata.message:read") or not _followed(slack, new or old):
        return
    now = slack.workspace.new_ts(slack.clock.now())
    event: Json = {
        "type": kind,
        "app_id": message.get("app_id", ""),
        "bot_id": message.get("bot_id", ""),
        "user_id": message.get("user", ""),
        "team_id": slack.workspace.id,
        "channel_id": channel.id,
        "message_ts": message["ts"],
        "event_ts": message["ts"] if kind.endswith("posted") else now,
    }
    if new:
        event["metadata"] = new
    if old:
        event["previous_metadata"] = old
    if kind.endswith("deleted"):
        event["deleted_ts"] = now
    slack.delivery.emit(event)


def _followed(slack: "Slack", metadata: Json) -> bool:
    known = slack.manifest.metadata_events
    return known is None or metadata.get("event_type") in known


def about_links(slack: "Slack", channel: Channel, message: Json) -> None:
    """Tell the app of links to its own domains in what somebody posted; not of those in its own messages."""
    if message.get("bot_id") or not may_hear(slack, "link_shared", "links:read"):
        return
    found = [{"domain": domain, "url": url} for url in links(message) if (domain := _domain(slack, url))]
    if not found:
        return
    event: Json = {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": slack.workspace.bot_user in channel.members,
        "user": message.get("user"),
        "message_ts": message["ts"],
        "unfurl_id": unfurl_id(channel, message["ts"]),
        "source": HISTORY,
        "links": found,
        "event_ts": slack.workspace.new_ts(slack.clock.now()),
    }
    if message.get("thread_ts"):
        event["thread_ts"] = message["thread_ts"]
    slack.delivery.emit(event)


def links(message: Json) -> list[str]:
    """List the addresses in a message's text, each once."""
    text = str(message.get("text") or "")
    return list(dict.fromkeys(found.replace("&amp;", "&") for found in _LINK.findall(text)))


def _domain(slack: "Slack", url: str) -> str:
    host = urlsplit(url).hostname or ""
    known = slack.manifest.unfurl_domains
    if known is None:
        return host
    return next((one for one in known if host == one or host.endswith(f".{one}")), "")


def unfurl_id(channel: Channel, ts: str) -> str:
    """Make the id under which chat.unfurl may name a message instead of its channel and ts."""
    return f"{channel.id}.{ts}.{hashlib.sha256(f'{channel.id}.{ts}'.encode()).hexdigest()}"
