"""Methods for reactions and pins."""

import re

from playground.slack import messages
from playground.slack.calls import Call, Method, page
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.messages import visible
from playground.slack.shapes import Json
from playground.slack.state import Channel

MOST_KINDS = 23
MOST_PINS = 100


def _item(call: Call) -> tuple[Channel, Json]:
    if not call.text("timestamp") or not call.text("channel"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    ts = call.text("timestamp")
    if not re.fullmatch(r"\d+\.\d+", ts):
        raise SlackError("bad_timestamp")
    if ts not in channel.messages or (channel.kind != "public" and call.token.user not in channel.members):
        raise SlackError("message_not_found")
    return channel, channel.messages[ts]


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not re.fullmatch(r"[\w+'\-]+(::skin-tone-[2-6])?", name):
        raise SlackError("invalid_name")
    return name


def add(call: Call) -> Json:
    """React to a message."""
    name = _name(call)
    channel, message = _item(call)
    if channel.archived:
        raise SlackError("is_archived")
    if call.token.user not in channel.members:
        raise SlackError("not_in_channel")
    if len(message.get("reactions") or ()) >= MOST_KINDS:
        raise SlackError("too_many_emoji")
    messages.react(call.slack, channel, message["ts"], name=name, user=call.token.user, take_away=False)
    return {"ok": True}


def remove(call: Call) -> Json:
    """Take one's own reaction back."""
    name = _name(call)
    channel, message = _item(call)
    messages.react(call.slack, channel, message["ts"], name=name, user=call.token.user, take_away=True)
    return {"ok": True}


def get(call: Call) -> Json:
    """Give a message with its reactions."""
    channel, message = _item(call)
    return {"ok": True, "type": "message", "channel": channel.id, "message": visible(message, metadata=False)}


def listed(call: Call) -> Json:
    """List what somebody reacted to."""
    user = call.text("user", call.token.user)
    if user not in call.slack.workspace.people:
        raise SlackError("user_not_found")
    found = [
        {"type": "message", "channel": channel.id, "message": visible(message, metadata=False)}
        for channel in call.slack.workspace.channels.values()
        if call.token.user in channel.members
        for message in channel.messages.values()
        if any(user in one["users"] for one in message.get("reactions") or ())
    ]
    return page(found, call=call, default=100, most=1000, key="items")


def pin(call: Call) -> Json:
    """Pin a message."""
    channel, message = _item(call)
    call.member_of(channel)
    if message["ts"] in channel.pins:
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    channel.pins.append(message["ts"])
    return {"ok": True}


def unpin(call: Call) -> Json:
    """Take a pin away."""
    channel, message = _item(call)
    if message["ts"] not in channel.pins:
        raise SlackError("no_pin")
    channel.pins.remove(message["ts"])
    return {"ok": True}


def pins(call: Call) -> Json:
    """List what is pinned in a channel."""
    channel = call.channel()
    found = [
        {"type": "message", "channel": channel.id, "message": visible(channel.messages[ts], metadata=False)}
        for ts in channel.pins
        if ts in channel.messages
    ]
    return {"ok": True, "items": found}


_READ, _WRITE = ("reactions:read",), ("reactions:write",)
TABLE = {
    "reactions.add": Method(run=add, tier=Tier.THREE, scopes=_WRITE, needs=("name",)),
    "reactions.remove": Method(run=remove, tier=Tier.TWO, scopes=_WRITE, needs=("name",)),
    "reactions.get": Method(run=get, tier=Tier.THREE, scopes=_READ, takes_json=False),
    "reactions.list": Method(run=listed, tier=Tier.TWO, scopes=_READ, takes_json=False),
    "pins.add": Method(run=pin, tier=Tier.TWO, scopes=("pins:write",), needs=("channel",)),
    "pins.remove": Method(run=unpin, tier=Tier.TWO, scopes=("pins:write",), needs=("channel",)),
    "pins.list": Method(run=pins, tier=Tier.TWO, scopes=("pins:read",), needs=("channel",), takes_json=False),
}
