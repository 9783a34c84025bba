"""Checks what a bot posts, as Teams does: its size, its text, its cards and its mentions."""

import msgspec

from playground.slack.shapes import Json
from playground.teams.cards import ADAPTIVE, check_card
from playground.teams.errors import TeamsError
from playground.teams.service import Teams
from playground.teams.state import Conversation

MOST_BYTES = 100 * 1024
"""Of a message, counted in UTF-16."""
SEVERAL = 2
TAKEN = frozenset({"message", "typing", "trace", "endOfConversation", "event"})


def check_activity(teams: Teams, where: Conversation, activity: Json) -> None:
    """Refuse an activity that Teams would refuse; TeamsError."""
    if activity.get("type") not in TAKEN:
        raise TeamsError(400, "BadSyntax", "Activity type is missing or not one that a bot sends.")
    if len(msgspec.json.encode(activity).decode().encode("utf-16-le")) > MOST_BYTES:
        raise TeamsError(413, "MessageSizeTooBig", "Message size too large.")
    attachments = activity.get("attachments") or []
    if not activity.get("text") and not attachments and activity["type"] == "message":
        raise TeamsError(400, "BadSyntax", "Activity must include non empty 'text' field or at least 1 attachment.")
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise TeamsError(400, "BadArgument", "attachments are a list of objects.")
    for one in attachments:
        _check_attachment(teams, where, one)
    _check_mentions(teams, where, activity)


def parts(activity: Json) -> list[Json]:
    """Return the messages that Teams makes of an activity: its text, and each attachment that stands in no carousel.

    Source: learn.microsoft.com, "Messages in bot conversations", on message splitting: for an activity that was split
    the bot gets no id.
    """
    attachments = activity.get("attachments") or []
    text = activity.get("text")
    if len(attachments) + bool(text) < SEVERAL or activity.get("attachmentLayout") == "carousel":
        return [dict(activity)]
    bare = {name: value for name, value in activity.items() if name not in {"text", "attachments", "attachmentLayout"}}
    said = [{**bare, "text": text}] if text else []
    return [*said, *({**bare, "attachments": [one]} for one in attachments)]


def _check_attachment(teams: Teams, where: Conversation, one: Json) -> None:
    kind = one.get("contentType")
    if not isinstance(kind, str) or not kind:
        raise TeamsError(400, "BadArgument", "Unknown attachment type.")
    if kind == ADAPTIVE and teams.settings.validate_cards:
        check_card(one.get("content"))
    if kind == "application/vnd.microsoft.teams.card.file.consent" and where.kind != "personal":
        raise TeamsError(400, "BadArgument", "File consent cards are for personal chats only.")


def _check_mentions(teams: Teams, where: Conversation, activity: Json) -> None:
    """Hold that each mention stands in what is shown, and is of somebody who is there."""
    shown = str(activity.get("text") or "")
    _check_each(teams, where, activity.get("entities"), shown)
    for one in activity.get("attachments") or ():
        content = one.get("content")
        if one.get("contentType") == ADAPTIVE and isinstance(content, dict):
            entities = (content.get("msteams") or {}).get("entities")
            _check_each(teams, where, entities, msgspec.json.encode(content.get("body")).decode())


def _check_each(teams: Teams, where: Conversation, entities: object, shown: str) -> None:
    for one in entities if isinstance(entities, list) else ():
        if one.get("type") != "mention":
            continue
        mentioned, text = one.get("mentioned") or {}, str(one.get("text") or "")
        _check_mention(teams, where, str(mentioned.get("id") or ""), text, shown)


def _check_mention(teams: Teams, where: Conversation, who: str, text: str, shown: str) -> None:
    known = {*where.members, *(teams.tenant.people[one].object_id for one in where.members), teams.settings.bot_id}
    quoted = msgspec.json.encode(text).decode()[1:-1]
    if not text.startswith("<at>") or (text not in shown and quoted not in shown):
        raise TeamsError(400, "BadArgument", f"The mention {text!r} does not stand in the text.")
    if who not in known:
        raise TeamsError(400, "BadArgument", f"The mentioned user {who!r} is not in the conversation.")
