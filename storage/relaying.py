"""The relay's half of the outbox: claim what is due, settle what became of it, and look again at what was in doubt.

A claim is a lease with a fence: it runs out by the database's clock, and a settlement with an older fence changes
nothing. Claims and settlements go in batches, one transaction for both (`Relaying.exchange`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import exc

from storage import lanes, outbox
from storage.batches import packed
from storage.engine import Database
from storage.settling import Claimed, Lost, Outcome, Pace, Settlement, Terms, lane_row, settled_row, wire
from storage.statements import Spelt
from storage.turns import TurnTimeoutError
from storage.unit import ConflictError, DatabaseLostError

Boundary = Callable[[str], None]
"""Called by name at every border of a commit or an HTTP request, so that a test can end the process exactly there."""

Notice = Callable[[Claimed, str], outbox.Promise | None]
"""What is promised when an effect dies, given the effect and the reason; None when nobody can be told."""


def no_boundary(_name: str) -> None:
    """Do nothing, which is what a boundary does outside tests."""


def no_notice(_claimed: Claimed, _reason: str) -> None:
    """Tell nobody; the dead letter stays on the list."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What one exchange gave: new claims, settlements that came too late, and when there is something to do next."""

    now: datetime
    claimed: tuple[Claimed, ...]
    lost: tuple[Lost, ...]
    dead: int
    next_seconds: float | None
    """Seconds until a lane or an audit is due, 0 when as much was claimed as asked for; None when nothing waits."""
    audits_due: bool = False


class Relaying:
    """The outbox as the relay sees it. `clock` is the clock of SQLite; PostgreSQL goes by its own.

    A test that moves time by hand passes `own_clock=True`, so that PostgreSQL goes by `clock` too.
    """

    def __init__(  # noqa: PLR0913 - every one has a reason of its own.
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        terms: Terms | None = None,
        paces: Mapping[str, Pace] | None = None,
        notice: Notice = no_notice,
        boundary: Boundary = no_boundary,
        own_clock: bool = False,
    ) -> None:
        self.terms = terms or Terms()
        self._database = database
        self._clock = clock
        self._paces = paces or {}
        self._notice = notice
        self._boundary = boundary
        self._asks_clock = not (database.is_sqlite or own_clock)

    def exchange(self, settlements: Sequence[Settlement], *, most: int) -> Exchange:
        """Settle, then claim the heads of up to `most` lanes, in one transaction.

        Raises ConflictError (nothing was kept; try again) or DatabaseLostError (whether it was kept is unknown; the
        same settlements may be given again, because a second time changes nothing).
        """
        with self.transaction() as (connection, now):
            lost, dead = self._settle(connection, settlements, now) if settlements else ((), 0)
            claimed = self._claim(connection, most, now) if most else ()
            waits, audits_due = self._next(connection, now) if len(claimed) < most else (0.0, False)
            self._boundary("exchange-uncommitted")
        self._boundary("exchange-committed")
        return Exchange(now=now, claimed=claimed, lost=lost, dead=dead, next_seconds=waits, audits_due=audits_due)

    @contextmanager
    def transaction(self) -> Iterator[tuple[sa.Connection, datetime]]:
        """Open a transaction and tell its time. Raises ConflictError or DatabaseLostError."""
        try:
            with self._database.transaction() as connection:
                now = connection.execute(lanes.CLOCK).scalar_one() if self._asks_clock else self._clock()
                yield connection, now
        except (TurnTimeoutError, exc.TimeoutError) as error:
            raise ConflictError(str(error)) from error
        except exc.DBAPIError as error:
            if _is_gone(error):
                raise DatabaseLostError(str(error.orig)) from error
            raise ConflictError(str(error.orig)) from error

    def _settle(
        self, connection: sa.Connection, settlements: Sequence[Settlement], now: datetime
    ) -> tuple[tuple[Lost, ...], int]:
        keys = {settlement.claimed.lane for settlement in settlements}
        rows = {one.claimed.seq: settled_row(one, terms=self.terms, now=now) for one in settlements}
        notices = self._notices(settlements, rows)
        keys |= {promise.lane for promise in notices.values()}
        paced = {row.key: row.paced_until for row in run(connection, lanes.LOCK, ({"key": key} for key in keys))}
        matched = {row.seq for row in run(connection, lanes.SETTLE, rows.values())}
        run(
            connection,
            lanes.FREE,
            (
                lane_row(
                    one, rows[one.claimed.seq], paced_until=paced.get(one.claimed.lane), pace=self._pace(one), now=now
                )
                for one in settlements
                if one.claimed.seq in matched
            ),
        )
        for seq, promise in notices.items():
            if seq in matched:
                outbox.add(connection, promise, request_key=f"dead:{promise.id}", now=now)
        late = [one for one in settlements if one.claimed.seq not in matched]
        dead = sum(rows[seq]["state"] == "dead" for seq in matched)
        return self._lost(connection, late, now) if late else (), dead

    def _notices(
        self, settlements: Sequence[Settlement], rows: Mapping[int, Mapping[str, Any]]
    ) -> dict[int, outbox.Promise]:
        notices = {}
        for one in settlements:
            row = rows[one.claimed.seq]
            promise = self._notice(one.claimed, row["error"]) if row["state"] == "dead" else None
            if promise is not None:
                notices[one.claimed.seq] = promise
        return notices

    def _lost(self, connection: sa.Connection, late: Sequence[Settlement], now: datetime) -> tuple[Lost, ...]:
        standing = {row.seq: row for row in run(connection, lanes.STANDING, ({"seq": one.claimed.seq} for one in late))}
        lost = []
        for one in late:
            row = standing.get(one.claimed.seq)
            if one.outcome is Outcome.SENT and row is not None and row.result != one.result:
                lost.append(Lost(claimed=one.claimed, mine=one.result, state=row.state))
        audit_at = wire(now + self.terms.audit_after)
        run(
            connection,
            lanes.ARRIVED_AFTER_ALL,
            ({"seq": one.claimed.seq, "result": one.mine, "audit_at": audit_at} for one in lost),
        )
        return tuple(lost)

    def _claim(self, connection: sa.Connection, most: int, now: datetime) -> tuple[Claimed, ...]:
        ready = [row.key for row in connection.execute(lanes.READY, {"now": now, "most": most})]
        if not ready:
            return ()
        heads = {row.lane: row for row in run(connection, lanes.HEADS, ({"key": key} for key in ready), now=now)}
        held = [row for row in heads.values() if row.lease_until is not None and row.lease_until > now]
        lease_until = now + self.terms.lease
        leases = {row.lane: row.lease_until for row in held}
        taken = [row for row in heads.values() if row.lane not in leases]
        leases |= {row.lane: lease_until for row in taken}
        claimed = [claimed_of(row, now) for row in _freshest(connection, taken)]
        run(connection, lanes.CLAIM, (_claim_row(one, lease_until) for one in claimed))
        run(connection, lanes.LEASE, ({"key": key, "lease_until": wire(until)} for key, until in leases.items()))
        run(connection, lanes.REST, ({"key": key} for key in ready if key not in heads))
        return tuple(claimed)

    def _next(self, connection: sa.Connection, now: datetime) -> tuple[float | None, bool]:
        row = connection.execute(lanes.NEXT).one()
        moments = [moment for moment in row if moment is not None]
        waits = max((min(moments) - now).total_seconds(), 0.0) if moments else None
        return waits, row.audit_at is not None and row.audit_at <= now

    def _pace(self, settlement: Settlement) -> Pace | None:
        return self._paces.get(settlement.claimed.platform) if settlement.called else None


