"""Furnishing a workspace: bringing people, channels and user groups in, and changing them as an administrator would."""

import re

import msgspec

from playground.slack.core import SLACKBOT, Slack
from playground.slack.errors import SlackError
from playground.slack.events import about_member, about_person
from playground.slack.people.own_profile import altered
from playground.slack.people.talk import put_channel
from playground.slack.shapes import Json
from playground.slack.state import Channel, Group, Person

CHANGEABLE = ("real_name", "email", "title", "time_zone", "is_admin", "is_guest", "deleted")


def named_id(prefix: str, name: str) -> str:
    """Make the id of somebody or something called so, the same every time: alice is U00000ALICE."""
    letters = re.sub(r"[^A-Z0-9]", "", name.upper())[-10:]
    return prefix + letters.rjust(10, "0")


def person(slack: Slack, args: Json) -> Json:
    """Bring somebody in: {name, real_name?, email?, time_zone?, title?, id?, is_guest?, is_admin?, announce?}.

    The app hears team_join and member_joined_channel only with `announce`, so that furnishing a test is silent.
    """
    space, name = slack.workspace, str(args["name"])
    found = space.person_named(name)
    if found is None:
        known = {key: args[key] for key in ("email", "time_zone", "title", "is_guest", "is_admin") if args.get(key)}
        found = Person(
            id=str(args.get("id") or named_id("U", name)),
            name=name,
            real_name=str(args.get("real_name") or name.replace(".", " ").title()),
            team_id=space.id,
            **known,
        )
        if found.id in space.people:
            found.id = space.new_id("U")
        found.email = found.email or f"{name}@example.com"
        space.people[found.id] = found
        slack.hub.tell("person", person=msgspec.to_builtins(found))
        if args.get("announce"):
            about_person(slack, "team_join", found)
    general = next((one for one in space.channels.values() if one.general), None)
    if general is not None and not found.is_guest:
        _enter(slack, general, found.id, args)
    return {"id": found.id}


def change_person(slack: Slack, args: Json) -> Json:
    """Change what is known of somebody, as an administrator would: {person, any of CHANGEABLE}; the app hears of it."""
    found = found_person(slack, str(args["person"]))
    changes = {name: value for name, value in args.items() if name != "person"}
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise SlackError("unknown_field", message=f"{unknown} cannot be changed; these can: {CHANGEABLE}")
    altered(slack, found, changes)
    return {}


def remove_person(slack: Slack, args: Json) -> Json:
    """Deactivate somebody: {person, announce?}; the app hears user_change with `announce`."""
    found = found_person(slack, str(args["person"]))
    altered(slack, found, {"deleted": True}, announce=bool(args.get("announce")))
    return {}


def group(slack: Slack, args: Json) -> Json:
    """Make a user group: {name, handle? (made of the name), users?, id?}, or say anew who is in it."""
    space, name = slack.workspace, str(args["name"])
    users = [found_person(slack, str(one)).id for one in args.get("users") or ()]
    found = space.group_named(name)
    if found is None:
        handle = str(args.get("handle") or re.sub(r"[^a-z0-9]+", "-", name.lower()))
        found = Group(id=str(args.get("id") or named_id("S", name)), name=name, handle=handle)
        space.groups[found.id] = found
    if args.get("users") is not None:
        found.users = users
    slack.hub.tell("group", group=found.info())
    return {"id": found.id}


def channel(slack: Slack, args: Json) -> Json:
    """Make a channel: {name, private?, members? (everybody), bot? (true), id?, topic?, general?, announce?}."""
    space, name = slack.workspace, str(args["name"])
    found = space.channel_named(name)
    wanted = args.get("members")
    everybody = [one.id for one in space.people.values() if not one.is_bot and one.id != SLACKBOT]
    members = everybody if wanted is None else [found_person(slack, str(one)).id for one in wanted]
    if found is None:
        creator = members[0] if members else SLACKBOT
        channel_id = str(args.get("id") or named_id("C", name))
        if channel_id in space.channels:
            channel_id = space.new_id("C")
        found = put_channel(slack, name=name, private=bool(args.get("private")), creator=creator, channel_id=channel_id)
        found.topic, found.general = str(args.get("topic") or ""), bool(args.get("general"))
        if creator == SLACKBOT:
            found.members.clear()
    if args.get("bot", True):
        _enter(slack, found, space.bot_user, args)
    for one in members:
        _enter(slack, found, one, args)
    slack.hub.tell("channel", channel=found.info())
    return {"id": found.id}


def _enter(slack: Slack, where: Channel, user: str, args: Json) -> None:
    if user in where.members:
        return
    where.members.append(user)
    slack.hub.tell("channel", channel=where.info())
    if args.get("announce"):
        about_member(slack, where, user=user, joined=True)


def found_person(slack: Slack, name: str) -> Person:
    """Find somebody by id, handle or real name; SlackError user_not_found."""
    found = slack.workspace.person_named(name)
    if found is None:
        raise SlackError("user_not_found", message=f"Nobody here is called {name!r}.")
    return found
