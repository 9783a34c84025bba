"""The connector's operations: what a bot may ask of Teams, and what Teams refuses.

Source: learn.microsoft.com, "Bot Framework REST API reference" and "Send and receive messages with a bot".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playground.slack.shapes import Json
from playground.teams.errors import TeamsError
from playground.teams.posts import TAKEN, check_activity, parts
from playground.teams.service import Teams
from playground.teams.state import THREAD_MARK, Conversation, Message, Person, Team, split

MOST_MEMBERS_A_PAGE, FEWEST_MEMBERS_A_PAGE, MEMBERS_A_PAGE = 500, 50, 200
CREATED, FOUND = 201, 200


@dataclass(kw_only=True)
class Call:
    """One connector call: the parts of its address, its query and its body."""

    teams: Teams
    path: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)


Answer = tuple[int, object]


def create(call: Call) -> Answer:
    """Create (or find) the chat with one person, or begin a thread in a channel."""
    teams, body = call.teams, call.body
    channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
    if (body.get("tenantId") or _tenant_of(body)) not in (teams.settings.tenant_id, None):
        raise TeamsError(403, "Forbidden", "The bot is not installed in that tenant.")
    if channel:
        teams.limits.spend("create", str(channel))
        where, _ = _conversation(teams, str(channel))
        activity = body.get("activity")
        if not isinstance(activity, dict):
            raise TeamsError(400, "BadSyntax", "Incorrect conversation creation parameters: activity is missing.")
        posted = _post(teams, where, "", activity)
        return CREATED, _created(teams, f"{where.id}{THREAD_MARK}{posted[0].id}", _told(posted))
    members = body.get("members")
    if body.get("isGroup") or not isinstance(members, list) or len(members) != 1:
        raise TeamsError(400, "BadSyntax", "Incorrect conversation creation parameters: one member, no group.")
    person = _person(teams, str(members[0].get("id")))
    teams.limits.spend("create", person.id)
    where = _open_personal(teams, person)
    activity = body.get("activity")
    sent = _post(teams, where, "", activity) if isinstance(activity, dict) else []
    return CREATED, _created(teams, where.id, _told(sent))


def send(call: Call) -> Answer:
    """Post a message, as a reply where the address names another one."""
    teams = call.teams
    where, root = _conversation(teams, call.path["conversation"])
    teams.limits.spend("send", call.path["conversation"])
    target = call.path.get("activity", "")
    if target and where.kind == "channel" and not root:
        answered = _message(where, target)
        root = answered.root or answered.id
    if call.query.get("isTargetedActivity") == "true":
        return CREATED, {"id": _targeted(teams, where, root, call.body).id}
    if call.body.get("type") in TAKEN - {"message"}:
        return CREATED, {"id": teams.new_id()}
    told = _told(_post(teams, where, root, call.body))
    return CREATED, {"id": told} if told else {}


def update(call: Call) -> Answer:
    """Put another content into a message of the bot's own."""
    teams = call.teams
    where, _ = _conversation(teams, call.path["conversation"])
    teams.limits.spend("send", call.path["conversation"])
    message = _own(teams, where, call.path["activity"])
    check_activity(teams, where, call.body)
    message.activity = dict(call.body)
    message.views.clear()
    message.edits += 1
    teams.changed(message)
    return FOUND, {"id": message.id}


def delete(call: Call) -> Answer:
    """Take a message of the bot's own away."""
    where, _ = _conversation(call.teams, call.path["conversation"])
    call.teams.limits.spend("send", call.path["conversation"])
    message = _own(call.teams, where, call.path["activity"])
    message.deleted = True
    call.teams.changed(message)
    return FOUND, {}


def paged_members(call: Call) -> Answer:
    """List who is in a conversation, page by page."""
    everybody = _members(call)
    try:
        size = int(call.query.get("pageSize") or MEMBERS_A_PAGE)
        at = int(call.query.get("continuationToken") or 0)
    except ValueError:
        raise TeamsError(400, "BadArgument", "pageSize and continuationToken are what was given.") from None
    size = min(max(size, FEWEST_MEMBERS_A_PAGE), MOST_MEMBERS_A_PAGE)
    page: Json = {"members": everybody[at : at + size]}
    if at + size < len(everybody):
        page["continuationToken"] = str(at + size)
    return FOUND, page


def members(call: Call) -> Answer:
    """List everybody in a conversation at once (deprecated by Teams)."""
    return FOUND, _members(call)


def member(call: Call) -> Answer:
    """Give one person of a conversation, by MRI or object id."""
    wanted = call.path["member"]
    for one in _members(call):
        if wanted in (one["id"], one["objectId"]):
            return FOUND, one
    raise TeamsError(404, "MemberNotFoundInConversation", "The specified user is not in the conversation.")


