"""The statements of the relay: which lanes are ready, what stands at their heads, and how a settlement is written.

What waits is written out as words (`state IN ('pending', 'inflight')`), never as parameters: only then do both
databases see that the partial indexes hold everything that is asked for.
"""

import sqlalchemy as sa

from storage import tables
from storage.batches import over
from storage.columns import Utc

effect, lane = tables.effect, tables.lane
target = effect.alias("target")

NOW = sa.bindparam("now", type_=Utc)
CLOCK = sa.select(sa.func.clock_timestamp(type_=Utc))


def state_of(word: str) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{word}'", sa.Text)


def waits(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return table.c.state.in_([state_of("pending"), state_of("inflight")])


def of_target(table: sa.FromClause, target_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return the condition that an effect refers to a message, in the words of the index that finds it."""
    return sa.and_(table.c.target == target_id, table.c.target != sa.literal_column("''", sa.Text))


def _head() -> sa.ScalarSelect[int]:
    """Return the first effect of a lane that is due: what is in flight first, then in the order of the promises."""
    first = effect.alias("first")
    found = sa.select(first.c.seq).where(first.c.lane == lane.c.key, waits(first), first.c.due_at <= NOW)
    return found.order_by(first.c.state, first.c.seq).limit(1).correlate(lane).scalar_subquery()


def _newer() -> sa.ColumnElement[int]:
    """Return the newest face that waits for the message of an update, NULL when the update itself is that."""
    other = effect.alias("other")
    found = sa.select(sa.func.max(other.c.seq)).where(
        of_target(other, effect.c.target),
        other.c.lane == effect.c.lane,
        other.c.seq > effect.c.seq,
        other.c.kind == "update",
        other.c.due_at <= NOW,
        waits(other),
    )
    return sa.case((effect.c.kind == "update", found.correlate(effect).scalar_subquery())).label("newer")


CLAIMED = (
    effect.c.seq,
    effect.c.id,
    effect.c.lane,
    effect.c.kind,
    effect.c.target,
    effect.c.payload,
    effect.c.state,
    effect.c.due_at,
    effect.c.created_at,
    effect.c.attempts,
    effect.c.fence,
    effect.c.lease_until,
    effect.c.doubt,
    effect.c.marker,
    effect.c.first_try_at,
    effect.c.request_key,
    target.c.state.label("target_state"),
    target.c.result.label("target_place"),
    target.c.due_at.label("target_due_at"),
)
WITH_TARGET = effect.outerjoin(target, target.c.id == effect.c.target)

READY = (
    sa.select(lane.c.key)
    .where(lane.c.next_at <= NOW)
    .order_by(lane.c.next_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
HEADS = over(
    {"key": sa.Text()},
    lambda given: (
        sa.select(*CLAIMED, _newer())
        .select_from(given.join(lane, lane.c.key == given.c.key).join(WITH_TARGET, effect.c.seq == _head()))
        .order_by(effect.c.seq)
    ),
)
THESE = over(
    {"seq": sa.BigInteger()},
    lambda given: sa.select(*CLAIMED).select_from(given.join(WITH_TARGET, effect.c.seq == given.c.seq)),
)
SKIP_OLDER_FACES = over(
    {"lane": sa.Text(), "target": sa.Text(), "newer": sa.BigInteger()},
    lambda given: (
        sa.update(effect)
        .where(
            of_target(effect, given.c.target),
            effect.c.lane == given.c.lane,
            effect.c.seq < given.c.newer,
            effect.c.kind == "update",
            waits(effect),
        )
        .values(state="moot", error="a newer face came before this one was shown", lease_until=None)
    ),
)
CLAIM = over(
    {"seq": sa.BigInteger(), "doubt": sa.Boolean(), "lease_until": Utc(), "first_try_at": Utc()},
    lambda given: (
        sa.update(effect)
        .where(effect.c.seq == given.c.seq)
        .values(
            state="inflight",
            fence=effect.c.fence + 1,
            attempts=effect.c.attempts + 1,
            doubt=given.c.doubt,
            lease_until=given.c.lease_until,
            first_try_at=given.c.first_try_at,
        )
    ),
)
LEASE = over(
    {"key": sa.Text(), "lease_until": Utc()},
    lambda given: (
        sa.update(lane)
        .where(lane.c.key == given.c.key)
        .values(next_at=given.c.lease_until, free_at=given.c.lease_until)
    ),
)
REST = over(
    {"key": sa.Text()},
    lambda given: (
        sa.update(lane)
        .where(lane.c.key == given.c.key)
        .values(
            next_at=sa.select(sa.func.min(effect.c.due_at))
            .where(effect.c.lane == lane.c.key, waits(effect))
            .correlate(lane)
            .scalar_subquery()
        )
    ),
)
"""For lanes in which nothing is due: look again when something is."""

LOCK = over(
    {"key": sa.Text()},
    lambda given: (
        sa.select(lane.c.key, lane.c.paced_until)
        .where(lane.c.key.in_(sa.select(given.c.key)))
        .order_by(lane.c.key)
        .with_for_update()
    ),
)
SETTLE = over(
    {
        "seq": sa.BigInteger(),
        "fence": sa.Integer(),
        "state": sa.Text(),
        "due_at": Utc(),
        "lease_until": Utc(),
        "doubt": sa.Boolean(),
        "first_try_at": Utc(),
        "audit_at": Utc(),
        "result": sa.Text(),
        "marker": sa.Boolean(),
        "error": sa.Text(),
    },
    lambda given: (
        sa.update(effect)
        .where(
            effect.c.seq == given.c.seq,
            effect.c.fence == given.c.fence,
            # Hidden from the planner, which would else look through everything that waits for what is in flight.
            sa.func.coalesce(effect.c.state, "") == "inflight",
        )
        .values({name: column for name, column in given.c.items() if name not in ("seq", "fence")})
        .returning(effect.c.seq)
    ),
)
FREE = over(
    {"key": sa.Text(), "free_at": Utc(), "paced_until": Utc()},
    lambda given: (
        sa.update(lane)
        .where(lane.c.key == given.c.key)
        .values(
            free_at=given.c.free_at,
            paced_until=given.c.paced_until,
            # One look at the index for each lane; an EXISTS could be planned as one look at all that waits anywhere.
            next_at=sa.select(given.c.free_at)
            .select_from(effect)
            .where(effect.c.lane == lane.c.key, waits(effect))
            .order_by(effect.c.state, effect.c.seq)
            .limit(1)
            .correlate(lane, given)
            .scalar_subquery(),
        )
    ),
)
STANDING = over(
    {"seq": sa.BigInteger()},
    lambda given: sa.select(effect.c.seq, effect.c.state, effect.c.result).select_from(
        given.join(effect, effect.c.seq == given.c.seq)
    ),
)
ARRIVED_AFTER_ALL = over(
    {"seq": sa.BigInteger(), "result": sa.Text(), "audit_at": Utc()},
    lambda given: (
        sa.update(effect)
        .where(effect.c.seq == given.c.seq, effect.c.state.in_([state_of("sent"), state_of("dead")]))
        .values(
            state="sent",
            result=sa.case((effect.c.state == state_of("sent"), effect.c.result), else_=given.c.result),
            audit_at=given.c.audit_at,
        )
    ),
)
"""For a worker that lost its lease and then learnt that its own message stands: it is looked at once more."""

NEXT = sa.select(
    sa.select(sa.func.min(lane.c.next_at, type_=Utc)).scalar_subquery().label("lane_at"),
    sa.select(sa.func.min(effect.c.audit_at, type_=Utc))
    .where(effect.c.audit_at.is_not(None))
    .scalar_subquery()
    .label("audit_at"),
)
