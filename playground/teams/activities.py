"""Makes the activities that Teams sends to a bot, as its documentation and recordings of it show them."""

import html
import re
import uuid
from datetime import UTC, datetime

from playground.slack.shapes import Json
from playground.teams.service import CHANNEL_ID, Teams
from playground.teams.state import THREAD_MARK, Conversation, Message, Person

LOCALE, ZONE = "en-GB", "Europe/Berlin"
_AT = re.compile(r"<at>(.*?)</at>")


def base(teams: Teams, person: Person, where: Conversation, *, root: str = "") -> Json:
    """Give what every activity of a person in a place has."""
    moment = datetime.fromtimestamp(teams.clock.now(), UTC).isoformat(timespec="milliseconds")
    return {
        "timestamp": moment.replace("+00:00", "Z"),
        "localTimestamp": moment,
        "channelId": CHANNEL_ID,
        "serviceUrl": teams.settings.service_url,
        "from": person.account(),
        "conversation": _conversation(teams, where, root),
        "recipient": {"id": teams.settings.bot_id, "name": teams.settings.bot_name},
        "entities": [
            {"locale": LOCALE, "country": "DE", "platform": "Web", "timezone": ZONE, "type": "clientInfo"},
        ],
        "channelData": _channel_data(teams, where),
        "locale": LOCALE,
        "localTimezone": ZONE,
    }


def _conversation(teams: Teams, where: Conversation, root: str) -> Json:
    shown: Json = {"conversationType": where.kind, "tenantId": teams.settings.tenant_id, "id": where.id}
    if where.kind != "personal":
        shown["isGroup"] = True
    if root:
        shown["id"] = f"{where.id}{THREAD_MARK}{root}"
    return shown


def _channel_data(teams: Teams, where: Conversation) -> Json:
    shown: Json = {"tenant": {"id": teams.settings.tenant_id}}
    if where.kind == "channel":
        shown |= {"teamsChannelId": where.id, "teamsTeamId": where.team}
        shown |= {"channel": {"id": where.id}, "team": {"id": where.team}}
    return shown


def message(teams: Teams, person: Person, where: Conversation, *, said: Message) -> Json:
    """Give the activity for what a person wrote; `<at>name</at>` in it are mentions."""
    text = str(said.activity.get("text") or "")
    activity = base(teams, person, where, root=(said.root or said.id) if where.kind == "channel" else "")
    activity |= {"type": "message", "id": said.id, "text": text, "textFormat": "plain"}
    activity["entities"] = [*_mentions(teams, text), *activity["entities"]]
    markup = html.escape(text, quote=False)
    for name in _AT.findall(text):
        shown = f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{html.escape(name)}</span>'
        markup = markup.replace(html.escape(f"<at>{name}</at>", quote=False), shown)
    files = said.activity.get("attachments") or []
    activity["attachments"] = [{"contentType": "text/html", "content": f"<p>{markup}</p>"}, *files]
    return activity


def _mentions(teams: Teams, text: str) -> list[Json]:
    found = []
    for name in _AT.findall(text):
        person = teams.tenant.person(name)
        ours = {"id": teams.settings.bot_id, "name": teams.settings.bot_name}
        mentioned = ours if person is None else {"id": person.id, "name": person.name}
        found.append({"type": "mention", "mentioned": mentioned, "text": f"<at>{name}</at>"})
    return found


def submitted(teams: Teams, person: Person, where: Conversation, *, card: Message, value: object) -> Json:
    """Give the message that an Action.Submit becomes: nothing but its data."""
    activity = base(teams, person, where, root=(card.root or card.id) if where.kind == "channel" else "")
    return {**activity, "type": "message", "id": teams.new_id(), "replyToId": card.id, "value": value}


def invoke(teams: Teams, person: Person, where: Conversation, *, name: str, value: object, of: Message | None) -> Json:
    """Give an invoke: what a client asks and waits for."""
    root = (of.root or of.id) if of is not None and where.kind == "channel" else ""
    activity = base(teams, person, where, root=root)
    activity |= {"type": "invoke", "id": f"f:{uuid.uuid4()}", "name": name, "value": value}
    activity["channelData"]["source"] = {"name": "message" if of is not None else "compose"}
    if of is not None:
        activity["replyToId"] = of.id
        activity["channelData"]["legacy"] = {"replyToId": f"1:{of.id}"}
    return activity


def event(teams: Teams, person: Person, where: Conversation, *, kind: str, **more: object) -> Json:
    """Give an activity of another type: installationUpdate, conversationUpdate, messageReaction and so on."""
    return {**base(teams, person, where), "type": kind, "id": f"f:{uuid.uuid4()}", **more}


def payload(teams: Teams, where: Conversation, *, of: Message) -> Json:
    """Give a message as a message action carries it."""
    author = teams.tenant.people.get(of.sender)
    sender: Json = {"device": None, "conversation": None, "user": None}
    if author is None:
        name = teams.settings.bot_name
        sender["application"] = {
            "applicationIdentityType": "bot",
            "id": teams.settings.app_id,
            "displayName": name,
        }
    else:
        sender["user"] = {"userIdentityType": "aadUser", "id": author.object_id, "displayName": author.name}
    moment = datetime.fromtimestamp(of.at, UTC).isoformat(timespec="milliseconds")
    return {
        "id": of.id,
        "replyToId": of.root or None,
        "createdDateTime": moment,
        "lastModifiedDateTime": None,
        "deleted": False,
        "summary": None,
        "importance": "normal",
        "locale": LOCALE,
        "linkToMessage": link(teams, where, of),
        "from": sender,
        "body": {"contentType": "html", "content": f"<div>{html.escape(str(of.activity.get('text') or ''))}</div>"},
        "attachments": [],
        "mentions": [],
        "reactions": [],
        "conversation": {"id": where.id, "displayName": where.name, "conversationIdentityType": where.kind},
    }


def link(teams: Teams, where: Conversation, of: Message) -> str:
    """Give the address of a message, as Teams' client copies it."""
    tenant = teams.settings.tenant_id
    return (
        f"https://teams.microsoft.com/l/message/{where.id}/{of.id}?tenantId={tenant}&parentMessageId={of.root or of.id}"
    )
