"""Which events an app hears of: what it subscribed to, may read, and is present for."""

from typing import TYPE_CHECKING

from playground.slack.profiles import described
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person

if TYPE_CHECKING:
    from playground.slack.core import Slack

_KINDS = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
_EVENTS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_HIDDEN = ("reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked", "subscribed", "metadata")


def about_message(slack: "Slack", channel: Channel, message: Json | None, *, before: Json | None = None) -> None:
    """Tell the app that a message was posted, changed (`before` and a message) or deleted (`before` and None)."""
    space = slack.workspace
    if space.bot_user not in channel.members:
        return
    family = _EVENTS[channel.kind]
    heard = f"message.{family}" in slack.manifest.events and f"{family}:history" in slack.manifest.bot_scopes
    mention = (
        before is None
        and message is not None
        and f"<@{space.bot_user}" in str(message.get("text", ""))
        and not message.get("bot_id")
        and channel.kind != "im"
        and "app_mention" in slack.manifest.events
        and "app_mentions:read" in slack.manifest.bot_scopes
    )
    if not heard and not mention:
        return
    event = _message_event(slack, channel, message, before)
    if heard:
        slack.delivery.emit(event)
    if mention:
        wanted = ("user", "text", "ts", "thread_ts", "team", "blocks", "channel", "event_ts", "client_msg_id", "files")
        slack.delivery.emit({"type": "app_mention", **{name: event[name] for name in wanted if name in event}})


def _message_event(slack: "Slack", channel: Channel, message: Json | None, before: Json | None) -> Json:
    where = {"channel": channel.id, "channel_type": _KINDS[channel.kind]}
    if before is None:
        kept = {name: value for name, value in (message or {}).items() if name not in _HIDDEN}
        return {**kept, **where, "event_ts": kept["ts"]}
    now = slack.workspace.new_ts(slack.clock.now())
    change: Json = {"type": "message", "hidden": True, "ts": now, "event_ts": now, **where}
    if message is None:
        return {**change, "subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before}
    return {**change, "subtype": "message_changed", "message": message, "previous_message": before}


def about_reaction(slack: "Slack", channel: Channel, message: Json, *, name: str, user: str, added: bool) -> None:
    """Tell the app of a reaction that came or went."""
    kind = "reaction_added" if added else "reaction_removed"
    if slack.workspace.bot_user not in channel.members or not may_hear(slack, kind, "reactions:read"):
        return
    slack.delivery.emit(
        {
            "type": kind,
            "user": user,
            "reaction": name,
            "item_user": message.get("user"),
            "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
            "event_ts": slack.workspace.new_ts(slack.clock.now()),
        }
    )


def about_member(slack: "Slack", channel: Channel, *, user: str, joined: bool, inviter: str = "") -> None:
    """Tell the app and who looks that somebody came into a channel or left it."""
    slack.hub.tell("channel", channel=channel.info())
    kind = "member_joined_channel" if joined else "member_left_channel"
    present = slack.workspace.bot_user in channel.members or user == slack.workspace.bot_user
    scope = "groups:read" if channel.kind == "private" else "channels:read"
    if channel.direct or not present or not may_hear(slack, kind, scope):
        return
    event: Json = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "private" else "C",
        "team": slack.workspace.id,
        "event_ts": slack.workspace.new_ts(slack.clock.now()),
    }
    if inviter:
        event["inviter"] = inviter
    slack.delivery.emit(event)


def about_person(slack: "Slack", kind: str, person: Person) -> None:
    """Tell the app that somebody came (`team_join`), changed or left (`user_change`)."""
    if may_hear(slack, kind, "users:read"):
        now = slack.clock.now()
        event: Json = {"type": kind, "user": described(slack, person, slack.manifest.bot_scopes)}
        event |= {"cache_ts": int(now), "event_ts": slack.workspace.new_ts(now)}
        slack.delivery.emit(event)


def about_file(slack: "Slack", channel: Channel, *, file_id: str, user: str) -> None:
    """Tell the app that a file was shared in a channel."""
    if slack.workspace.bot_user in channel.members and may_hear(slack, "file_shared", "files:read"):
        event: Json = {"type": "file_shared", "file_id": file_id, "file": {"id": file_id}, "user_id": user}
        event |= {"channel_id": channel.id, "event_ts": slack.workspace.new_ts(slack.clock.now())}
        slack.delivery.emit(event)


def about_channel(slack: "Slack", kind: str, channel: Channel, event: Json) -> None:
    """Tell the app and who looks that a public channel was made, renamed, archived or brought back."""
    slack.hub.tell("channel", channel=channel.info())
    if channel.kind == "public" and may_hear(slack, kind, "channels:read"):
        slack.delivery.emit({"type": kind, **event, "event_ts": slack.workspace.new_ts(slack.clock.now())})


def may_hear(slack: "Slack", event: str, scope: str) -> bool:
    """Say whether the app subscribed to an event and has the scope that it needs."""
    return event in slack.manifest.events and scope in slack.manifest.bot_scopes
