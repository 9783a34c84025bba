"""`csops timers`: what happens by itself next, why, and what failed."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.beside import read_beside
from bot.wiring import system_clock
from storage import timers
from workflows.contents import TIMERS


def list_timers(*, most: int) -> int:
    """Print what is due next, `most` of it, with what it is about; 0, or 2 where the database cannot be read."""

    def listed(connection: sa.Connection) -> int:
        sys.stdout.writelines(f"{line}\n" for line in lines(connection, most=max(1, most), now=system_clock()))
        return 0

    return read_beside(listed)


def lines(connection: sa.Connection, *, most: int, now: datetime) -> Iterator[str]:
    """Give a line for each timer that is due next, and one that counts them all."""
    counted = connection.execute(timers.COUNTED).one()
    if not counted.waiting + counted.stopped:
        yield "Nothing waits. What people and processes set comes here."
        return
    for row in connection.execute(timers.NEXT_ONES, {"most": most}):
        yield "  ".join(_words(row, now)).rstrip()
    stopped = f", {counted.stopped} stopped by who they are for" if counted.stopped else ""
    failing = f", {counted.failing} failing" if counted.failing else ""
    yield f"{counted.waiting} wait{stopped}{failing}."


def _words(row: Any, now: datetime) -> Iterator[str]:  # noqa: ANN401 - a row has no type.
    yield f"{row.due_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"{_how_long(row.due_at, now):>10}"
    kind = TIMERS.get(row.kind)
    yield kind.title if kind else row.kind
    yield _about(row)
    if row.error:
        yield f"failed {row.attempts} times, next try {row.next_at:%H:%M:%S}: {row.error}"


def _about(row: Any) -> str:  # noqa: ANN401 - as above.
    if row.key is not None:
        due = f", due {row.work_due_at:%Y-%m-%d %H:%M}" if row.work_due_at else ""
        return f"{row.key} {row.title} (step {row.step}{due})"
    told = f": {row.nudges} to tell of" if row.nudges else ""
    return f"{row.name or row.subject or row.id}{told}"


def _how_long(at: datetime, now: datetime) -> str:
    """Return a length of time in its largest unit."""
    seconds = (at - now).total_seconds()
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if abs(seconds) >= length:
            return f"in {seconds / length:.0f} {unit}" if seconds > 0 else f"{-seconds / length:.0f} {unit} ago"
    return f"in {seconds:.0f} s" if seconds > 0 else "now"
