"""What the app is told of an interaction: the parts that all payloads share, and the actions in them."""

from typing import TYPE_CHECKING

from playground.slack.errors import SlackError
from playground.slack.messages import visible
from playground.slack.people.values import VALUES
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person
from playground.slack.triggers import ResponseUrl

if TYPE_CHECKING:
    from playground.slack.core import Slack


def common(slack: "Slack", person: Person, kind: str) -> Json:
    """Give the fields that every interaction has."""
    space = slack.workspace
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": space.id},
        "api_app_id": space.app_id,
        "token": slack.settings.verification_token,
        "team": {"id": space.id, "domain": space.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def where(channel: Channel) -> Json:
    """Name a channel as interactions do."""
    names = {"im": "directmessage", "private": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def response_url(slack: "Slack", given: ResponseUrl) -> str:
    """Make an address for answers to this interaction."""
    key = slack.permissions.response(given)
    return f"{slack.settings.base_url}/actions/{slack.workspace.id}/{key}"


def from_message(slack: "Slack", channel: Channel, message: Json, person: Person) -> Json:
    """Give the fields of an interaction with a message; an ephemeral one is not shown to the app again."""
    ephemeral = bool(message.get("is_ephemeral"))
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    given = ResponseUrl(
        user=person.id,
        channel=channel.id,
        made=slack.clock.now(),
        message=message,
        thread_ts=message.get("thread_ts"),
    )
    payload: Json = {
        "container": container,
        "channel": where(channel),
        "response_url": response_url(slack, given),
    }
    if not ephemeral:
        payload["message"] = visible(message, metadata=True)
    return payload


def action(block: Json, element: Json, *, entry: Json, now: float) -> Json:
    """Give one item of `actions`: which element it was and what it now says."""
    kind = element["type"]
    item: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": kind}
    if kind in ("button", "icon_button", "workflow_button"):
        item["text"] = element["text"]
        item |= {name: element[name] for name in ("value", "style", "url") if name in element}
    elif kind == "feedback_buttons":
        item |= {name: entry[name] for name in ("text", "value") if name in entry}
    elif kind == "overflow":
        item["selected_option"] = entry.get("selected_option")
    elif kind in VALUES:
        key, first = VALUES[kind]
        item[key] = entry.get(key)
        if element.get(first) is not None:
            item[first] = element[first]
        if element.get("placeholder"):
            item["placeholder"] = element["placeholder"]
    else:
        message = f"Nobody can click a {kind}."
        raise SlackError("impossible", message=message)
    return {**item, "action_ts": f"{now:.6f}"}
