"""Clicks on buttons and choices in selects, in messages, modals and the Home; and the options that the app offers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.slack.blocks.objects import option, option_group
from playground.slack.blocks.rules import Report, items
from playground.slack.delivery import INTERACTIVE
from playground.slack.errors import SlackError
from playground.slack.people import finding
from playground.slack.people.failures import failed
from playground.slack.people.payloads import action, common, from_message
from playground.slack.people.values import VALUES, state_of
from playground.slack.people.views import shown
from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack

MOST_OPTIONS = 100


@dataclass(kw_only=True)
class Place:
    """Where an element is: its blocks, and what the payload says about the place."""

    blocks: list[Json]
    payload: Json
    values: Json
    channel: str
    modal: str = ""


def place(slack: "Slack", person: Person, args: Json) -> Place:
    """Find where an act is: {view_id} or {channel, ts}; `values` are what the person has put in there so far."""
    given = args.get("values") or {}
    if args.get("view_id"):
        view = finding.view(slack, person, str(args["view_id"]))
        payload = {"container": {"type": "view", "view_id": view.id}, "view": shown(slack, view, values=given)}
        values = payload["view"]["state"]["values"]
        modal = view.id if view.kind == "modal" else ""
        return Place(blocks=view.body["blocks"], payload=payload, values=values, channel=view.origin, modal=modal)
    channel = finding.channel(slack, person, args, member=False)
    message = finding.message(slack, person, channel, str(args.get("ts")))
    blocks: list[Json] = [*(message.get("blocks") or ())]
    for attachment in message.get("attachments") or ():
        blocks += attachment.get("blocks") or ()
    values = state_of(blocks, given, here=channel.id)
    payload = {**from_message(slack, channel, message, person), "state": {"values": values}}
    return Place(blocks=blocks, payload=payload, values=values, channel=channel.id)


async def click(slack: "Slack", person: Person, args: Json) -> Json:
    """Use an element: {view_id | channel, ts; action_id, block_id?, value?, values?}.

    `value` is what is chosen, as in the element's state (an option, a user id, a date); buttons need none.
    """
    if not slack.manifest.interactive and not slack.manifest.any_command:
        raise SlackError("not_interactive", message="The app manifest does not enable interactivity.")
    entry = args.get("value")
    block, element = finding.element(place(slack, person, args).blocks, args)
    if element["type"] in VALUES:
        key = VALUES[element["type"]][0]
        put = {**(args.get("values") or {})}
        put[block["block_id"]] = {**put.get(block["block_id"], {}), element["action_id"]: {key: entry}}
        args = {**args, "values": put}
    there = place(slack, person, args)
    if element["type"] in VALUES:
        chosen = there.values[block["block_id"]][element["action_id"]]
    else:
        chosen = _unkept(element, entry)
    payload = {
        **common(slack, person, "block_actions"),
        **there.payload,
        "trigger_id": slack.permissions.trigger(person.id, channel=there.channel, view=there.modal),
        "actions": [action(block, element, entry=chosen, now=slack.clock.now())],
    }
    outcome = await slack.delivery.send(INTERACTIVE, payload, url=slack.settings.interactivity_url)
    return {} if outcome.ok else failed(slack, user=person.id, error=outcome.failure)


def _unkept(element: Json, entry: object) -> Json:
    if element["type"] == "overflow":
        wanted = entry.get("value") if isinstance(entry, dict) else entry
        for one in element["options"]:
            if wanted in (one["value"], one["text"]["text"]):
                return {"selected_option": one}
        raise SlackError("impossible", message=f"{wanted!r} is not in the overflow menu.")
    if element["type"] == "feedback_buttons":
        chosen = element["negative_button" if entry == "negative" else "positive_button"]
        return {"text": chosen["text"], "value": chosen["value"]}
    return {}


async def options(slack: "Slack", person: Person, args: Json) -> Json:
    """Type into an external select: {view_id | channel, ts; action_id, block_id?, query}; gives options or groups."""
    there = place(slack, person, args)
    block, element = finding.element(there.blocks, args)
    query = str(args.get("query") or "")
    if not element["type"].endswith("external_select"):
        raise SlackError("impossible", message=f"A {element['type']} does not ask the app for options.")
    if len(query) < element.get("min_query_length", 3):
        return {"options": [], "option_groups": []}
    payload = {
        **common(slack, person, "block_suggestion"),
        **{name: value for name, value in there.payload.items() if name != "response_url"},
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
    }
    url = slack.settings.options_url or slack.settings.interactivity_url
    outcome = await slack.delivery.send(INTERACTIVE, payload, url=url)
    if not outcome.ok:
        return {**failed(slack, user=person.id, error=outcome.failure, text="Failed to load options."), "options": []}
    return _offered(slack, person, outcome.body)


def _offered(slack: "Slack", person: Person, body: object) -> Json:
    report = Report()
    given = body if isinstance(body, dict) else {}
    if "option_groups" in given:
        items(option_group, 0, MOST_OPTIONS)(given["option_groups"], "/option_groups", report)
    else:
        items(option, 0, MOST_OPTIONS)(given.get("options"), "/options", report)
    if report.errors:
        slack.wire.note("in", "failure", "options", errors=report.errors)
        return {**failed(slack, user=person.id, error="invalid_options", text="Failed to load options."), "options": []}
    return {"options": given.get("options") or [], "option_groups": given.get("option_groups") or []}
