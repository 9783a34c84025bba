"""People as the Web API and events show them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playground.slack.shapes import Json
from playground.slack.state import Person

if TYPE_CHECKING:
    from playground.slack.core import Slack


def described(slack: "Slack", person: Person, scopes: frozenset[str]) -> Json:
    """Describe a person to who has these scopes; the e-mail address needs one of its own."""
    return {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": person.time_zone,
        "tz_label": person.time_zone,
        "tz_offset": _offset(slack.clock.now(), person.time_zone),
        "profile": _profile(person, scopes),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(person.updated),
    }


def _profile(person: Person, scopes: frozenset[str]) -> Json:
    found: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "first_name": person.real_name.partition(" ")[0],
        "last_name": person.real_name.partition(" ")[2],
        "status_text": person.status,
        "status_emoji": person.status_emoji,
        "status_expiration": 0,
        "image_48": "",
        "image_72": "",
        "team": person.team_id,
    }
    if person.email and "users:read.email" in scopes:
        found["email"] = person.email
    if person.is_bot:
        found |= {"bot_id": person.bot_id, "api_app_id": person.app_id}
    return found


def _offset(now: float, zone: str) -> int:
    offset = datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
