"""What becomes of a claimed effect: the values of the relay, and the pure rules from an outcome to what is written."""

import enum
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

LONGEST_ERROR = 500


class Pace(msgspec.Struct, frozen=True):
    """How fast a lane may go: one every `gap_seconds`, after `burst` that may go at once."""

    gap_seconds: float
    burst: int = 1


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The times of the outbox.

    The lease is at least three times as long as a request may take, the quarantine at least once; both go by the
    database's clock.
    """

    lease: timedelta = timedelta(seconds=45)
    quarantine: timedelta = timedelta(seconds=15)
    """How long a message may still arrive after its answer was lost; only then is it looked for."""
    audit_after: timedelta = timedelta(seconds=60)
    """When a message that was in doubt is looked at once more, for copies that arrived later still."""
    give_up_after: timedelta = timedelta(hours=24)
    """How long after its first try an effect that was never taken becomes a dead letter."""


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """An effect that this worker holds. `target_*` tell of the message that it updates, retracts or stands under."""

    seq: int
    id: str
    lane: str
    kind: str
    target: str
    payload: str
    due_at: datetime
    created_at: datetime
    attempts: int
    fence: int
    doubt: bool
    marker: bool
    first_try_at: datetime
    request_key: str
    target_state: str
    target_place: str
    target_due_at: datetime | None

    @property
    def platform(self) -> str:
        """Return the part of the lane that names the platform."""
        return self.lane.partition(":")[0]


class Outcome(enum.Enum):
    """What became of an effect."""

    SENT = "sent"
    AGAIN = "again"  # It was certainly not taken.
    UNKNOWN = "unknown"  # It may have been taken, or may yet arrive.
    DEAD = "dead"  # It was refused for good.
    LATER = "later"  # What it refers to is not there yet.
    MOOT = "moot"  # What it refers to never got through, so there is nothing to do.


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a claimed effect. `called` says that the platform was asked, which counts against the lane's pace.

    Of an outcome LATER only the effect waits (until `due_at`, at least `wait_seconds`), of any other one its lane.
    `hold` says that the fault lies with the connection as a whole (a token), not with this effect, which does not age.
    """

    claimed: Claimed
    outcome: Outcome
    result: str = ""
    error: str = ""
    wait_seconds: float = 0.0
    due_at: datetime | None = None
    hold: bool = False
    patience: timedelta | None = None
    """How long after its first try it becomes a dead letter; as the terms have it where this is None."""
    called: bool = False
    doubt: bool = False
    marker: bool = False


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A message of ours that stands, although somebody else has the effect: `mine` is where; `state` is the row's."""

    claimed: Claimed
    mine: str
    state: str


def wire(moment: datetime | None) -> str | None:
    """Return a moment as text that both databases take: the same as storage.columns.Utc writes on SQLite."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def settled_row(one: Settlement, *, terms: Terms, now: datetime) -> dict[str, Any]:
    """Return what is written of a settled effect."""
    claimed = one.claimed
    doubt = claimed.doubt or one.doubt or one.outcome is Outcome.UNKNOWN
    row: dict[str, Any] = {
        "seq": claimed.seq,
        "fence": claimed.fence,
        "state": _state(one, terms, now),
        "due_at": wire(claimed.due_at),
        "lease_until": None,
        "doubt": doubt,
        "first_try_at": None if one.hold or one.outcome is Outcome.LATER else wire(claimed.first_try_at),
        "audit_at": None,
        "result": one.result,
        "marker": claimed.marker or one.marker,
        "error": _words(one.error),
    }
    if one.outcome is Outcome.LATER:
        row["due_at"] = wire(max(one.due_at or now, now + timedelta(seconds=one.wait_seconds)))
    if row["state"] == "inflight":
        row["lease_until"] = wire(now + timedelta(seconds=one.wait_seconds))
    if row["state"] == "sent" and doubt:
        row["audit_at"] = wire(now + terms.audit_after)
    return row


def lane_row(
    one: Settlement, row: dict[str, Any], *, paced_until: datetime | None, pace: Pace | None, now: datetime
) -> dict[str, Any]:
    """Return when the settled effect's lane may go on: after its wait, and at the platform's pace."""
    waits = one.outcome is not Outcome.LATER and row["state"] in {"pending", "inflight"}
    free_at = now + timedelta(seconds=one.wait_seconds) if waits else now
    if pace is not None:
        gap = timedelta(seconds=pace.gap_seconds)
        paced_until = max(paced_until or now, now) + gap
        free_at = max(free_at, paced_until - gap * (pace.burst - 1))
    return {"key": one.claimed.lane, "free_at": wire(free_at), "paced_until": wire(paced_until)}


def _state(one: Settlement, terms: Terms, now: datetime) -> str:
    tired = not one.hold and now - one.claimed.first_try_at >= (one.patience or terms.give_up_after)
    match one.outcome:
        case Outcome.SENT:
            return "sent"
        case Outcome.MOOT:
            return "moot"
        case Outcome.DEAD:
            return "dead"
        case Outcome.LATER:
            return "pending"
        case Outcome.AGAIN:
            return "dead" if tired else "pending"
        case Outcome.UNKNOWN:
            return "dead" if tired else "inflight"


def _words(error: str) -> str:
    """Return an error as both databases can keep it: no NUL, no half characters, not endless."""
    return error.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_ERROR]
