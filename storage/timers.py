"""Timers as rows: setting, moving and stopping them, claiming what is due, and writing down that it was done.

What is due is claimed for a moment, so that replicas do not do the same work; that each occurrence happens once is
certain by the primary key of `timer_run`, which is written in the transaction of what it does.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import outbox, tables
from storage.clearing import PORTION, in_portions, oldest_of
from storage.columns import Utc
from storage.engine import Database
from storage.outbox import Promise, earlier
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import Unit, insert

timer, timer_run = tables.timer, tables.timer_run

KEPT: Final = timedelta(days=400)
"""How long it is known that an occurrence happened, and that somebody was reminded of something."""
LONGEST_ERROR: Final = 500
LONGEST_WAIT: Final = timedelta(hours=1)

_ID = sa.bindparam("which", type_=sa.Text)
_DUE = sa.bindparam("was_due", type_=Utc)
_REVISION = sa.bindparam("was_revision", type_=sa.Integer)
_NEXT = sa.bindparam("next_due", type_=Utc)
_NOW = sa.bindparam("now", type_=Utc)
_ON: Final = {
    "due_at": _NEXT,
    "next_at": sa.case((timer.c.next_at.is_not(None), _NEXT)),  # Who stops it meanwhile has stopped it.
    "attempts": 0,
    "error": "",
    "set_at": _NOW,
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A timer as it is set; see `storage/tables/timers.py` for what each column means."""

    id: str
    kind: str
    due_at: datetime
    subject: str = ""
    person: str = ""
    recurrence: str = ""
    needs: str = "{}"
    set_by: str
    set_at: datetime


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A timer that was claimed: which occurrence of it is to be carried out, and what the time is."""

    id: str
    kind: str
    due_at: datetime
    revision: int
    attempts: int
    now: datetime


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """That an occurrence was done with, and with it every later one up to a moment."""

    outcome: str
    up_to: datetime
    at: datetime


def _put(dialect: str, *, at_the_latest: bool) -> sa.Executable:
    given = {field: sa.bindparam(field, type_=timer.c[field].type) for field in Row.__struct_fields__}
    adding = insert_on(dialect, timer).values({**given, "next_at": sa.bindparam("due_at", type_=Utc)})
    new = adding.excluded
    changed: dict[str, Any] = {field: new[field] for field in Row.__struct_fields__ if field not in {"id", "kind"}}
    if at_the_latest:
        changed["due_at"] = earlier(timer.c.due_at, new.due_at)
        changed["next_at"] = earlier(sa.func.coalesce(timer.c.next_at, new.due_at), new.due_at)
    else:
        changed["next_at"] = new.due_at
    changed |= {"revision": timer.c.revision + 1, "attempts": 0, "error": ""}
    put: sa.Executable = adding.on_conflict_do_update(index_elements=["id"], set_=changed)
    return put


PUT = Prepared(Spelt(lambda dialect: _put(dialect, at_the_latest=False)))
PUT_AT_THE_LATEST = Prepared(Spelt(lambda dialect: _put(dialect, at_the_latest=True)))
DROP = Prepared(sa.delete(timer).where(timer.c.id == _ID))
STOP = Prepared(sa.update(timer).where(timer.c.id == _ID).values(next_at=None))
RESUME = Prepared(sa.update(timer).where(timer.c.id == _ID, timer.c.next_at.is_(None)).values(next_at=timer.c.due_at))
RUN = insert(timer_run)
AGAIN = Prepared(
    sa.update(timer).where(timer.c.id == _ID, timer.c.due_at == _DUE, timer.c.revision == _REVISION).values(_ON)
)
"""The next occurrence, unless somebody set the timer anew meanwhile."""
SET_MEANWHILE = Prepared(
    sa.update(timer).where(timer.c.id == _ID, timer.c.due_at == _DUE, timer.c.revision != _REVISION).values(_ON)
)
"""What was asked for anew while it was carried out, for the same time, is carried out once more."""
OVER = Prepared(sa.delete(timer).where(timer.c.id == _ID, timer.c.due_at == _DUE, timer.c.revision == _REVISION))


def _claim(now: sa.ColumnElement[datetime], until: sa.ColumnElement[datetime]) -> Prepared:
    ready = (
        sa.select(timer.c.id)
        # What was claimed by somebody who died, or is tried again, has its old place: next_at is never before due_at.
        .where(timer.c.due_at <= now, timer.c.next_at <= now)
        .order_by(timer.c.due_at, timer.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True)
    )
    claimed = sa.update(timer).where(timer.c.id.in_(ready)).values(next_at=until)
    return Prepared(claimed.returning(*(timer.c[name] for name in (*_CLAIMED, "next_at"))))


_CLAIMED = ("id", "kind", "due_at", "revision", "attempts")
_SERVER = sa.func.statement_timestamp(type_=Utc)  # Not clock_timestamp, which changes within a statement: no index.
CLAIM = _claim(_NOW, sa.bindparam("lease_until", type_=Utc))
CLAIM_BY_SERVER = _claim(_SERVER, _SERVER + sa.cast(sa.bindparam("lease", type_=sa.Interval), sa.Interval))
"""One statement that is a transaction of its own: a process that freezes leaves no row locked."""
FAILED = (
    sa.update(timer)
    .where(timer.c.id == _ID, timer.c.due_at == _DUE, timer.c.revision == _REVISION, timer.c.next_at.is_not(None))
    .values(
        next_at=sa.bindparam("again_at", type_=Utc),
        attempts=timer.c.attempts + 1,
        error=sa.bindparam("what", type_=sa.Text),
    )
)
_engagement, _person, _nudge = tables.engagement, tables.person, tables.nudge
_TO_TELL = (
    sa.select(sa.func.count())
    .where(_nudge.c.whom == timer.c.subject, _nudge.c.told_at.is_(None), sa.not_(_nudge.c.stopped))
    .correlate(timer)
    .scalar_subquery()
)
NEXT_ONES = (
    sa.select(
        timer,
        _engagement.c.key,
        _engagement.c.title,
        _engagement.c.step,
        _engagement.c.due_at.label("work_due_at"),
        _person.c.name,
        _TO_TELL.label("nudges"),
    )
    .select_from(
        timer.outerjoin(_engagement, _engagement.c.id == timer.c.subject).outerjoin(
            _person, _person.c.key == timer.c.subject
        )
    )
    .where(timer.c.next_at.is_not(None))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
"""What is due next, with what it is about, for whoever runs csops."""
COUNTED = sa.select(
    sa.func.count(timer.c.next_at).label("waiting"),
    (sa.func.count() - sa.func.count(timer.c.next_at)).label("stopped"),
    sa.func.count(sa.case((timer.c.attempts > 0, 1))).label("failing"),
).select_from(timer)
FORGET = (oldest_of(timer_run, timer_run.c.at), oldest_of(_nudge, _nudge.c.at))


def put(unit: Unit, row: Row, *, at_the_latest: bool = False) -> None:
    """Queue a timer: new, or in the place of the one with the same id.

    `at_the_latest` leaves one that is due earlier at its time.
    """
    unit.write(PUT_AT_THE_LATEST if at_the_latest else PUT, msgspec.structs.asdict(row))


def drop(unit: Unit, timer_id: str) -> None:
    """Queue that there is no such timer any more; its runs stay."""
    unit.write(DROP, {"which": timer_id})


def stop(unit: Unit, timer_id: str) -> None:
    """Queue that a timer stays as it is and is not carried out until it is resumed or set again."""
    unit.write(STOP, {"which": timer_id})


def resume(unit: Unit, timer_id: str) -> None:
    """Queue that a stopped timer goes on; what it missed is caught up by its policy."""
    unit.write(RESUME, {"which": timer_id})


def ran(unit: Unit, due: Due, run: Run, *, next_due: datetime | None) -> None:
    """Queue that an occurrence happened, and the next one; without one the timer is over.

    Whoever wrote the same run first wins: the other commit gets a ConflictError. `next_due` counts only where nobody,
    the action included, set the timer to another time.
    """
    unit.write(RUN, {"timer": due.id, "due_at": due.due_at, "kind": due.kind, **msgspec.structs.asdict(run)})
    go_on(unit, due, next_due=next_due)


def go_on(unit: Unit, due: Due, *, next_due: datetime | None) -> None:
    """Queue a timer's next time after an occurrence that is done with, without a run of its own."""
    which = {"which": due.id, "was_due": due.due_at, "was_revision": due.revision, "now": max(due.now, due.due_at)}
    if next_due is not None:
        unit.write(AGAIN, {**which, "next_due": next_due})
        return
    unit.write(SET_MEANWHILE, {**which, "next_due": again_at(due)})
    unit.write(OVER, which)


