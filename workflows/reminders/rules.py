"""What is due in a stretch of time, who is told of it in whose place, and when they are told. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from workflows.kernel.people import Directory

REMINDER: Final = "reminder"
ESCALATION: Final = "escalation"
GATHERED: Final = timedelta(minutes=1)
"""What falls due for somebody within this time comes in one message."""
LATE: Final = timedelta(hours=1)
"""What leaves no later than this after it was due comes at once, also where a working day has ended meanwhile."""


class Nudge(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder or an escalation for a person, or for a channel by its address.

    `people` is who is away and reminded through them; of an escalation it is who had it, with commas.
    """

    whom: str
    kind: str
    people: str = ""
    role: str = ""


def has_come(moments: Iterable[datetime], *, since: datetime, now: datetime) -> bool:
    """Return whether one of some moments came later than a moment and is not to come; however many did, it is once."""
    return any(since < at <= now for at in moments)


def reminder_of(directory: Directory, person: str) -> Nudge:
    """Return the reminder of a person; who stands in for them while they are away has it instead."""
    away = directory.away.get(person)
    if away is None or not away.here:
        return Nudge(whom=person, kind=REMINDER)
    return Nudge(whom=away.here, kind=REMINDER, people=person)


def told_at(directory: Directory, whom: str, now: datetime) -> datetime:
    """Return when somebody is told what falls due now: gathered for a minute, a person in their working time."""
    return heard_at(directory, whom, now + GATHERED)


def heard_at(directory: Directory, whom: str, at: datetime) -> datetime:
    """Return the first moment from `at` on at which somebody may be written to; a channel may at any time."""
    return directory.next_working_moment(whom, at) if whom in directory.people else at


def quiet_until(directory: Directory, person: str, *, due_at: datetime, now: datetime) -> datetime | None:
    """Return when somebody may be told what was due at a moment and leaves only now; None where that is at once.

    It is promised for their working time. Only what could not leave for LATE, because the platform was down, may come
    outside it: that waits until they work again.
    """
    if person not in directory.people or now - due_at < LATE:
        return None
    heard = directory.next_working_moment(person, now)
    return heard if heard > now else None
