"""What happens when somebody decides, asks a question or answers one. The rules are resolved when they click."""

from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.approvals import asking, cards, forms, rules, seats, subjects, writing
from workflows.approvals.commands import AnswerQuestion, Decide
from workflows.approvals.rules import Panel, Said
from workflows.desk import Desk, Look
from workflows.engagements import estimate as kept
from workflows.engagements import undoing
from workflows.engagements.actions import not_allowed
from workflows.engagements.cards import done_card, step_words
from workflows.engagements.moving import move
from workflows.engagements.parts import Approval, Vote
from workflows.engagements.work import Work, load, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.reading import read_values
from workflows.kernel.text import Strong, When, line
from workflows.process import engine
from workflows.process.position import Moved, NotAllowed, Recorded
from workflows.process.steps import Outcome, Step

ask = asking.ask
"""`Ties.ask`."""
close = asking.close
"""`Ties.close`, for its part: what waits for a decision."""

show = asking.show
"""`Ties.show`, for its part: the decision that waits."""

VOTE = insert(tables.vote)
REASON = Prepared(
    sa.select(tables.vote.c.reason)
    .where(
        tables.vote.c.approval_id == sa.bindparam("approval"),
        tables.vote.c.round == sa.bindparam("round"),
        tables.vote.c.decision == sa.bindparam("decision"),
    )
    .order_by(tables.vote.c.at.desc())
    .limit(1)
)
_WORDS: Final = {
    rules.APPROVED: "approved",
    rules.DECLINED: "declined",
    rules.DISCOVERY: "held for a question",
    rules.SUPERSEDED: "replaced by newer figures",
}


def decide(desk: Desk, command: Decide) -> Done:
    """Count a decision, and carry it out when by the step's rule enough have decided (A 6, B 2.6).

    Refused with the quiet truth when it was decided before, with OWN_REQUEST for whoever asked or prepared it, with
    NOT_ALLOWED for everybody else who does not decide now.
    """
    work, approval, step = live(desk, command.version)
    outcome = outcome_of(work, step, command.outcome)
    decides, seat = check_decides(desk, work, step, approval)
    undoing.remember(work)
    desk.act_for(seat)
    reason = read_values(forms.decision_fields(outcome), command.values).get("reason", "")
    asking_now = outcome.key in rules.questions_of(work.definition, step)
    given = next((vote for vote in work.votes if vote.person == seat), None)
    if given is None:
        _check_turn(desk, work, decides, seat, step=step, question=asking_now)
        given_by = desk.actor.key if seat != desk.actor.key else ""
        work.votes = (*work.votes, Vote(person=seat, decision=outcome.key, given_by=given_by))
        _add_vote(desk, work, approval, work.votes[-1], reason)
        # Whoever voted cannot stand in for others any more, which may leave fewer to wait for.
        decides = asking.panel_of(desk, work, step, approval)
    reached = rules.verdict(
        decides, seats.votes_of(work), rules.approving_key(step), rules.questions_of(work.definition, step)
    )
    # Whoever has voted can carry out what holds since the panel changed, but nothing that they do not say again.
    if given is not None and (reached is None or given.decision != outcome.key):
        raise _voted_before(desk, work, step, given)
    if reached is None:
        return _counted(desk, work, step, decides, outcome)
    if reached != outcome.key or given is not None:
        reason = _reason_given(desk, approval, reached)
    return _carry_out(desk, work, step, outcome_of(work, step, reached), reason)


def _voted_before(desk: Desk, work: Work, step: Step, given: Vote) -> RefusedError:
    said = outcome_of(work, step, given.decision).label
    whose = "you" if given.giver == desk.actor.key else f"{desk.directory.named(given.giver)} for you"
    return RefusedError(Reason.ALREADY_DONE, done=f"decided by {whose} ({said})", key=work.key, step=step.title)


def _add_vote(desk: Desk, work: Work, approval: Approval, vote: Vote, reason: str) -> None:
    desk.unit.write(
        VOTE,
        {
            "approval_id": approval.id,
            "round": approval.round,
            "person_key": vote.person,
            "decision": vote.decision,
            "reason": reason,
            "at": desk.now,
            "given_by": vote.given_by,
        },
    )
    details = _details(approval)
    work.record(desk, "voted", step=approval.step, outcome=vote.decision, note=reason, details=details)


