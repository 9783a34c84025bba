"""Asking for a decision: the first time, again after an answer, anew when the figures changed, no longer at the end."""

from collections.abc import Sequence
from typing import Final

import msgspec

from workflows.approvals import cards, rules, seats, subjects, writing
from workflows.approvals.cards import Deciding, said_about
from workflows.approvals.rules import Panel, Said
from workflows.desk import Desk, Look
from workflows.engagements import addressing, places
from workflows.engagements import estimate as kept
from workflows.engagements import rules as spine
from workflows.engagements.parts import Approval
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post
from workflows.kernel.text import Piece, When, line
from workflows.process.steps import Step

CARD: Final = "approval"
"""The live card of the decision, in the channel of those who decide."""
QUESTION: Final = "approval-question"
"""The live card of an open question, in the engagement's thread."""

_COUNTING: Final = frozenset({rules.WAITING, rules.DISCOVERY, rules.APPROVED})


def ask(desk: Desk, work: Work, step: Step) -> None:
    """Ask for the decision of an approval step (`Ties.ask`), bound to exactly what is shown now.

    What waits already is left as it is. A question that was answered makes the same approval wait again, in a new
    round without votes. Changed figures are a new approval, and the older one is superseded. Refused with ROLE_EMPTY
    when nobody but those who prepared it could decide, with CHANNEL_MISSING, and with NO_ESTIMATE.
    """
    bound, digest = subjects.bound_to(work, step)
    older = work.approval if work.approval is not None and work.approval.step == step.id else None
    if older is not None and older.digest == digest and older.state == rules.WAITING:
        return
    if older is not None and older.digest == digest and older.state == rules.DISCOVERY:
        _wait_again(desk, work, step, older)
        return
    conversation: tuple[Said, ...] = ()
    prepared = dict.fromkeys(bound.prepared_by)
    if older is not None and older.state in _COUNTING:
        before = subjects.bound_in(older.figures)
        prepared |= dict.fromkeys(person for person in (older.requested_by, older.requested_for) if person)
        prepared |= dict.fromkeys(before.prepared_by)
        conversation = said_about(older)
        if older.state == rules.DISCOVERY and work.position.step == step.id:
            # Only an answer leads back to the step; figures that change while a question is open lead nowhere.
            conversation = (*conversation, _answer(desk, work, step, older))
        change = f"{bound.figures.title} replaces {before.figures.title}."
        conversation = (*conversation, Said(kind="change", by=desk.actor.key, at=desk.now, text=change))
        supersede(desk, work, line(f"Superseded by {bound.figures.title}, ", When(desk.now), "."))
    prepared.pop(desk.actor.key, None)
    if step.asks == "estimate":
        kept.mark(desk, work, kept.SENT)
    _ask_anew(
        desk,
        work,
        step,
        Approval(
            id=desk.new_id(f"approval:{work.id}:{step.id}:{work.version}"),
            engagement_id=work.id,
            step=step.id,
            round=older.round + 1 if older else 1,
            digest=digest,
            figures=subjects.written(subjects.Bound(figures=bound.figures, prepared_by=tuple(prepared))),
            rule=step.rule or "any",
            state=rules.WAITING,
            requested_by=desk.actor.key,
            requested_for=desk.behalf,
            conversation=writing.conversation_of(conversation),
            asked_at=desk.now,
        ),
    )


def _ask_anew(desk: Desk, work: Work, step: Step, approval: Approval) -> None:
    decides = checked_panel(desk, work, step, approval)
    work.cards.pop(CARD, None)
    work.approval, work.approval_id, work.votes = approval, approval.id, ()
    desk.unit.write(writing.INSERT, msgspec.structs.asdict(approval))
    details = {"approval": approval.id, "round": str(approval.round), "digest": approval.digest}
    work.record(desk, "asked", step=step.id, details=details)
    _post(desk, work, step, decides)
    away = seats.away_from(desk, decides, step, work, approval)
    work.say(desk, cards.asked_note(work, approval, step, decides.people, again=approval.round > 1, away=away))


def _post(desk: Desk, work: Work, step: Step, decides: Panel) -> None:
    places.open_to(desk, work, decides.people)
    lane = addressing.address_of(desk, work, step.channel or work.definition.owners(step, work.facts)[0])
    work.post(desk, CARD, cards.waiting_card(deciding(desk, work, step, decides)), lane=lane, threaded=False)


