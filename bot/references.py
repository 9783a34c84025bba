"""Keeps in SQL how Teams reaches each address: the port of handlers.teams.conversations, over storage.conversations."""

import asyncio

import msgspec

from handlers.teams.values import Reference
from storage import conversations
from storage.engine import Database


class KeptReferences:
    """A Keeper (handlers.teams.conversations) in the database; each call is a short transaction in a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, address: str) -> Reference | None:
        """Return what is kept of an address."""
        row = await asyncio.to_thread(conversations.read, self._database, address)
        return None if row is None else Reference(**row)

    async def newest(self) -> Reference | None:
        """Return what was told last of any address."""
        row = await asyncio.to_thread(conversations.newest, self._database)
        return None if row is None else Reference(**row)

    async def keep(self, reference: Reference) -> None:
        """Keep a reference."""
        await asyncio.to_thread(conversations.keep, self._database, msgspec.structs.asdict(reference))
