"""Carrying out hand-offs: offering a step to another role, taking it, giving it back, offering it again."""

from collections.abc import Sequence

from msgspec.structs import asdict, replace

from workflows.desk import Desk
from workflows.engagements import addressing, places
from workflows.engagements.cards import root_card, step_words
from workflows.engagements.parts import HandOff
from workflows.engagements.work import ROOT, STEP, Work, save
from workflows.handoffs import cards, deciding, finding, rules
from workflows.handoffs.commands import REASON, AcceptHandOff, OfferAgain, ReturnHandOff
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import paragraphs
from workflows.kernel.reading import read_values
from workflows.kernel.text import Mention, Strong, line
from workflows.process.position import Moved


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
        address=finding.address(desk, work, role),
        state=rules.OFFERED,
        given_by=desk.actor.key,
        offered_at=desk.now,
        due_at=work.due_at,
    )
    work.handoff = handoff
    desk.unit.write(finding.INSERT, asdict(handoff))
    work.record(desk, "handed-over", details={"handoff": handoff.id, "role": role, "people": ", ".join(people)})
    work.post(desk, STEP, _offered(desk, work, handoff, people), lane=handoff.address, threaded=False)


def show(desk: Desk, work: Work) -> None:
    """Post the card of the current step where the engagement is posted now (`Ties.show`, for its part)."""
    if work.ended:
        return
    handoff, lane, threaded = work.handoff, work.lane, True
    if handoff is not None and handoff.state == rules.OFFERED:
        found = desk.directory.standing_for(handoff.to_role, work.customer, work.definition.role_of)
        places.open_to(desk, work, found[1] if found else ())
        lane, threaded = finding.address(desk, work, handoff.to_role), False
    work.post(desk, STEP, cards.face(work, desk.directory), lane=lane, threaded=threaded)


def settle(desk: Desk, work: Work, *, done: bool) -> None:
    """Close the hand-off of a step that is being left (`Ties.settle`).

    Whoever does a step that was only offered to them has accepted it by doing it, and the history says so. A step
    that is left because of what was decided elsewhere was done, and accepted, by nobody.
    """
    handoff = work.handoff
    if handoff is None or rules.after(handoff.state, "leave") is None:
        return
    if done and handoff.state == rules.OFFERED and finding.held(desk, work, handoff):
        handoff = replace(handoff, **finding.answer(desk))
        details = {"handoff": handoff.id}
        work.record(desk, "handoff-accepted", step=handoff.to_step, note="By doing it.", details=details)
    past = cards.past_card(work, "The step was finished" if done else "It was moved on", desk.by, desk.now)
    work.refresh(desk, finding.HANDED_BACK, past, last=True)
    work.refresh(desk, finding.DISPUTE, past, last=True)
    finding.write(desk, work, replace(handoff, state=rules.CLOSED))
    work.handoff = None


def accept(desk: Desk, command: AcceptHandOff) -> Done:
    """Take a hand-off: the step is the actor's from now on, and its card carries the step's own buttons."""
    work, handoff = finding.find(desk, command.version, "accept")
    held = finding.held(desk, work, handoff)
    if not held:
        raise finding.not_yours(desk, work, rules.alternatives(handoff.to_role, finding.owners(work)))
    handoff = replace(handoff, state=rules.ACCEPTED, **finding.answer(desk))
    finding.write(desk, work, handoff)
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
    """Return a hand-off with the reason: the step stays with whoever gave it, who is told and can offer it again.

    The second time nobody offers it again: who is accountable decides, with both reasons (processes.md E).
    """
    work, handoff = finding.find(desk, command.version, "return")
    if not finding.held(desk, work, handoff):
        raise finding.not_yours(desk, work, rules.alternatives(handoff.to_role, finding.owners(work)))
    why = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    if rules.act_of_return(handoff.round) == "dispute":
        return deciding.dispute(desk, work, replace(handoff, state=rules.DISPUTED, reason=why, **finding.answer(desk)))
    handoff = replace(handoff, state=rules.RETURNED, reason=why, **finding.answer(desk))
    finding.write(desk, work, handoff)
    work.record(desk, "handoff-returned", note=why, details={"handoff": handoff.id})
    work.refresh(desk, STEP, cards.returned_card(work, handoff))
    work.say(desk, cards.thread_note("Returned", handoff, step_words(work.step)))
    card = cards.handed_back_card(work, handoff, away=desk.directory.away)
    for lane in places.lanes_of(desk, work, handoff.given_by) or (work.lane,):
        work.post(desk, finding.HANDED_BACK, card, lane=lane)
    save(desk, work)
    said = line("It is back with ", Mention(handoff.given_by, notify=False), ", who has your reason.")
    return Done(card=cards.answer_card(work, "returned", said))


def offer_again(desk: Desk, command: OfferAgain) -> Done:
    """Hand over again what was returned, in a new post: a changed one would call nobody."""
    work, handoff = finding.find(desk, command.version, "offer")
    givers = (handoff.from_role,) if handoff.from_role else ()
    if not (desk.act_as((handoff.given_by,)) or desk.act_for(finding.whom(desk, work, givers))):
        raise finding.not_yours(desk, work, givers, handoff.given_by)
    resolved = desk.directory.resolve(finding.owners(work), work.customer, work.definition.role_of)
    if resolved is None:
        titles = finding.titles(work, finding.owners(work))
        raise RefusedError(Reason.ROLE_EMPTY, role=titles, step=work.step.id, admins=addressing.administrators(desk))
    role, people = resolved
    address = finding.address(desk, work, role)
    work.refresh(desk, STEP, cards.replaced_card(work, handoff), last=True)
    work.refresh(desk, finding.HANDED_BACK, cards.past_card(work, "Handed over again", desk.by, desk.now), last=True)
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
        first_answered_by=handoff.answered_by or "",
        first_reason=handoff.reason,
        offered_at=desk.now,
    )
    finding.write(desk, work, handoff)
    details = {"handoff": handoff.id, "role": role, "people": ", ".join(people)}
    work.record(desk, "handed-over-again", details=details)
    places.open_to(desk, work, people)
    work.post(desk, STEP, _offered(desk, work, handoff, people), lane=address, threaded=False)
    save(desk, work)
    said = line("It waits for ", Strong(finding.titles(work, (role,))), " to accept it.")
    return Done(card=cards.answer_card(work, "handed over again", said))


def _offered(desk: Desk, work: Work, handoff: HandOff, people: Sequence[str]) -> Card:
    return cards.offered_card(work, handoff, people, desk.directory)
