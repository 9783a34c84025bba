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

    async def latest(self, most: int) -> list[Reference]:
        """Return what was told last, the newest first."""
        rows = await asyncio.to_thread(conversations.latest, self._database, most)
        return [Reference(**row) for row in rows]

    async def keep(self, reference: Reference) -> None:
        """Keep a reference."""
        await asyncio.to_thread(conversations.keep, self._database, msgspec.structs.asdict(reference))
