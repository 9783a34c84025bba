"""Methods that post, change and delete messages."""

from playground.slack import messages
from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError
from playground.slack.inside import HISTORY, links, unfurl_id
from playground.slack.limits import Tier
from playground.slack.methods.app import bot_profile
from playground.slack.shapes import Json
from playground.slack.state import Channel

UPDATE_TEXT = 4_000
METADATA_BYTES = 8_000
MOST_ATTACHMENTS = 100
_METADATA_KEYS = {"event_type", "event_payload", "entities"}


def post(call: Call) -> Json:
    """Post a message to a channel, a thread or, given a person's id, their direct message."""
    channel = target(call)
    message = {**author(call), **content(call)}
    thread_ts = thread(call, channel)
    broadcast = bool(thread_ts) and call.flag("reply_broadcast")
    kept = messages.add(call.slack, channel, message, thread_ts=thread_ts, broadcast=broadcast)
    answer = {"ok": True, "channel": channel.id, "ts": kept["ts"], "message": messages.visible(kept, metadata=True)}
    return {**answer, **_warned(call)}


def target(call: Call) -> Channel:
    """Find the channel to write to, and refuse where the caller may not."""
    space = call.slack.workspace
    name = call.text("channel")
    channel = space.channels.get(name) or (None if name in space.people else space.channel_named(name))
    if channel is None and name in space.people:
        channel = direct_message(call, name)
    me = call.token.user
    if channel is None or (channel.kind != "public" and me not in channel.members):
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if me not in channel.members and "chat:write.public" not in call.token.scopes:
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not call.slack.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def direct_message(call: Call, user: str) -> Channel:
    """Find or make the caller's direct message with somebody."""
    space = call.slack.workspace
    found = space.direct({call.token.user, user})
    if found is not None:
        return found
    made = Channel(
        id=space.new_id("D"),
        name="",
        kind="im",
        creator=call.token.user,
        created=int(call.slack.clock.now()),
        members=list(dict.fromkeys([call.token.user, user])),
    )
    space.channels[made.id] = made
    call.slack.hub.tell("channel", channel=made.info())
    return made


def author(call: Call) -> Json:
    """Say whose the message is, as history shows it."""
    space = call.slack.workspace
    who: Json = {"user": call.token.user}
    if call.token.kind == "bot":
        who |= {"bot_id": space.bot_id, "app_id": space.app_id, "bot_profile": bot_profile(call)}
    if "chat:write.customize" in call.token.scopes and call.text("username"):
        who |= {"username": call.text("username"), "subtype": "bot_message"}
    return who


