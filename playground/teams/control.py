"""What a test may do to this Teams besides acting as a person: furnish it, break things, look inside."""

from collections.abc import Callable
from dataclasses import asdict

import msgspec
from aiohttp import web

from playground.slack.clock import wall
from playground.slack.faults import Fault
from playground.slack.shapes import Json
from playground.teams.connector import personal_id
from playground.teams.errors import TeamsError
from playground.teams.service import Teams
from playground.teams.state import Conversation, Person, Team, named_guid, named_hash
from playground.teams.web import TEAMS

SETTINGS = ("rate_limits", "validate_cards", "bot_url", "invoke_seconds", "message_seconds", "permissions")
_TAIL = "@thread.tacv2"


def person(teams: Teams, args: Json) -> Json:
    """Bring somebody in: {key, name?, email?, guest?, installed? (true)}; with the app installed they have its chat."""
    key = str(args["key"])
    found = teams.tenant.person(key)
    if found is None:
        found = Person(
            id=f"29:1{named_hash('person', key)}",
            object_id=str(args.get("object_id") or named_guid("person", key)),
            name=str(args.get("name") or key.replace(".", " ").title()),
            email=str(args.get("email") or f"{key}@example.com"),
            key=key,
            tenant_id=teams.settings.tenant_id,
            guest=bool(args.get("guest")),
            installed=bool(args.get("installed", True)),
        )
        teams.tenant.people[found.id] = found
        if found.installed:
            chat = Conversation(id=personal_id(found), kind="personal", members=[found.id])
            teams.tenant.conversations[chat.id] = chat
        teams.hub.tell("person", id=found.id)
    return {"id": found.id, "object_id": found.object_id, "conversation": personal_id(found)}


def alter_person(teams: Teams, args: Json) -> Json:
    """Change somebody: {person, installed?, blocked?, name?}."""
    found = known_person(teams, str(args["person"]))
    for name in ("installed", "blocked", "name"):
        if name in args:
            setattr(found, name, args[name])
    return {}


def team(teams: Teams, args: Json) -> Json:
    """Make a team with its General channel: {name, members? (everybody), installed? (true)}."""
    name = str(args["name"])
    found = next((one for one in teams.tenant.teams.values() if one.name == name), None)
    if found is None:
        wanted = args.get("members")
        everybody = list(teams.tenant.people)
        members = everybody if wanted is None else [known_person(teams, str(one)).id for one in wanted]
        found = Team(
            id=f"19:{named_hash('team', name)}{_TAIL}",
            name=name,
            group_id=named_guid("team", name),
            members=members,
            installed=bool(args.get("installed", True)),
        )
        teams.tenant.teams[found.id] = found
        _add_channel(teams, found, found.id, "General")
    return {"id": found.id, "group_id": found.group_id}


def channel(teams: Teams, args: Json) -> Json:
    """Make a channel: {name, team? (the first)}; who is in the team is in the channel."""
    name = str(args["name"])
    wanted = str(args.get("team") or next(iter(teams.tenant.teams.values())).name)
    home = next(one for one in teams.tenant.teams.values() if wanted in (one.id, one.name))
    channel_id = f"19:{named_hash('channel', home.name, name)}{_TAIL}"
    if channel_id not in teams.tenant.conversations:
        _add_channel(teams, home, channel_id, name)
    return {"id": channel_id}


def _add_channel(teams: Teams, home: Team, channel_id: str, name: str) -> None:
    home.channels.append(channel_id)
    teams.tenant.conversations[channel_id] = Conversation(
        id=channel_id, kind="channel", name=name, team=home.id, members=home.members, bot=home.installed
    )
    teams.hub.tell("conversation", id=channel_id)


def known_person(teams: Teams, name: str) -> Person:
    """Find somebody by any of their names; TeamsError when nobody is called so."""
    found = teams.tenant.person(name)
    if found is None:
        raise TeamsError(400, "Impossible", f"Nobody here is called {name!r}.")
    return found


def add_fault(teams: Teams, args: Json) -> Json:
    """Let something go wrong: the fields of a Fault (playground/slack/faults.py).

    `on` a connector operation, filesFolder, putFile, token, openid or keys, or an activity's type or name; `channel` is
    the id of a conversation.
    """
    return {"fault": asdict(teams.faults.add(Fault(**args)))}


