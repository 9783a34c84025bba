"""The desk at which one command is carried out: who acts, when, on what was read, and where its writes go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from storage import history, outbox
from storage.statements import Prepared
from storage.unit import Unit
from workflows.kernel.answers import Answer
from workflows.kernel.people import Directory, Person
from workflows.kernel.posts import Payload
from workflows.process.catalogue import Definitions

COMPANY = "company"
"""The history's subject for what concerns the company as a whole: people, roles, channels, deliveries."""


@dataclass(slots=True)
class Desk:
    """One command's reads, writes and promises.

    `opened` is the row that `storage.opening` read; an action adds writes and promises, and the dispatcher commits all
    of them together or none.
    """

    unit: Unit
    now: datetime
    directory: Directory
    definitions: Definitions
    actor: Person
    request_key: str
    opened: Any
    promises: list[outbox.Promise] = field(default_factory=list)

    def send(self, lane: str, payload: Payload, *, due_at: datetime | None = None) -> str:
        """Promise that a payload leaves for the lane, and return the effect's id, by which it can be updated later."""
        effect_id = outbox.effect_id(self.request_key, len(self.promises))
        body = msgspec.json.encode(payload).decode()
        self.promises.append(outbox.Promise(id=effect_id, lane=lane, payload=body, due_at=due_at or self.now))
        return effect_id

    def new_id(self, what: str) -> str:
        """Return an opaque id for a new row: the same for every try of this command, so it cannot be made twice."""
        return outbox.effect_id(f"{self.request_key}|{what}", 0)

    def record(self, subject: str, seq: int, previous: str, action: str, **more: Any) -> str:
        """Append to a subject's history (entry number `seq`) and return the new head of its chain."""
        details: Mapping[str, Any] = more.pop("details", {})
        entry = history.Entry(
            subject=subject,
            seq=seq,
            at=self.now,
            actor=self.actor.key,
            action=action,
            details=msgspec.json.encode(details, order="sorted").decode(),
            request_key=self.request_key,
            **more,
        )
        return history.append(self.unit, entry, previous=previous)

    def record_company(self, action: str, **more: Any) -> None:
        """Append to the company's own history."""
        seq, previous = history.newest(self.unit, COMPANY)
        self.record(COMPANY, seq + 1, previous, action, **more)


class Opening(msgspec.Struct, frozen=True):
    """What is read before an action runs: a statement of `storage.opening`, and which subject."""

    statement: Prepared
    subject: str = ""


class Carried(msgspec.Struct, frozen=True):
    """How a kind of command is carried out: what is read first, and the action that decides, writes and answers."""

    opening: Callable[[Any], Opening]
    action: Callable[[Desk, Any], Answer]


class Look(msgspec.Struct, frozen=True):
    """The desk of a question: reads only."""

    unit: Unit
    now: datetime
    directory: Directory
    definitions: Definitions
    actor: Person
