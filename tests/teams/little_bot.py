"""A little bot for tests of the local Teams: it answers by a table, and posts through the real connector client."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from handlers.slack.client import open_session
from handlers.teams.connector import Connector
from handlers.teams.values import Json, Reply
from playground.teams.cards import ADAPTIVE
from playground.teams.driver import LocalTeams
from tests.teams.at_the_door import AtTheDoor, Behind, at_the_door
from tests.teams.post_office import HERE

Answers = Mapping[str, Callable[[Json], Reply]]
"""What is answered, by an invoke's name or another activity's type."""


class OwnToken:
    """The token that this Teams would have given."""

    def __init__(self, teams: LocalTeams) -> None:
        self._teams = teams

    async def token(self, scope: str) -> str:
        """Return a token for a scope."""
        return str(self._teams.teams.login.issue(scope.removesuffix("/.default"))["access_token"])

    def refused(self, scope: str, token: str) -> None:
        """Take note of nothing."""


class LittleBot:
    """The bot, the Teams that it is in, and what it heard."""

    def __init__(self, door: AtTheDoor, connector: Connector) -> None:
        self.door = door
        self.teams = door.teams
        self._connector = connector

    @property
    def heard(self) -> list[Json]:
        """Every activity that came through the door."""
        return self.door.behind.taken

    async def post(self, conversation: str, **activity: object) -> str:
        """Post a message and return its id."""
        return await self._connector.send(self.teams.service_url, conversation, {"type": "message", **activity})

    async def update(self, conversation: str, message: str, **activity: object) -> None:
        """Put something else into a message."""
        content = {"type": "message", **activity}
        await self._connector.update(self.teams.service_url, conversation, message, content)

    async def delete(self, conversation: str, message: str) -> None:
        """Take a message away."""
        await self._connector.delete(self.teams.service_url, conversation, message)

    @property
    def connector(self) -> Connector:
        """The client itself."""
        return self._connector


def card(*body: Json, actions: tuple[Json, ...] = (), **more: object) -> Json:
    """Return an Adaptive Card."""
    shown: Json = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}
    return {**shown, "actions": list(actions)} if actions else shown


def words(text: str) -> Json:
    """Return a line of text."""
    return {"type": "TextBlock", "text": text, "wrap": True}


def attached(shown: Json) -> Json:
    """Return a card as a message attaches it."""
    return {"attachments": [{"contentType": ADAPTIVE, "content": shown}]}


def execute(title: str, **data: object) -> Json:
    """Return a button that is answered at once."""
    return {"type": "Action.Execute", "title": title, "verb": "press", "data": data}


def submit(title: str, **data: object) -> Json:
    """Return a button that sends a message, or opens a dialog."""
    return {"type": "Action.Submit", "title": title, "data": data}


def dialog(title: str, shown: Json) -> Json:
    """Return the answer that opens a dialog."""
    value = {"title": title, "card": {"contentType": ADAPTIVE, "content": shown}}
    return {"task": {"type": "continue", "value": value}}


@asynccontextmanager
async def little_bot(answers: Answers | None = None) -> AsyncIterator[LittleBot]:
    """Open a Teams with a little bot in it."""

    def answer(activity: Json) -> Reply:
        found = (answers or {}).get(str(activity.get("name") or activity["type"]))
        return found(activity) if found is not None else Reply()

    session = open_session()
    try:
        async with at_the_door(Behind(answer)) as door:
            yield LittleBot(door, Connector(session, OwnToken(door.teams), cloud=HERE))
    finally:
        await session.close()