def _counted(desk: Desk, work: Work, step: Step, decides: Panel, outcome: Outcome) -> Done:
    """Keep the vote and show it; others are still waited for."""
    of = asking.deciding(desk, work, step, decides)
    work.refresh(desk, asking.CARD, cards.waiting_card(of))
    wanted = rules.asked_now(decides, seats.votes_of(work), rules.approving_key(step))
    label = line(Strong(outcome.label), ", by ", *desk.by, ".")
    if decides.rule == "sequence" and wanted:
        asking.call(desk, of, wanted, *label)
    else:
        so_far = f" {len(work.votes)} of {len(decides.people)} have decided."
        asking.tell(desk, work, *label, so_far)
    save(desk, work)
    names = desk.directory.names(wanted)
    waits = line(f"It still waits for {names}." if names else "It is not decided yet.")
    return Done(card=undoing.with_button(work, cards.answer_card(work, f"you said “{outcome.label}”", waits)))


def _carry_out(desk: Desk, work: Work, step: Step, outcome: Outcome, reason: str) -> Done:
    """The decision stands: every copy of the card shows it; the engagement moves, or keeps it for later."""
    approval = _decided(desk, work, step, outcome, reason)
    facts = {**work.facts, "reason": reason}
    result = engine.decide(work.definition, work.position, step.id, outcome.key, facts)
    if isinstance(result, NotAllowed):
        raise not_allowed(result)
    writing.write(desk, work, approval)
    if step.asks == "estimate" and approval.state == rules.APPROVED:
        kept.mark(desk, work, kept.APPROVED)
    of = asking.deciding(desk, work, step, asking.panel_of(desk, work, step, approval))
    is_question = approval.state == rules.DISCOVERY
    work.refresh(desk, asking.CARD, cards.waiting_card(of) if is_question else cards.decided_card(of, outcome))
    details = _details(approval)
    if isinstance(result, Moved):
        move(desk, work, result, note=reason, values=details, action="decided")
    else:
        work.position = result.position
        work.record(desk, "decided", step=step.id, outcome=outcome.key, note=reason, details=details)
    if is_question:
        asking.post_question(desk, work, step, approval)
    elif isinstance(result, Recorded):
        said = line(f"Step {step_words(step)}: ", Strong(outcome.label), ", by ", *desk.by)
        work.say(desk, cards.note(*said, ", ", When(desk.now), ".", work=work, quote=reason))
    save(desk, work)
    told = _told(desk, work, step, outcome, early=isinstance(result, Recorded), question=is_question)
    return Done(card=undoing.with_button(work, told))


def _told(desk: Desk, work: Work, step: Step, outcome: Outcome, *, early: bool, question: bool) -> Card:
    """Return the private answer to who decided."""
    if question:
        people = desk.directory.names(asking.answerers(desk, work, step))
        return cards.answer_card(work, outcome.label, line(f"The question is with {people}."))
    if early:
        waits = line("It takes effect when the engagement gets to step ", Strong(step_words(step)), ".")
        return cards.answer_card(work, outcome.label, waits)
    return done_card(work, desk.directory, outcome.label)


def _decided(desk: Desk, work: Work, step: Step, outcome: Outcome, reason: str) -> Approval:
    """Return the engagement's approval as this decision leaves it."""
    if work.approval is None:
        raise RefusedError(Reason.NOT_FOUND)
    state = rules.state_after(work.definition, step, outcome.key)
    who = {"decided_by": desk.actor.key, "decided_for": desk.behalf}
    changes = {"state": state, **who, "reason": reason, "decided_at": desk.now}
    if state == rules.DISCOVERY:
        question = Said(kind="question", by=desk.actor.key, at=desk.now, text=reason)
        return writing.changed(work.approval, **changes, conversation=writing.with_said(work.approval, question))
    return writing.changed(work.approval, **changes)


def answer_question(desk: Desk, command: AnswerQuestion) -> Done:
    """Answer the question that a decision waits for: the approval waits again, its card showing what is new (A 7)."""
    work, approval, step = live(desk, command.version, state=rules.DISCOVERY)
    check_answers(desk, work, step)
    found = rules.answering(work.definition, step)
    if found is None:
        raise RefusedError(Reason.NOT_WAITING, key=work.key)
    values = read_values(forms.answer_fields(*found), command.values)
    work.facts.update(values)
    result = engine.withdraw(work.definition, work.position, step.id, work.facts)
    match result:
        case NotAllowed():
            raise not_allowed(result)
        case Moved():
            move(desk, work, result, values={**values, **_details(approval)}, action="answered")
        case Recorded():
            work.position = result.position
            work.record(desk, "answered", step=step.id, details={**values, **_details(approval)})
            asking.ask(desk, work, step)
    save(desk, work)
    said = line(
        "Your answer stands on the card, and ", Strong(f"step {step_words(step)}"), " waits for its decision again."
    )
    return Done(card=cards.answer_card(work, "answered", said))


