"""Each person's modals and Home: stacking, replacing, showing."""

import secrets
from typing import TYPE_CHECKING

from playground.slack.errors import SlackError
from playground.slack.people.values import state_of
from playground.slack.shapes import Json
from playground.slack.state import View

if TYPE_CHECKING:
    from playground.slack.core import Slack

STACK = 3


def stack_of(slack: "Slack", user: str) -> list[View]:
    """Give a person's open modals, the top one last."""
    return slack.workspace.modals.get(user, [])


def shown(slack: "Slack", view: View, *, values: Json | None = None) -> Json:
    """Give a view as the API and interactions show it; `values` are what the person has put in so far."""
    space, body = slack.workspace, view.body
    return {
        "id": view.id,
        "team_id": space.id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata") or "",
        "callback_id": body.get("callback_id") or "",
        "state": {"values": state_of(body["blocks"], values or {}, here=view.origin)},
        "hash": view.hash,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "submit_disabled": bool(body.get("submit_disabled")),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": space.app_id,
        "external_id": body.get("external_id") or "",
        "app_installed_team_id": space.id,
        "bot_id": space.bot_id,
    }


def tell_stack(slack: "Slack", user: str) -> None:
    """Tell who looks what this person's modals are now."""
    slack.hub.tell("modals", user=user, stack=[shown(slack, view) for view in stack_of(slack, user)])


def stacked(slack: "Slack", user: str, body: Json, *, origin: str, fresh: bool) -> View:
    """Open a modal: alone when `fresh`, else on top; SlackError push_limit_reached above three.

    origin: the channel in which the person was.
    """
    stack = slack.workspace.modals.setdefault(user, [])
    if fresh:
        stack.clear()
    elif len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    name = slack.workspace.new_id("V")
    below = stack[-1] if stack else None
    view = View(
        id=name,
        user=user,
        body=body,
        hash=new_hash(slack),
        root=below.root if below else name,
        previous=below.id if below else None,
        origin=origin,
    )
    stack.append(view)
    tell_stack(slack, user)
    return view


def replace(slack: "Slack", view: View, body: Json) -> View:
    """Change what a view shows; its id stays and its hash does not."""
    view.body = body
    view.hash = new_hash(slack)
    if view.kind == "home":
        slack.hub.tell("home", user=view.user, view=shown(slack, view))
    else:
        tell_stack(slack, view.user)
    return view


def new_hash(slack: "Slack") -> str:
    """Make a hash that no earlier content had."""
    return f"{int(slack.clock.now())}.{secrets.token_hex(4)}"
