"""Taking back what somebody just did: what an engagement was before it, and whether that can be brought back.

An action remembers the engagement before it changes it, and `save` writes that down beside the row. The next change of
any kind forgets it, so nothing is taken back that somebody acted on.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from workflows.desk import Desk
from workflows.engagements.parts import Approval, Copy, HandOff, Offer, Vote, WorkItem
from workflows.kernel.cards import Button, Card
from workflows.process.position import Position

if TYPE_CHECKING:
    from workflows.engagements.work import Work

WITHIN: Final = timedelta(minutes=1)
UNDO: Final = "work.undo"
"""The button that takes back what its answer tells of; the version is the engagement's after it."""
_KEPT_BACK: Final = frozenset(
    {
        *(("update", table) for table in ("engagement", "handoff", "approval", "estimate")),
        *(("insert", table) for table in ("handoff", "approval", "vote", "history", "timer")),
        *((kind, "timer") for kind in ("update", "delete")),
    }
)
"""What can be brought back, or stays without harm. Whatever else is written, such as other work that begins, cannot."""


class Before(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An engagement as it was."""

    position: Position
    facts: dict[str, str]
    items: list[WorkItem]
    cards: dict[str, list[Copy]]
    offers: list[Offer] = []
    arrival: int
    entered_at: datetime
    due_at: datetime | None = None
    owner: str | None = None
    owner_role: str = ""
    handoff: HandOff | None = None
    approval: Approval | None = None
    approval_id: str | None = None
    votes: tuple[Vote, ...] = ()
    rom: str = ""
    """The state of its ROM."""


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one change: who made it when, by which request, with how many promises; and what was before."""

    by: str
    at: datetime
    key: str
    promises: int
    version: int
    step: str
    final: bool = False
    """Whether it began something, or wrote on a list, that taking it back would leave behind."""
    before: msgspec.Raw


_ENCODER: Final = msgspec.json.Encoder()
_KEPT: Final = msgspec.json.Decoder(Kept)
_BEFORE: Final = msgspec.json.Decoder(Before)


def remember(work: "Work") -> None:
    """Remember an engagement as it is now, before it is changed: what follows can be taken back within a minute."""
    before = Before(
        position=work.position,
        facts=work.facts,
        items=work.items,
        cards=work.cards,
        offers=work.offers,
        arrival=work.arrival,
        entered_at=work.entered_at,
        due_at=work.due_at,
        owner=work.owner,
        owner_role=work.owner_role,
        handoff=work.handoff,
        approval=work.approval,
        approval_id=work.approval_id,
        votes=work.votes,
        rom=work.estimate.state if work.estimate else "",
    )
    work.before = _ENCODER.encode(before)


def written(desk: Desk, work: "Work") -> str | None:
    """Return what `save` keeps beside the row; None where nothing can be taken back any more."""
    if not work.before:
        return None
    kept = Kept(
        by=desk.actor.key,
        at=desk.now,
        key=desk.request_key,
        promises=len(desk.promises),
        version=work.version,
        step=work.position.step,
        final=any(target not in _KEPT_BACK for target in desk.unit.targets()),
        before=msgspec.Raw(work.before),
    )
    return _ENCODER.encode(kept).decode()


def kept_in(words: str | None) -> Kept | None:
    """Return what a row keeps; None where it keeps nothing."""
    return _KEPT.decode(words) if words else None


def before_of(kept: Kept) -> Before:
    """Return the engagement as it was."""
    return _BEFORE.decode(kept.before)


def with_button(work: "Work", card: Card) -> Card:
    """Return the answer to who did it, with the button that takes it back, where that was remembered."""
    if not work.before:
        return card
    button = Button(key=UNDO, label="Undo", subject=work.id, version=work.version)
    return msgspec.structs.replace(card, buttons=(*card.buttons, button))


def offered_by(card: Card) -> bool:
    """Return whether an answer has the button that takes back what it tells of."""
    return any(button.key == UNDO for button in card.buttons)
