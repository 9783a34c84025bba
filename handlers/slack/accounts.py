"""What Slack itself says of an account: a member's e-mail address, and whether it is a member's at all."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.slack.poster import Api
from handlers.slack.verdicts import code_of
from workflows.kernel.people import BOT, GONE, GUEST, MEMBER, STRANGER

_NOBODY = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


async def email_of(client: Api, user: str) -> str:
    """Return a member's address, empty for everybody else. Raises what the client raises."""
    answer = await client.api_call("users.info", http_verb="GET", params={"user": user})
    told: dict[str, Any] = answer.get("user") or {}
    confirmed = told.get("is_email_confirmed", True)
    if not confirmed or standing_of(told, str(told.get("team_id", ""))) != MEMBER:
        return ""
    return str((told.get("profile") or {}).get("email") or "")


def standing_of(told: Mapping[str, Any], team_id: str) -> str:
    """Return whose account this is, as users.info and user_change tell it: a member's, a guest's, a bot's, ...

    Guests are of one channel or of several (is_ultra_restricted, is_restricted); strangers are of another workspace,
    met in a shared channel. An Enterprise organisation's people may be of any of its workspaces.
    """
    if told.get("deleted"):
        return GONE
    if told.get("is_bot") or told.get("id") == "USLACKBOT":
        return BOT
    if told.get("is_restricted") or told.get("is_ultra_restricted"):
        return GUEST
    elsewhere = told.get("team_id", team_id) != team_id and "enterprise_user" not in told
    return STRANGER if told.get("is_stranger") or elsewhere else MEMBER


async def look_at(client: Api, user: str, *, team_id: str) -> str | None:
    """Ask Slack whose account this is; None when it cannot be known now."""
    try:
        answer = await client.api_call("users.info", http_verb="GET", params={"user": user})
    except SlackApiError as error:
        return GONE if code_of(error) in _NOBODY else None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
    told = answer.get("user")
    return standing_of(told, team_id) if isinstance(told, dict) else None
