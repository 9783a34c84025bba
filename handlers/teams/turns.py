"""One activity from the door to its answer: read, remembered where it came from, and listened to."""

from collections.abc import Callable

import structlog

from handlers.teams.conversations import Conversations, references
from handlers.teams.deliveries import Kind
from handlers.teams.listeners import Listeners
from handlers.teams.parse import UnreadableError, parse
from handlers.teams.values import Json, Reply, Tenant

log = structlog.get_logger()

UNREADABLE = 400


class Turns:
    """A Turn (handlers.teams.adapter) for one tenant."""

    def __init__(
        self, listeners: Listeners, ours: Tenant, *, name_of: Callable[[str], str], conversations: Conversations
    ) -> None:
        self._listeners = listeners
        self._ours = ours
        self._name_of = name_of
        self._conversations = conversations

    async def __call__(self, activity: Json) -> Reply:
        """Return the answer to an activity whose token was checked: 400 for what is in no shape of Teams'."""
        try:
            delivery = parse(activity, self._ours, self._name_of)
        except UnreadableError as error:
            log.warning("teams_activity_unreadable", error=str(error))
            return Reply(status=UNREADABLE)
        if delivery.stranger:
            log.warning("teams_outsider_refused", kind=delivery.kind.value, request_key=delivery.key)
        else:
            seen = references(activity, self._ours, seen=self._conversations.epoch)
            self._conversations.saw(*seen)
        if delivery.kind is Kind.UNKNOWN:
            log.info("teams_invoke_unknown", request_key=delivery.key)
        return await self._listeners.answer(delivery)
