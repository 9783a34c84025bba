"""Methods that list, show and open conversations."""

from playground.slack.calls import Call, Method, page
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.methods.chat import direct_message
from playground.slack.people.talk import direct_with
from playground.slack.shapes import Json
from playground.slack.state import Channel

MOST_IN_MPIM = 8
TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def shown(call: Call, channel: Channel) -> Json:
    """Give a conversation as the Web API shows it to the caller."""
    me = call.token.user
    base: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": call.slack.workspace.id,
        "updated": channel.created * 1000,
    }
    if channel.kind == "im":
        other = next((one for one in channel.members if one != me), me)
        return {**base, "user": other, "is_user_deleted": call.slack.workspace.people[other].deleted, "priority": 0}
    return {
        **base,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_general": channel.general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": me in channel.members,
        "creator": channel.creator,
        "unlinked": 0,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(channel.members),
    }


def kinds(call: Call) -> set[str]:
    """Read `types`; SlackError invalid_types, or missing_scope for a type that the token may not list."""
    wanted = [one.strip() for one in call.text("types", "public_channel").split(",") if one.strip()]
    if any(one not in TYPES for one in wanted):
        raise SlackError("invalid_types")
    scopes = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
    for one in wanted:
        call.needs_scope(scopes[TYPES[one]])
    return {TYPES[one] for one in wanted}


def listed(call: Call) -> Json:
    """List conversations: all public ones, and the others that the caller is in."""
    wanted = kinds(call)
    found = [
        shown(call, one)
        for one in call.slack.workspace.channels.values()
        if one.kind in wanted
        and (one.kind == "public" or call.token.user in one.members)
        and not (one.archived and call.flag("exclude_archived"))
    ]
    return page(found, call=call, default=100, most=1000, key="channels")


def listed_for_user(call: Call) -> Json:
    """List the conversations that somebody is in."""
    wanted = kinds(call)
    who = call.text("user", call.token.user)
    found = [
        shown(call, one)
        for one in call.slack.workspace.channels.values()
        if one.kind in wanted
        and who in one.members
        and (one.kind == "public" or call.token.user in one.members)
        and not (one.archived and call.flag("exclude_archived"))
    ]
    return page(found, call=call, default=100, most=1000, key="channels")


def info(call: Call) -> Json:
    """Describe a conversation."""
    channel = call.channel(family="read")
    found = shown(call, channel)
    if not call.flag("include_num_members"):
        found.pop("num_members", None)
    return {"ok": True, "channel": found}


def members(call: Call) -> Json:
    """List who is in a conversation, as ids."""
    channel = call.channel(family="read")
    ids = [{"id": one} for one in channel.members]
    answer = page(ids, call=call, default=100, most=1000, key="members")
    return {**answer, "members": [one["id"] for one in answer["members"]]}


def opened(call: Call) -> Json:
    """Open a direct message with one person or several, or one that exists by its id."""
    if call.text("channel"):
        channel = call.channel()
        if not channel.direct:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(call, channel, made=False)
    users = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    people = call.slack.workspace.people
    if any(one not in people for one in users):
        raise SlackError("user_not_found")
    if any(people[one].deleted for one in users):
        raise SlackError("user_disabled")
    others = set(users) - {call.token.user}
    if len(others) > MOST_IN_MPIM:
        raise SlackError("too_many_users")
    existing = call.slack.workspace.direct({call.token.user, *others})
    call.needs_scope(*(("mpim:write",) if len(others) > 1 else ("im:write",)))
    if len(others) <= 1:
        channel = direct_message(call, next(iter(others), call.token.user))
    else:
        channel = direct_with(call.slack, people[call.token.user], others)
    return _opened(call, channel, made=existing is None)


def _opened(call: Call, channel: Channel, *, made: bool) -> Json:
    found = shown(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {"ok": True, "channel": found, **({} if made else {"no_op": True, "already_open": True})}


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_OPEN = ("channels:manage", "groups:write", "im:write", "mpim:write")
TABLE = {
    "conversations.list": Method(run=listed, tier=Tier.TWO, scopes=_READ, takes_json=False),
    "users.conversations": Method(run=listed_for_user, tier=Tier.THREE, scopes=_READ, takes_json=False),
    "conversations.info": Method(run=info, tier=Tier.THREE, scopes=_READ, needs=("channel",), takes_json=False),
    "conversations.members": Method(run=members, tier=Tier.FOUR, scopes=_READ, needs=("channel",), takes_json=False),
    "conversations.open": Method(run=opened, tier=Tier.THREE, scopes=_OPEN),
}
