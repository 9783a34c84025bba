"""Global shortcuts and message shortcuts."""

from typing import TYPE_CHECKING

from playground.slack.delivery import INTERACTIVE
from playground.slack.errors import SlackError
from playground.slack.people import finding
from playground.slack.people.failures import failed
from playground.slack.people.payloads import common, from_message
from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack


async def everywhere(slack: "Slack", person: Person, args: Json) -> Json:
    """Use a global shortcut: {callback_id}."""
    payload = {**common(slack, person, "shortcut"), **_given(slack, person, args, "global")}
    return await _sent(slack, person, payload)


async def on_message(slack: "Slack", person: Person, args: Json) -> Json:
    """Use a message shortcut: {callback_id, channel, ts}."""
    channel = finding.channel(slack, person, args, member=False)
    message = finding.message(slack, person, channel, str(args.get("ts")))
    if message.get("is_ephemeral"):
        raise SlackError("impossible", message="Message shortcuts are not offered on messages that only you see.")
    about = from_message(slack, channel, message, person)
    del about["container"]
    payload = {
        **common(slack, person, "message_action"),
        **_given(slack, person, args, "message"),
        **about,
        "message_ts": message["ts"],
    }
    return await _sent(slack, person, payload)


def _given(slack: "Slack", person: Person, args: Json, kind: str) -> Json:
    callback = str(args.get("callback_id") or "")
    declared = slack.manifest.shortcuts.get(callback)
    if not slack.manifest.any_shortcut and (declared is None or declared.get("type") != kind):
        known = sorted(name for name, one in slack.manifest.shortcuts.items() if one.get("type") == kind)
        raise SlackError("unknown_shortcut", message=f"There is no {kind} shortcut {callback!r}; there are {known}.")
    return {
        "callback_id": callback,
        "trigger_id": slack.permissions.trigger(person.id, channel=str(args.get("channel") or "")),
        "action_ts": f"{slack.clock.now():.6f}",
    }


async def _sent(slack: "Slack", person: Person, payload: Json) -> Json:
    outcome = await slack.delivery.send(INTERACTIVE, payload, url=slack.settings.interactivity_url)
    return {} if outcome.ok else failed(slack, user=person.id, error=outcome.failure)
