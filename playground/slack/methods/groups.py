"""Methods for user groups."""

import re

from playground.slack.calls import Call, Method
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.shapes import Json
from playground.slack.state import Group

MOST_NAME = 80


def _shown(call: Call, group: Group) -> Json:
    found: Json = {
        "id": group.id,
        "team_id": call.slack.workspace.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_delete": group.created if group.disabled else 0,
        "created_by": call.slack.workspace.bot_user,
        "prefs": {"channels": group.channels, "groups": []},
    }
    if call.flag("include_users"):
        found["users"] = group.users
    if call.flag("include_count"):
        found["user_count"] = len(group.users)
    return found


def _group(call: Call) -> Group:
    group = call.slack.workspace.groups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _handle(call: Call, handle: str) -> str:
    handle = handle.removeprefix("@")
    if not re.fullmatch(r"[a-z0-9._-]{1,21}", handle):
        raise SlackError("bad_handle")
    if any(one.handle == handle for one in call.slack.workspace.groups.values()):
        raise SlackError("handle_already_exists")
    return handle


def listed(call: Call) -> Json:
    """List user groups."""
    found = [
        _shown(call, one)
        for one in call.slack.workspace.groups.values()
        if call.flag("include_disabled") or not one.disabled
    ]
    return {"ok": True, "usergroups": found}


def create(call: Call) -> Json:
    """Make a user group."""
    name = call.text("name")
    if len(name) > MOST_NAME:
        raise SlackError("name_too_long")
    if any(one.name == name for one in call.slack.workspace.groups.values()):
        raise SlackError("name_already_exists")
    handle = _handle(call, call.text("handle") or re.sub(r"[^a-z0-9]+", "-", name.lower())[:21])
    channels = [one for one in call.text("channels").split(",") if one]
    if any(one not in call.slack.workspace.channels for one in channels):
        raise SlackError("invalid_channel_provided")
    made = Group(
        id=call.slack.workspace.new_id("S"),
        name=name,
        handle=handle,
        description=call.text("description"),
        channels=channels,
        created=int(call.slack.clock.now()),
    )
    call.slack.workspace.groups[made.id] = made
    call.slack.hub.tell("group", group=made.info())
    return {"ok": True, "usergroup": _shown(call, made)}


def update(call: Call) -> Json:
    """Change a user group."""
    group = _group(call)
    if call.text("handle") and call.text("handle") != group.handle:
        group.handle = _handle(call, call.text("handle"))
    group.name = call.text("name") or group.name
    group.description = call.text("description") or group.description
    call.slack.hub.tell("group", group=group.info())
    return {"ok": True, "usergroup": _shown(call, group)}


def disable(call: Call) -> Json:
    """Switch a user group off."""
    group = _group(call)
    group.disabled = True
    call.slack.hub.tell("group", group=group.info())
    return {"ok": True, "usergroup": _shown(call, group)}


def enable(call: Call) -> Json:
    """Switch a user group on."""
    group = _group(call)
    group.disabled = False
    call.slack.hub.tell("group", group=group.info())
    return {"ok": True, "usergroup": _shown(call, group)}


def users(call: Call) -> Json:
    """List who is in a user group, as ids."""
    return {"ok": True, "users": list(_group(call).users)}


def set_users(call: Call) -> Json:
    """Say who is in a user group."""
    group = _group(call)
    wanted = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if not wanted:
        raise SlackError("no_users_provided")
    if any(one not in call.slack.workspace.people for one in wanted):
        raise SlackError("invalid_users")
    group.users = wanted
    call.slack.hub.tell("group", group=group.info())
    return {"ok": True, "usergroup": {**_shown(call, group), "users": wanted}}


_READ, _WRITE, _ONE = ("usergroups:read",), ("usergroups:write",), ("usergroup",)
TABLE = {
    "usergroups.list": Method(run=listed, tier=Tier.TWO, scopes=_READ, takes_json=False),
    "usergroups.create": Method(
        run=create, tier=Tier.TWO, scopes=_WRITE, needs=("name",), missing="missing_subteam_name"
    ),
    "usergroups.update": Method(run=update, tier=Tier.TWO, scopes=_WRITE, needs=_ONE),
    "usergroups.disable": Method(run=disable, tier=Tier.TWO, scopes=_WRITE, needs=_ONE),
    "usergroups.enable": Method(run=enable, tier=Tier.TWO, scopes=_WRITE, needs=_ONE),
    "usergroups.users.list": Method(run=users, tier=Tier.TWO, scopes=_READ, needs=_ONE, takes_json=False),
    "usergroups.users.update": Method(run=set_users, tier=Tier.TWO, scopes=_WRITE, needs=(*_ONE, "users")),
}
