"""Making a link between two pieces of work and taking it off: one entry in the history of each."""

from workflows.desk import Desk
from workflows.engagements import linking, titles
from workflows.engagements.work import save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.links import cards, rules
from workflows.links.commands import OTHER, Link, Unlink


def link(desk: Desk, command: Link) -> Done:
    """Link two pieces of work; whoever knows of both may, as everybody may comment."""
    work = titles.load(desk, command.key)
    found = linking.choose(desk, work, [(OTHER, command.other)])
    if not found:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=f"Linked with {command.other}")
    (other,) = found
    work.record(desk, linking.LINKED, note=linking.seen(other).words, details={"with": other.id})
    linking.refresh(desk, work)
    linking.answer(desk, work, found)
    save(desk, work)
    return Done(card=cards.linked_card(work, linking.seen(other)))


def unlink(desk: Desk, command: Unlink) -> Done:
    """Take a link off both sides; refused where there is none."""
    work = titles.load(desk, command.key)
    off = rules.meant(work.links, command.other)
    if off is None:
        raise RefusedError(Reason.NOT_LINKED, OTHER, key=work.key, other=command.other)
    # What is private is named neither in the answer nor in the history of the other side.
    other = linking.other_side(desk, off)
    sides = [(work, off), *([(other, linking.seen(work))] if other is not None else [])]
    for one, gone in sides:
        linking.take_off(one, gone.id)
        one.record(desk, "unlinked", note=gone.name, details={"with": gone.id})
        linking.refresh(desk, one)
        save(desk, one)
    return Done(card=cards.unlinked_card(work, off))
