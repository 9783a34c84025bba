"""Says things in Teams beside the answer of an activity: where something was asked, or to a person alone."""

import asyncio
from typing import Any, Protocol

import aiohttp
import structlog

from handlers.teams.connector import ConnectorError
from handlers.teams.deliveries import Delivery
from handlers.teams.files import Files
from handlers.teams.values import PLATFORM
from handlers.teams.verdicts import refusal
from workflows.kernel.cards import Card
from workflows.kernel.posts import NotSent, Outgoing, Post, Sent, Verdict

Json = dict[str, Any]

log = structlog.get_logger()

LONGEST_WAIT_SECONDS = 5.0
"""A person waits no longer than that for an answer; they ask again."""

_FAILURES = (ConnectorError, aiohttp.ClientError, TimeoutError, OSError)


class Sends(Protocol):
    """What is needed of handlers.teams.connector."""

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity and return its id."""
        ...

    async def whisper(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity that only its recipient sees."""
        ...

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Put another activity in the place of one."""
        ...


class Delivers(Protocol):
    """What is needed of handlers.teams.poster."""

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Send it once."""
        ...


class Replies:
    """Answers that follow an activity. One that is lost is asked for again by the person.

    `whispers` says that the company has switched on the preview of messages that one person sees in a channel.
    """

    def __init__(
        self, connector: Sends, poster: Delivers, files: Files | None = None, *, whispers: bool = False
    ) -> None:
        self._connector = connector
        self._poster = poster
        self._files = files
        self._whispers = whispers

    async def here(self, delivery: Delivery, activity: Json) -> bool:
        """Post where something was asked, in the thread that it was asked in; return whether Teams took it."""
        try:
            await self._send(delivery, _to(delivery, activity))
        except _FAILURES as error:
            log.warning("teams_reply_lost", request_key=delivery.key, error=repr(error))
            return False
        return True

    async def instead(self, delivery: Delivery, message: str, activity: Json) -> bool:
        """Put an activity in the place of a message of the conversation; return whether Teams took it."""
        try:
            await self._connector.update(delivery.service_url, delivery.conversation, message, activity)
        except _FAILURES as error:
            log.warning("teams_home_not_shown", request_key=delivery.key, error=repr(error))
            return False
        return True

    async def _send(self, delivery: Delivery, activity: Json) -> None:
        """Post it; what Teams certainly did not take, because of too much at once, is posted once more."""
        try:
            await self._connector.send(delivery.service_url, delivery.conversation, activity)
        except ConnectorError as error:
            verdict = refusal(error)
            if not isinstance(verdict, NotSent) or verdict.hold or verdict.retry_after_seconds > LONGEST_WAIT_SECONDS:
                raise
            await asyncio.sleep(verdict.retry_after_seconds)
            await self._connector.send(delivery.service_url, delivery.conversation, activity)

    async def whisper(self, delivery: Delivery, activity: Json) -> bool:
        """Post where something was asked so that only the person sees it; return whether Teams took it."""
        if not self._whispers or delivery.personal or not delivery.mri:
            return False
        told = {**_to(delivery, activity), "recipient": {"id": delivery.mri, "isTargeted": True}}
        try:
            await self._connector.whisper(delivery.service_url, delivery.conversation, told)
        except _FAILURES as error:
            log.info("teams_whisper_refused", request_key=delivery.key, error=repr(error))
            return False
        return True

    async def privately(self, delivery: Delivery, card: Card) -> bool:
        """Post in the chat that the person has with the bot, which is opened where it can be."""
        lane = f"{PLATFORM}:{delivery.user}"
        verdict = await self._poster.deliver(Outgoing(id=delivery.key, lane=lane, payload=Post(card=card)))
        if not isinstance(verdict, Sent):
            log.warning("teams_reply_lost", request_key=delivery.key, error=verdict.error)
        return isinstance(verdict, Sent)

    async def file(self, delivery: Delivery) -> bool:
        """Put a file into the folder that the person said yes to, and lead them there; return whether it worked."""
        if self._files is None:
            return False
        put = await self._files.put(delivery)
        return put is not None and await self.here(delivery, put)


def _to(delivery: Delivery, activity: Json) -> Json:
    """Return an activity as the answer to what was written (`replyToId` of the Bot Framework's activities)."""
    return {**activity, "replyToId": delivery.message} if delivery.message else activity
