"""Methods that make and change channels and who is in them."""

import re

from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError
from playground.slack.events import about_channel, about_member
from playground.slack.limits import Tier
from playground.slack.methods.conversations import shown
from playground.slack.people.talk import new_channel
from playground.slack.shapes import Json
from playground.slack.state import Channel

MOST_NAME = 80
MOST_TOPIC = 250
MOST_INVITED = 1000


def room(call: Call, family: str = "write") -> Channel:
    """Find the channel; SlackError for a direct message, which has no name, topic or joining."""
    channel = call.channel()
    if channel.direct:
        raise SlackError("method_not_supported_for_channel_type")
    if family:
        call.needs_scope(*_scopes(channel, family))
    return channel


def _scopes(channel: Channel, family: str) -> tuple[str, ...]:
    if channel.kind == "private":
        base: tuple[str, ...] = ("groups:write",)
        extra = {"invites": "groups:write.invites", "topic": "groups:write.topic"}.get(family)
    else:
        base = ("channels:manage", "channels:write")
        extra = {"invites": "channels:write.invites", "topic": "channels:write.topic"}.get(family)
    return (*base, extra) if extra else base


def inside(call: Call, family: str = "write") -> Channel:
    """Find the channel that the caller is in and that is not archived."""
    channel = room(call, family)
    call.member_of(channel)
    return channel


