"""Dead letters as commands and questions read and mend them, and the clearing away of what was sent long ago."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage import tables
from storage.clearing import BEFORE, MOST, PORTION, in_portions
from storage.columns import Utc
from storage.engine import Database
from storage.lanes import effect, of_target, state_of
from storage.statements import Prepared

TEXT_KEPT = timedelta(days=30)
"""How long the text of what was sent is kept."""
PLACE_KEPT = timedelta(days=730)
"""How long it is known where a message stands, so that it can still be updated or answered in its thread; that of a
thread's head as long after the last answer."""

_ID = sa.bindparam("effect_id", type_=sa.Text)
_IS_DEAD = effect.c.state == state_of("dead")

DEAD = Prepared(
    sa.select(effect).where(_IS_DEAD).order_by(effect.c.seq.desc()).limit(sa.bindparam("most", type_=sa.Integer))
)
DEAD_OF = Prepared(
    sa.select(effect)
    .where(
        _IS_DEAD,
        effect.c.request_key.in_(
            sa.select(tables.history.c.request_key).where(
                tables.history.c.subject == sa.bindparam("subject", type_=sa.Text)
            )
        ),
    )
    .order_by(effect.c.seq.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
"""What was promised by whatever was done to a subject of the history, and is dead."""
READ = sa.select(effect).where(effect.c.id == _ID)
BY_ID = Prepared(READ)
_newer = effect.alias("newer")
_IS_OVERTAKEN = sa.and_(
    effect.c.kind == "update",
    sa.exists()
    .where(
        of_target(_newer, effect.c.target),
        _newer.c.kind == "update",
        _newer.c.seq > effect.c.seq,
        _newer.c.state.in_([state_of("pending"), state_of("inflight"), state_of("sent")]),
    )
    .correlate(effect),
)
OVERTAKEN = Prepared(sa.select(effect.c.id).where(effect.c.id == _ID, _IS_OVERTAKEN))
REVIVE = Prepared(
    sa.update(effect)
    .where(effect.c.id == _ID, _IS_DEAD)
    .values(state=sa.case((_IS_OVERTAKEN, "moot"), else_="pending"), first_try_at=sa.null(), error="")
)
"""A change that a newer one of the same message has overtaken stays away: an old face would stand there for good."""

REVIVE_FOLLOWERS = Prepared(
    sa.update(effect).where(of_target(effect, _ID), effect.c.state == "moot").values(state="pending", error="")
)
"""The updates of a dead message had nothing to do; they follow when the message is tried again."""
DROP = Prepared(sa.update(effect).where(effect.c.id == _ID, _IS_DEAD).values(state="dropped"))

_FIRST, _LAST = sa.bindparam("first", type_=sa.BigInteger), sa.bindparam("last", type_=sa.BigInteger)
_page = (
    sa.select(effect.c.seq, effect.c.created_at)
    .where(effect.c.seq >= _FIRST)
    .order_by(effect.c.seq)
    .limit(MOST)
    .subquery("page")
)
PAGE = sa.select(sa.func.max(_page.c.seq).label("last"), sa.func.min(_page.c.created_at, type_=Utc).label("oldest"))
_OVER = sa.and_(effect.c.seq.between(_FIRST, _LAST), effect.c.audit_at.is_(None), effect.c.due_at < BEFORE)
_BY_NOTHING_NEEDED = effect.c.kind.in_(["update", "retract"]) & effect.c.state.in_(["sent", "moot", "dropped"])
FORGET_STEPS = sa.delete(effect).where(_OVER, _BY_NOTHING_NEEDED)
EMPTY_TEXTS = (
    sa.update(effect).where(_OVER, effect.c.state.in_(["sent", "dropped"]), effect.c.payload != "").values(payload="")
)
_later = effect.alias("later")
_ANSWERED = sa.exists().where(of_target(_later, effect.c.id)).correlate(effect)
FORGET_PLACES = sa.delete(effect).where(_OVER, effect.c.state.in_(["sent", "moot", "dropped"]), sa.not_(_ANSWERED))
"""The head of a thread stays for as long as one of its answers does: check-ins go on in theirs for years."""

lane = tables.lane
_EMPTY = sa.and_(lane.c.next_at.is_(None), lane.c.free_at < BEFORE)
FORGET_LANES = sa.delete(lane).where(
    _EMPTY,
    # Locked in their order, as everybody locks lanes; one that is in somebody's hands is in use again.
    lane.c.key.in_(
        sa.select(lane.c.key).where(_EMPTY).order_by(lane.c.key).limit(MOST).with_for_update(skip_locked=True)
    ),
)


def read(database: Database, effect_id: str) -> sa.Row[Any] | None:
    """Return an effect's row, whatever became of it; None where there is none."""
    with database.looking() as connection:
        return connection.execute(READ, {"effect_id": effect_id}).first()


def purge(database: Database, *, now: datetime, portion: int = PORTION) -> Iterator[int]:
    """Clear away the text of what left more than TEXT_KEPT ago and, after PLACE_KEPT, where it stands.

    Each step is a transaction of its own over at most `portion` rows, and gives how many it cleared. Dead letters stay
    until a person has seen to them.
    """
    first = 0
    while True:
        with database.transaction() as connection:
            page = connection.execute(PAGE, {"first": first, "most": portion}).one()
            # The rows stand in the order of time: behind the first young page there is nothing to clear.
            if page.last is None or page.oldest >= now - TEXT_KEPT:
                break
            cleared = _clear(connection, first, page.last, now)
        first = page.last + 1
        yield cleared
    yield from in_portions(database, FORGET_LANES, before=now - TEXT_KEPT, portion=portion)


def _clear(connection: sa.Connection, first: int, last: int, now: datetime) -> int:
    given = {"first": first, "last": last, "before": now - TEXT_KEPT}
    cleared = connection.execute(FORGET_STEPS, given).rowcount
    cleared += connection.execute(FORGET_PLACES, {**given, "before": now - PLACE_KEPT}).rowcount
    return cleared + connection.execute(EMPTY_TEXTS, given).rowcount
