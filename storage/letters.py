"""Dead letters as commands and questions read and mend them, and the clearing away of what was sent long ago."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import tables
from storage.columns import Utc
from storage.lanes import effect, of_target, state_of
from storage.statements import Prepared

TEXT_KEPT = timedelta(days=30)
"""How long the text of what was sent is kept."""
PLACE_KEPT = timedelta(days=730)
"""How long it is known where a message stands, so that it can still be updated or answered in its thread."""

_ID = sa.bindparam("effect_id", type_=sa.Text)
_IS_DEAD = effect.c.state == state_of("dead")

DEAD = Prepared(
    sa.select(effect).where(_IS_DEAD).order_by(effect.c.seq.desc()).limit(sa.bindparam("most", type_=sa.Integer))
)
BY_ID = Prepared(sa.select(effect).where(effect.c.id == _ID))
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

_OVER = effect.c.audit_at.is_(None) & (effect.c.due_at < sa.bindparam("before", type_=Utc))
_BY_NOTHING_NEEDED = effect.c.kind.in_(["update", "retract"]) & effect.c.state.in_(["sent", "moot", "dropped"])
FORGET_STEPS = sa.delete(effect).where(_OVER, _BY_NOTHING_NEEDED)
EMPTY_TEXTS = (
    sa.update(effect).where(_OVER, effect.c.state.in_(["sent", "dropped"]), effect.c.payload != "").values(payload="")
)
FORGET_PLACES = sa.delete(effect).where(_OVER, effect.c.state.in_(["sent", "moot", "dropped"]))
FORGET_LANES = sa.delete(tables.lane).where(
    tables.lane.c.next_at.is_(None), tables.lane.c.free_at < sa.bindparam("before", type_=Utc)
)


def purge(connection: sa.Connection, *, now: datetime) -> int:
    """Clear away the text of what left more than TEXT_KEPT ago and, after PLACE_KEPT, where it stands; return how many.

    Dead letters stay until a person has seen to them.
    """
    before = {"before": now - TEXT_KEPT}
    cleared = connection.execute(FORGET_STEPS, before).rowcount
    cleared += connection.execute(EMPTY_TEXTS, before).rowcount
    cleared += connection.execute(FORGET_PLACES, {"before": now - PLACE_KEPT}).rowcount
    connection.execute(FORGET_LANES, before)
    return cleared
