"""Looking after what waits, telling people of it together, and what somebody does about their own reminders."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from storage import timers
from storage.batches import ROWS, packed
from storage.statements import Prepared, Row
from workflows import timing
from workflows.desk import Desk, Noted, person_subject
from workflows.engagements import reminding, sight
from workflows.engagements.parts import HandOff
from workflows.engagements.reminding import Wait
from workflows.engagements.work import Work, load, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import single_line
from workflows.kernel.people import ADMIN
from workflows.kernel.posts import Post
from workflows.reminders import cards, rules, statements
from workflows.reminders.commands import StopReminder, StopTimer
from workflows.reminders.rules import Nudge
from workflows.reminders.standing import is_theirs
from workflows.timing import Firing

NUDGE: Final = "nudge"
"""The kind of timer that tells somebody what they are to be reminded of."""
_DETAILS: Final = msgspec.json.Decoder(dict[str, str])


def look(desk: Desk, firing: Firing) -> datetime | None:
    """Look after an engagement (`watch`): remind and escalate what has come to its time; return when to look again.

    What was missed is looked at once, at the end. Moments are worked out anew each time: where hours or days off were
    changed since the last look, others may have come than that for which the timer was set.
    """
    work = load(desk)
    found = reminding.waits(work, desk.directory)
    nudges: dict[tuple[str, str], tuple[Nudge, Wait]] = {}
    escalated = False
    for wait in found:
        if rules.has_come(reminding.reminded_at(wait), since=firing.since, now=firing.now):
            nudges |= {(one.whom, wait.about): (one, wait) for one in _reminded(desk, work, wait)}
        if any(at <= firing.now for at in reminding.escalated_at(wait)) and not _was_escalated(desk, work, wait):
            escalated = True
            nudges |= {(one.whom, wait.about): (one, wait) for one in _escalated(desk, work, wait)}
    if any(wait.kind == reminding.DECISION for _, wait in nudges.values()):
        desk.ties.refresh(desk, work)  # Whom it waits for may be others than when it was posted.
    for nudge, wait in nudges.values():
        _put(desk, work, nudge, wait)
    for whom in sorted({whom for whom, _ in nudges}):  # In one order, so that two of these never wait for each other.
        due_at = rules.told_at(desk.directory, whom, firing.now)
        timing.put(desk, f"{NUDGE}:{whom}", kind=NUDGE, subject=whom, due_at=due_at, at_the_latest=True)
    if escalated:
        save(desk, work)
    return reminding.next_look(found, firing.now)


def tell(desk: Desk, firing: Firing) -> datetime | None:
    """Tell a person, or a channel, of what stands of that which they are to be told (`nudge`), in one message.

    A person is told in their working time; returns when that begins.
    """
    whom = firing.subject
    if (heard := rules.heard_at(desk.directory, whom, firing.now)) > firing.now:
        return heard
    lane = desk.directory.addresses.get(whom, "")
    # Without an account it is a channel that is told; what is private now is told in none.
    sees = sight.sees_as(desk.directory, whom if lane else "")
    rows = desk.unit.rows(statements.TO_TELL, {"whom": whom, **sees})
    still = [row for row in rows if is_theirs(row, desk)]
    _write(desk, whom, statements.GONE, (row for row in rows if not is_theirs(row, desk)))
    if not still:
        return None
    now = max(desk.now, *(row.at for row in still))
    _write(desk, whom, statements.TOLD, still, now=now)
    shown = still[: cards.MOST]
    rests_on = tuple(reminding.named(row.subject, row.about) for row in shown)
    if whom not in desk.directory.people:
        card = cards.escalation_card(shown, len(still), desk, firing.now)
        desk.send(whom, Post(card=card, rests_on=rests_on))
        return None
    card = cards.reminder_card(shown, len(still), desk, firing.now, person="" if lane else whom)
    heard_by = whom if lane else ""
    lane = lane or desk.directory.channels.get("operations", "")
    if lane:
        desk.send(lane, Post(card=card, rests_on=rests_on, heard_by=heard_by))
    return None


def stop_reminder(desk: Desk, command: StopReminder) -> Done:
    """Stop being reminded of something that waits for the actor, or have it again; others are reminded as before.

    Refused with NOT_FOUND where it is none of theirs, and with ALREADY_DONE where it waits no more.
    """
    work, about = load(desk), single_line(command.about)
    key = {"whom": desk.actor.key, "subject": work.id, "about": about}
    if work.owner != desk.actor.key and desk.unit.row(statements.OWN, key) is None:
        raise RefusedError(Reason.NOT_FOUND)
    if about not in reminding.reasons_of(work):
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step="The reminder", by="")
    row = {
        **key,
        "kind": rules.REMINDER,
        "people": "",
        "role": "",
        "due_at": work.due_at or desk.now,
        "at": desk.now,
        "told_at": desk.now,
        "stopped": command.stopped,
    }
    desk.unit.write(statements.SWITCH, row)
    action = "reminder-stopped" if command.stopped else "reminder-again"
    desk.record_next(Noted(action, details={"engagement": work.id}), subject=person_subject(desk.actor.key))
    return Done(card=cards.switched_card(work, about, stopped=command.stopped))


def stop_timer(desk: Desk, command: StopTimer) -> Done:
    """Stop something of the actor's own that happens by itself, or let it happen again.

    Refused with NOT_FOUND where it is somebody else's.
    """
    timer = single_line(command.timer)
    row = desk.unit.row(statements.TIMER, {"id": timer})
    if row is None or row.person != desk.actor.key:
        raise RefusedError(Reason.NOT_FOUND)
    (timers.stop if command.stopped else timers.resume)(desk.unit, timer)
    action = "timer-stopped" if command.stopped else "timer-again"
    desk.record_next(Noted(action, details={"timer": timer}), subject=person_subject(desk.actor.key))
    return Done(card=cards.timer_card(row, desk.now, stopped=command.stopped))


def _reminded(desk: Desk, work: Work, wait: Wait) -> list[Nudge]:
    """Return who is reminded: the roles that the definition names, else whoever it waits for.

    Where there is nobody, it is operations; of private work administrators, who are its people and can give the role.
    """
    reminded = _named(desk, work, wait) or _here(desk, work, wait)
    if not reminded:
        lane = desk.directory.channels.get("operations", "")
        told = _administrators(desk) if work.is_private else (lane,) if lane else ()
        return [Nudge(whom=whom, kind=rules.REMINDER, role=ADMIN) for whom in told]
    return [rules.reminder_of(desk.directory, person) for person in dict.fromkeys(reminded)]


def _here(desk: Desk, work: Work, wait: Wait) -> tuple[str, ...]:
    """Return for whom it waits; in the place of who has left the company, those to whom the step falls."""
    people = _waited_for(desk, work, wait)
    here = desk.directory.active(people)
    return here or (_people(desk, work, work.definition.owners(wait.step, work.facts)) if people else ())


def _named(desk: Desk, work: Work, wait: Wait) -> list[str]:
    roles = wait.reminder.to if wait.reminder else ()
    return [person for role in roles for person in _people(desk, work, (role,))]


def _waited_for(desk: Desk, work: Work, wait: Wait) -> tuple[str, ...]:
    if wait.kind == reminding.OFFER:
        return _people(desk, work, wait.roles)
    if wait.kind == reminding.DECISION:
        return desk.ties.deciders(desk, work)
    handoff = work.handoff
    if wait.kind == reminding.HAND_OFF and handoff is not None:
        return _taking(desk, work, handoff)
    if work.owner:
        return (work.owner,)
    return _people(desk, work, work.definition.owners(wait.step, work.facts))


def _taking(desk: Desk, work: Work, handoff: HandOff) -> tuple[str, ...]:
    """Return whose turn a hand-off is: to accept it, to mend what came back, to decide what came back twice."""
    if handoff.state == "returned":
        return (handoff.given_by,)
    if handoff.state == "disputed":
        return _people(desk, work, (handoff.decider,))
    return _people(desk, work, (handoff.to_role,))


def _people(desk: Desk, work: Work, roles: tuple[str, ...]) -> tuple[str, ...]:
    found = desk.directory.resolve(roles, work.customer, work.definition.role_of)
    return found[1] if found else ()


def _administrators(desk: Desk) -> tuple[str, ...]:
    return desk.directory.holders(ADMIN, None)


def _was_escalated(desk: Desk, work: Work, wait: Wait) -> bool:
    """Return whether a role was told already. A step that was put off since then is due anew."""
    since = wait.due_at if wait.kind == reminding.STEP else wait.begun
    entries = desk.unit.rows(statements.ESCALATED, {"subject": f"engagement:{work.id}", "since": since})
    return any(_DETAILS.decode(entry.details)["about"] == wait.about for entry in entries)


def _escalated(desk: Desk, work: Work, wait: Wait) -> list[Nudge]:
    """Write down that something waits too long, and return that the role's channel is told."""
    role = wait.escalation.to if wait.escalation else ""
    had = _waited_for(desk, work, wait)
    details = {"waits": wait.kind, "about": wait.about, "role": role, "people": ", ".join(had)}
    work.record(desk, "escalated", step=wait.step.id, details=details)
    told = Nudge(whom="", kind=rules.ESCALATION, role=role, people=", ".join(had))
    if work.is_private:
        # What is private is told in person.
        people = _people(desk, work, (role,)) or _administrators(desk)
        return [msgspec.structs.replace(told, whom=person) for person in people]
    lane = desk.directory.channel_of(role, work.customer, work.definition.role_of)
    return [msgspec.structs.replace(told, whom=lane)] if lane else []


def _put(desk: Desk, work: Work, nudge: Nudge, wait: Wait) -> None:
    row = {
        **msgspec.structs.asdict(nudge),
        "subject": work.id,
        "about": wait.about,
        "due_at": wait.due_at,
        "at": desk.now,
        "told_at": None,
        "stopped": False,
    }
    desk.unit.write(statements.PUT, row)


def _write(desk: Desk, whom: str, statement: Prepared, rows: Iterable[Row], **more: datetime) -> None:
    records = [{"subject": row.subject, "about": row.about} for row in rows]
    if records:
        desk.unit.write(statement, {"whom": whom, ROWS: packed(records), **more})
