"""The desk at which one command is carried out: who acts, when, on what was read, and where its writes go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from storage import history, numbering, opening, outbox
from storage.statements import Prepared
from storage.unit import ConflictError, Unit
from workflows.kernel.answers import Answer, Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import single_line
from workflows.kernel.people import ADMIN, Directory, Person
from workflows.kernel.posts import Payload
from workflows.kernel.text import Line, Mention, line
from workflows.process.catalogue import Definitions

COMPANY = "company"
"""The history's subject for what concerns the company as a whole: people, roles, channels, deliveries."""


def person_subject(person: str) -> str:
    """Return the history's subject for what concerns one person alone."""
    return f"person:{person}"


def by(actor: str, behalf: str = "") -> Line:
    """Return who did something, and in whose place, without calling either."""
    return (Mention(actor, notify=False), *((" for ", Mention(behalf, notify=False)) if behalf else ()))


class Noted(msgspec.Struct, frozen=True):
    """What the history keeps of one change."""

    action: str
    step: str = ""
    outcome: str = ""
    note: str = ""
    details: Mapping[str, str] = {}


class Ties(msgspec.Struct, frozen=True):
    """What the spine calls of the subjects above it, bound in the registry, because subjects never meet elsewhere."""

    ask: Callable[..., None]
    """`ask(desk, work, step)`: ask for the decision of an approval step."""
    offer: Callable[..., None]
    """`offer(desk, work, moved, role, people)`: hand the new step to another role."""
    settle: Callable[..., None]
    """`settle(desk, work, done=...)`: the step is being left; its hand-off is past, and doing it was accepting it."""
    face: Callable[..., Card]
    """`face(work, directory)`: the card of the current step as its hand-off stands."""
    close: Callable[..., None]
    """`close(desk, work)`: the process ended; decisions that still wait are no longer needed."""
    deciders: Callable[..., tuple[str, ...]]
    """`deciders(desk, work)`: the people for whom its decision waits now."""
    unlist: Callable[..., None]
    """`unlist(desk, work)`: take the customer off again, where this work put them on."""
    enlist: Callable[..., None]
    """`enlist(desk, work, effect)`: put the customer on a list that csops keeps, with what is known (B 1.6, C 1.2)."""
    refresh: Callable[..., None]
    """`refresh(desk, work)`: let the cards of its decision show how that stands again."""
    show: Callable[..., None]
    """`show(desk, work)`: its thread begins anew elsewhere; what is live in it is posted there."""
    reached: frozenset[str] = frozenset()
    """The systems that this process reaches by itself, such as `mail`; work in the others is a checklist item."""


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
    ties: Ties
    number: int | None = None
    shown: Done | None = None
    """What the person sees instead of the action's answer, where that holds a secret: answers are kept in SQL."""
    promises: list[outbox.Promise] = field(default_factory=list)
    hold: datetime | None = None
    """Until when what could not be taken back waits before it leaves, because what brought it can be edited."""
    brought: list[Any] | None = None
    """What each effect brought, where that is wanted."""
    behalf: str = ""
    """The absent person in whose place the actor acts; empty where they act for themselves."""
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Where the histories stand whose newest entry no row keeps: number and hash by subject."""

    @property
    def principal(self) -> str:
        """Whose doing it is: the actor's, or that of the absent person in whose place they act."""
        return self.behalf or self.actor.key

    @property
    def by(self) -> Line:
        """Who does it, and for whom."""
        return by(self.actor.key, self.behalf)

    def act_as(self, people: Sequence[str]) -> bool:
        """Return whether the actor is one of these people, or stands in for one; then it is done in their place."""
        return self.act_for(self.directory.acting_for(self.actor.key, people))

    def act_for(self, person: str | None) -> bool:
        """Do what follows in the place of a person, which may be the actor; return whether there is one."""
        if person is not None and person != self.actor.key:
            self.behalf = person
        return person is not None

    def send(self, lane: str, payload: Payload, *, due_at: datetime | None = None) -> str:
        """Promise that a payload leaves for the lane, and return the effect's id, by which it can be updated later."""
        effect_id = outbox.effect_id(self.request_key, len(self.promises))
        body = msgspec.json.encode(payload).decode()
        self.promises.append(outbox.Promise(id=effect_id, lane=lane, payload=body, due_at=due_at or self.now))
        return effect_id

    def reserve(self, lane: str) -> int:
        """Keep a place in the lane for a payload that can only be written later; return the place for `fill`."""
        effect_id = outbox.effect_id(self.request_key, len(self.promises))
        self.promises.append(outbox.Promise(id=effect_id, lane=lane, payload="", due_at=self.now))
        return len(self.promises) - 1

    def fill(self, place: int, payload: Payload) -> None:
        """Write the payload into a place that was reserved."""
        body = msgspec.json.encode(payload).decode()
        self.promises[place] = msgspec.structs.replace(self.promises[place], payload=body)

    def next_number(self) -> int:
        """Return the next number of a piece of work; the first came with what was read at the opening, where it did."""
        number, self.number = self.number, None
        return number if number is not None else numbering.next_number(self.unit)

    def new_id(self, what: str) -> str:
        """Return an opaque id for a new row: the same for every try of this command, so it cannot be made twice."""
        return outbox.effect_id(f"{self.request_key}|{what}", 0)

    def record(self, noted: Noted, *, subject: str, seq: int, previous: str, customer: str = "") -> str:
        """Append to a subject's history (entry number `seq`) and return the new head of its chain.

        What is done in the place of somebody who is away says so: `for` in its details is that person. `customer` is
        the key of the customer in whose timeline it stands.
        """
        details = {**noted.details, "for": self.behalf} if self.behalf else noted.details
        entry = history.Entry(
            subject=subject,
            seq=seq,
            at=self.now,
            actor=self.actor.key,
            action=noted.action,
            step=noted.step,
            outcome=noted.outcome,
            note=noted.note,
            details=msgspec.json.encode(details, order="sorted").decode(),
            request_key=self.request_key,
            customer=customer,
        )
        return history.append(self.unit, entry, previous=previous)

    def record_company(self, noted: Noted) -> None:
        """Append to the company's own history. Raises ConflictError where the company changed since it was read.

        The entry's number alone does not tell: somebody else may have committed after the company was read and before
        the newest entry was. What commits later than both takes the number.
        """
        self.record_next(noted, subject=COMPANY)
        self._check_directory()

    def guard(self, subject: str) -> None:
        """Read where a subject's history stands, before what is decided on is read.

        Whatever `record_next` writes of the subject then meets a conflict with everything that was committed since.
        """
        if subject not in self.heads:
            self.heads[subject] = history.newest(self.unit, subject)

    def record_person(self, noted: Noted, *, person: str) -> None:
        """Append to a person's own history. Raises ConflictError where the company changed since it was read.

        What gives somebody something and what lets them go both write it, so that neither misses the other.
        """
        self.record_next(noted, subject=person_subject(person))
        self._check_directory()

    def _check_directory(self) -> None:
        now = self.unit.row(opening.NOTHING, {"request_key": ""})
        if now is None or now.directory_version != self.directory.version:
            raise ConflictError(COMPANY)

    def record_next(self, noted: Noted, *, subject: str, customer: str = "") -> None:
        """Append to the history of a subject whose newest entry no row keeps.

        A change that depends on what was there guards the subject first. Without that, the last of two stays.
        """
        self.guard(subject)
        seq, previous = self.heads[subject]
        head = self.record(noted, subject=subject, seq=seq + 1, previous=previous, customer=customer)
        self.heads[subject] = (seq + 1, head)


