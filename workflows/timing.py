"""Timers: what happens by itself. Setting, moving and stopping them at a desk, and carrying out one that is due.

A timer is set in the transaction of the command that wants it, and what happens when it is due is one transaction too:
the run, what the kind's action writes and promises, and the next time (docs/architecture.md, "Where do I put ...").
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from storage import opening, timers
from storage.outbox import Promise, effect_id
from workflows.desk import Desk, Opening
from workflows.kernel.answers import Done
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command
from workflows.kernel.people import Directory, Identity
from workflows.kernel.posts import Post
from workflows.kernel.text import When, line
from workflows.recurrence import CatchUp, Recurrence, Turn, turn

DONE: Final = "done"
TOO_OLD: Final = "too-old"
CLOCK: Final = Identity("csops", "clock")
"""Who asks for what is due; it is carried out as csops."""

_RECURRENCE = msgspec.json.Decoder(Recurrence)
_NEEDS: msgspec.json.Decoder[dict[str, str]] = msgspec.json.Decoder(dict[str, str])
_ENCODER = msgspec.json.Encoder(order="sorted")


class Fire(Command, frozen=True, kw_only=True):
    """Carry out the occurrence of a timer that was claimed."""

    due: timers.Due


class Firing(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind's action is told. `at` is the occurrence that is carried out: of several missed ones the newest."""

    timer: str
    subject: str
    person: str
    at: datetime
    now: datetime
    """What the database's clock says, and never before `at`; only SQLite goes by the process's own."""
    since: datetime
    """When its time was set: everything up to then is seen to."""
    needs: Mapping[str, str]
    missed: bool
    """Whether this occurrence stands for earlier ones."""


class TimerKind(msgspec.Struct, frozen=True):
    """A kind of timer: what happens, what is done about what was missed, and what people call it."""

    action: Callable[[Desk, Firing], datetime | None]
    """Reads, decides and writes at the desk; the timer's subject, where it is an engagement, is what was opened.
    Returns when to come back where no rule says that, None for what is over. What it raises is tried again later,
    longer with every time."""
    catch_up: CatchUp
    title: str


def put(  # noqa: PLR0913 - every one is a column.
    desk: Desk,
    timer: str,
    *,
    kind: str,
    due_at: datetime,
    subject: str = "",
    person: str = "",
    recurrence: Recurrence | None = None,
    needs: Mapping[str, str] | None = None,
    at_the_latest: bool = False,
) -> None:
    """Set a timer, or set the one with this id anew. Its id says what it is for, such as `step:` and an engagement.

    `person` is whose own it is: they see it among theirs and can stop it. `at_the_latest` leaves an earlier time.
    """
    row = timers.Row(
        id=timer,
        kind=kind,
        due_at=due_at,
        subject=subject,
        person=person,
        recurrence=_ENCODER.encode(recurrence).decode() if recurrence else "",
        needs=_ENCODER.encode(needs or {}).decode(),
        set_by=desk.principal,
        set_at=desk.now,
    )
    timers.put(desk.unit, row, at_the_latest=at_the_latest)


def recur(  # noqa: PLR0913 - as above.
    desk: Desk,
    timer: str,
    recurrence: Recurrence,
    *,
    kind: str,
    subject: str = "",
    person: str = "",
    needs: Mapping[str, str] | None = None,
) -> None:
    """Set a timer that comes back by a rule, first at its next time. A rule that never comes takes the timer away."""
    first = recurrence.after(desk.now)
    if first is None:
        drop(desk, timer)
        return
    put(desk, timer, kind=kind, due_at=first, subject=subject, person=person, recurrence=recurrence, needs=needs)


def drop(desk: Desk, timer: str) -> None:
    """Take a timer away; there need be none."""
    timers.drop(desk.unit, timer)


def opening_of(command: Fire) -> Opening:
    """Read the timer, whether this occurrence happened before, and the engagement that it is about."""
    return Opening(opening.BY_TIMER, command.due.id, due=command.due.due_at)


def fire(desk: Desk, command: Fire, kinds: Mapping[str, TimerKind]) -> Done:
    """Carry out what is due and set the next time, in one transaction; nothing where it was moved or stopped meanwhile.

    Raises KeyError for a kind that this process does not know: a newer replica has set it, and will see to it.
    """
    row, due = desk.opened, command.due
    if row.timer_id is None or row.timer_due_at != due.due_at or row.timer_next_at is None:
        return _DONE
    kind = kinds[due.kind]
    recurrence = _RECURRENCE.decode(row.timer_recurrence) if row.timer_recurrence else None
    what = turn(due.due_at, due.now, recurrence, kind.catch_up)
    due = msgspec.structs.replace(due, revision=row.timer_revision)
    if row.ran_at is not None:
        # Somebody set it for a time at which it had happened: it comes again at its next time, or at once.
        timers.go_on(desk.unit, due, next_due=what.following or timers.again_at(due))
        return _DONE
    back = kind.action(desk, _firing(row, due, what)) if what.carried_out else None
    run = timers.Run(outcome=DONE if what.carried_out else TOO_OLD, up_to=what.up_to, at=desk.now)
    timers.ran(desk.unit, due, run, next_due=what.following or back)
    return _DONE


def notice_of(due: timers.Due, what: str, directory: Directory, kinds: Mapping[str, TimerKind]) -> Promise | None:
    """Return what operations is told of a timer that fails again and again; None where there is no such channel."""
    lane = directory.channels.get("operations", "")
    if not lane:
        return None
    title = kinds[due.kind].title if due.kind in kinds else due.kind
    said = line("It was due ", When(due.due_at), f". {what[:200]}")
    again = line(
        "It is tried again, each time later, up to once an hour. On the command line, csops timers lists what fails."
    )
    card = Card(title=f"Failing by itself: {title}", body=(said, again), footer=line(due.id))
    payload = msgspec.json.encode(Post(card=card)).decode()
    key = f"timer-failed:{due.id}:{due.due_at.isoformat()}:{due.revision}"
    return Promise(id=effect_id(key, 0), lane=lane, payload=payload, due_at=due.now)


def _firing(row: Any, due: timers.Due, what: Turn) -> Firing:  # noqa: ANN401 - a row has no type.
    return Firing(
        timer=due.id,
        subject=row.timer_subject,
        person=row.timer_person,
        at=what.up_to,
        now=max(due.now, due.due_at),
        since=row.timer_set_at,
        needs=_NEEDS.decode(row.timer_needs),
        missed=what.up_to > due.due_at,
    )


_DONE: Final = Done(card=Card(title=""))