def _freshest(connection: sa.Connection, heads: Sequence[Any]) -> Sequence[Any]:
    """Replace an update by the newest one of the same message that waits, and let the ones between rest."""
    stale = [row for row in heads if row.newer is not None]
    if not stale:
        return heads
    skipped = ({"lane": row.lane, "target": row.target, "newer": row.newer} for row in stale)
    run(connection, lanes.SKIP_OLDER_FACES, skipped)
    newest = list(run(connection, lanes.THESE, ({"seq": row.newer} for row in stale)))
    return [*(row for row in heads if row.newer is None), *newest]


def claimed_of(row: Any, now: datetime) -> Claimed:
    """Return a row of storage.lanes.CLAIMED as it stands once it is claimed."""
    return Claimed(
        seq=row.seq,
        id=row.id,
        lane=row.lane,
        kind=row.kind,
        target=row.target,
        payload=row.payload,
        due_at=row.due_at,
        created_at=row.created_at,
        attempts=row.attempts + 1,
        fence=row.fence + 1,
        doubt=bool(row.doubt) or row.state == "inflight",
        marker=bool(row.marker),
        first_try_at=row.first_try_at or now,
        request_key=row.request_key,
        target_state=row.target_state or "",
        target_place=row.target_place or "",
        target_due_at=row.target_due_at,
    )


def _claim_row(one: Claimed, lease_until: datetime) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "doubt": one.doubt,
        "lease_until": wire(lease_until),
        "first_try_at": wire(one.first_try_at),
    }


def run(connection: sa.Connection, spelt: Spelt, records: Iterable[Mapping[str, Any]], **more: Any) -> Any:
    """Run a statement over many records; nothing at all when there are none."""
    given = list(records)
    if not given:
        return ()
    return connection.execute(spelt[connection.dialect.name], {"rows": packed(given), **more})


def _is_gone(error: exc.DBAPIError) -> bool:
    """Return whether the server did not answer: then whether the commit arrived is unknown."""
    if error.connection_invalidated:
        return True
    sqlstate = getattr(error.orig, "sqlstate", "")
    return sqlstate is None or str(sqlstate)[:2] in {"08", "57"}
