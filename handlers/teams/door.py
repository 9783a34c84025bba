"""Where Teams' activities enter: the token first, then the body, then the turn that answers it."""

from collections.abc import Mapping

import msgspec
import structlog

from handlers.teams.adapter import TeamsAdapter, Turn
from handlers.teams.auth import BotAuth, RefusedTokenError
from handlers.teams.values import Json, Reply

log = structlog.get_logger()

UNREADABLE, STRANGER = Reply(status=400), Reply(status=401)
_KINDS = frozenset(
    {"message", "invoke", "conversationUpdate", "installationUpdate", "messageReaction", "event", "typing"}
)
_ANY = msgspec.json.Decoder()


class Door:
    """The one way in for Teams. Nothing is read of a request whose token is not Teams'."""

    def __init__(self, auth: BotAuth, turn: Turn) -> None:
        self._auth = auth
        self._adapter = TeamsAdapter(auth, turn)

    async def answer(self, raw: bytes, authorization: str, content_type: str) -> Reply:
        """Return the answer to a request: 401 for what is not Teams' own, 400 for what is no activity."""
        _, reply = await self.deliver(raw, authorization, content_type)
        return reply

    async def deliver(self, raw: bytes, authorization: str, content_type: str) -> tuple[str, Reply]:
        """Return the kind of the request, for whoever counts, and its answer."""
        try:
            await self._auth.verify(authorization)
            activity = _activity(raw) if content_type == "application/json" else None
            if activity is None:
                return "unreadable", UNREADABLE
            return _kind(activity), await self._adapter.process(activity, authorization)
        except RefusedTokenError as error:
            log.warning("teams_request_refused", error=str(error))
            return "unsigned", STRANGER


def _activity(raw: bytes) -> Json | None:
    """Return an activity; None for what is no JSON object with a type."""
    try:
        activity = _ANY.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str) or not activity["type"]:
        return None
    return activity


def _kind(activity: Mapping[str, object]) -> str:
    """Return a kind out of a short list: the numbers of the process do not grow with what is sent."""
    kind = activity["type"]
    return str(kind) if kind in _KINDS else "other"
