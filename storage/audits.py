"""The second look: what was ever in doubt is looked at once more, when nothing can still be on its way.

A post is looked for, and surplus copies are taken away by the relay. An update that was in doubt may have arrived after
a newer one, so the newest face of its message is shown once more.
"""

import msgspec
import sqlalchemy as sa

from storage import lanes, outbox
from storage.batches import over
from storage.columns import Utc
from storage.lanes import effect
from storage.relaying import Relaying, claimed_of, run
from storage.settling import Claimed, wire

face = effect.alias("face")
audited = effect.alias("audited")


class Audit(msgspec.Struct, frozen=True):
    """A post to look for again; `result` is where the copy that is kept stands."""

    claimed: Claimed
    result: str


DUE = (
    sa.select(*lanes.CLAIMED, effect.c.result)
    .select_from(lanes.WITH_TARGET)
    .where(effect.c.audit_at <= lanes.NOW)
    .order_by(effect.c.audit_at)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=effect)
)
LOOK_AT = over(
    {"seq": sa.BigInteger(), "audit_at": Utc()},
    lambda given: sa.update(effect).where(effect.c.seq == given.c.seq).values(audit_at=given.c.audit_at),
)


def _newest_faces(given: sa.FromClause) -> sa.Select[tuple[int]]:
    newest = sa.select(sa.func.max(face.c.seq)).where(
        lanes.of_target(face, audited.c.target), face.c.kind == "update", face.c.state == "sent"
    )
    in_the_way = sa.exists().where(
        lanes.of_target(face, audited.c.target),
        sa.or_(face.c.kind == "retract", sa.and_(face.c.kind == "update", lanes.waits(face))),
    )
    return (
        sa.select(newest.correlate(audited).scalar_subquery())
        .select_from(given.join(audited, audited.c.seq == given.c.seq))
        .where(sa.not_(in_the_way.correlate(audited)))
    )


SHOW_AGAIN = over(
    {"seq": sa.BigInteger()},
    lambda given: (
        sa.update(effect)
        .where(effect.c.seq.in_(_newest_faces(given)))
        .values(state="pending", doubt=False, audit_at=None, first_try_at=None)
        .returning(effect.c.lane)
    ),
)


def due(relaying: Relaying, *, most: int) -> tuple[Audit, ...]:
    """Return posts whose second look is due, leased to this worker; updates are seen to at once.

    Raises ConflictError or DatabaseLostError.
    """
    with relaying.transaction() as (connection, now):
        rows = connection.execute(DUE, {"now": now, "most": most}).all()
        posts = [row for row in rows if row.kind == "post"]
        others = [row for row in rows if row.kind != "post"]
        again = wire(now + relaying.terms.lease)
        run(connection, LOOK_AT, ({"seq": row.seq, "audit_at": again} for row in posts))
        run(connection, LOOK_AT, ({"seq": row.seq, "audit_at": None} for row in others))
        updates = ({"seq": row.seq} for row in others if row.kind == "update")
        for key in sorted({row.lane for row in run(connection, SHOW_AGAIN, updates)}):
            connection.execute(outbox.WAKE[connection.dialect.name], {"lane_key": key, "next_at": now})
        return tuple(Audit(claimed_of(row, now), row.result) for row in posts)


def done(relaying: Relaying, audit: Audit, *, again: bool) -> None:
    """Write that a second look was taken, or that it could not be and must be taken `again`.

    What could not be looked at for as long as an effect is tried at all is let go. Raises ConflictError or
    DatabaseLostError.
    """
    with relaying.transaction() as (connection, now):
        terms = relaying.terms
        hopeless = now - audit.claimed.first_try_at >= terms.give_up_after + terms.audit_after
        at = wire(now + terms.audit_after) if again and not hopeless else None
        run(connection, LOOK_AT, ({"seq": audit.claimed.seq, "audit_at": at},))