def clear_faults(teams: Teams, args: Json) -> Json:
    """Let everything go well again; with {seed} the dice begin again."""
    teams.faults.clear()
    if args.get("seed") is not None:
        teams.faults.reseed(int(args["seed"]))
    return {}


def advance(teams: Teams, args: Json) -> Json:
    """Let time pass here without waiting: {seconds}."""
    teams.clock.advance(float(args["seconds"]))
    return {"now": teams.clock.now()}


def settings(teams: Teams, args: Json) -> Json:
    """Change how strict this Teams is, or where the bot is: any of SETTINGS."""
    for name, value in args.items():
        if name not in SETTINGS:
            raise TeamsError(400, "Impossible", f"{name!r} cannot be set; these can: {SETTINGS}")
        setattr(teams.settings, name, value)
    teams.limits.enabled = teams.settings.rate_limits
    return {name: getattr(teams.settings, name) for name in SETTINGS}


def rotate(teams: Teams, args: Json) -> Json:
    """Begin to sign with a new key: {retire?, endorsements?}."""
    given = args.get("endorsements")
    named = tuple(given) if given is not None else None
    return {"kid": teams.keys.rotate(endorsements=named, retire=bool(args.get("retire"))).kid}


def sign(teams: Teams, args: Json) -> Json:
    """Give the header with which this Teams' own requests come, for a bench; with {count} so many different ones."""
    address = teams.settings.service_url
    claims = teams.delivery.claims(service_url=address, now=wall())
    signed = (teams.keys.newest.sign({**claims, "number": number}) for number in range(int(args.get("count") or 0)))
    token = teams.delivery.token({"serviceUrl": address})
    return {"authorization": f"Bearer {token}", "authorizations": [f"Bearer {one}" for one in signed]}


def messages(teams: Teams, args: Json) -> Json:
    """Give the messages of a conversation: {conversation}."""
    where = teams.tenant.conversations[str(args["conversation"])]
    return {"messages": [asdict(one) for one in where.messages.values()]}


def wire(teams: Teams, args: Json) -> Json:
    """Give the wire log, from entry {after} on."""
    after = int(args.get("after") or 0)
    return {"entries": [one for one in teams.wire.entries if one["number"] > after], "sent": teams.delivery.sent}


def addresses(teams: Teams, _args: Json) -> Json:
    """Give what a bot needs to find and trust this Teams."""
    given = teams.settings
    return {
        "url": given.base_url,
        "app_id": given.app_id,
        "app_secret": given.app_secret,
        "tenant_id": given.tenant_id,
        "service_url": given.service_url,
        "openid_url": f"{given.base_url}/v1/.well-known/openidconfiguration",
        "login_url": f"{given.base_url}/login/",
        "graph_url": f"{given.base_url}/graph",
        "service_hosts": given.base_url.partition("//")[2].partition(":")[0],
        "bot_id": given.bot_id,
    }


CONTROLS: dict[str, Callable[[Teams, Json], Json]] = {
    "addresses": addresses,
    "advance": advance,
    "alter_person": alter_person,
    "channel": channel,
    "clear_faults": clear_faults,
    "fault": add_fault,
    "messages": messages,
    "person": person,
    "rotate": rotate,
    "settings": settings,
    "sign": sign,
    "team": team,
    "wire": wire,
}


def control(teams: Teams, name: str, args: Json) -> Json:
    """Do one of these by name; TeamsError when there is none of that name."""
    if name not in CONTROLS:
        raise TeamsError(400, "Impossible", f"There is no {name!r}; there are {sorted(CONTROLS)}.")
    return CONTROLS[name](teams, args)


async def controlled(request: web.Request) -> web.Response:
    """Do what a test asks: POST /_control/NAME with a JSON object."""
    raw = await request.read()
    status = 200
    try:
        args = msgspec.json.decode(raw) if raw else {}
        answer = {"ok": True, **control(request.app[TEAMS], request.match_info["name"], args)}
    except TeamsError as error:
        status, answer = error.status, {"ok": False, **error.answer()}
    except (KeyError, TypeError, ValueError) as error:
        status, answer = 400, {"ok": False, "error": {"code": "BadArguments", "message": repr(error)}}
    return web.Response(body=msgspec.json.encode(answer), status=status, content_type="application/json")


def routes(app: web.Application) -> None:
    """Add these addresses to a web application."""
    app.router.add_route("*", "/_control/{name}", controlled)
