"""Calls people in messages as far as Teams lets it: a mention of somebody who is not there refuses all of it."""

from typing import Any, Protocol

import msgspec
import structlog

from handlers.teams.connector import ConnectorError, Made

Json = dict[str, Any]

BAD_REQUEST = 400

log = structlog.get_logger()


class Connects(Protocol):
    """What is needed of handlers.teams.connector."""

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity and return its id."""
        ...

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Replace an activity."""
        ...

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take an activity away."""
        ...

    async def create_conversation(self, service_url: str, body: Json) -> Made:
        """Open a chat, or begin a thread."""
        ...

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """Return one member of a conversation."""
        ...


class Calling:
    """A connector for the poster. What was refused was certainly not posted, so it is posted once more, by names."""

    def __init__(self, connector: Connects) -> None:
        self._connector = connector

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Post an activity and return its id."""
        try:
            return await self._connector.send(service_url, conversation, activity)
        except ConnectorError as error:
            named = _only_named(activity, error)
            if named is None:
                raise
        return await self._connector.send(service_url, conversation, named)

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Replace an activity."""
        try:
            return await self._connector.update(service_url, conversation, activity_id, activity)
        except ConnectorError as error:
            named = _only_named(activity, error)
            if named is None:
                raise
        return await self._connector.update(service_url, conversation, activity_id, named)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take an activity away."""
        await self._connector.delete(service_url, conversation, activity_id)

    async def create_conversation(self, service_url: str, body: Json) -> Made:
        """Open a chat, or begin a thread."""
        try:
            return await self._connector.create_conversation(service_url, body)
        except ConnectorError as error:
            named = _only_named(body.get("activity") or {}, error)
            if named is None:
                raise
        return await self._connector.create_conversation(service_url, {**body, "activity": named})

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """Return one member of a conversation."""
        return await self._connector.member(service_url, conversation, user)


def uncalled(activity: Json) -> Json | None:
    """Return an activity that names whom it called, None where it called nobody."""
    called = False
    attachments = []
    for attachment in activity.get("attachments") or ():
        card = attachment.get("content") or {}
        entities = (card.get("msteams") or {}).get("entities") or ()
        called = called or bool(entities)
        attachments.append({**attachment, "content": _named(card, entities)} if entities else attachment)
    return {**activity, "attachments": attachments} if called else None


def _only_named(activity: Json, error: ConnectorError) -> Json | None:
    named = uncalled(activity) if error.status == BAD_REQUEST else None
    if named is not None:
        log.warning("teams_mention_refused", code=error.code)
    return named


def _named(card: Json, entities: list[Json]) -> Json:
    words = msgspec.json.encode(card["body"]).decode()
    for entity in entities:
        words = words.replace(entity["text"], entity["mentioned"]["name"])
    teams = {name: value for name, value in card["msteams"].items() if name != "entities"}
    return {**card, "body": msgspec.json.decode(words), "msteams": teams}