def live(desk: Desk, version: int, *, state: str = rules.WAITING) -> tuple[Work, Approval, Step]:
    """Return the approval that was clicked; refused with the quiet truth where it is too late for that."""
    work = load(desk)
    return find_live(desk, work, version, state=state)


def find_live(at: Desk | Look, work: Work, version: int, *, state: str) -> tuple[Work, Approval, Step]:
    """Return an engagement's approval that waits, in the round that the click was made for; refused otherwise."""
    approval = work.approval
    step = work.definition.step(approval.step) if approval else None
    if approval is None or step is None:
        raise RefusedError(Reason.NOT_FOUND)
    if approval.id != work.approval_id or approval.state != state or work.ended:
        raise _too_late(at, work, approval)
    if version != approval.round:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)
    return work, approval, step


def outcome_of(work: Work, step: Step, key: str) -> Outcome:
    """Return an outcome that the step has now; refused with NO_SUCH_OUTCOME."""
    possible = engine.possible(work.definition, step.id, work.facts)
    for outcome in possible:
        if outcome.key == key:
            return outcome
    raise RefusedError(Reason.NO_SUCH_OUTCOME, possible=", ".join(outcome.label for outcome in possible))


def check_decides(at: Desk | Look, work: Work, step: Step, approval: Approval) -> tuple[Panel, str]:
    """Return who decides, and as whom of them the acting person does; refused unless they are or stand in for one."""
    decides = asking.panel_of(at, work, step, approval)
    seat = seats.seat_of(at, decides, step, work, approval)
    if seat is not None:
        return decides, seat
    may, me = at.directory.names(decides.people), at.actor.key
    barred = seats.barred(at, approval)
    if me in barred and me not in seats.requesters(approval):
        whose = next(person for person in seats.requesters(approval) if at.directory.acting_for(me, (person,)))
        raise RefusedError(Reason.OWN_REQUEST, may=may, key=work.key, absent=at.directory.named(whose))
    holds = any(me in people for people in asking.standing(at, work, step))
    if holds or me in barred:
        raise RefusedError(Reason.OWN_REQUEST, may=may, key=work.key)
    raise RefusedError(Reason.NOT_ALLOWED, may=may, key=work.key)


def check_answers(at: Desk | Look, work: Work, step: Step) -> None:
    """Refuse with NOT_ALLOWED whoever can not answer questions about this decision."""
    people = asking.answerers(at, work, step)
    whom = at.directory.acting_for(at.actor.key, people)
    if isinstance(at, Desk):
        at.act_for(whom)
    if whom is None:
        raise RefusedError(Reason.NOT_ALLOWED, may=at.directory.names(people))


def _check_turn(desk: Desk, work: Work, decides: Panel, seat: str, *, step: Step, question: bool) -> None:
    """Refuse who decides later in the sequence; a question may be asked at any time."""
    wanted = rules.asked_now(decides, seats.votes_of(work), rules.approving_key(step))
    if question or decides.rule != "sequence" or seat in wanted:
        return
    raise RefusedError(Reason.NOT_ALLOWED, may=desk.directory.names(wanted), key=work.key)


def _too_late(at: Desk | Look, work: Work, approval: Approval) -> RefusedError:
    old = approval.id != work.approval_id and approval.state == rules.WAITING
    state = rules.SUPERSEDED if old else approval.state
    if state == rules.WAITING:
        return RefusedError(Reason.NOT_WAITING, key=work.key)
    title = subjects.bound_in(approval.figures).figures.title
    facts = {"done": _WORDS.get(state, state), "key": work.key, "step": title}
    if state != rules.SUPERSEDED and approval.decided_by is not None and approval.decided_at is not None:
        facts |= {"by": at.directory.named(approval.decided_by), "at": approval.decided_at.isoformat()}
    return RefusedError(Reason.ALREADY_DONE, **facts)


def _reason_given(desk: Desk, approval: Approval, decision: str) -> str:
    """Return the newest reason that was given with the outcome that the votes came to."""
    row = desk.unit.row(REASON, {"approval": approval.id, "round": approval.round, "decision": decision})
    return row.reason if row else ""


def _details(approval: Approval) -> dict[str, str]:
    return {"approval": approval.id, "round": str(approval.round), "digest": approval.digest}
