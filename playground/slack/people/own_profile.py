"""What people say of themselves: their name, title, time zone and status."""

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import msgspec

from playground.slack.errors import SlackError
from playground.slack.events import about_person
from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack

OWN = ("real_name", "title", "time_zone", "status", "status_emoji")


async def profile(slack: "Slack", person: Person, args: Json) -> Json:
    """Change one's own profile: {any of OWN}; the app hears user_change."""
    unknown = sorted(set(args) - set(OWN))
    if unknown:
        raise SlackError("impossible", message=f"People cannot change {unknown} themselves; they can change {OWN}.")
    altered(slack, person, {name: str(value) for name, value in args.items()})
    return {}


def altered(slack: "Slack", person: Person, changes: Json, *, announce: bool = True) -> None:
    """Change somebody, and tell who looks and, with `announce`, the app; SlackError for a time zone that is none."""
    zone = changes.get("time_zone", person.time_zone)
    if zone not in available_timezones():
        raise SlackError("invalid_time_zone", message=f"{zone!r} is no time zone; one is Europe/Paris.")
    for name, value in changes.items():
        setattr(person, name, value)
    person.updated = slack.clock.now()
    slack.hub.tell("person", person=msgspec.to_builtins(person))
    if announce:
        about_person(slack, "user_change", person)
