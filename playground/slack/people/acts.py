"""Everything a person can do, by name: the table that drivers, the page and the control address share."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from playground.slack.errors import SlackError
from playground.slack.people import commands, home, interactions, modals, own_profile, shortcuts, talk
from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack

Act = Callable[["Slack", Person, Json], Awaitable[Json]]

ACTS: dict[str, Act] = {
    "post": talk.post,
    "edit": talk.edit,
    "delete": talk.delete,
    "react": talk.react,
    "read": talk.read,
    "upload": talk.upload,
    "open_dm": talk.open_dm,
    "join": talk.join,
    "leave": talk.leave,
    "invite": talk.invite,
    "create_channel": talk.create_channel,
    "dismiss": talk.dismiss,
    "command": commands.command,
    "click": interactions.click,
    "options": interactions.options,
    "submit": modals.submit,
    "close": modals.close,
    "shortcut": shortcuts.everywhere,
    "message_shortcut": shortcuts.on_message,
    "open_home": home.open_home,
    "profile": own_profile.profile,
}


async def act(slack: "Slack", person: str, name: str, args: Json) -> Json:
    """Let somebody do something; SlackError if nobody could do that in Slack.

    The answer has `ok`, and `failure` {error, text} when the app did not take it in time and the person sees so.
    """
    who = slack.workspace.person_named(person)
    if who is None or who.deleted:
        raise SlackError("user_not_found", message=f"Nobody here is called {person!r}.")
    if name not in ACTS:
        raise SlackError("unknown_act", message=f"People cannot {name!r}; they can {sorted(ACTS)}.")
    told = {key: value for key, value in args.items() if key != "content"}
    slack.wire.note("in", "act", name, person=who.id, args=told)
    return {"ok": True, **await ACTS[name](slack, who, args)}
