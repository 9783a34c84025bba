"""The e-mail address that Slack itself has for a member; guests, bots and people of other workspaces have none here."""

from typing import Any

from handlers.slack.poster import Api

_OUTSIDE = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")


async def email_of(client: Api, user: str) -> str:
    """Return a member's address, empty for everybody else. Raises what the client raises."""
    answer = await client.api_call("users.info", http_verb="GET", params={"user": user})
    told: dict[str, Any] = answer.get("user") or {}
    confirmed = told.get("is_email_confirmed", True)
    if not confirmed or any(told.get(mark) for mark in _OUTSIDE):
        return ""
    return str((told.get("profile") or {}).get("email") or "")
