"""Answers that were given: the same request key gets the first answer again, and nothing is done twice."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from storage import tables
from storage.clearing import PORTION, in_portions, oldest_of
from storage.engine import Database
from storage.unit import Unit, insert

INSERT = insert(tables.answer)
KEPT = timedelta(days=30)
"""How long an answer is remembered; the platforms repeat a delivery for an hour at most."""
FORGET = oldest_of(tables.answer, tables.answer.c.at)


def digest(content: bytes) -> str:
    """Return what tells two commands apart that came with the same request key."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def remember(unit: Unit, *, request_key: str, digest: str, reply: str, now: datetime) -> None:
    """Queue the answer. A second command with the key cannot commit beside it: it gets a ConflictError."""
    unit.write(INSERT, {"request_key": request_key, "digest": digest, "reply": reply, "at": now})


def forget(database: Database, *, now: datetime, portion: int = PORTION) -> Iterator[int]:
    """Delete answers older than KEPT, at most `portion` in a transaction, and give how many each one deleted."""
    return in_portions(database, FORGET, before=now - KEPT, portion=portion)
