"""Opens and changes a person's views. A trigger lives three seconds, so a view opens before anything is read."""

import asyncio
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from handlers.slack.parse import Delivery
from handlers.slack.poster import Api

Json = dict[str, Any]

log = structlog.get_logger()

LONGEST_OPEN_SECONDS = 2.3
"""Of the three seconds in which Slack wants its acknowledgement."""
_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Windows:
    """The views of one workspace."""

    def __init__(self, client: Api) -> None:
        self._client = client

    async def open(self, delivery: Delivery, view: Json) -> str | None:
        """Open a view, above the one that a button was pressed in; return its id, or None where Slack refused."""
        if not delivery.trigger_id:
            return None
        method = "views.push" if in_modal(delivery) else "views.open"
        try:
            async with asyncio.timeout(LONGEST_OPEN_SECONDS):
                answer = await self._client.api_call(method, json={"trigger_id": delivery.trigger_id, "view": view})
        except _FAILURES as error:
            log.warning("slack_view_not_opened", request_key=delivery.key, error=_code(error))
            return None
        return str(answer.get("view", {}).get("id"))

    async def change(self, view_id: str, view: Json, *, key: str) -> None:
        """Put another view in a view's place; a person who closed it meanwhile has no need of it."""
        try:
            await self._client.api_call("views.update", json={"view_id": view_id, "view": view})
        except _FAILURES as error:
            log.warning("slack_view_not_changed", request_key=key, error=_code(error))

    async def publish(self, user: str, view: Json, *, key: str) -> None:
        """Show a person's Home."""
        try:
            await self._client.api_call("views.publish", json={"user_id": user, "view": view})
        except _FAILURES as error:
            log.warning("slack_home_not_shown", request_key=key, error=_code(error))


def in_modal(delivery: Delivery) -> bool:
    """Return whether the person is in one of our modals."""
    return delivery.view is not None and delivery.view.type == "modal"


def _code(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
