"""What the app answers to an act: in its acknowledgement, or later to the response_url."""

from typing import TYPE_CHECKING

from playground.slack import messages
from playground.slack.blocks.surfaces import check_blocks, fill_ids
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person
from playground.slack.triggers import ResponseUrl

if TYPE_CHECKING:
    from playground.slack.core import Slack


def immediate(slack: "Slack", person: Person, channel: Channel, body: object) -> Json:
    """Show what an acknowledgement of a command says; nothing for an empty one."""
    if isinstance(body, str):
        body = {"text": body} if body.strip() else None
    if not isinstance(body, dict) or not (body.get("text") or body.get("blocks") or body.get("attachments")):
        return {}
    given = ResponseUrl(user=person.id, channel=channel.id, made=slack.clock.now())
    try:
        shown = _new(slack, given, body)
    except SlackError as error:
        slack.wire.note("in", "failure", "acknowledgement", error=error.answer())
        return {"failure": {"error": error.error, "text": "The app's answer is not valid."}}
    return {"message": shown}


def respond(slack: "Slack", given: ResponseUrl, body: Json) -> None:
    """Do what a post to a response_url asks: a new message, another instead, or none."""
    if body.get("delete_original"):
        _alter(slack, given, None)
    elif body.get("replace_original"):
        _alter(slack, given, _content(slack, body))
    else:
        _new(slack, given, body)


def _content(slack: "Slack", body: Json) -> Json:
    blocks = body.get("blocks")
    if blocks is not None and slack.settings.validate_blocks:
        report = check_blocks(blocks, "message")
        if report.errors:
            raise SlackError("invalid_blocks", response_metadata={"messages": report.messages()})
    text = str(body.get("text") or "")
    if not text and not blocks and not body.get("attachments"):
        raise SlackError("no_text")
    found: Json = {"text": text[: messages.TEXT_KEPT]}
    if blocks:
        found["blocks"] = fill_ids(blocks, slack.workspace.new_id("r")[-5:].lower())
    if body.get("attachments"):
        found["attachments"] = body["attachments"]
    if isinstance(body.get("metadata"), dict):
        found["metadata"] = body["metadata"]
    return found


def _new(slack: "Slack", given: ResponseUrl, body: Json) -> Json:
    space = slack.workspace
    channel = space.channels[given.channel]
    message = {
        "user": space.bot_user,
        "bot_id": space.bot_id,
        "app_id": space.app_id,
        **_content(slack, body),
    }
    thread_ts = body.get("thread_ts") or given.thread_ts
    if body.get("response_type") == "in_channel":
        known = thread_ts if thread_ts in channel.messages else None
        return messages.add(slack, channel, message, thread_ts=known)
    if thread_ts:
        message["thread_ts"] = thread_ts
    return messages.whisper(slack, user=given.user, channel=channel.id, message=message)


def _alter(slack: "Slack", given: ResponseUrl, content: Json | None) -> None:
    original = given.message
    if original is None:
        raise SlackError("message_not_found")
    ts, channel = original["ts"], slack.workspace.channels[given.channel]
    if original.get("is_ephemeral"):
        changes = None if content is None else {"blocks": None, "attachments": None, **content}
        messages.rewhisper(slack, user=given.user, ts=ts, changes=changes)
        return
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    if content is None:
        messages.remove(slack, channel, ts)
    else:
        changes = {"blocks": None, "attachments": None, **content}
        messages.change(slack, channel, ts, changes, edited_by=slack.workspace.bot_user)
