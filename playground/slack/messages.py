"""Messages: putting them into channels and threads, changing and deleting them, and telling who should know."""

import bisect
import secrets
from typing import TYPE_CHECKING

from playground.slack.errors import SlackError
from playground.slack.events import about_message, about_reaction
from playground.slack.inside import about_links, about_metadata
from playground.slack.shapes import Json
from playground.slack.state import Channel

if TYPE_CHECKING:
    from playground.slack.core import Slack

TEXT_KEPT = 40_000
MOST_EPHEMERALS = 200


def visible(message: Json, *, metadata: bool) -> Json:
    """Give a message as the Web API shows it: with its metadata only when asked for."""
    if metadata or "metadata" not in message:
        return message
    return {name: value for name, value in message.items() if name != "metadata"}


def add(
    slack: "Slack", channel: Channel, message: Json, *, thread_ts: str | None = None, broadcast: bool = False
) -> Json:
    """Put a message into a channel or a thread; it gets its ts here. Events go to the app, changes to who looks."""
    message["type"] = "message"
    message["ts"] = ts = slack.workspace.new_ts(slack.clock.now())
    message.setdefault("team", slack.workspace.id)
    if thread_ts is not None:
        thread_ts = _into_thread(slack, channel, message, thread_ts)
    if thread_ts is None or broadcast:
        channel.top.append(ts)
        if thread_ts is not None:
            message["subtype"] = "thread_broadcast"
    channel.messages[ts] = message
    author = str(message.get("user", ""))
    if author:
        channel.read[author] = ts
    slack.hub.tell("message", channel=channel.id, message=message)
    about_message(slack, channel, message)
    about_metadata(slack, channel, before=None, after=message)
    about_links(slack, channel, message)
    return message


def _into_thread(slack: "Slack", channel: Channel, message: Json, thread_ts: str) -> str:
    parent = channel.messages[thread_ts]
    root = parent.get("thread_ts", thread_ts)
    if root != thread_ts:
        thread_ts, parent = root, channel.messages[root]
    replies = channel.replies.setdefault(thread_ts, [])
    replies.append(message["ts"])
    message["thread_ts"] = thread_ts
    message["parent_user_id"] = parent.get("user")
    users = list(dict.fromkeys([*parent.get("reply_users", ()), message.get("user") or message.get("bot_id")]))
    parent = {
        **parent,
        "thread_ts": thread_ts,
        "reply_count": len(replies),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": message["ts"],
        "is_locked": False,
        "subscribed": False,
    }
    channel.messages[thread_ts] = parent
    slack.hub.tell("message_changed", channel=channel.id, message=parent)
    return thread_ts


def change(slack: "Slack", channel: Channel, ts: str, changes: Json, *, edited_by: str = "") -> Json:
    """Replace parts of a message; None takes a part away."""
    before = channel.messages[ts]
    message = {name: value for name, value in {**before, **changes}.items() if value is not None}
    if edited_by:
        message["edited"] = {"user": edited_by, "ts": slack.workspace.new_ts(slack.clock.now())}
    channel.messages[ts] = message
    slack.hub.tell("message_changed", channel=channel.id, message=message)
    if edited_by:
        about_message(slack, channel, message, before=before)
        about_metadata(slack, channel, before=before, after=message)
    return message


def remove(slack: "Slack", channel: Channel, ts: str) -> None:
    """Delete a message; a parent with replies leaves a tombstone, as in Slack."""
    before = channel.messages[ts]
    root = before.get("thread_ts")
    if channel.replies.get(ts):
        kept = ("type", "ts", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply")
        tombstone = {name: before[name] for name in kept if name in before}
        tombstone |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT", "hidden": True}
        channel.messages[ts] = tombstone
        slack.hub.tell("message_changed", channel=channel.id, message=tombstone)
    else:
        del channel.messages[ts]
        _forget(channel.top, ts)
        if root is not None and root != ts:
            _out_of_thread(slack, channel, root, ts)
        slack.hub.tell("message_deleted", channel=channel.id, ts=ts)
    about_message(slack, channel, None, before=before)
    about_metadata(slack, channel, before=before, after=None)


def _out_of_thread(slack: "Slack", channel: Channel, root: str, ts: str) -> None:
    replies = channel.replies[root]
    _forget(replies, ts)
    parent = {**channel.messages[root], "reply_count": len(replies)}
    if replies:
        parent["latest_reply"] = replies[-1]
    else:
        del channel.replies[root]
        for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply"):
            parent.pop(name, None)
    channel.messages[root] = parent
    slack.hub.tell("message_changed", channel=channel.id, message=parent)


def _forget(order: list[str], ts: str) -> None:
    at = bisect.bisect_left(order, ts)
    if at < len(order) and order[at] == ts:
        del order[at]


def whisper(slack: "Slack", *, user: str, channel: str, message: Json) -> Json:
    """Show somebody a message that nobody else sees and that no history keeps."""
    message = {
        **message,
        "type": "message",
        "ts": slack.workspace.new_ts(slack.clock.now()),
        "channel": channel,
        "is_ephemeral": True,
        "key": secrets.token_hex(4),
    }
    kept = slack.workspace.ephemerals.setdefault(user, [])
    kept.append(message)
    del kept[:-MOST_EPHEMERALS]
    slack.hub.tell("ephemeral", user=user, message=message)
    return message


def rewhisper(slack: "Slack", *, user: str, ts: str, changes: Json | None) -> None:
    """Change somebody's ephemeral message, or take it away with None."""
    kept = slack.workspace.ephemerals.get(user, [])
    for at, one in enumerate(kept):
        if one["ts"] != ts:
            continue
        if changes is None:
            del kept[at]
            slack.hub.tell("ephemeral_deleted", user=user, ts=ts)
        else:
            kept[at] = {name: value for name, value in {**one, **changes}.items() if value is not None}
            slack.hub.tell("ephemeral_changed", user=user, message=kept[at])
        return


def react(slack: "Slack", channel: Channel, ts: str, *, name: str, user: str, take_away: bool) -> None:
    """Add or take away one person's reaction; SlackError already_reacted or no_reaction."""
    message = channel.messages[ts]
    reactions = {one["name"]: list(one["users"]) for one in message.get("reactions", ())}
    users = reactions.setdefault(name, [])
    if take_away:
        if user not in users:
            raise SlackError("no_reaction")
        users.remove(user)
    else:
        if user in users:
            raise SlackError("already_reacted")
        users.append(user)
    kept = [{"name": key, "users": who, "count": len(who)} for key, who in reactions.items() if who]
    change(slack, channel, ts, {"reactions": kept or None})
    about_reaction(slack, channel, message, name=name, user=user, added=not take_away)
