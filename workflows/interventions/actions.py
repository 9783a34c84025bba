"""Carrying out what people do to a piece of work beside its process; each is one more entry in its history."""

from workflows.desk import Desk, Noted
from workflows.engagements import cards as work_cards
from workflows.engagements import moving, places, undoing
from workflows.engagements.actions import check_may, not_allowed
from workflows.engagements.work import ROOT, STEP, Work, load, save
from workflows.interventions import cards, rules
from workflows.interventions.commands import REASON, WORDS, Assign, Cancel, Comment, SetBack
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import ADMIN
from workflows.kernel.reading import read_values
from workflows.process import engine
from workflows.process.position import NotAllowed


def assign(desk: Desk, command: Assign) -> Done:
    """Put the current step into the hands of one person, who must be one of those that may do it."""
    work = _current(desk, command.arrival)
    if work.handoff is not None and work.handoff.waits:
        raise RefusedError(Reason.IN_OTHER_HANDS, key=work.key)
    if work.step.kind == "approval":
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=work_cards.step_words(work.step))
    _check_may_steer(desk, work)
    person = single_line(command.person)
    chosen = desk.directory.people.get(person)
    owners = work.definition.owners(work.step, work.facts)
    role = next((key for key in owners if person in _standing(desk, work, key)), None)
    if chosen is None or role is None:
        raise RefusedError(Reason.NOT_A_CHOICE, "person", label="Who has it from now on?")
    if person == work.owner:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=f"In the hands of {chosen.name}")
    was = work.owner or ""
    work.owner, work.owner_role = person, role
    work.record(desk, "assigned", details={"person": person, "was": was})
    desk.record_person(Noted("given-work", details={"engagement": work.id}), person=person)
    places.bring_to(desk, work, person)
    work.say(desk, cards.assigned_note(work, desk.by, desk.directory.away))
    work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    work.refresh(desk, ROOT, work_cards.root_card(work, desk.directory))
    save(desk, work)
    return Done(card=cards.answer(work, f"in the hands of {chosen.name}", work.step))


def set_back(desk: Desk, command: SetBack) -> Done:
    """Take it back to a step where it was before. What entering that step brought does not happen again."""
    work = load(desk)
    _check_arrival(work, command.arrival)
    reason = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    ways = {step.id: step for step in rules.ways_back(work.definition, work.position)}
    step = ways.get(single_line(command.step))
    if step is None:
        choices = ", ".join(work_cards.step_words(one) for one in ways.values())
        raise RefusedError(Reason.NOT_A_CHOICE, "step", label="Back to", choices=choices or "none")
    here = () if work.ended else work.definition.owners(work.step, work.facts)
    _check_may_own(desk, work, (*here, *work.definition.owners(step, work.facts)))
    moved = engine.set_back(work.definition, work.position, step.id, work.facts)
    if isinstance(moved, NotAllowed):
        raise not_allowed(moved)
    moving.move(desk, work, moved, note=reason, action="reopened" if moved.left is None else "set-back")
    save(desk, work)
    return Done(card=cards.answer(work, "set back", step))


def cancel(desk: Desk, command: Cancel) -> Done:
    """End it with the reason; what waits for a decision or to be accepted waits no longer."""
    work = _current(desk, command.arrival)
    reason = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    _check_may_steer(desk, work)
    moving.cancel(desk, work, reason)
    save(desk, work)
    return Done(card=cards.cancelled_answer(work))


def comment(desk: Desk, command: Comment) -> Done:
    """Keep what somebody says about it, and put it into the thread."""
    work = load(desk)
    words = read_values((WORDS,), {WORDS.key: paragraphs(command.words)})[WORDS.key]
    undoing.remember(work)
    work.record(desk, "comment", note=words)
    work.say(desk, cards.comment_note(desk.by, words))
    save(desk, work)
    return Done(card=undoing.with_button(work, cards.answer(work, "your comment is in the thread")))


def _current(desk: Desk, arrival: int) -> Work:
    """Return the engagement where the form was made for its current step; refused where it has ended or moved on."""
    work = load(desk)
    _check_arrival(work, arrival)
    _ = work.step  # Refused where it has ended.
    return work


def _check_arrival(work: Work, arrival: int) -> None:
    if arrival != work.arrival:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)


def _check_may_steer(desk: Desk, work: Work) -> None:
    """Refuse all but who has it, who began it, who may do its step, and administrators."""
    if desk.act_as([person for person in (work.owner, work.created_by) if person]):
        return
    _check_may_own(desk, work, work.definition.owners(work.step, work.facts))


def _check_may_own(desk: Desk, work: Work, owners: tuple[str, ...]) -> None:
    if desk.actor.key not in desk.directory.holders(ADMIN, None):
        check_may(desk, work.customer, owners, work.definition.role_of)


def _standing(desk: Desk, work: Work, role: str) -> tuple[str, ...]:
    found = desk.directory.standing_for(role, work.customer, work.definition.role_of)
    return found[1] if found else ()
