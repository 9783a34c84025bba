"""What one person sees of the workspace: for the page, which must not show what Slack would not."""

from playground.slack.control import state
from playground.slack.core import Slack
from playground.slack.shapes import Json

_OWN = frozenset({"ephemeral", "ephemeral_changed", "ephemeral_deleted", "modals", "home", "failure", "read"})
_IN_CHANNEL = frozenset({"message", "message_changed", "message_deleted"})


def _sees(slack: Slack, person: str, channel_id: str) -> bool:
    channel = slack.workspace.channels.get(channel_id)
    return channel is not None and (channel.kind == "public" or person in channel.members)


def seen_by(slack: Slack, person: str, frame: Json) -> Json | None:
    """Give the change as this person sees it; None if they do not."""
    kind = frame["type"]
    if kind in _OWN:
        return frame if frame["user"] == person else None
    if kind in _IN_CHANNEL:
        return frame if _sees(slack, person, frame["channel"]) else None
    if kind == "channel":
        return frame if _sees(slack, person, frame["channel"]["id"]) else None
    return frame


def snapshot_for(slack: Slack, person: str) -> Json:
    """Give everything that this person sees, as one frame of type `state`."""
    whole = state(slack, {})
    channels = [one for one in whole["channels"] if _sees(slack, person, one["id"])]
    names = {one["id"] for one in channels}
    return {
        **{
            name: whole[name]
            for name in ("seq", "team", "bot_user", "people", "groups", "sockets", "commands", "shortcuts", "app")
        },
        "type": "state",
        "me": person,
        "channels": channels,
        "messages": {name: found for name, found in whole["messages"].items() if name in names},
        "read": {name: marks.get(person, "0") for name, marks in whole["read"].items() if name in names},
        "ephemerals": whole["ephemerals"].get(person, []),
        "modals": whole["modals"].get(person, []),
        "home": whole["homes"].get(person),
        "wire": list(slack.wire.entries),
    }