def told_in_whose_place(desk: Desk, answer: Answer) -> Answer:
    """Return what somebody is told of what they did, with the absent person in whose place they did it."""
    if not desk.behalf or not isinstance(answer, Done):
        return answer
    away = desk.directory.away.get(desk.behalf)
    until = f", who is away until {away.until_words}" if away else ""
    said = line(f"Done for {desk.directory.named(desk.behalf)}{until}.")
    return Done(card=msgspec.structs.replace(answer.card, body=(*answer.card.body, said)))


class Opening(msgspec.Struct, frozen=True):
    """What is read before an action runs: a statement of `storage.opening`, and which subject."""

    statement: Prepared
    subject: str | None = None
    also: Mapping[str, str] = {}
    """What the statement asks beside its subject."""
    due: datetime | None = None
    """The occurrence of a timer that it asks for."""

    def parameters(self) -> dict[str, Any]:
        """Return the statement's parameters beside the request key, without what no database can even look for."""
        asked = {**self.also, **({} if self.subject is None else {"subject": self.subject})}
        moments = {} if self.due is None else {"due": self.due}
        return {**{name: single_line(words) for name, words in asked.items()}, **moments}


class Carried(msgspec.Struct, frozen=True):
    """How a kind of command is carried out: what is read first, and the action that decides, writes and answers.

    An action refuses by raising RefusedError, and then nothing of it is kept; a refusal that it returns instead keeps
    what it wrote, such as a try that must be counted.
    """

    opening: Callable[[Any], Opening]
    action: Callable[[Desk, Any], Answer]
    for_strangers: bool = False
    """Whether somebody whom csops does not know yet may ask for it."""
    by_platform: bool = False
    """Whether a platform tells it of somebody, who has no part in it and need not be allowed anything."""
    by_clock: bool = False
    """Whether it happens by itself: csops does it, and the timer's own run keeps that it was done, not an answer."""


class Look(msgspec.Struct, frozen=True):
    """The desk of a question: reads only."""

    unit: Unit
    now: datetime
    directory: Directory
    definitions: Definitions
    actor: Person


def check_admin(at: Desk | Look) -> None:
    """Refuse all but administrators, and who stands in for one, as they are at this moment."""
    administrators = at.directory.holders(ADMIN, None)
    whom = at.directory.acting_for(at.actor.key, administrators)
    if isinstance(at, Desk):
        at.act_for(whom)
    if whom is None:
        names = at.directory.names(administrators)
        raise RefusedError(Reason.NOT_ALLOWED, may=names or "administrators, and there are none in csops.toml")