def team(call: Call) -> Answer:
    """Give a team."""
    found = _team(call)
    return FOUND, {
        "id": found.id,
        "name": found.name,
        "aadGroupId": found.group_id,
        "type": "standard",
        "tenantId": call.teams.settings.tenant_id,
        "channelCount": len(found.channels),
        "memberCount": len(found.members),
    }


def channels(call: Call) -> Answer:
    """List a team's channels; General has no name, as Teams leaves it to the reader's language."""
    found, everything = _team(call), call.teams.tenant.conversations
    named = [everything[one] for one in found.channels]
    listed = [{"id": one.id, "name": None if one.id == found.id else one.name, "type": "standard"} for one in named]
    return FOUND, {"conversations": listed}


OPERATIONS: Mapping[str, Callable[[Call], Answer]] = {
    "create": create,
    "send": send,
    "reply": send,
    "update": update,
    "delete": delete,
    "pagedmembers": paged_members,
    "members": members,
    "member": member,
    "team": team,
    "channels": channels,
}


def _team(call: Call) -> Team:
    call.teams.limits.spend("read", call.path["team"])
    found = call.teams.tenant.teams.get(call.path["team"])
    if found is None:
        raise TeamsError(404, "TeamNotFound", "The team was not found.")
    if not found.installed:
        raise TeamsError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    return found


def _members(call: Call) -> list[Json]:
    where, _ = _conversation(call.teams, call.path["conversation"])
    call.teams.limits.spend("read", call.path["conversation"])
    return [call.teams.tenant.people[one].member() for one in where.members]


def _conversation(teams: Teams, name: str) -> tuple[Conversation, str]:
    place, root = split(name)
    where = teams.tenant.conversations.get(place)
    if where is None:
        raise TeamsError(404, "ConversationNotFound", "Conversation not found.")
    if not where.bot:
        raise TeamsError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    if root and root not in where.messages:
        raise TeamsError(404, "ActivityNotFoundInConversation", "The thread's first message was not found.")
    if where.kind == "personal":
        _check_open(teams.tenant.people[where.members[0]])
    return where, root


def _check_open(person: Person) -> None:
    if person.blocked:
        raise TeamsError(403, "MessageWritesBlocked", "The user has blocked the conversation with the bot.")
    if not person.installed:
        raise TeamsError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def _person(teams: Teams, name: str) -> Person:
    """Find somebody by MRI or object id: nothing else reaches a person."""
    for one in teams.tenant.people.values():
        if name in (one.id, one.object_id):
            _check_open(one)
            return one
    raise TeamsError(404, "UserNotFound", "The user was not found in the tenant.")


def _open_personal(teams: Teams, person: Person) -> Conversation:
    found = teams.tenant.personal(person)
    if found is None:
        found = Conversation(id=personal_id(person), kind="personal", members=[person.id])
        teams.tenant.conversations[found.id] = found
        teams.hub.tell("conversation", id=found.id)
    return found


def personal_id(person: Person) -> str:
    """Make the id of the chat between a person and the bot."""
    return f"a:1{person.id[4:]}"


def _created(teams: Teams, conversation: str, activity: str) -> Json:
    answer: Json = {"id": conversation, "serviceUrl": teams.settings.service_url}
    return {**answer, "activityId": activity} if activity else answer


def _tenant_of(body: Json) -> str | None:
    return ((body.get("channelData") or {}).get("tenant") or {}).get("id")


def _message(where: Conversation, name: str) -> Message:
    found = where.messages.get(name)
    if found is None or found.deleted:
        raise TeamsError(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    return found


def _own(teams: Teams, where: Conversation, name: str) -> Message:
    found = _message(where, name)
    if found.sender != teams.settings.bot_id:
        raise TeamsError(403, "Forbidden", "The bot may change its own messages only.")
    return found


def _post(teams: Teams, where: Conversation, root: str, activity: Json) -> list[Message]:
    check_activity(teams, where, activity)
    return [teams.put(where, sender=teams.settings.bot_id, activity=one, root=root) for one in parts(activity)]


def _told(posted: list[Message]) -> str:
    """Return the id that the bot is told: none where its activity became several messages."""
    return posted[0].id if len(posted) == 1 else ""


def _targeted(teams: Teams, where: Conversation, root: str, activity: Json) -> Message:
    person = str((activity.get("recipient") or {}).get("id") or "")
    if where.kind == "personal" or not person:
        raise TeamsError(400, "Bad argument", "A targeted message has a recipient, in a group.")
    if person not in where.members:
        raise TeamsError(404, "BotNotInConversationRoster", "The recipient is not in the conversation.")
    check_activity(teams, where, activity)
    return teams.put(where, sender=teams.settings.bot_id, activity=dict(activity), root=root, only_for=person)
