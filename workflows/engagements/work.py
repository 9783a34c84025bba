"""One engagement as a command works on it: read from one row, changed in memory, written back as one row.

Every change adds exactly one entry to the engagement's history and one to its version. The entry's number is the
history's primary key, so two commands can never both change the same state of an engagement.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from storage.statements import Row
from workflows.desk import Desk, Look, Noted
from workflows.engagements import reminding, responding, sight, writing
from workflows.engagements.parts import (
    Approval,
    Copy,
    Estimate,
    HandOff,
    Linked,
    Offer,
    TicketFacts,
    Vote,
    WorkItem,
    open_among,
)
from workflows.engagements.rows import customer_of, part_of, ticket_of
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.people import Customer, Directory
from workflows.kernel.posts import Post, Update
from workflows.kernel.working_time import Calendar
from workflows.process.definition import Definition
from workflows.process.parts import CANCELLED, END
from workflows.process.position import Position
from workflows.process.steps import Step

ROOT = "root"
"""The live card that heads the engagement's thread in its customer's channel."""

STEP = "step"
"""The live card of the current step: a hand-off in the next owner's channel, or a card in the thread."""

PERSONAL = "message:"
"""What the names of live cards begin with that were sent to one person, and not posted for all who see the work."""


@dataclass(slots=True, kw_only=True)
class Work:
    """An engagement under change. Only this module writes it back."""

    id: str
    key: str
    definition: Definition
    customer: Customer
    title: str
    position: Position
    entered_at: datetime
    created_by: str
    created_at: datetime
    due_at: datetime | None = None
    version: int = 0
    arrival: int = 0
    head: str = ""
    owner: str | None = None
    owner_role: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    items: list[WorkItem] = field(default_factory=list)
    cards: dict[str, list[Copy]] = field(default_factory=dict)
    handoff: HandOff | None = None
    approval: Approval | None = None
    approval_id: str | None = None
    estimate: Estimate | None = None
    parent_id: str | None = None
    seen_by: frozenset[str] | None = None
    """Who sees it, as `storage.sight` has it; None where everybody does."""
    ticket: TicketFacts | None = None
    links: list[Linked] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    """What was found and posted for somebody to take; `open_offers` are those of it that still wait."""
    votes: tuple[Vote, ...] = ()
    is_new: bool = False
    before: bytes = b""
    """What it was before it was changed, where that can be taken back (`undoing.remember`)."""
    watched: tuple[object, ...] = ()
    """What waited when it was read, as `save` compares it."""

    @property
    def ended(self) -> bool:
        """Whether the process is over."""
        return self.position.step.startswith(END)

    @property
    def step(self) -> Step:
        """The current step; refused with ENDED when the process is over."""
        step = self.definition.step(self.position.step)
        if step is None:
            raise RefusedError(Reason.ENDED, key=self.key, ending=self.ending_title)
        return step

    @property
    def ending_title(self) -> str:
        """How the process ended, in words; empty while it runs."""
        ending = self.position.step.removeprefix(END)
        end = self.definition.routes.ends.get(ending) if self.ended else None
        return end.title if end is not None else "Cancelled" if self.ended and ending == CANCELLED else ""

    @property
    def by_decision(self) -> bool:
        """Whether somebody has the current step by decision, and so may do it whatever roles they hold."""
        return self.handoff is not None and self.handoff.state == "accepted" and bool(self.handoff.decided_by)

    @property
    def heads(self) -> list[Copy]:
        """The heads of its thread: the one in its channel, or one with each of its people where it is private."""
        return self.cards[ROOT]

    @property
    def lane(self) -> str:
        """The lane of the engagement's thread."""
        return self.heads[0].lane

    @property
    def thread(self) -> str:
        """The effect that sent the head of the engagement's thread."""
        return self.heads[0].effect

    @property
    def is_private(self) -> bool:
        """Whether only its people see it."""
        return self.seen_by is not None

    def calendar(self, directory: Directory, step: Step) -> Calendar:
        """Return when whoever a step falls to works: one person, or the team of its role."""
        owners = self.definition.owners(step, self.facts)
        role, people = directory.resolve(owners, self.customer, self.definition.role_of) or ("", ())
        return directory.calendar(people, role=role)

    def open_items(self) -> list[WorkItem]:
        """Return what is not ticked off yet, without what belongs to a step that is still to come."""
        return open_among(self.items, self.position.visits)

    def open_offers(self) -> list[Offer]:
        """Return what was found and posted and nobody has taken or given back: that has a live card."""
        return [offer for offer in self.offers if offer.name in self.cards]

    def post(self, desk: Desk, name: str, card: Card, *, lane: str, threaded: bool = True, words: str = "") -> None:
        """Promise a card that stays live under `name`: later changes update every copy of it. `words` are kept.

        What is private goes to one person's lane, or into the threads with all of its people.
        """
        places = [Copy(self.thread if threaded and lane == self.lane else "", lane)]
        if self.is_private and (lane == self.lane or lane not in desk.directory.addresses.values()):
            places = self.heads
        for place in places:
            effect = desk.send(place.lane, Post(card=card, thread=place.effect, private=self.is_private))
            self.cards.setdefault(name, []).append(Copy(effect, place.lane, words))

    def say(self, desk: Desk, card: Card) -> None:
        """Promise a note in the engagement's thread that nothing will change later."""
        for head in self.heads:
            desk.send(head.lane, Post(card=card, thread=head.effect, private=self.is_private))

    def tell(self, desk: Desk, lane: str, card: Card) -> None:
        """Promise a note in a lane; in its thread where that is the lane, and wherever it goes when it is private."""
        if self.is_private or lane == self.lane:
            self.say(desk, card)
        else:
            desk.send(lane, Post(card=card))

    def refresh(self, desk: Desk, name: str, card: Card, *, last: bool = False) -> None:
        """Promise that every copy of a live card shows this; `last` takes it out of the live ones."""
        for copy in self.cards.get(name, ()):
            desk.send(copy.lane, Update(target=copy.effect, card=card, private=self.is_private))
        if last:
            self.cards.pop(name, None)

    def record(
        self,
        desk: Desk,
        action: str,
        *,
        step: str | None = None,
        outcome: str = "",
        note: str = "",
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Append to the engagement's history; one more version."""
        self.version += 1
        noted = Noted(action, self.position.step if step is None else step, outcome, note, details or {})
        where = {"subject": f"engagement:{self.id}", "customer": self.customer.key}
        self.head = desk.record(noted, seq=self.version, previous=self.head, **where)
        responding.heard(desk, self, action)


_ITEMS = msgspec.json.Decoder(list[WorkItem])
_CARDS = msgspec.json.Decoder(dict[str, list[Copy]])
_LINKS = msgspec.json.Decoder(list[Linked])
_OFFERS = msgspec.json.Decoder(list[Offer])
_FACTS = msgspec.json.Decoder(dict[str, str])
_POSITION = msgspec.json.Decoder(Position)
_VOTES = msgspec.json.Decoder(tuple[Vote, ...])


def load(desk: Desk, *, field: str = "") -> Work:
    """Return the engagement that the desk was opened with; refused with NOT_FOUND when there is none."""
    return work_of(desk.opened, desk, field=field)


def work_of(row: Row, at: Desk | Look, *, field: str = "") -> Work:
    """Make an engagement of a row with the columns of `storage.opening`.

    Refused with NOT_FOUND when there is none, and in the same way when the acting person does not see it.
    """
    if not sight.is_seen(row, at):
        raise RefusedError(Reason.NOT_FOUND, field)
    return work_behind(row, at)


def work_behind(row: Row, at: Desk | Look) -> Work:
    """Make an engagement of a row whoever asks: what csops keeps up by itself, and never shows to them."""
    seen_by = sight.read(row.engagement_seen_by)
    customer, shown = customer_of(row), _CARDS.decode(row.engagement_cards)
    if seen_by is not None and isinstance(at, Desk):
        sight.close_to_others(at, shown, seen_by, customer)
    work = Work(
        id=row.engagement_id,
        key=row.engagement_key,
        definition=at.definitions.version(row.engagement_process, row.engagement_process_version),
        customer=customer,
        title=row.engagement_title,
        position=_POSITION.decode(row.engagement_position),
        entered_at=row.engagement_entered_at,
        created_by=row.engagement_created_by,
        created_at=row.engagement_created_at,
        due_at=row.engagement_due_at,
        version=row.engagement_version,
        arrival=row.engagement_arrival,
        head=row.engagement_head,
        owner=row.engagement_owner,
        owner_role=row.engagement_owner_role,
        facts=_FACTS.decode(row.engagement_facts),
        items=_ITEMS.decode(row.engagement_items),
        cards=shown,
        handoff=part_of(HandOff, "handoff", row),
        approval=part_of(Approval, "approval", row),
        approval_id=row.engagement_approval_id,
        estimate=part_of(Estimate, "estimate", row),
        parent_id=row.engagement_parent_id,
        seen_by=seen_by,
        ticket=ticket_of(row),
        links=_LINKS.decode(row.engagement_links),
        offers=_OFFERS.decode(row.engagement_offers),
        votes=_VOTES.decode(row.votes) if row.votes else (),
    )
    work.watched = reminding.state_of(work)
    return work


def save(desk: Desk, work: Work) -> None:
    """Queue the engagement's row as it is now. Called once, at the end of an action."""
    if reminding.state_of(work) != work.watched:
        reminding.watch(desk, work)
    writing.write(desk, work)
