"""Methods about the app itself: who it is, its socket, its workspace, and the check of blocks."""

import secrets

from playground.slack.blocks.surfaces import check_blocks, check_view
from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError, bad_arguments
from playground.slack.limits import Tier
from playground.slack.shapes import Json

TICKETS_KEPT = 1000


def test(call: Call) -> Json:
    """Echo the arguments, or the error that was asked for."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"ok": True, "args": call.args}


def auth_test(call: Call) -> Json:
    """Say whose the token is."""
    space = call.slack.workspace
    person = space.people[call.token.user]
    answer: Json = {
        "ok": True,
        "url": f"https://{space.domain}.slack.com/",
        "team": space.name,
        "user": person.name,
        "team_id": space.id,
        "user_id": person.id,
        "is_enterprise_install": False,
    }
    if call.token.kind == "app":
        return {"ok": True, "app_name": call.slack.manifest.name, "app_id": space.app_id}
    return {**answer, "bot_id": person.bot_id} if person.is_bot else answer


def open_connection(call: Call) -> Json:
    """Give an address for one Socket Mode connection."""
    ticket = secrets.token_urlsafe(24)
    tickets = call.slack.delivery.sockets.tickets
    tickets[ticket] = None
    while len(tickets) > TICKETS_KEPT:
        del tickets[next(iter(tickets))]
    space = call.slack.workspace
    return {"ok": True, "url": f"{call.slack.settings.socket_url}/link/?ticket={ticket}&app_id={space.app_id}"}


def bot_info(call: Call) -> Json:
    """Describe a bot."""
    space = call.slack.workspace
    if call.text("bot", space.bot_id) != space.bot_id:
        raise SlackError("bot_not_found")
    return {"ok": True, "bot": {**bot_profile(call), "user_id": space.bot_user, "updated": 0}}


def bot_profile(call: Call) -> Json:
    """Make the profile that goes with the app's messages."""
    space = call.slack.workspace
    return {
        "id": space.bot_id,
        "app_id": space.app_id,
        "name": space.people[space.bot_user].real_name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": 0,
        "team_id": space.id,
    }


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    space = call.slack.workspace
    if call.text("team", space.id) != space.id:
        raise SlackError("team_not_found")
    team = {"id": space.id, "name": space.name, "domain": space.domain, "email_domain": "", "icon": {}}
    return {"ok": True, "team": team}


def validate(call: Call) -> Json:
    """Check blocks, a message or a view and say each fault with its place."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name) is not None]
    if len(given) != 1:
        raise bad_arguments("exactly one of blocks, message or view must be provided")
    value = call.parsed(given[0])
    if given[0] == "view":
        errors = check_view(value).errors
    elif given[0] == "message":
        inner = value.get("blocks", []) if isinstance(value, dict) else None
        errors = check_blocks(inner, "message").errors
    else:
        errors = check_blocks(value, "message", "").errors
    if errors:
        raise SlackError(f"invalid_{given[0]}", errors=errors)
    return {"ok": True}


_APP, _ANY = frozenset({"app"}), frozenset({"bot", "user", "app"})
TABLE = {
    "api.test": Method(run=test, tier=Tier.FOUR, kinds=frozenset()),
    "auth.test": Method(run=auth_test, tier=Tier.FREE, kinds=_ANY),
    "apps.connections.open": Method(run=open_connection, tier=Tier.FREE, kinds=_APP, scopes=("connections:write",)),
    "bots.info": Method(run=bot_info, tier=Tier.THREE, scopes=("users:read",), takes_json=False),
    "team.info": Method(run=team_info, tier=Tier.THREE, scopes=("team:read",)),
    "blocks.validate": Method(run=validate, tier=Tier.FREE),
}
