"""How much waits for each person: what the page shows beside those who somebody could become next."""

from playground.slack.core import SLACKBOT, Slack
from playground.slack.shapes import Json
from playground.slack.state import Channel

LOOKED_BACK = 300
EVERYBODY = frozenset({"here", "channel", "everyone"})


def attention(slack: Slack) -> Json:
    """Count per person: `unread` messages, `mentions` among them (and in direct messages), and open `modals`."""
    space = slack.workspace
    found: Json = {
        one.id: {"unread": 0, "mentions": 0, "modals": len(space.modals.get(one.id, ()))}
        for one in space.people.values()
        if not one.is_bot and not one.deleted and one.id != SLACKBOT
    }
    groups = {f"subteam^{one.id}": frozenset(one.users) for one in space.groups.values() if not one.disabled}
    for channel in space.channels.values():
        _count(channel, found, groups)
    return found


def _count(channel: Channel, found: Json, groups: dict[str, frozenset[str]]) -> None:
    marks = {who: channel.read.get(who, "0") for who in channel.members if who in found}
    if not marks:
        return
    oldest = min(marks.values())
    for looked, message in enumerate(reversed(channel.messages.values())):
        ts = message["ts"]
        if ts <= oldest or looked >= LOOKED_BACK:
            return
        in_channel = message.get("thread_ts", ts) == ts or message.get("subtype") == "thread_broadcast"
        named = mentioned(message)
        named = named.union(*(groups.get(one, frozenset()) for one in named))
        for who, mark in marks.items():
            if mark >= ts or message.get("user") == who or message.get("subtype") == "tombstone":
                continue
            found[who]["unread"] += in_channel
            found[who]["mentions"] += channel.direct or who in named or bool(named & EVERYBODY)


def mentioned(message: Json) -> frozenset[str]:
    """List whom a message names: ids of people, here, channel or everyone, and `subteam^` with the id of a group."""
    names: set[str] = set()
    _in_text(message.get("text"), names)
    _in_blocks(message.get("blocks"), names)
    return frozenset(names)


def _in_text(text: object, names: set[str]) -> None:
    if not isinstance(text, str) or "<" not in text:
        return
    for piece in text.split("<")[1:]:
        name = piece.partition(">")[0].partition("|")[0]
        if name[:1] in ("@", "!"):
            names.add(name[1:])


def _in_blocks(value: object, names: set[str]) -> None:
    if isinstance(value, list):
        for one in value:
            _in_blocks(one, names)
    elif isinstance(value, dict):
        match value:
            case {"type": "user", "user_id": str(name)} | {"type": "broadcast", "range": str(name)}:
                names.add(name)
            case {"type": "usergroup", "usergroup_id": str(name)}:
                names.add(f"subteam^{name}")
            case {"type": "mrkdwn", "text": text}:
                _in_text(text, names)
        for one in value.values():
            _in_blocks(one, names)
