"""Reads again what was promised, from the outbox: for who takes up later what a message offered."""

import asyncio

import msgspec

from storage import letters
from storage.engine import Database
from workflows.kernel.posts import Outgoing, Payload


class Promised:
    """What was promised, by the id of its effect; each call is a short look in a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, effect_id: str) -> Outgoing | None:
        """Return an effect as it was promised; None where there is none, or its text is kept no longer (30 days)."""
        found = await asyncio.to_thread(letters.read, self._database, effect_id)
        if found is None:
            return None
        try:
            payload = msgspec.json.decode(found.payload, type=Payload)
        except msgspec.DecodeError:
            return None
        return Outgoing(id=found.id, lane=found.lane, payload=payload)
