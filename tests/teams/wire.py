"""What Teams sends, made by hand: for what no client of it would ever send."""

from typing import Any

from tests.teams.company import ANN, CHANNEL, OURS

Json = dict[str, Any]

SERVICE_URL = "https://smba.trafficmanager.net/emea/"
CHAT = "a:1chat"


def activity(kind: str, *, user: str = ANN, channel: bool = False, **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return an activity of somebody, in their chat with the bot or in a channel."""
    where: Json = {"id": CHAT, "conversationType": "personal", "tenantId": OURS.tenant_id}
    told: Json = {"tenant": {"id": OURS.tenant_id}}
    if channel:
        where = {"id": f"{CHANNEL};messageid=100", "conversationType": "channel", "tenantId": OURS.tenant_id}
        told |= {"channel": {"id": CHANNEL}, "team": {"id": "19:team@thread.tacv2"}}
    return {
        "type": kind,
        "id": "1700000000001",
        "timestamp": "2026-03-02T12:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": f"29:{user}", "name": "Ann Ames", "aadObjectId": user},
        "recipient": {"id": OURS.bot_id, "name": "csops"},
        "conversation": where,
        "channelData": told,
        **more,
    }


def message(text: str, **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return words to the bot; in a channel after its name."""
    if not more.get("channel"):
        return activity("message", text=text, **more)
    tag = "<at>csops</at>"
    entity = {"type": "mention", "text": tag, "mentioned": {"id": OURS.bot_id, "name": "csops"}}
    return activity("message", text=f"{tag} {text}", entities=[entity], **more)


def invoke(name: str, value: object, **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return what a client asks and waits for."""
    return activity("invoke", **{"replyToId": "1699", **more}, name=name, value=value)


def press(data: object, *, verb: str = "press", **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return the press of an Action.Execute."""
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return invoke("adaptiveCard/action", {"action": action, "trigger": "manual"}, **more)


def button(argument: str = "", **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return what a button carries."""
    return {"button": "test.press", "subject": "eng1", "version": 7, "argument": argument, **more}


def form(**values: object) -> Json:
    """Return what a form carries, and what was filled in by the inputs' ids."""
    return {"form": "test.form", "subject": "eng1", "version": 7, "argument": "approve", "opened": "once", **values}


def picked(text: str = "<p>The login fails</p>", **more: Any) -> Json:  # noqa: ANN401 - JSON.
    """Return a message that somebody picked for the bot."""
    payload = {
        "id": "1690",
        "replyToId": "1600",
        "linkToMessage": "https://teams.microsoft.com/l/message/1690",
        "body": {"contentType": "html", "content": text},
        "attachments": [
            {"id": "f1", "contentType": "reference", "contentUrl": "https://acme.sharepoint.com/a.log"},
            {"id": "f2", "contentType": "messageReference", "content": "{}"},
        ],
    }
    value = {"commandId": "ticket.log", "commandContext": "message", "messagePayload": payload}
    return invoke("composeExtension/fetchTask", value, **more)