def show(desk: Desk, work: Work) -> None:
    """Post the decision that waits, or its open question, where the engagement is posted now (`Ties.show`)."""
    for approval, step in _open(work):
        _post(desk, work, step, panel_of(desk, work, step, approval))
        if approval.state == rules.DISCOVERY:
            post_question(desk, work, step, approval)


def refresh(desk: Desk, work: Work) -> None:
    """Let the decision that waits, or its open question, be seen as it is (`Ties.refresh`)."""
    for approval, step in _open(work):
        work.refresh(desk, CARD, cards.waiting_card(deciding(desk, work, step, panel_of(desk, work, step, approval))))
        people = answerers(desk, work, step)
        work.refresh(desk, QUESTION, cards.question_card(work, approval, step, people, away=desk.directory.away))


def _open(work: Work) -> list[tuple[Approval, Step]]:
    found = work.approval
    step = work.definition.step(found.step) if found and found.id == work.approval_id else None
    return [(found, step)] if found and step and found.state in {rules.WAITING, rules.DISCOVERY} else []


def post_question(desk: Desk, work: Work, step: Step, approval: Approval) -> None:
    """Post an open question in the engagement's thread, for those who can answer it."""
    people = answerers(desk, work, step)
    places.open_to(desk, work, people)
    card = cards.question_card(work, approval, step, people, away=desk.directory.away)
    work.post(desk, QUESTION, card, lane=work.lane)


def _wait_again(desk: Desk, work: Work, step: Step, older: Approval) -> None:
    """The question was answered: the same approval waits again, and its card shows what is new."""
    answered = _answer(desk, work, step, older)
    approval = writing.changed(
        older,
        round=older.round + 1,
        state=rules.WAITING,
        conversation=writing.conversation_of((*said_about(older), answered)),
        asked_at=desk.now,
        decided_by=None,
        decided_for="",
        reason="",
        decided_at=None,
    )
    decides = checked_panel(desk, work, step, approval)
    writing.write(desk, work, approval)
    work.votes = ()
    details = {"approval": approval.id, "round": str(approval.round), "digest": approval.digest}
    work.record(desk, "asked", step=step.id, note=answered.text, details=details)
    of = deciding(desk, work, step, decides)
    work.refresh(desk, CARD, cards.waiting_card(of))
    call(desk, of, decides.people, "Answered.")


def supersede(desk: Desk, work: Work, why: tuple[Piece, ...]) -> None:
    """Take the engagement's approval out of what counts: it can be decided no more, and its card says why."""
    approval = work.approval
    step = work.definition.step(approval.step) if approval else None
    if approval is None or step is None or approval.state not in _COUNTING:
        return
    _close_question(desk, work, step, approval, why)
    writing.write(desk, work, writing.changed(approval, state=rules.SUPERSEDED))
    decides = panel_of(desk, work, step, approval)
    of, approved = deciding(desk, work, step, decides), approval.state == rules.APPROVED
    work.refresh(desk, CARD, cards.superseded_card(of, why, approved=approved), last=True)


def close(desk: Desk, work: Work) -> None:
    """The process ended (`Ties.close`): a decision that still waits is no longer needed."""
    approval = work.approval
    live = approval is not None and approval.id == work.approval_id
    if live and approval is not None and approval.state in {rules.WAITING, rules.DISCOVERY}:
        supersede(desk, work, line("No longer needed: ", work.ending_title, ", ", When(desk.now), "."))
    work.cards.pop(CARD, None)
    work.cards.pop(QUESTION, None)


def panel_of(at: Desk | Look, work: Work, step: Step, approval: Approval) -> Panel:
    """Return who decides now: resolved anew each time, because a role may have changed hands since it was asked."""
    return seats.panel(at, standing(at, work, step), step, work, approval)


