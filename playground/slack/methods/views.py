"""Methods that open and change modals and Homes."""

from playground.slack.blocks.surfaces import check_view, fill_ids, too_large
from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.people.views import replace, shown, stack_of, stacked
from playground.slack.shapes import Json
from playground.slack.state import View


def given_view(call: Call, *, home: bool | None, replacing: View | None = None) -> Json:
    """Read and check the `view` argument; ids that are missing are filled in."""
    view = call.parsed("view")
    if call.slack.settings.validate_blocks or not isinstance(view, dict):
        report = check_view(view, home=home)
        if report.errors:
            raise SlackError("invalid_arguments", response_metadata={"messages": report.messages()})
    body: Json = dict(view) if isinstance(view, dict) else {}
    if too_large(body):
        raise SlackError("view_too_large")
    external = body.get("external_id")
    same = call.slack.view_by(external_id=external) if external else None
    if same is not None and same is not replacing:
        raise SlackError("duplicate_external_id")
    body["blocks"] = fill_ids(body["blocks"], call.slack.workspace.new_id("v")[-5:].lower())
    return body


def answered(call: Call, view: View) -> Json:
    """Give a view as the methods answer it: nobody has put anything in yet."""
    return {**shown(call.slack, view), "state": {"values": {}}}


def open_view(call: Call) -> Json:
    """Open a modal for the person whose interaction gave the trigger_id."""
    body = given_view(call, home=False)
    trigger = call.slack.permissions.exchange(call.text("trigger_id"))
    return {
        "ok": True,
        "view": answered(call, stacked(call.slack, trigger.user, body, origin=trigger.channel, fresh=True)),
    }


def push(call: Call) -> Json:
    """Put a modal on top of the one that the trigger_id came from; a trigger from elsewhere leads to no modal."""
    body = given_view(call, home=False)
    trigger = call.slack.permissions.exchange(call.text("trigger_id"))
    if all(view.id != trigger.view for view in stack_of(call.slack, trigger.user)):
        raise SlackError("not_found")
    return {
        "ok": True,
        "view": answered(call, stacked(call.slack, trigger.user, body, origin=trigger.channel, fresh=False)),
    }


def update(call: Call) -> Json:
    """Change an open view; with `hash`, only if it is still the one that the caller saw."""
    external = call.text("external_id")
    view = call.slack.view_by(view_id=call.text("view_id"), external_id=external)
    if view is None:
        raise SlackError("not_found")
    body = given_view(call, home=view.kind == "home", replacing=view)
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    return {"ok": True, "view": answered(call, replace(call.slack, view, body))}


def publish(call: Call) -> Json:
    """Show somebody their Home."""
    user = call.text("user_id")
    if not call.slack.manifest.home_tab:
        raise SlackError("not_enabled")
    if user not in call.slack.workspace.people:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["invalid `user_id`"]})
    view = call.slack.workspace.homes.get(user)
    body = given_view(call, home=True, replacing=view)
    if view is None:
        name = call.slack.workspace.new_id("V")
        view = View(id=name, user=user, body=body, hash="", root=name)
        call.slack.workspace.homes[user] = view
    elif call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    return {"ok": True, "view": answered(call, replace(call.slack, view, body))}


TABLE = {
    "views.open": Method(run=open_view, tier=Tier.FOUR, needs=("trigger_id", "view")),
    "views.push": Method(run=push, tier=Tier.FOUR, needs=("trigger_id", "view")),
    "views.update": Method(run=update, tier=Tier.FOUR, needs=("view",)),
    "views.publish": Method(run=publish, tier=Tier.FOUR, needs=("user_id", "view")),
}
