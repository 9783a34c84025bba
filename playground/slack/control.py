"""What a test or a page may do to this Slack besides acting as a person: furnish it, break things, look inside."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

import msgspec

from playground.slack.core import Slack, Token
from playground.slack.errors import SlackError
from playground.slack.faults import Fault
from playground.slack.furnishing import change_person, channel, found_person, group, person, remove_person
from playground.slack.people.acts import act
from playground.slack.people.views import shown, stack_of
from playground.slack.shapes import Json

SETTINGS = ("rate_limits", "validate_blocks", "events_url", "interactivity_url", "options_url", "commands_url")


def add_fault(slack: Slack, args: Json) -> Json:
    """Let something go wrong: the fields of a Fault, such as {kind: "lose", on: "chat.postMessage", times: 2}."""
    return {"fault": asdict(slack.faults.add(Fault(**args)))}


def clear_faults(slack: Slack, args: Json) -> Json:
    """Let everything go well again; with {seed} the dice begin again."""
    slack.faults.clear()
    if args.get("seed") is not None:
        slack.faults.reseed(int(args["seed"]))
    return {}


def faults(slack: Slack, _args: Json) -> Json:
    """List the faults that wait."""
    return {"faults": [asdict(one) for one in slack.faults.waiting]}


def advance(slack: Slack, args: Json) -> Json:
    """Let time pass here without waiting: {seconds}."""
    slack.clock.advance(float(args["seconds"]))
    return {"now": slack.clock.now()}


def settings(slack: Slack, args: Json) -> Json:
    """Change how strict this Slack is, or where requests go: any of SETTINGS."""
    for name, value in args.items():
        if name not in SETTINGS:
            raise SlackError("unknown_setting", message=f"{name!r} cannot be set; these can: {SETTINGS}")
        setattr(slack.settings, name, value)
    slack.limits.enabled = slack.settings.rate_limits
    return {name: getattr(slack.settings, name) for name in SETTINGS}


def token(slack: Slack, args: Json) -> Json:
    """Make or revoke a token: {token, kind?, user?, scopes?, revoked? (token_revoked, token_expired, ...)}."""
    text = str(args["token"])
    known = slack.tokens.get(text)
    scopes = args.get("scopes")
    slack.tokens[text] = Token(
        kind=str(args.get("kind") or (known.kind if known else "bot")),
        user=found_person(slack, str(args["user"])).id if args.get("user") else slack.workspace.bot_user,
        scopes=frozenset(scopes) if scopes is not None else (known.scopes if known else slack.manifest.bot_scopes),
        revoked=str(args.get("revoked") or ""),
    )
    return {}


def state(slack: Slack, _args: Json) -> Json:
    """Give everything that pages and drivers show, as one value."""
    space = slack.workspace
    return {
        "seq": slack.hub.seq,
        "team": {"id": space.id, "name": space.name, "domain": space.domain},
        "bot_user": space.bot_user,
        "people": [msgspec.to_builtins(one) for one in space.people.values()],
        "channels": [one.info() for one in space.channels.values()],
        "messages": {name: list(one.messages.values()) for name, one in space.channels.items()},
        "read": {name: dict(one.read) for name, one in space.channels.items()},
        "ephemerals": dict(space.ephemerals),
        "modals": {user: [shown(slack, view) for view in stack_of(slack, user)] for user in space.modals},
        "homes": {user: shown(slack, view) for user, view in space.homes.items()},
        "groups": [one.info() for one in space.groups.values()],
        "sockets": len(slack.delivery.sockets.open),
        "commands": list(slack.manifest.commands.values()),
        "shortcuts": list(slack.manifest.shortcuts.values()),
        "app": {
            "name": slack.manifest.bot_name,
            "home_tab": slack.manifest.home_tab,
            "read_only": slack.manifest.messages_read_only,
        },
    }


def wire(slack: Slack, args: Json) -> Json:
    """Give the wire log, from entry {after} on."""
    after = int(args.get("after") or 0)
    return {"entries": [one for one in slack.wire.entries if one["number"] > after]}


def addresses(slack: Slack, _args: Json) -> Json:
    """Give what an app needs to find and trust this Slack."""
    return {
        "url": slack.settings.base_url,
        "api_url": f"{slack.settings.base_url}/api/",
        "page_url": f"{slack.settings.base_url}/",
        "bot_token": slack.settings.bot_token,
        "app_token": slack.settings.app_token,
        "signing_secret": slack.settings.signing_secret,
        "team_id": slack.workspace.id,
        "bot_user": slack.workspace.bot_user,
        "app_id": slack.workspace.app_id,
    }


def save(slack: Slack, args: Json) -> Json:
    """Write the workspace to a file: {path}."""
    path = Path(str(args["path"]))
    draft = path.with_suffix(".part")
    draft.write_bytes(msgspec.json.encode(slack.workspace))
    draft.replace(path)
    return {}


async def do_act(slack: Slack, args: Json) -> Json:
    """Let a person act: {person, act, args}."""
    return await act(slack, str(args["person"]), str(args["act"]), args.get("args") or {})


async def disconnect(slack: Slack, args: Json) -> Json:
    """Ask sockets to leave: {reason? (refresh_requested), number? (all)}."""
    number = args.get("number")
    reason = str(args.get("reason") or "refresh_requested")
    return {"sockets": await slack.delivery.sockets.ask_to_leave(reason, int(number) if number is not None else None)}


async def drop_sockets(slack: Slack, args: Json) -> Json:
    """Cut sockets off without a word: {number? (all)}."""
    chosen = [one for one in slack.delivery.sockets.open if args.get("number") in (None, one.number)]
    for one in chosen:
        slack.delivery.sockets.cut(one)
    return {"sockets": len(chosen)}


async def ping(slack: Slack, _args: Json) -> Json:
    """Send a ping over every socket."""
    for one in slack.delivery.sockets.open:
        await one.ws.ping()
    return {"sockets": len(slack.delivery.sockets.open)}


async def verify_url(slack: Slack, args: Json) -> Json:
    """Ask the events address to echo a challenge: {url? (events_url)}."""
    return {"verified": await slack.delivery.verify(str(args.get("url") or slack.settings.events_url))}


SYNC: dict[str, Callable[[Slack, Json], Json]] = {
    "addresses": addresses,
    "advance": advance,
    "change_person": change_person,
    "channel": channel,
    "clear_faults": clear_faults,
    "fault": add_fault,
    "faults": faults,
    "group": group,
    "person": person,
    "remove_person": remove_person,
    "save": save,
    "settings": settings,
    "state": state,
    "token": token,
    "wire": wire,
}
ASYNC: dict[str, Callable[[Slack, Json], Awaitable[Json]]] = {
    "act": do_act,
    "disconnect": disconnect,
    "drop_sockets": drop_sockets,
    "ping": ping,
    "verify_url": verify_url,
}


async def control(slack: Slack, name: str, args: Json) -> Json:
    """Do one of these by name; SlackError unknown_control. The answer carries the number of the last change."""
    if name in SYNC:
        answer = SYNC[name](slack, args)
    elif name in ASYNC:
        answer = await ASYNC[name](slack, args)
    else:
        raise SlackError("unknown_control", message=f"There is no {name!r}; there are {sorted([*SYNC, *ASYNC])}.")
    return {"seq": slack.hub.seq, **answer}
