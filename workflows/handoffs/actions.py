"""Carrying out hand-offs: offering a step to another role, taking it, giving it back, offering it again."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from msgspec.structs import asdict, replace

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.desk import Desk
from workflows.engagements import effecting
from workflows.engagements.cards import root_card, step_words
from workflows.engagements.parts import HandOff
from workflows.engagements.work import ROOT, STEP, Work, load, save
from workflows.handoffs import cards, rules
from workflows.handoffs.commands import REASON, AcceptHandOff, OfferAgain, ReturnHandOff
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import paragraphs
from workflows.kernel.reading import read_values
from workflows.kernel.text import Mention, Strong, line
from workflows.process.position import Moved

HANDED_BACK: Final = "handed-back"
"""The live card that tells whoever gave it that the hand-off was returned."""

INSERT = insert(tables.handoff)
_FIXED = frozenset({"id", "engagement_id", "from_step", "outcome", "to_step", "from_role", "due_at"})
_CHANGED = tuple(column.name for column in tables.handoff.columns if column.name not in _FIXED)
UPDATE = Prepared(
    sa.update(tables.handoff)
    .where(tables.handoff.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in _CHANGED})
)


def offer(desk: Desk, work: Work, moved: Moved, role: str, people: Sequence[str]) -> None:
    """Offer the step that the engagement just came to, in the channel of the role that it falls to (`Ties.offer`).

    The engagement stays in the hands of whoever brought it here until somebody accepts. Refused with CHANNEL_MISSING
    when the role can be reached nowhere.
    """
    handoff = HandOff(
        id=desk.new_id(f"handoff:{work.id}:{work.version}"),
        engagement_id=work.id,
        from_step=moved.left.id if moved.left else "",
        outcome=moved.outcome.key if moved.outcome else "",
        to_step=work.step.id,
        from_role=work.owner_role,
        to_role=role,
        address=_address(desk, work, role),
        state=rules.OFFERED,
        given_by=desk.actor.key,
        offered_at=desk.now,
        due_at=work.due_at,
    )
    work.handoff = handoff
    desk.unit.write(INSERT, asdict(handoff))
    work.record(desk, "handed-over", details={"handoff": handoff.id, "role": role, "people": ", ".join(people)})
    work.post(desk, STEP, _offered(desk, work, handoff, people), lane=handoff.address, threaded=False)


def settle(desk: Desk, work: Work, *, done: bool) -> None:
    """Close the hand-off of a step that is being left (`Ties.settle`).

    Whoever does a step that was only offered to them has accepted it by doing it, and the history says so. A step
    that is left because of what was decided elsewhere was done, and accepted, by nobody.
    """
    handoff = work.handoff
    if handoff is None or rules.after(handoff.state, "leave") is None:
        return
    if done and handoff.state == rules.OFFERED and _held(desk, work, handoff):
        handoff = replace(handoff, **_answer(desk))
        details = {"handoff": handoff.id}
        work.record(desk, "handoff-accepted", step=handoff.to_step, note="By doing it.", details=details)
    past = cards.past_card(work, "The step was finished" if done else "It was moved on", desk.by, desk.now)
    work.refresh(desk, HANDED_BACK, past, last=True)
    _write(desk, work, replace(handoff, state=rules.CLOSED))
    work.handoff = None


def accept(desk: Desk, command: AcceptHandOff) -> Done:
    """Take a hand-off: the step is the actor's from now on, and its card carries the step's own buttons."""
    work, handoff = _find(desk, command.version, "accept")
    held = _held(desk, work, handoff)
    if not held:
        raise _not_yours(desk, work, rules.alternatives(handoff.to_role, _owners(work)))
    handoff = replace(handoff, state=rules.ACCEPTED, **_answer(desk))
    _write(desk, work, handoff)
    work.owner, work.owner_role = desk.principal, rules.role_taken(held, handoff.to_role)
    work.record(desk, "handoff-accepted", details={"handoff": handoff.id, "from": handoff.given_by})
    work.refresh(desk, STEP, cards.accepted_card(work, handoff, desk.directory))
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    step = step_words(work.step)
    work.say(desk, cards.thread_note("Accepted", handoff, step))
    save(desk, work)
    said = line("Step ", Strong(step), " is yours now. The card has its buttons.")
    return Done(card=cards.answer_card(work, "accepted", said))


def give_back(desk: Desk, command: ReturnHandOff) -> Done:
    """Return a hand-off with the reason: the step stays with whoever gave it, who is told and can offer it again."""
    work, handoff = _find(desk, command.version, "return")
    if not _held(desk, work, handoff):
        raise _not_yours(desk, work, rules.alternatives(handoff.to_role, _owners(work)))
    why = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    handoff = replace(handoff, state=rules.RETURNED, reason=why, **_answer(desk))
    _write(desk, work, handoff)
    work.record(desk, "handoff-returned", note=why, details={"handoff": handoff.id})
    work.refresh(desk, STEP, cards.returned_card(work, handoff))
    work.say(desk, cards.thread_note("Returned", handoff, step_words(work.step)))
    card = cards.handed_back_card(work, handoff, away=desk.directory.away)
    for lane in effecting.lanes_of(desk, handoff.given_by) or (work.lane,):
        work.post(desk, HANDED_BACK, card, lane=lane)
    save(desk, work)
    said = line("It is back with ", Mention(handoff.given_by, notify=False), ", who has your reason.")
    return Done(card=cards.answer_card(work, "returned", said))


def offer_again(desk: Desk, command: OfferAgain) -> Done:
    """Hand over again what was returned, in a new post: a changed one would call nobody."""
    work, handoff = _find(desk, command.version, "offer")
    givers = (handoff.from_role,) if handoff.from_role else ()
    if not (desk.act_as((handoff.given_by,)) or desk.act_for(_whom(desk, work, givers))):
        raise _not_yours(desk, work, givers, handoff.given_by)
    resolved = desk.directory.resolve(_owners(work), work.customer, work.definition.role_of)
    if resolved is None:
        titles = _titles(work, _owners(work))
        raise RefusedError(Reason.ROLE_EMPTY, role=titles, step=work.step.id, admins=effecting.administrators(desk))
    role, people = resolved
    address = _address(desk, work, role)
    work.refresh(desk, STEP, cards.replaced_card(work, handoff), last=True)
    work.refresh(desk, HANDED_BACK, cards.past_card(work, "Handed over again", desk.by, desk.now), last=True)
    handoff = replace(
        handoff,
        state=rules.OFFERED,
        round=handoff.round + 1,
        to_role=role,
        address=address,
        given_by=desk.actor.key,
        answered_by=None,
        answered_at=None,
        answered_for="",
        reason="",
        offered_at=desk.now,
    )
    _write(desk, work, handoff)
    details = {"handoff": handoff.id, "role": role, "people": ", ".join(people)}
    work.record(desk, "handed-over-again", details=details)
    work.post(desk, STEP, _offered(desk, work, handoff, people), lane=address, threaded=False)
    save(desk, work)
    said = line("It waits for ", Strong(_titles(work, (role,))), " to accept it.")
    return Done(card=cards.answer_card(work, "handed over again", said))


def _find(desk: Desk, version: int, act: rules.Act) -> tuple[Work, HandOff]:
    """Return the hand-off that was clicked; refused with the quiet truth where it is too late for that."""
    work = load(desk)
    handoff = work.handoff
    if handoff is None:
        raise RefusedError(Reason.NOT_FOUND)
    live = desk.opened.engagement_handoff_id == handoff.id and not work.ended
    if not live or rules.after(handoff.state, act) is None:
        raise _too_late(desk, work, handoff)
    if version != handoff.round:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)
    return work, handoff


def _too_late(desk: Desk, work: Work, handoff: HandOff) -> RefusedError:
    step = work.definition.step(handoff.to_step)
    done = rules.what_was_done(handoff.state, answered=handoff.answered_by is not None)
    facts = {"done": done, "key": work.key, "step": step_words(step) if step else handoff.to_step}
    person = handoff.answered_by or (handoff.given_by if handoff.state == rules.OFFERED else "")
    at = handoff.answered_at or (handoff.offered_at if handoff.state == rules.OFFERED else None)
    if person and at is not None:
        facts |= {"by": desk.directory.named(person), "at": at.isoformat()}
    return RefusedError(Reason.ALREADY_DONE, **facts)


def _held(desk: Desk, work: Work, handoff: HandOff) -> tuple[str, ...]:
    """Return the roles, of those the step was offered to, that the actor stands for now.

    Where it is none of their own, it is those of somebody who is away and in whose place they act from here on.
    """
    step = work.definition.step(handoff.to_step)
    owners = work.definition.owners(step, work.facts) if step else ()
    roles = rules.alternatives(handoff.to_role, owners)
    found = {role: _whom(desk, work, (role,)) for role in roles}
    own = tuple(role for role, whom in found.items() if whom == desk.actor.key)
    if own:
        return own
    whose = next((whom for whom in found.values() if whom), None)
    desk.act_for(whose)
    return tuple(role for role, whom in found.items() if whom and whom == whose)


def _whom(desk: Desk, work: Work, roles: Sequence[str]) -> str | None:
    return desk.directory.acting_as(desk.actor.key, roles, work.customer, work.definition.role_of)


def _answer(desk: Desk) -> dict[str, Any]:
    """Return who answers now, and in whose place."""
    return {"answered_by": desk.actor.key, "answered_at": desk.now, "answered_for": desk.behalf}


def _offered(desk: Desk, work: Work, handoff: HandOff, people: Sequence[str]) -> Card:
    return cards.offered_card(work, handoff, people, away=desk.directory.away)


def _not_yours(desk: Desk, work: Work, roles: Sequence[str], giver: str = "") -> RefusedError:
    found = (desk.directory.standing_for(role, work.customer, work.definition.role_of) for role in roles)
    people = dict.fromkeys(person for one in found if one for person in one[1])
    keys = ([giver] if giver else []) + [person for person in people if person != giver]
    who = desk.directory.names(keys)
    return RefusedError(Reason.NOT_ALLOWED, may=who or effecting.administrators(desk), role=_titles(work, roles))


def _owners(work: Work) -> tuple[str, ...]:
    return work.definition.owners(work.step, work.facts)


def _titles(work: Work, roles: Sequence[str]) -> str:
    known = work.definition.role_of
    return " or ".join(known[role].title if role in known else role for role in roles)


def _address(desk: Desk, work: Work, role: str) -> str:
    return effecting.address_of(desk, work, work.step.channel or role)


def _write(desk: Desk, work: Work, handoff: HandOff) -> None:
    work.handoff = handoff
    values = asdict(handoff)
    desk.unit.write(UPDATE, {"which": handoff.id, **{name: values[name] for name in _CHANGED}})
