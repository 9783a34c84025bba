"""The app's Home as a person opens it."""

from typing import TYPE_CHECKING

from playground.slack.people.talk import direct_with
from playground.slack.people.views import shown
from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack


async def open_home(slack: "Slack", person: Person, args: Json) -> Json:
    """Open the app's Home, or with {tab: "messages"} its direct message; the app hears app_home_opened."""
    tab = str(args.get("tab") or "home")
    channel = direct_with(slack, person, {slack.workspace.bot_user})
    view = slack.workspace.homes.get(person.id)
    if "app_home_opened" in slack.manifest.events:
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": slack.workspace.new_ts(slack.clock.now()),
        }
        if view is not None and tab == "home":
            event["view"] = shown(slack, view)
        slack.delivery.emit(event)
    return {"channel": channel.id, "view": shown(slack, view) if view is not None else None}
