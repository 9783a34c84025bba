"""Shares a file in a channel: put into the channel's folder in SharePoint, with a link on the card.

A bot's message in a channel takes no file. Where csops may not put one into the folder, the card says so and has a
button with which whoever wants the file gets it in their own chat. A file of one name and effect replaces itself, so
putting it twice does no harm, and only the message that links to it can be in doubt.
Source: learn.microsoft.com, "Send and receive files using the bot"; Graph, "Get filesFolder", "Upload small files".
"""

import asyncio
from typing import Final, Protocol

import aiohttp
import msgspec

from handlers.teams import phrases
from handlers.teams.connector import ConnectorError
from handlers.teams.values import Json, Reference
from handlers.teams.verdicts import SOON_SECONDS
from workflows.files.making import Make
from workflows.kernel.cards import Card
from workflows.kernel.files import File, name_of
from workflows.kernel.posts import Post
from workflows.kernel.text import Link, line

LONGEST_SECONDS: Final = 12.0
MOST_REMEMBERED: Final = 1000
_NOT_NOW: Final = (408, 412, 429)
_SERVER_ERROR: Final = 500


class NoRoomError(Exception):
    """A file cannot be put there, and will not be able to: the words say why and what to mend."""


class NotNowError(Exception):
    """A file could not be put there now, and nobody has seen anything of it."""

    def __init__(self, error: str, *, retry_after_seconds: float = SOON_SECONDS) -> None:
        super().__init__(error)
        self.retry_after_seconds = retry_after_seconds or SOON_SECONDS


class Folders(Protocol):
    """Where the files of channels lie; a port, since Graph is none of Teams' edge."""

    async def put(self, group: str, channel: str, name: str, content: bytes, *, media_type: str) -> str:
        """Put a file into a channel's folder in place of one of the same name, and return the link to it.

        `group` is the Entra id of the channel's team. Raises NoRoomError and NotNowError.
        """
        ...


class Knows(Protocol):
    """What is needed of handlers.teams.connector."""

    async def team(self, service_url: str, team: str) -> Json:
        """Return what a team is."""
        ...


class ChannelFiles:
    """Shares the files of posts in channels."""

    def __init__(self, connector: Knows, folders: Folders, make: Make) -> None:
        self.make = make
        self._connector = connector
        self._folders = folders
        self._groups: dict[str, str] = {}

    async def card(self, post: Post, effect_id: str, where: Reference) -> Card:
        """Return the card of a post with the link to its file, or with how to get it.

        Raises NotNowError, and TemplateFaultError for a document that cannot be made.
        """
        if post.file is None:
            return post.card
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                link = await self._shared(post.file, effect_id, where)
        except NoRoomError as error:
            return without(post, str(error))
        except TimeoutError as error:
            raise NotNowError("the file could not be put into the channel's folder in time") from error
        told = line("The file: ", Link(link, f"{post.file.title} ({post.file.suffix.removeprefix('.').upper()})"))
        return msgspec.structs.replace(post.card, body=(*post.card.body, told))

    async def _shared(self, file: File, effect_id: str, where: Reference) -> str:
        group = await self._group(where)
        content = await asyncio.to_thread(self.make, file)
        name = name_of(file, effect_id)
        return await self._folders.put(group, where.channel, name, content, media_type=file.media_type)

    async def _group(self, where: Reference) -> str:
        """Return the Entra id of the channel's team, which no message tells."""
        if not where.team:
            raise NoRoomError(phrases.TEAM_UNKNOWN)
        if where.team not in self._groups:
            found = await self._asked(where)
            if len(self._groups) >= MOST_REMEMBERED:
                self._groups.clear()
            self._groups[where.team] = found
        return self._groups[where.team]

    async def _asked(self, where: Reference) -> str:
        try:
            told = await self._connector.team(where.service_url, where.team)
        except ConnectorError as error:
            if error.status in _NOT_NOW or error.status >= _SERVER_ERROR:
                raise NotNowError(f"Teams did not say which team it is ({error})") from error
            raise NoRoomError(phrases.TEAM_UNKNOWN) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NotNowError(f"Teams did not say which team it is ({type(error).__name__})") from error
        group = told.get("aadGroupId")
        if not isinstance(group, str) or not group:
            raise NoRoomError(phrases.TEAM_UNKNOWN)
        return group


def without(post: Post, why: str) -> Card:
    """Return the card of a post whose file cannot be put where it is posted, with how to get it."""
    if post.file is None:
        return post.card
    body = (*post.card.body, line(why))
    return msgspec.structs.replace(post.card, body=body, buttons=(post.alone,) if post.alone is not None else ())
