"""Submitting and closing modals, and what the app may answer to a submission."""

from typing import TYPE_CHECKING

from playground.slack.blocks.surfaces import check_view, fill_ids
from playground.slack.delivery import INTERACTIVE
from playground.slack.errors import SlackError
from playground.slack.people import finding
from playground.slack.people.failures import failed
from playground.slack.people.payloads import common, response_url
from playground.slack.people.values import complaints
from playground.slack.people.views import replace, shown, stack_of, stacked, tell_stack
from playground.slack.shapes import Json
from playground.slack.state import Person, View
from playground.slack.triggers import ResponseUrl

if TYPE_CHECKING:
    from playground.slack.core import Slack


async def submit(slack: "Slack", person: Person, args: Json) -> Json:
    """Press the submit button: {view_id, values}. The answer's `result`: closed, errors, updated, pushed or failed."""
    view = finding.view(slack, person, str(args.get("view_id")))
    if view.body.get("submit") is None and any(block["type"] == "input" for block in view.body["blocks"]):
        raise SlackError("impossible", message="This modal has no submit button.")
    seen = shown(slack, view, values=args.get("values") or {})
    wrong = complaints(view.body["blocks"], seen["state"]["values"])
    if wrong:
        return {"result": "errors", "errors": wrong, "by": "slack"}
    payload = {
        **common(slack, person, "view_submission"),
        "trigger_id": slack.permissions.trigger(person.id, channel=view.origin, view=view.id),
        "view": seen,
        "response_urls": _response_urls(slack, person, view, seen["state"]["values"]),
    }
    outcome = await slack.delivery.send(INTERACTIVE, payload, url=slack.settings.interactivity_url)
    if not outcome.ok:
        return {"result": "failed", **failed(slack, user=person.id, error=outcome.failure)}
    try:
        return _answered(slack, person, view, outcome.body)
    except SlackError as error:
        slack.wire.note("in", "failure", "view_submission", error=error.answer(), body=outcome.body)
        return {"result": "failed", **failed(slack, user=person.id, error=error.error), "detail": error.answer()}


def _answered(slack: "Slack", person: Person, view: View, body: object) -> Json:
    if body in (None, "", {}):
        _close(slack, person, view)
        return {"result": "closed"}
    if not isinstance(body, dict):
        raise SlackError("invalid_response", detail="the acknowledgement of a view_submission must be JSON or empty")
    kind = body.get("response_action")
    if kind == "errors":
        return {"result": "errors", "errors": _errors(view, body.get("errors")), "by": "app"}
    if kind == "clear":
        stack_of(slack, person.id).clear()
        tell_stack(slack, person.id)
        return {"result": "closed"}
    if kind not in ("update", "push"):
        raise SlackError("invalid_response", detail=f"unknown response_action {kind!r}")
    given = _checked(slack, body.get("view"))
    if kind == "push":
        return {"result": "pushed", "view_id": stacked(slack, person.id, given, origin=view.origin, fresh=False).id}
    replace(slack, view, given)
    return {"result": "updated", "view_id": view.id}


def _errors(view: View, errors: object) -> Json:
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", detail="errors must name at least one input block")
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    unknown = [name for name in errors if name not in inputs]
    if unknown:
        raise SlackError("invalid_response", detail=f"errors name blocks that are no inputs of this view: {unknown}")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("invalid_response", detail="each error must be a sentence")
    return dict(errors)


def _checked(slack: "Slack", given: object) -> Json:
    report = check_view(given, home=False)
    if report.errors or not isinstance(given, dict):
        raise SlackError("invalid_response", errors=report.errors)
    return {**given, "blocks": fill_ids(given["blocks"], slack.workspace.new_id("v")[-5:].lower())}


def _close(slack: "Slack", person: Person, view: View) -> None:
    stack = stack_of(slack, person.id)
    if view in stack:
        stack.remove(view)
        tell_stack(slack, person.id)


def _response_urls(slack: "Slack", person: Person, view: View, values: Json) -> list[Json]:
    found: list[Json] = []
    for block in view.body["blocks"]:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel in slack.workspace.channels:
            given = ResponseUrl(user=person.id, channel=channel, made=slack.clock.now())
            found.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": response_url(slack, given),
                }
            )
    return found


async def close(slack: "Slack", person: Person, args: Json) -> Json:
    """Close a modal: {view_id, values?, all?}; `all`, or a view with clear_on_close, closes those below it too."""
    view = finding.view(slack, person, str(args.get("view_id")))
    stack = stack_of(slack, person.id)
    whole = bool(args.get("all") or view.body.get("clear_on_close"))
    gone = list(reversed(stack)) if whole else [view]
    for one in gone:
        stack.remove(one)
    tell_stack(slack, person.id)
    cleared = whole or not stack
    for one in gone:
        if not one.body.get("notify_on_close"):
            continue
        payload = {
            **common(slack, person, "view_closed"),
            "view": shown(slack, one, values=args.get("values") if one is view else {}),
            "is_cleared": cleared,
        }
        await slack.delivery.send(INTERACTIVE, payload, url=slack.settings.interactivity_url)
    return {"closed": [one.id for one in gone]}
