"""When check-ins come: asking for one that is due, putting it off, leaving it out, pausing them, how often."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from storage import opening
from workflows.checkins import cards, queries, rules
from workflows.checkins.commands import (
    BY_TIER,
    DAY,
    REASON,
    PauseCheckIns,
    PutOff,
    ResumeCheckIns,
    SetCadence,
    SkipCheckIn,
)
from workflows.desk import Desk, Opening
from workflows.engagements import customers, recurring, reminding
from workflows.engagements import rules as spine
from workflows.engagements.actions import check_may
from workflows.engagements.cards import root_card, step_words
from workflows.engagements.parts import Copy
from workflows.engagements.recurring import ASKED, EVERY, PAUSED, PUT_OFF
from workflows.engagements.work import ROOT, STEP, Work, load, save, work_of
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.kernel.text import Line, line
from workflows.kernel.working_time import first_moment
from workflows.timing import Firing

About = PutOff | SkipCheckIn | PauseCheckIns | ResumeCheckIns | SetCadence


def opening_of(command: About) -> Opening:
    """Read the engagement that a button or a form names; a customer that was typed is looked up by the action."""
    return Opening(opening.BY_ID, command.engagement)


def ask_for_it(desk: Desk, firing: Firing) -> datetime | None:
    """Ask whoever has a check-in that is due to hold it, each in their own working time (C 1.2).

    Who is away is asked through whoever stands in for them, and where nobody does, when they are back. Returns when to
    ask, where nobody works now. Of several the others hear of it as their own day begins, unless it was held by then.
    """
    work = load(desk)
    at = recurring.asks_at(work, desk.directory)
    if at is None:
        return None
    asked = _asked(desk, work)
    free = min((desk.directory.next_working_moment(person, firing.now) for person in asked), default=firing.now)
    if max(at, free) > firing.now:
        return max(at, free)
    work.refresh(desk, ASKED, cards.asked_again_card(work), last=True)
    card = cards.due_card(work, desk.directory, queries.last_line(desk, work))
    reached = [person for person in asked if person in desk.directory.addresses]
    for person in reached:
        _ask(desk, work, card, person, now=firing.now)
    if not reached:
        work.post(desk, ASKED, card, lane=work.lane)
    names = ", ".join(asked)
    work.record(desk, "asked-for", details={"people": names} if names else {})
    save(desk, work)
    return None


def _ask(desk: Desk, work: Work, card: Card, person: str, *, now: datetime) -> None:
    heard, lane = desk.directory.next_working_moment(person, now), desk.directory.addresses[person]
    post = Post(card=card, private=work.is_private, heard_by=person, rests_on=reminding.reasons_to_hold(work))
    effect = desk.send(lane, post, due_at=heard if heard > now else None)
    work.cards.setdefault(ASKED, []).append(Copy(effect, lane))


def put_off(desk: Desk, command: PutOff) -> Done:
    """Let a check-in be due on a later day. Refused with NOT_A_DATE or DAY_PASSED."""
    work = _mine(desk, command)
    calendar = recurring.calendar_of(work, work.step, desk.directory)
    today = calendar.local_day(desk.now)
    day = rules.day_in(single_line(command.until), today)
    if day is None or not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        raise RefusedError(Reason.NOT_A_DATE, DAY.key, label=DAY.label)
    if day < today:
        raise RefusedError(Reason.DAY_PASSED, DAY.key, label=DAY.label, day=day.isoformat())
    if work.due_at is None:
        raise RefusedError(Reason.NOT_WAITING, key=work.key)
    midday = first_moment(datetime.combine(day, time(12)), ZoneInfo(calendar.zone))
    due_at = calendar.day_from(midday)[1].astimezone(desk.now.tzinfo)
    details = {"was_due": work.due_at.isoformat(), "until": due_at.isoformat()}
    work.facts.setdefault(PUT_OFF, work.due_at.isoformat())
    work.due_at = due_at
    work.record(desk, "put-off", details=details)
    return _planned(desk, work, line("Put off by ", *desk.by, "."))


def skip(desk: Desk, command: SkipCheckIn) -> Done:
    """Leave one check-in out; the next one follows the day on which this one was due, or today where that is past."""
    work = _mine(desk, command)
    reason = _reason(command.reason)
    if work.due_at is None:
        raise RefusedError(Reason.NOT_WAITING, key=work.key)
    work.record(desk, "skipped", note=reason, details={"was_due": work.due_at.isoformat()})
    work.facts.pop(PUT_OFF, None)
    work.due_at = recurring.due_again(work, work.step, desk.directory, max(desk.now, work.due_at))
    return _planned(desk, work, line("Left out by ", *desk.by, f": {reason}"))


def pause(desk: Desk, command: PauseCheckIns) -> Done:
    """Let no check-in be due until they are resumed; refused with ALREADY_DONE where they are paused."""
    work = _mine(desk, command)
    reason = _reason(command.reason)
    if PAUSED in work.facts:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step="The pause", done="begun")
    work.record(desk, "paused", note=reason)
    work.facts.pop(PUT_OFF, None)
    work.facts[PAUSED] = desk.now.isoformat()
    work.due_at = None
    return _planned(desk, work, line("Paused by ", *desk.by, f": {reason}"))


def resume(desk: Desk, command: ResumeCheckIns) -> Done:
    """Let check-ins be due again, as soon as they are when they begin; refused with NOT_WAITING where they go on."""
    work = _mine(desk, command)
    if work.facts.pop(PAUSED, None) is None:
        raise RefusedError(Reason.NOT_PAUSED, key=work.key)
    work.record(desk, "resumed")
    calendar = recurring.calendar_of(work, work.step, desk.directory)
    soon = work.step.due or work.step.recurs
    work.due_at = spine.due(desk.now, soon, calendar) if soon else None
    return _planned(desk, work, line("Resumed by ", *desk.by, "."))


def set_cadence(desk: Desk, command: SetCadence) -> Done:
    """Say how often check-ins come. The next one is due so long after the last one was held, at the earliest today.

    Refused with NOT_A_CADENCE for what is no length of time.
    """
    work = _mine(desk, command)
    said = single_line(command.every)
    before = recurring.span_of(work, work.step, desk.directory)
    _choose(work, said)
    span = recurring.span_of(work, work.step, desk.directory)
    work.record(desk, "cadence", note=f"every {span}", details={"before": f"every {before}", "chosen": said})
    if work.due_at is not None and (held := queries.last_held(desk, work)) is not None:
        again = recurring.due_again(work, work.step, desk.directory, held.at)
        today = recurring.calendar_of(work, work.step, desk.directory).day_from(desk.now)[1]
        work.facts.pop(PUT_OFF, None)
        work.due_at = max(again, today) if again else None
    return _planned(desk, work, line("Set by ", *desk.by, "."))


def _choose(work: Work, said: str) -> None:
    """Keep what was chosen: one of the definition's choices, a length of time of its own, or the tier's alone."""
    choices = {choice for spans in work.step.recurs_by.values() for choice in spans}
    span = rules.span_in(said)
    if said not in choices and said != BY_TIER and (span is None or span.unit not in rules.LONG_ENOUGH):
        raise RefusedError(Reason.NOT_A_CADENCE, "every", words=said)
    for field in work.step.recurs_by:
        work.facts.pop(field, None)
    work.facts.pop(EVERY, None)
    if said in choices:
        work.facts[next(field for field, spans in work.step.recurs_by.items() if said in spans)] = said
    elif span is not None and said != BY_TIER:
        work.facts[EVERY] = str(span)


def _mine(desk: Desk, command: About) -> Work:
    """Return the check-ins that the actor may plan: refused with NOT_ALLOWED, or NOT_THAT_STEP between two of them."""
    work = load(desk) if command.engagement else _meant(desk, command.customer)
    if work.step.recurs is None:
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=step_words(work.step))
    if not desk.act_as((work.owner or "",)):
        check_may(desk, work.customer, work.definition.owners(work.step, work.facts), work.definition.role_of)
    return work


def _meant(desk: Desk, words: str) -> Work:
    customer = customers.meant(desk.unit, words)
    found = queries.running(desk, customer.key)
    if found is None:
        raise RefusedError(Reason.NO_CHECK_INS, "customer", customer=customer.name)
    row = desk.unit.row(opening.BY_ID, {"request_key": "", "subject": found.id})
    return work_of(row, desk)


def _asked(desk: Desk, work: Work) -> tuple[str, ...]:
    """Return who is asked: whoever has it and is here, else whose role it is; for who is away, who stands in."""
    owners = work.definition.owners(work.step, work.facts)
    resolved = desk.directory.resolve(owners, work.customer, work.definition.role_of)
    people = desk.directory.active((work.owner,) if work.owner else ()) or (resolved[1] if resolved else ())
    here = (away.here if (away := desk.directory.away.get(person)) and away.here else person for person in people)
    return tuple(dict.fromkeys(here))


def _reason(words: str) -> str:
    return read_values((REASON,), {REASON.key: paragraphs(words)})[REASON.key]


def _planned(desk: Desk, work: Work, said: Line) -> Done:
    """Save the plan and let every card show it; what asked for the check-in asks no more."""
    recurring.ask_in_time(desk, work)
    work.refresh(desk, ASKED, cards.no_longer_due_card(work, said), last=True)
    work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    save(desk, work)
    return Done(card=cards.plan_card(work, desk.directory, said=said, last=queries.last_line(desk, work)))
