"""Short permissions that Slack hands out with an interaction: trigger ids and response URLs."""

import secrets
from dataclasses import dataclass

from playground.slack.clock import Clock
from playground.slack.errors import SlackError
from playground.slack.shapes import Json

RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
KEEP = 2_000


@dataclass(kw_only=True)
class Trigger:
    """Leave to open one view for one person, within a few seconds and once.

    view: the modal in which the person acted; only from there can another one be pushed.
    """

    user: str
    made: float
    channel: str = ""
    view: str = ""
    used: bool = False


@dataclass(kw_only=True)
class ResponseUrl:
    """Leave to answer an interaction: five times within half an hour."""

    user: str
    channel: str
    made: float
    message: Json | None = None
    thread_ts: str | None = None
    uses: int = 0


class Permissions:
    """Hands them out and takes them back; the oldest are forgotten first. A trigger lives for so many seconds."""

    def __init__(self, clock: Clock, *, trigger_seconds: float) -> None:
        self._clock = clock
        self._trigger_seconds = trigger_seconds
        self._count = 0
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, *, channel: str = "", view: str = "") -> str:
        """Make a trigger_id; `channel` is where the person was, `view` the modal in which they acted."""
        self._count += 1
        key = f"{self._count}.{int(self._clock.now())}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(user=user, made=self._clock.now(), channel=channel, view=view)
        if len(self._triggers) > KEEP:
            del self._triggers[next(iter(self._triggers))]
        return key

    def exchange(self, key: str) -> Trigger:
        """Use a trigger_id up; SlackError if it is unknown, too old or used."""
        trigger = self._triggers.get(key)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.made > self._trigger_seconds:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(self, given: ResponseUrl) -> str:
        """Make the secret end of a response_url."""
        key = secrets.token_urlsafe(18)
        self._responses[key] = given
        if len(self._responses) > KEEP:
            del self._responses[next(iter(self._responses))]
        return key

    def respond(self, key: str) -> ResponseUrl:
        """Use a response_url once; SlackError if it is unknown, too old or used up."""
        given = self._responses.get(key)
        if given is None or self._clock.now() - given.made > RESPONSE_SECONDS or given.uses >= RESPONSE_USES:
            raise SlackError("used_url" if given is not None and given.uses >= RESPONSE_USES else "expired_url")
        given.uses += 1
        return given