def checked_panel(desk: Desk, work: Work, step: Step, approval: Approval) -> Panel:
    """Return who decides; refused with ROLE_EMPTY when there is nobody, naming whom that leaves out."""
    decides = panel_of(desk, work, step, approval)
    if decides.people:
        return decides
    roles, known = work.definition.owners(step, work.facts), work.definition.role_of
    titles = " or ".join(known[role].title if role in known else role for role in roles)
    facts = {"role": titles, "step": step.id, "admins": addressing.administrators(desk)}
    held = dict.fromkeys(person for people in standing(desk, work, step) for person in people)
    if held:
        # They hold the role, but prepared or sent what is to be decided: somebody else must be added to the role.
        facts["requester"] = ", ".join(desk.directory.named(person) for person in held)
    raise RefusedError(Reason.ROLE_EMPTY, **facts)


def standing(at: Desk | Look, work: Work, step: Step) -> list[tuple[str, ...]]:
    """Return who stands for each owner role of a step, in the definition's order."""
    known = work.definition.role_of
    owners = work.definition.owners(step, work.facts)
    found = (at.directory.standing_for(role, work.customer, known) for role in owners)
    return [people for one in found if one is not None for people in (one[1],)]


def answerers(at: Desk | Look, work: Work, step: Step) -> tuple[str, ...]:
    """Return who can answer questions about an approval: the owners of the step that answers, and who asked for it."""
    found = rules.answering(work.definition, step)
    people = [person for team in standing(at, work, found[0]) for person in team] if found else []
    asked = work.approval.requested_by if work.approval else ""
    return tuple(dict.fromkeys([*people, *([asked] if asked in at.directory.people else [])]))


def deciders(at: Desk | Look, work: Work) -> tuple[str, ...]:
    """Return for whom the engagement's decision waits now (`Ties.deciders`): whose vote, or whose answer, is wanted."""
    approval = work.approval
    step = work.definition.step(approval.step) if approval else None
    if approval is None or step is None:
        return ()
    if approval.state == rules.DISCOVERY:
        return answerers(at, work, step)
    return seats.wanted(at, panel_of(at, work, step, approval), step, work, approval)


def deciding(at: Desk | Look, work: Work, step: Step, decides: Panel) -> Deciding:
    """Return what the card of the engagement's approval is made of."""
    if work.approval is None:
        raise RefusedError(Reason.NOT_FOUND)
    due = spine.due(work.approval.asked_at, step.due, work.calendar(at.directory, step)) if step.due else None
    away = seats.away_from(at, decides, step, work, work.approval)
    wanted = seats.wanted(at, decides, step, work, work.approval)
    return Deciding(
        work=work,
        approval=work.approval,
        step=step,
        panel=decides,
        votes=work.votes,
        due_at=due,
        away=away,
        wanted=wanted,
    )


def call(desk: Desk, of: Deciding, people: Sequence[str], *pieces: Piece) -> None:
    """Post a line under the decision's card that calls people: a changed card notifies nobody."""
    for copy in of.work.cards.get(CARD, ()):
        card: Card = cards.call_note(people, *pieces, away=of.away)
        desk.send(copy.lane, Post(card=card, thread=copy.effect, private=of.work.is_private))


def tell(desk: Desk, work: Work, *pieces: Piece) -> None:
    """Post a line under the decision's card that calls nobody."""
    for copy in work.cards.get(CARD, ()):
        desk.send(copy.lane, Post(card=Card(title="", body=(pieces,)), thread=copy.effect, private=work.is_private))


def _close_question(desk: Desk, work: Work, step: Step, approval: Approval, why: tuple[Piece, ...]) -> None:
    if approval.state == rules.DISCOVERY:
        work.refresh(desk, QUESTION, cards.answered_card(work, step, approval.reason, why), last=True)


def _answer(desk: Desk, work: Work, step: Step, older: Approval) -> Said:
    """Close the open question, tell the engagement's thread what was answered, and return the answer."""
    text = _answer_text(work, step)
    by = line("Answered by ", *desk.by, ", ", When(desk.now), ".")
    _close_question(desk, work, step, older, by)
    work.say(desk, cards.note(*by, work=work, quote=text))
    return Said(kind="answer", by=desk.actor.key, at=desk.now, text=text)


def _answer_text(work: Work, step: Step) -> str:
    """Return what the form of the answering step was filled in with."""
    found = rules.answering(work.definition, step)
    if found is None:
        return ""
    fields = found[0].form_for(found[1].key)
    return "\n".join(work.facts[field.key] for field in fields if work.facts.get(field.key))
