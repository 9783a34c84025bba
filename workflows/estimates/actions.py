"""What happens when somebody saves a ROM or sends it for approval."""

import msgspec

from storage import opening
from workflows.desk import Desk, Opening
from workflows.engagements import estimate as kept
from workflows.engagements import titles
from workflows.engagements.actions import not_allowed
from workflows.engagements.cards import done_card, step_words
from workflows.engagements.moving import move
from workflows.engagements.parts import Estimate
from workflows.engagements.work import Work, load, save
from workflows.estimates import cards, forms, queries, rules
from workflows.estimates.commands import ENGAGEMENT, SaveEstimate, SendEstimate
from workflows.estimates.rules import Calculation, Course
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.figures import Figures
from workflows.kernel.text import Strong, line
from workflows.process import engine
from workflows.process.position import Moved, NotAllowed, Recorded
from workflows.process.steps import Step


class Kept(msgspec.Struct, frozen=True):
    """What a revision's row holds as JSON: the calculation, and the words in which everybody sees it."""

    calculation: Calculation
    shown: Figures


def opening_of(command: SaveEstimate | SendEstimate) -> Opening:
    """Return what is read first: the engagement by its id, or by the number that was typed or chosen."""
    if command.engagement:
        return Opening(opening.BY_ID, command.engagement)
    return Opening(opening.BY_KEY, command.key)


def save_estimate(desk: Desk, command: SaveEstimate) -> Done:
    """Keep a new revision (A 2). At its own step that moves the process on; behind it, a changed ROM is asked anew.

    A decision that waits, or that was given on the older figures, is asked again at once with these figures; when the
    process is past the point where it can be (`reask_until`), the change is refused.
    """
    work = load(desk, field="" if command.engagement else ENGAGEMENT)
    course = queries.check_can_make(desk, work)
    newest = work.estimate
    before = newest.revision if newest else 0
    rate_card = queries.card_today(desk)
    if command.revision != before or command.rate_card != rate_card.version:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)
    calculation = forms.read(rate_card, command.values)
    digest = rules.digest(calculation)
    if newest is not None and newest.digest == digest:
        said = line("These are the figures that stood here already; nothing was changed.")
        return Done(card=queries.card_for(desk, work, before=said))
    revision = _revision(desk, work, calculation, digest=digest, number=before + 1)
    kept.add(desk, work, revision)
    work.facts["amount"] = rules.money(calculation.budget, calculation.currency)
    work.facts["range"] = rules.range_words(calculation)
    details = {"estimate": revision.id, "digest": digest, "budget": work.facts["amount"]}
    work.record(desk, "estimated", note=kept.shown_in(revision.figures).title, details=details)
    _carry_on(desk, work, course)
    save(desk, work)
    again = work.estimate is not None and work.estimate.state == kept.SENT
    said = line("Saved. The decision is asked again with these figures." if again else "Saved.")
    return Done(card=queries.card_for(desk, work, before=said))


def _revision(desk: Desk, work: Work, calculation: Calculation, *, digest: str, number: int) -> Estimate:
    shown = rules.shown(calculation, f"ROM revision {number}")
    return Estimate(
        id=desk.new_id(f"estimate:{work.id}:{number}"),
        engagement_id=work.id,
        revision=number,
        figures=msgspec.json.encode(Kept(calculation, shown)).decode(),
        digest=digest,
        currency=calculation.currency,
        budget_minor=rules.in_minor_units(calculation.budget, calculation.currency),
        rate_card=calculation.rate_card,
        state=kept.DRAFT,
        created_by=desk.actor.key,
        created_for=desk.behalf,
        created_at=desk.now,
    )


def _carry_on(desk: Desk, work: Work, course: Course) -> None:
    """Move on from the step that the ROM is made at, or ask again where an older revision was asked about."""
    if course.making is not None and work.position.step == course.making.id:
        moved = engine.advance(work.definition, work.position, course.made, work.facts)
        if isinstance(moved, Moved):
            move(desk, work, moved)
        return
    for step in course.approvals:
        _ask_again(desk, work, step)


def _ask_again(desk: Desk, work: Work, step: Step) -> None:
    result = engine.ask_again(work.definition, work.position, step.id, work.facts)
    match result:
        case Moved():
            move(desk, work, result, action="asked-again")
        case Recorded(position=position):
            work.position = position
            if step.id == position.step or step.id in position.open:
                desk.ties.ask(desk, work, step)
        case NotAllowed(reason="too-late"):
            raise RefusedError(Reason.ESTIMATE_SETTLED, key=work.key, step=step_words(work.step))
        case NotAllowed():
            return  # Nobody was asked yet.


def send_estimate(desk: Desk, command: SendEstimate) -> Done:
    """Send the newest revision for approval: the outcome of its step that opens the decision (A 3)."""
    work = titles.load(desk, command.key)
    course = rules.course_of(work.definition)
    step = work.step
    if course is None:
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=work.definition.title)
    newest = work.estimate
    if newest is None:
        raise RefusedError(Reason.NO_ESTIMATE, key=work.key)
    if command.revision not in {0, newest.revision}:
        raise RefusedError(Reason.ESTIMATE_CHANGED, key=work.key, revision=str(newest.revision))
    if newest.state in {kept.SENT, kept.APPROVED}:
        raise _sent_before(desk, work, newest)
    if step.id != course.sending.id:
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=step_words(step))
    queries.check_may(desk, work, (course.sending,))
    moved = engine.advance(work.definition, work.position, course.sent, work.facts)
    if isinstance(moved, NotAllowed):
        raise not_allowed(moved)
    move(desk, work, moved)
    save(desk, work)
    said = line("The card is with those who decide. Next: ", Strong(step_words(work.step)), ".")
    return Done(card=cards.sent_card(work, newest, said) if not work.ended else done_card(work, desk.directory, "sent"))


def _sent_before(desk: Desk, work: Work, newest: Estimate) -> RefusedError:
    approval = work.approval
    if approval is None or approval.digest != newest.digest:
        return RefusedError(Reason.ALREADY_DONE, done="sent for approval", key=work.key)
    by = desk.directory.named(approval.requested_by)
    at = approval.asked_at.isoformat()
    return RefusedError(Reason.ALREADY_DONE, done="sent for approval", key=work.key, by=by, at=at)