def checked_name(call: Call) -> str:
    """Read a channel name as Slack allows it: lower case, digits, - and _, at most 80."""
    name = call.text("name").removeprefix("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > MOST_NAME:
        raise SlackError("invalid_name_maxlength")
    if re.search(r"[^\w-]", name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if not re.search(r"[^\W_]", name):
        raise SlackError("invalid_name_punctuation")
    return name


def create(call: Call) -> Json:
    """Make a channel with the caller in it."""
    private = call.flag("is_private")
    call.needs_scope(*(("groups:write",) if private else ("channels:manage", "channels:write")))
    made = new_channel(call.slack, name=checked_name(call), private=private, creator=call.token.user)
    return {"ok": True, "channel": shown(call, made)}


def join(call: Call) -> Json:
    """Join a public channel."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    answer: Json = {"ok": True, "channel": shown(call, channel)}
    if call.token.user in channel.members:
        return {**answer, "warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    channel.members.append(call.token.user)
    about_member(call.slack, channel, user=call.token.user, joined=True)
    return {**answer, "channel": shown(call, channel)}


def invite(call: Call) -> Json:
    """Bring people into a channel; nobody is brought in if one of them cannot be, unless `force`."""
    channel = inside(call, "invites")
    users = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if not users:
        raise SlackError("no_user")
    errors = [{"user": one, "ok": False, "error": _cannot(call, channel, one)} for one in users[:MOST_INVITED]]
    errors = [one for one in errors if one["error"]]
    if errors and not call.flag("force"):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    refused = {one["user"] for one in errors}
    for one in users:
        if one not in refused:
            channel.members.append(one)
            about_member(call.slack, channel, user=one, joined=True, inviter=call.token.user)
    return {"ok": True, "channel": shown(call, channel)}


def _cannot(call: Call, channel: Channel, user: str) -> str:
    if user == call.token.user:
        return "cant_invite_self"
    if user not in call.slack.workspace.people:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    return "cant_invite" if call.slack.workspace.people[user].deleted else ""


def kick(call: Call) -> Json:
    """Take somebody out of a channel."""
    channel = inside(call)
    user = call.text("user")
    if user == call.token.user:
        raise SlackError("cant_kick_self")
    if user not in call.slack.workspace.people:
        raise SlackError("user_not_found")
    if channel.general:
        raise SlackError("cant_kick_from_general")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    channel.members.remove(user)
    about_member(call.slack, channel, user=user, joined=False)
    return {"ok": True, "errors": {}}


def leave(call: Call) -> Json:
    """Leave a channel."""
    channel = room(call)
    if channel.general:
        raise SlackError("cant_leave_general")
    if channel.archived:
        raise SlackError("is_archived")
    if call.token.user not in channel.members:
        return {"ok": True, "not_in_channel": True}
    channel.members.remove(call.token.user)
    about_member(call.slack, channel, user=call.token.user, joined=False)
    return {"ok": True}


def archive(call: Call) -> Json:
    """Archive a channel."""
    channel = room(call)
    if channel.archived:
        raise SlackError("already_archived")
    if channel.general:
        raise SlackError("cant_archive_general")
    call.member_of(channel)
    channel.archived = True
    about_channel(call.slack, "channel_archive", channel, {"channel": channel.id, "user": call.token.user})
    return {"ok": True}


def unarchive(call: Call) -> Json:
    """Bring an archived channel back."""
    channel = room(call)
    if not channel.archived:
        raise SlackError("not_archived")
    channel.archived = False
    about_channel(call.slack, "channel_unarchive", channel, {"channel": channel.id, "user": call.token.user})
    return {"ok": True}


def rename(call: Call) -> Json:
    """Give a channel another name."""
    channel = inside(call)
    name = checked_name(call)
    if any(one.name == name and one is not channel for one in call.slack.workspace.channels.values()):
        raise SlackError("name_taken")
    if channel.creator != call.token.user:
        raise SlackError("not_authorized")
    channel.name = name
    event = {"channel": {"id": channel.id, "name": name, "created": channel.created}}
    about_channel(call.slack, "channel_rename", channel, event)
    return {"ok": True, "channel": shown(call, channel)}


def set_topic(call: Call) -> Json:
    """Set a channel's topic."""
    channel = inside(call, "topic")
    channel.topic = _short(call, "topic")
    call.slack.hub.tell("channel", channel=channel.info())
    return {"ok": True, "channel": shown(call, channel)}


def set_purpose(call: Call) -> Json:
    """Set a channel's purpose."""
    channel = inside(call, "topic")
    channel.purpose = _short(call, "purpose")
    call.slack.hub.tell("channel", channel=channel.info())
    return {"ok": True, "purpose": channel.purpose}


def _short(call: Call, name: str) -> str:
    text = call.text(name)
    if len(text) > MOST_TOPIC:
        raise SlackError("too_long")
    return text


def mark(call: Call) -> Json:
    """Mark a conversation as read up to a message."""
    channel = call.channel()
    if call.token.user not in channel.members:
        raise SlackError("not_in_channel")
    ts = call.text("ts")
    if not re.fullmatch(r"\d+\.\d+", ts):
        raise SlackError("invalid_timestamp")
    channel.read[call.token.user] = ts
    return {"ok": True}


def close(call: Call) -> Json:
    """Close a direct message; it stays where it is, as in Slack."""
    if not call.channel().direct:
        raise SlackError("method_not_supported_for_channel_type")
    return {"ok": True}


_MANAGE = ("channels:manage", "channels:write", "groups:write", "im:write", "mpim:write")
_INVITE = (*_MANAGE, "channels:write.invites", "groups:write.invites")
_TOPIC = (*_MANAGE, "channels:write.topic", "groups:write.topic", "im:write.topic", "mpim:write.topic")
_JOIN = ("channels:join", "channels:write")
_C = ("channel",)
TABLE = {
    "conversations.create": Method(run=create, tier=Tier.TWO, scopes=_MANAGE, needs=("name",)),
    "conversations.join": Method(run=join, tier=Tier.THREE, scopes=_JOIN, needs=_C),
    "conversations.invite": Method(run=invite, tier=Tier.THREE, scopes=_INVITE, needs=(*_C, "users")),
    "conversations.kick": Method(run=kick, tier=Tier.THREE, scopes=_MANAGE, needs=_C),
    "conversations.leave": Method(run=leave, tier=Tier.THREE, scopes=_MANAGE, needs=_C),
    "conversations.archive": Method(run=archive, tier=Tier.TWO, scopes=_MANAGE, needs=_C),
    "conversations.unarchive": Method(run=unarchive, tier=Tier.TWO, scopes=_MANAGE, needs=_C),
    "conversations.rename": Method(run=rename, tier=Tier.TWO, scopes=_MANAGE, needs=(*_C, "name")),
    "conversations.setTopic": Method(run=set_topic, tier=Tier.TWO, scopes=_TOPIC, needs=_C),
    "conversations.setPurpose": Method(run=set_purpose, tier=Tier.TWO, scopes=_TOPIC, needs=_C),
    "conversations.mark": Method(run=mark, tier=Tier.THREE, scopes=_MANAGE, needs=(*_C, "ts")),
    "conversations.close": Method(run=close, tier=Tier.TWO, scopes=_MANAGE, needs=_C),
}