def again_at(due: Due) -> datetime:
    """Return a time for what was asked for anew at a time at which it has happened: at once."""
    return max(due.now, due.due_at) + _MOMENT


_MOMENT: Final = timedelta(milliseconds=1)


class Timers:
    """The timers as the tick sees them. PostgreSQL goes by its own clock, SQLite by `clock`.

    A test that moves time by hand passes `own_clock=True`, so that PostgreSQL goes by `clock` too.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime], lease: timedelta, own_clock: bool = False
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._asks_clock = not (database.is_sqlite or own_clock)

    def claim(self, *, most: int) -> list[Due]:
        """Take up to `most` timers that are due, in the order of their due times. Nobody else takes them for a while.

        Raises DatabaseLostError.
        """
        with self._database.unit() as unit:
            if self._asks_clock:
                rows = unit.rows(CLAIM_BY_SERVER, {"most": most, "lease": self._lease})
            else:
                now = self._clock()
                rows = unit.rows(CLAIM, {"now": now, "most": most, "lease_until": now + self._lease})
                unit.commit()
        # RETURNING keeps no order.
        rows.sort(key=lambda row: (row.due_at, row.id))
        return [Due(now=row.next_at - self._lease, **{name: getattr(row, name) for name in _CLAIMED}) for row in rows]

    def failed(self, due: Due, what: str, *, notice: Promise | None = None) -> None:
        """Let a timer that failed wait, longer with every time, and keep why; `notice` is promised with it."""
        wait = min(timedelta(seconds=2 ** min(due.attempts + 1, 12)), LONGEST_WAIT)
        values = {
            "which": due.id,
            "was_due": due.due_at,
            "was_revision": due.revision,
            "again_at": due.now + wait,
            "what": what.replace("\x00", "")[:LONGEST_ERROR],
        }
        with self._database.transaction() as connection:
            matched = connection.execute(FAILED, values).rowcount
            if matched and notice is not None:
                outbox.add(connection, notice, request_key=f"timer-failed:{due.id}", now=due.now)


def forget(database: Database, *, now: datetime, portion: int = PORTION) -> Iterator[int]:
    """Delete runs and reminders older than KEPT in portions, and give how many each one deleted."""
    for statement in FORGET:
        yield from in_portions(database, statement, before=now - KEPT, portion=portion)
