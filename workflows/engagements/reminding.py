"""What of an engagement waits, since when, and when it must be looked at again: for reminders and escalations.

An engagement has one timer for all of it, `watch:` and its id. `work.save` writes it, only
when what waits has changed, and says when to look next; whom to tell is decided then.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from workflows import timing
from workflows.desk import Desk
from workflows.engagements import rules
from workflows.engagements.parts import Offer
from workflows.kernel.people import Directory
from workflows.kernel.working_time import Calendar
from workflows.process.steps import Escalation, Reminder, Step

if TYPE_CHECKING:
    from workflows.engagements.work import Work

WATCH: Final = "watch"
"""The kind of timer that looks after an engagement."""
STEP: Final = "step"
HAND_OFF: Final = "hand-off"
DECISION: Final = "decision"
OFFER: Final = "offer"
"""What can wait: a step for its owner, a hand-off to be accepted or mended, a decision to be given, what was found."""

_OPEN_HAND_OFF: Final = frozenset({"offered", "returned", "disputed"})
_OPEN_DECISION: Final = frozenset({"waiting", "discovery"})


Round = tuple[str, int, str]
"""The id, the round and the state of a hand-off or of a decision."""


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits. `about` tells it from what waits here later: when that has changed, the reason is gone."""

    kind: str
    about: str
    step: Step
    calendar: Calendar
    begun: datetime
    due_at: datetime
    reminder: Reminder | None = None
    escalation: Escalation | None = None
    roles: tuple[str, ...] = ()
    """Of whom somebody is to take what was found."""


def waits(work: "Work", directory: Directory) -> tuple[Wait, ...]:
    """Return what of an engagement waits and has a due time."""
    if work.ended:
        return ()
    found = (_hand_off(work, directory) or _step(work, directory), _decision(work, directory))
    return (*(one for one in found if one is not None), *_offers(work, directory))


def reasons(
    step: str | None, arrival: int, handoff: Round | None, approval: Round | None, offers: Iterable[Offer] = ()
) -> frozenset[str]:
    """Return what an engagement waits for, each as `Wait.about` names it, with a due time or without.

    `approval` is the one that counts, and `offers` are those that wait; what has ended waits for nothing.
    """
    if step is None:
        return frozenset()
    handed = handoff is not None and handoff[2] in _OPEN_HAND_OFF
    names = {_about(HAND_OFF, *handoff) if handoff and handed else _about(STEP, arrival)}
    names.update(offer.name for offer in offers)
    if approval is not None and approval[2] in _OPEN_DECISION:
        names.add(_about(DECISION, *approval))
    return frozenset(names)


def reasons_of(work: "Work") -> frozenset[str]:
    """Return the same of an engagement under change."""
    handoff, approval = work.handoff, work.approval if work.approval_id else None
    return reasons(
        None if work.ended else work.position.step,
        work.arrival,
        (handoff.id, handoff.round, handoff.state) if handoff else None,
        (approval.id, approval.round, approval.state) if approval and approval.id == work.approval_id else None,
        work.open_offers(),
    )


def reasons_to_hold(work: "Work") -> tuple[str, ...]:
    """Return for what a message that asks for the current step stands: the step, and that it is to be accepted.

    They are spelt as `named` spells them; while one of them stands there is somebody to ask.
    """
    abouts = {_about(STEP, work.arrival), *(one for one in reasons_of(work) if one.startswith(f"{HAND_OFF}:"))}
    return tuple(named(work.id, about) for about in sorted(abouts))


def named(subject: str, about: str) -> str:
    """Return the name by which a message carries a reason: the engagement, and what of it waits."""
    return f"{subject}|{about}"


def state_of(work: "Work") -> tuple[object, ...]:
    """Return all that it depends on when an engagement must be looked at again; `save` compares it."""
    return (reasons_of(work), work.due_at)


def _about(kind: str, *parts: object) -> str:
    return ":".join((kind, *map(str, parts)))


def watch(desk: Desk, work: "Work") -> None:
    """Set the engagement's timer to when it must be looked at next; called where what waits has changed."""
    found = waits(work, desk.directory)
    # What was taken back may have waited too long already, and csops not have looked when its time came.
    late = any(at <= desk.now for wait in found if wait.due_at <= desk.now for at in escalated_at(wait))
    at = desk.now if late else next_look(found, desk.now)
    if at is not None:
        timing.put(desk, f"{WATCH}:{work.id}", kind=WATCH, due_at=at, subject=work.id)
    elif not work.is_new:
        timing.drop(desk, f"{WATCH}:{work.id}")


