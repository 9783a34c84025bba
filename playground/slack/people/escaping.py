"""What a person types, as Slack stores it: mentions by id, escaped signs, rich text beside the text."""

import re
from typing import TYPE_CHECKING

from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.slack.core import Slack

_MENTION = re.compile(r"(?<![\w<])@([\w.\-]+)")
_CHANNEL = re.compile(r"(?<![\w<&])#([\w\-]+)")
_TOKEN = re.compile(r"<([@#!])([^>|]+)(?:\|[^>]*)?>|<((?:https?|mailto):[^>|]+)(?:\|([^>]*))?>|(https?://[^\s<>]+)")


def escaped(slack: "Slack", text: str) -> str:
    """Write @name, @group and #channel with their ids and names, as Slack does for commands with should_escape."""
    space = slack.workspace

    def person(found: re.Match[str]) -> str:
        who = space.person_named(found[1])
        if who is not None:
            return f"<@{who.id}|{who.name}>"
        group = space.group_named(found[1])
        return f"<!subteam^{group.id}|@{group.handle}>" if group else found[0]

    def channel(found: re.Match[str]) -> str:
        room = space.channel_named(found[1])
        return f"<#{room.id}|{room.name}>" if room else found[0]

    return _CHANNEL.sub(channel, _MENTION.sub(person, text))


def typed(slack: "Slack", text: str) -> str:
    """Write what a person typed as Slack keeps it: @name and #channel as mentions, links in < >, &, < and > escaped.

    A mention or a link that is already written so stays.
    """
    kept, at = "", 0
    for found in _TOKEN.finditer(text):
        kept += _inert(slack, text[at : found.start()])
        kept += f"<{found[0]}>" if found[5] else found[0]
        at = found.end()
    return kept + _inert(slack, text[at:])


def _inert(slack: "Slack", text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"<([@#!])([^>|]+)\|[^>]*>", r"<\1\2>", escaped(slack, safe))


def rich(text: str) -> list[Json]:
    """Make the rich_text block that comes with what a person wrote."""
    parts: list[Json] = []
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() > at:
            parts.append({"type": "text", "text": plain(text[at : found.start()])})
        parts.append(_part(found))
        at = found.end()
    if at < len(text) or not parts:
        parts.append({"type": "text", "text": plain(text[at:])})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]


def _part(found: re.Match[str]) -> Json:
    mark, name, link, label, bare = found.groups()
    if mark == "@":
        return {"type": "user", "user_id": name}
    if mark == "#":
        return {"type": "channel", "channel_id": name}
    if mark == "!" and name in ("here", "channel", "everyone"):
        return {"type": "broadcast", "range": name}
    if mark == "!" and name.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": name.removeprefix("subteam^")}
    if mark == "!":
        return {"type": "text", "text": found[0]}
    return {"type": "link", "url": link or bare, **({"text": label} if label else {})}


def plain(text: str) -> str:
    """Undo Slack's escaping of &, < and >."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