def content(call: Call, *, limit: int = 0) -> Json:
    """Read text, blocks, attachments and metadata; refuse what is empty or too much."""
    text = call.text("text")
    blocks = call.blocks()
    attachments = call.attachments()
    markdown = call.text("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    text = text or markdown
    if attachments and len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if limit and len(text) > limit:
        raise SlackError("msg_too_long")
    found: Json = {
        "text": text[: messages.TEXT_KEPT] or _fallback(blocks or []),
        "blocks": blocks or None,
        "attachments": attachments or None,
        "metadata": _metadata(call),
        "client_msg_id": call.text("client_msg_id") or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _fallback(blocks: list[Json]) -> str:
    parts = [(block.get("text") or {}) for block in blocks if isinstance(block.get("text"), dict)]
    return " ".join(part.get("text", "") for part in parts)[:3000] or "This content can't be displayed."


def _metadata(call: Call) -> Json | None:
    given = call.parsed("metadata", error="invalid_metadata_format")
    if given is None or given == {}:
        return given if given is None else {}
    if not isinstance(given, dict) or not set(given) <= _METADATA_KEYS:
        raise SlackError("invalid_metadata_format")
    if "entities" not in given and not (
        isinstance(given.get("event_type"), str)
        and given["event_type"]
        and isinstance(given.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    if any(isinstance(value, dict) for value in (given.get("event_payload") or {}).values()):
        raise SlackError("invalid_metadata_schema")
    if len(str(given)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return given


def thread(call: Call, channel: Channel) -> str | None:
    """Read thread_ts; refuse a reply to what is not there."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    if ts not in channel.messages:
        raise SlackError("thread_not_found" if _looks_like_ts(ts) else "invalid_thread_ts")
    return ts


def _looks_like_ts(ts: str) -> bool:
    seconds, _, rest = ts.partition(".")
    return seconds.isdigit() and rest.isdigit()


def _warned(call: Call) -> Json:
    if len(call.text("text")) <= messages.TEXT_KEPT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person only."""
    channel = target(call)
    user = call.text("user")
    if user not in call.slack.workspace.people or user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = {**author(call), **content(call)}
    thread_ts = thread(call, channel)
    if thread_ts:
        message["thread_ts"] = thread_ts
    kept = messages.whisper(call.slack, user=user, channel=channel.id, message=message)
    return {"ok": True, "message_ts": kept["ts"]}


def own(call: Call, channel: Channel, *, error: str) -> Json:
    """Find the message that the caller wrote and wants to alter."""
    message = channel.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("user") != call.token.user:
        raise SlackError(error)
    return message


def update(call: Call) -> Json:
    """Change one's own message. Blocks and attachments that are not given stay if there is no new text either."""
    channel = call.channel()
    message = own(call, channel, error="cant_update_message")
    changes = content(call, limit=UPDATE_TEXT)
    changes.setdefault("blocks", None)
    changes.setdefault("attachments", None)
    if changes.get("metadata") == {}:
        changes["metadata"] = None
    kept = messages.change(call.slack, channel, message["ts"], changes, edited_by=call.token.user)
    return {
        "ok": True,
        "channel": channel.id,
        "ts": kept["ts"],
        "text": kept["text"],
        "message": messages.visible(kept, metadata=True),
    }


def delete(call: Call) -> Json:
    """Delete one's own message."""
    channel = call.channel()
    message = own(call, channel, error="cant_delete_message")
    messages.remove(call.slack, channel, message["ts"])
    return {"ok": True, "channel": channel.id, "ts": message["ts"]}


def me_message(call: Call) -> Json:
    """Post a /me message."""
    channel = target(call)
    if not call.text("text"):
        raise SlackError("no_text")
    message = {**author(call), "text": call.text("text"), "subtype": "me_message"}
    kept = messages.add(call.slack, channel, message)
    return {"ok": True, "channel": channel.id, "ts": kept["ts"]}


def permalink(call: Call) -> Json:
    """Give the address of a message."""
    channel = call.channel()
    ts = call.text("message_ts")
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError("message_not_found")
    return {"ok": True, "channel": channel.id, "permalink": link(call, channel, message)}


def link(call: Call, channel: Channel, message: Json) -> str:
    """Make the address of a message."""
    ts = message["ts"]
    url = f"https://{call.slack.workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    root = message.get("thread_ts")
    return f"{url}?thread_ts={root}&cid={channel.id}" if root and root != ts else url


def unfurl(call: Call) -> Json:
    """Attach previews to the links of somebody's message: {channel, ts}, or {unfurl_id, source} of link_shared."""
    channel, ts = _unfurled(call)
    unfurls = call.parsed("unfurls", error="invalid_unfurls_format")
    if not isinstance(unfurls, dict):
        raise SlackError("missing_unfurls" if unfurls is None else "invalid_unfurls_format")
    if ts not in channel.messages:
        raise SlackError("cannot_find_message")
    if not set(unfurls) <= set(links(channel.messages[ts])):
        raise SlackError("cannot_unfurl_message")
    previews = [{**body, "from_url": url} for url, body in unfurls.items() if isinstance(body, dict)]
    messages.change(call.slack, channel, ts, {"attachments": previews})
    return {"ok": True}


def _unfurled(call: Call) -> tuple[Channel, str]:
    known, source = call.text("unfurl_id"), call.text("source")
    if not known and not source:
        for name in ("channel", "ts"):
            if not call.text(name):
                raise SlackError(f"missing_{name}")
        return call.channel(error="cannot_find_channel"), call.text("ts")
    for name in ("unfurl_id", "source"):
        if not call.text(name):
            raise SlackError(f"missing_{name}")
    if source != HISTORY:
        raise SlackError("invalid_source")
    name, _, rest = known.partition(".")
    ts = rest.rpartition(".")[0]
    channel = call.slack.workspace.channels.get(name)
    if channel is None or known != unfurl_id(channel, ts):
        raise SlackError("invalid_unfurl_id")
    return channel, ts


_WRITE = ("chat:write",)
TABLE = {
    "chat.postMessage": Method(
        run=post, tier=Tier.POST, scopes=_WRITE, needs=("channel",), missing="channel_not_found"
    ),
    "chat.postEphemeral": Method(run=post_ephemeral, tier=Tier.FOUR, scopes=_WRITE, needs=("channel", "user")),
    "chat.update": Method(run=update, tier=Tier.THREE, scopes=_WRITE, needs=("channel", "ts")),
    "chat.delete": Method(run=delete, tier=Tier.THREE, scopes=_WRITE, needs=("channel", "ts")),
    "chat.meMessage": Method(run=me_message, tier=Tier.THREE, scopes=_WRITE, needs=("channel",)),
    "chat.getPermalink": Method(run=permalink, tier=Tier.FREE, needs=("channel", "message_ts"), takes_json=False),
    "chat.unfurl": Method(run=unfurl, tier=Tier.THREE, scopes=("links:write",)),
}