def next_look(found: tuple[Wait, ...], after: datetime) -> datetime | None:
    """Return the first moment later than `after` at which somebody is to be reminded or told; None where none is."""
    return min((at for wait in found for at in _first_look(wait, after)), default=None)


def _first_look(wait: Wait, after: datetime) -> Iterator[datetime]:
    """Give the next moments of one wait. Working time is costly to reckon, so what comes later is not looked at."""
    reminded = next((at for at in reminded_at(wait) if at > after), None)
    if reminded is not None:
        yield reminded
    if reminded is None or reminded > wait.due_at:  # Nothing waits too long before it is due.
        yield from (at for at in escalated_at(wait) if at > after)


def reminded_at(wait: Wait) -> Iterator[datetime]:
    """Give in order when somebody is reminded: before it is due, when it is, and every so often after, so often."""
    reminder = wait.reminder
    if reminder is None:
        return
    given = 0
    if (
        reminder.before is not None
        and (before := rules.before(wait.due_at, reminder.before, wait.calendar)) > wait.begun
    ):
        given += 1
        yield before
    at: datetime | None = wait.due_at
    while at is not None and given < reminder.at_most:
        given += 1
        yield at
        at = rules.due(at, reminder.every, wait.calendar) if reminder.every is not None else None


def escalated_at(wait: Wait) -> tuple[datetime, ...]:
    """Return when a role is told that it waits too long; nothing where no role is."""
    return (rules.due(wait.due_at, wait.escalation.after, wait.calendar),) if wait.escalation is not None else ()


def _step(work: "Work", directory: Directory) -> Wait | None:
    step = work.step
    if work.due_at is None or step.kind == "approval":
        return None
    return Wait(
        kind=STEP,
        about=_about(STEP, work.arrival),
        step=step,
        calendar=work.calendar(directory, step),
        begun=work.entered_at,
        due_at=work.due_at,
        reminder=step.reminder,
        escalation=step.escalation,
    )


def _hand_off(work: "Work", directory: Directory) -> Wait | None:
    handoff, late = work.handoff, work.step.acceptance or work.definition.acceptance
    if handoff is None or handoff.state not in _OPEN_HAND_OFF or late is None:
        return None
    begun = handoff.answered_at or handoff.offered_at
    calendar = work.calendar(directory, work.step)
    return Wait(
        kind=HAND_OFF,
        about=_about(HAND_OFF, handoff.id, handoff.round, handoff.state),
        step=work.step,
        calendar=calendar,
        begun=begun,
        due_at=rules.due(begun, late.due, calendar),
        reminder=late.reminder,
        escalation=late.escalation,
    )


def _decision(work: "Work", directory: Directory) -> Wait | None:
    approval = work.approval
    if approval is None or approval.id != work.approval_id or approval.state not in _OPEN_DECISION:
        return None
    step = work.definition.step(approval.step)
    if step is None or step.due is None:
        return None
    begun = approval.decided_at or approval.asked_at
    calendar = work.calendar(directory, step)
    return Wait(
        kind=DECISION,
        about=_about(DECISION, approval.id, approval.round, approval.state),
        step=step,
        calendar=calendar,
        begun=begun,
        due_at=rules.due(begun, step.due, calendar),
        reminder=step.reminder,
        escalation=step.escalation,
    )


def _offers(work: "Work", directory: Directory) -> Iterator[Wait]:
    """Give what was found and waits to be taken: it is as late as a hand-off of its step would be."""
    for offer in work.open_offers():
        step = work.definition.step(offer.step) or work.step
        late = step.acceptance or work.definition.acceptance
        if late is None:
            continue
        role, people = directory.resolve(offer.roles, work.customer, work.definition.role_of) or ("", ())
        calendar = directory.calendar(people, role=role)
        yield Wait(
            kind=OFFER,
            about=offer.name,
            step=step,
            calendar=calendar,
            begun=offer.at,
            due_at=rules.due(offer.at, late.due, calendar),
            reminder=late.reminder,
            escalation=late.escalation,
            roles=offer.roles,
        )
