"""Methods for files: the two-step upload, and looking at what is there."""

import mimetypes
import secrets

from playground.slack import messages
from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError, bad_arguments
from playground.slack.events import about_file
from playground.slack.limits import Tier
from playground.slack.methods.chat import author, thread
from playground.slack.people.talk import shown_file
from playground.slack.shapes import Json
from playground.slack.state import Channel, File

MOST_BYTES = 64 * 1024 * 1024
MOST_ALT = 1000
MOST_CHANNELS = 100


def upload_url(call: Call) -> Json:
    """Announce a file and give the address that its bytes go to."""
    size = call.whole("length", default=0, most=MOST_BYTES + 1, error="invalid_arguments")
    if size > MOST_BYTES:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > MOST_ALT:
        raise SlackError("alt_txt_too_large")
    name = call.text("filename")
    made = File(
        id=call.slack.workspace.new_id("F"),
        name=name,
        title=name,
        user=call.token.user,
        size=size,
        created=int(call.slack.clock.now()),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        secret=secrets.token_urlsafe(24),
        alt_txt=call.text("alt_txt"),
    )
    call.slack.workspace.files[made.id] = made
    return {"ok": True, "upload_url": f"{call.slack.settings.base_url}/upload/v1/{made.secret}", "file_id": made.id}


def complete(call: Call) -> Json:
    """Finish uploads and, with a channel, share the files there in one message."""
    files = [_uploaded(call, one) for one in _asked(call)]
    names = [one for one in (call.text("channels") or call.text("channel_id")).split(",") if one]
    if len(names) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    channels = [_channel(call, one) for one in names]
    blocks = call.blocks()
    for file, title in files:
        file.complete = True
        file.title = title or file.title
    for channel in channels:
        _share(call, channel, [file for file, _ in files], blocks)
    return {"ok": True, "files": [shown_file(call.slack, file) for file, _ in files]}


def _asked(call: Call) -> list[Json]:
    asked = call.parsed("files")
    if not isinstance(asked, list) or not asked or not all(isinstance(one, dict) for one in asked):
        raise bad_arguments("missing required field: files")
    return asked


def _uploaded(call: Call, asked: Json) -> tuple[File, str]:
    file = call.slack.workspace.files.get(str(asked.get("id")))
    if file is None or file.user != call.token.user or file.complete or file.content is None:
        raise SlackError("file_not_found")
    return file, str(asked.get("title") or "")


def _channel(call: Call, name: str) -> Channel:
    channel = call.slack.workspace.channels.get(name)
    if channel is None or (channel.kind != "public" and call.token.user not in channel.members):
        raise SlackError("channel_not_found")
    if call.token.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _share(call: Call, channel: Channel, files: list[File], blocks: list[Json] | None) -> None:
    for file in files:
        file.shares.setdefault(channel.id, [])
    message: Json = {
        **author(call),
        "text": call.text("initial_comment"),
        "files": [shown_file(call.slack, file) for file in files],
        "upload": True,
        "subtype": "file_share",
    }
    if blocks:
        message["blocks"] = blocks
    kept = messages.add(call.slack, channel, message, thread_ts=thread(call, channel))
    for file in files:
        file.shares[channel.id].append(kept["ts"])
        about_file(call.slack, channel, file_id=file.id, user=file.user)


def _seen(call: Call) -> File:
    file = call.slack.workspace.files.get(call.text("file"))
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    channels = call.slack.workspace.channels
    shared = any(channels[one].kind == "public" or call.token.user in channels[one].members for one in file.shares)
    if not shared and file.user != call.token.user:
        raise SlackError("not_visible" if file.shares else "file_not_found")
    return file


def info(call: Call) -> Json:
    """Describe a file."""
    return {"ok": True, "file": shown_file(call.slack, _seen(call)), "comments": []}


def listed(call: Call) -> Json:
    """List files, by channel or person."""
    channel, user = call.text("channel"), call.text("user")
    if user and user not in call.slack.workspace.people:
        raise SlackError("user_not_found")
    found = [
        shown_file(call.slack, one)
        for one in call.slack.workspace.files.values()
        if one.complete and not one.deleted and user in ("", one.user) and (not channel or channel in one.shares)
    ]
    return {"ok": True, "files": found, "paging": {"count": len(found), "total": len(found), "page": 1, "pages": 1}}


def delete(call: Call) -> Json:
    """Delete one's own file."""
    file = _seen(call)
    if file.user != call.token.user:
        raise SlackError("cant_delete_file")
    file.deleted, file.content = True, None
    return {"ok": True}


_READ, _WRITE = ("files:read",), ("files:write",)
TABLE = {
    "files.getUploadURLExternal": Method(
        run=upload_url, tier=Tier.FOUR, scopes=_WRITE, needs=("filename", "length"), takes_json=False
    ),
    "files.completeUploadExternal": Method(run=complete, tier=Tier.FOUR, scopes=_WRITE, needs=("files",)),
    "files.info": Method(run=info, tier=Tier.FOUR, scopes=_READ, needs=("file",), takes_json=False),
    "files.list": Method(run=listed, tier=Tier.THREE, scopes=_READ, takes_json=False),
    "files.delete": Method(run=delete, tier=Tier.THREE, scopes=_WRITE, needs=("file",)),
}
