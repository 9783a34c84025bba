"""What people do among themselves: write, edit, react, join, invite, upload."""

import base64
import binascii
import mimetypes
import secrets
from typing import TYPE_CHECKING

from playground.slack import messages
from playground.slack.errors import SlackError
from playground.slack.events import about_channel, about_file, about_member
from playground.slack.people import finding
from playground.slack.people.escaping import rich, typed
from playground.slack.shapes import Json
from playground.slack.state import Channel, File, Person

if TYPE_CHECKING:
    from playground.slack.core import Slack


async def post(slack: "Slack", person: Person, args: Json) -> Json:
    """Write a message: {channel, text, thread_ts?, broadcast?, files?}; @name and #channel become mentions."""
    channel = finding.channel(slack, person, args)
    if channel.archived:
        raise SlackError("is_archived", message=f"#{channel.name} is archived.")
    text = typed(slack, str(args.get("text") or ""))
    closed = slack.manifest.messages_read_only or not slack.manifest.messages_tab
    if closed and slack.workspace.bot_user in channel.members and channel.kind == "im":
        raise SlackError("messages_tab_read_only", message="Sending messages to this app has been turned off.")
    message: Json = {"user": person.id, "text": text, "client_msg_id": secrets.token_hex(16)}
    if text:
        message["blocks"] = [{**rich(text)[0], "block_id": secrets.token_hex(3)}]
    files = [slack.workspace.files[one] for one in args.get("files") or ()]
    if files:
        message |= {"files": [shown_file(slack, one) for one in files], "upload": False, "subtype": "file_share"}
    elif not text:
        raise SlackError("no_text", message="There is nothing to send.")
    thread_ts = args.get("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise SlackError("thread_not_found", message=f"There is no message {thread_ts} to reply to.")
    kept = messages.add(slack, channel, message, thread_ts=thread_ts, broadcast=bool(args.get("broadcast")))
    for one in files:
        one.shares.setdefault(channel.id, []).append(kept["ts"])
        about_file(slack, channel, file_id=one.id, user=person.id)
    return {"channel": channel.id, "ts": kept["ts"], "message": kept}


async def edit(slack: "Slack", person: Person, args: Json) -> Json:
    """Change one's own message: {channel, ts, text}."""
    channel = finding.channel(slack, person, args)
    own = _own(slack, person, channel, str(args.get("ts")))
    text = typed(slack, str(args.get("text") or ""))
    changes = {"text": text, "blocks": [{**rich(text)[0], "block_id": secrets.token_hex(3)}]}
    return {"message": messages.change(slack, channel, own["ts"], changes, edited_by=person.id)}


async def delete(slack: "Slack", person: Person, args: Json) -> Json:
    """Delete one's own message: {channel, ts}."""
    channel = finding.channel(slack, person, args)
    messages.remove(slack, channel, _own(slack, person, channel, str(args.get("ts")))["ts"])
    return {}


def _own(slack: "Slack", person: Person, channel: Channel, ts: str) -> Json:
    found = finding.message(slack, person, channel, ts)
    if found.get("user") != person.id:
        raise SlackError("impossible", message="People can alter only what they wrote themselves.")
    return found


async def react(slack: "Slack", person: Person, args: Json) -> Json:
    """React: {channel, ts, name, remove?}."""
    channel = finding.channel(slack, person, args)
    ts = str(args.get("ts"))
    if ts not in channel.messages:
        raise SlackError("message_not_found", message=f"There is no message {ts}.")
    name = str(args.get("name") or "").strip(":")
    messages.react(slack, channel, ts, name=name, user=person.id, take_away=bool(args.get("remove")))
    return {}


async def read(slack: "Slack", person: Person, args: Json) -> Json:
    """Mark a channel as read up to {ts}, or wholly: {channel, ts?}."""
    channel = finding.channel(slack, person, args, member=False)
    channel.read[person.id] = str(args.get("ts") or (channel.top[-1] if channel.top else "0"))
    slack.hub.tell("read", user=person.id, channel=channel.id, ts=channel.read[person.id])
    return {}


async def dismiss(slack: "Slack", person: Person, args: Json) -> Json:
    """Dismiss a message that only this person sees: {ts}."""
    messages.rewhisper(slack, user=person.id, ts=str(args.get("ts")), changes=None)
    return {}


async def upload(slack: "Slack", person: Person, args: Json) -> Json:
    """Upload a file: {name, content (base64), title?}; put its id into a post's `files`."""
    name = str(args.get("name") or "file")
    try:
        content = base64.b64decode(str(args.get("content") or ""), validate=True)
    except binascii.Error:
        raise SlackError("bad_content", message="The content of a file must be base64.") from None
    made = File(
        id=slack.workspace.new_id("F"),
        name=name,
        title=str(args.get("title") or name),
        user=person.id,
        size=len(content),
        created=int(slack.clock.now()),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        content=content,
        complete=True,
        secret=secrets.token_hex(5),
    )
    slack.workspace.files[made.id] = made
    return {"file": shown_file(slack, made)}


def shown_file(slack: "Slack", one: File) -> Json:
    """Give a file as messages and files.info show it."""
    address = f"{slack.settings.base_url}/files-pri/{slack.workspace.id}-{one.id}"
    return {
        "id": one.id,
        "created": one.created,
        "timestamp": one.created,
        "name": one.name,
        "title": one.title,
        "mimetype": one.mimetype,
        "filetype": one.name.rpartition(".")[2] if "." in one.name else "text",
        "user": one.user,
        "size": one.size,
        "mode": "hosted",
        "alt_txt": one.alt_txt,
        "is_external": False,
        "is_public": any(slack.workspace.channels[name].kind == "public" for name in one.shares),
        "url_private": f"{address}/{one.name}",
        "url_private_download": f"{address}/download/{one.name}",
        "permalink": f"https://{slack.workspace.domain}.slack.com/files/{one.user}/{one.id}/{one.name}",
        "channels": [name for name in one.shares if slack.workspace.channels[name].kind == "public"],
        "groups": [name for name in one.shares if slack.workspace.channels[name].kind == "private"],
        "ims": [name for name in one.shares if slack.workspace.channels[name].kind == "im"],
    }


def direct_with(slack: "Slack", person: Person, others: set[str]) -> Channel:
    """Find or make the direct message of a person and some others."""
    members = {person.id, *others}
    found = slack.workspace.direct(members)
    if found is not None:
        return found
    kind = "im" if len(members) <= len(("one", "other")) else "mpim"
    ordered = [person.id, *sorted(others - {person.id})]
    names = "--".join(slack.workspace.people[one].name for one in ordered)
    made = Channel(
        id=slack.workspace.new_id("D" if kind == "im" else "G"),
        name="" if kind == "im" else f"mpdm-{names}-1",
        kind=kind,
        creator=person.id,
        created=int(slack.clock.now()),
        members=ordered,
    )
    slack.workspace.channels[made.id] = made
    slack.hub.tell("channel", channel=made.info())
    return made


async def open_dm(slack: "Slack", person: Person, args: Json) -> Json:
    """Open a direct message with {users}; the app's own when nobody is named."""
    wanted = args.get("users") or [slack.workspace.bot_user]
    found = [slack.workspace.person_named(str(one)) for one in wanted]
    others = {one.id for one in found if one is not None}
    if len(others) != len(wanted):
        raise SlackError("user_not_found", message=f"Not everybody of {wanted} is here.")
    return {"channel": direct_with(slack, person, others).id}


async def join(slack: "Slack", person: Person, args: Json) -> Json:
    """Join a public channel: {channel}."""
    channel = finding.channel(slack, person, args, member=False)
    if person.id not in channel.members:
        channel.members.append(person.id)
        about_member(slack, channel, user=person.id, joined=True)
    return {"channel": channel.id}


async def leave(slack: "Slack", person: Person, args: Json) -> Json:
    """Leave a channel: {channel}."""
    channel = finding.channel(slack, person, args)
    channel.members.remove(person.id)
    about_member(slack, channel, user=person.id, joined=False)
    return {}


async def invite(slack: "Slack", person: Person, args: Json) -> Json:
    """Bring somebody, the app among them, into a channel: {channel, users}."""
    channel = finding.channel(slack, person, args)
    for name in args.get("users") or ():
        who = slack.workspace.person_named(str(name))
        if who is None:
            raise SlackError("user_not_found", message=f"Nobody here is called {name!r}.")
        if who.id not in channel.members:
            channel.members.append(who.id)
            about_member(slack, channel, user=who.id, joined=True, inviter=person.id)
    return {}


async def create_channel(slack: "Slack", person: Person, args: Json) -> Json:
    """Make a channel: {name, private?}."""
    made = new_channel(slack, name=str(args.get("name")), private=bool(args.get("private")), creator=person.id)
    return {"channel": made.id}


def new_channel(slack: "Slack", *, name: str, private: bool, creator: str) -> Channel:
    """Make a channel with its creator in it; SlackError name_taken. The app hears of it."""
    made = put_channel(slack, name=name, private=private, creator=creator)
    event = {"channel": {"id": made.id, "name": name, "created": made.created, "creator": creator}}
    about_channel(slack, "channel_created", made, event)
    return made


def put_channel(slack: "Slack", *, name: str, private: bool, creator: str, channel_id: str = "") -> Channel:
    """Make a channel that the app does not hear of."""
    if any(one.name == name for one in slack.workspace.channels.values() if not one.direct):
        raise SlackError("name_taken")
    made = Channel(
        id=channel_id or slack.workspace.new_id("C"),
        name=name,
        kind="private" if private else "public",
        creator=creator,
        created=int(slack.clock.now()),
        members=[creator],
    )
    slack.workspace.channels[made.id] = made
    return made
