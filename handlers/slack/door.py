"""Where deliveries enter, from HTTP and from sockets alike: read against their shape, then handed to Bolt."""

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.slack.parse import Delivery, Kind, parse
from handlers.slack.shapes import Body
from handlers.slack.strict_json import ShapeError
from handlers.slack.workspace import Workspace
from workflows.kernel.answers import Reason, Refused

log = structlog.get_logger()

TAKEN, UNREADABLE = 200, 400


class Door:
    """The one way in. Nothing that is none of Slack's documented payloads gets as far as Bolt."""

    def __init__(self, app: AsyncApp, ours: Workspace, *, name_of: Callable[[str], str]) -> None:
        self._app = app
        self._ours = ours
        self._name_of = name_of

    async def deliver(self, body: Body) -> tuple[str, BoltResponse]:
        """Return the kind of the delivery and its answer: 400 for what is none of Slack's, 200 for what we ignore."""
        try:
            delivery = parse(body, self._ours, self._name_of)
        except ShapeError as error:
            log.warning("slack_delivery_unreadable", error=str(error))
            return "unreadable", BoltResponse(status=UNREADABLE, body="")
        if delivery is None:
            return "ignored", BoltResponse(status=TAKEN, body="")
        if isinstance(delivery.asked, Refused) and delivery.asked.reason is Reason.OTHER_WORKSPACE:
            log.warning("slack_outsider_refused", kind=delivery.kind.value, request_key=delivery.key)
        # Bolt takes a body that was parsed already in its socket mode only.
        request = AsyncBoltRequest(mode="socket_mode", body=self._for_bolt(delivery), context={"delivery": delivery})
        return delivery.kind.value, await self._app.async_dispatch(request)

    def _for_bolt(self, delivery: Delivery) -> dict[str, Any]:
        """Return what Bolt needs to know. It looks for ids all over a payload, and trips over values that are none."""
        if delivery.kind is Kind.CHALLENGE:
            return {"type": "url_verification", "challenge": delivery.key}
        return {"team_id": self._ours.team_id, "user_id": delivery.user}
