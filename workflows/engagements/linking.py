"""Links between pieces of work: both sides show the other as it stands, whichever moves (processes.md C 1.3)."""

from collections.abc import Sequence
from typing import Final

from storage import opening
from workflows.desk import Desk
from workflows.engagements import cards, titles
from workflows.engagements.parts import Linked
from workflows.engagements.work import ROOT, STEP, Work, save, work_behind
from workflows.kernel.answers import Reason, RefusedError
from workflows.process.parts import PRIVATE

MOST: Final = 20
"""As much as one piece of work is linked with; a card that shows it is still read."""
LINKED: Final = "linked"
"""What the history calls it."""


def seen(work: Work) -> Linked:
    """Return a piece of work as another one shows it; of a private one, no more than that it is there."""
    settled = work.ended or work.step.settles
    if work.seen_by is not None:
        return Linked(id=work.id, key=work.key, title="", state=PRIVATE, settled=settled)
    state = work.ending_title if work.ended else cards.step_words(work.step)
    return Linked(id=work.id, key=work.key, title=work.title, state=state, settled=settled)


def choose(desk: Desk, work: Work, asked: Sequence[tuple[str, str]]) -> list[Work]:
    """Link work with what was chosen in fields, each the field's key and the words in it; return what is new.

    The caller lets the other sides know with `answer`, once it is known where this one stands.
    """
    found: list[Work] = []
    for field, words in asked:
        other = titles.find(desk, words, field=field)
        if other.id == work.id:
            raise RefusedError(Reason.NOT_A_CHOICE, field, label="What it is linked with")
        if linked_with(work, other.id) is None and all(other.id != one.id for one in found):
            found.append(other)
    for other in found:
        _room(work, other)
        _room(other, work)
        work.links.append(seen(other))
    return found


def answer(desk: Desk, work: Work, others: Sequence[Work]) -> None:
    """Let the other sides of new links show this one too, as it stands now, and keep them."""
    for other in others:
        other.links = [*(one for one in other.links if one.id != work.id), seen(work)]
        other.record(desk, LINKED, note=seen(work).words, details={"with": work.id})
        refresh(desk, other)
        save(desk, other)


def take_off(work: Work, other: str) -> None:
    """Let work be linked with another one no more."""
    work.links = [one for one in work.links if one.id != other]


def linked_with(work: Work, other: str) -> Linked | None:
    """Return how another piece of work is shown here; None where it is not."""
    return next((one for one in work.links if one.id == other), None)


def other_side(desk: Desk, link: Linked) -> Work | None:
    """Return what is linked; None where it does not know of the link, as when it began another round since."""
    row = desk.unit.row(opening.BY_ID, {"request_key": "", "subject": link.id})
    return work_behind(row, desk) if row is not None and row.engagement_id is not None else None


def refresh(desk: Desk, work: Work) -> None:
    """Let the cards that show links show them as they are now."""
    work.refresh(desk, ROOT, cards.root_card(work, desk.directory))
    if not work.ended and work.step.watches and STEP in work.cards:
        work.refresh(desk, STEP, desk.ties.face(work, desk.directory))


def _room(work: Work, other: Work) -> None:
    if len(work.links) >= MOST:
        raise RefusedError(Reason.TOO_MANY_LINKS, key=work.key, other=other.key, most=str(MOST))
