"""When something comes back: a rule like cron's in a time zone, and what is done about what was missed.

APScheduler's CronTrigger finds the next time on the wall; it is asked for moments and holds nothing. Which moment that
is, is decided here: a time that the clocks skip comes as much later as they skip, and one that they show twice comes
once, at the first.
"""

import functools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

CatchUp = Literal["all", "last"] | timedelta
"""What happens to occurrences that were missed because csops did not run: `all` are carried out one after the other;
`last` carries out the newest one, which stands for the others; after a length of time what is older is passed over."""

_LONGEST_SKIP: Final = timedelta(hours=3)
"""How far clocks are put forward at most; the change of a date line is none."""
_FIRST_WINDOW: Final = timedelta(hours=1)


class Recurrence(msgspec.Struct, frozen=True):
    """A rule: five fields of cron (minute, hour, day, month, weekday, as in `0 9 * * mon-fri`) in a time zone.

    Weekdays are written as words. Raises ValueError at its first use where it is no such rule.
    """

    cron: str
    zone: str

    def after(self, moment: datetime) -> datetime | None:
        """Return the first time later than a moment, in UTC; None where none ever comes."""
        zone = ZoneInfo(self.zone)
        found: datetime | None = None
        for wall in self._walls(moment.astimezone(zone).replace(tzinfo=None) - _LONGEST_SKIP):
            at = wall.replace(tzinfo=zone).astimezone(UTC)
            if at > moment:
                found = at if found is None else min(found, at)
            # Of two times around a skipped hour the later one on the wall can come first.
            if found is not None and at.astimezone(zone).replace(tzinfo=None) == wall:
                return found
        return found

    def newest(self, moment: datetime) -> datetime | None:
        """Return the last time up to a moment; None where there was none within some thirty years."""
        window = _FIRST_WINDOW
        while window < timedelta(days=366 * 30):
            at = self.after(moment - window)
            if at is not None and at <= moment:
                return self._last(at, moment)
            window *= 4
        return None

    def _last(self, at: datetime, moment: datetime) -> datetime:
        while (following := self.after(at)) is not None and following <= moment:
            at = following
        return at

    def _walls(self, start: datetime) -> Iterator[datetime]:
        """Give the times on the wall later than one, in order."""
        trigger = _trigger(self.cron)
        at = start.replace(tzinfo=UTC)
        while (following := trigger.get_next_fire_time(at, at)) is not None:
            at = following
            yield at.replace(tzinfo=None)


class Turn(msgspec.Struct, frozen=True):
    """What is done about an occurrence that is due: carried out or passed over, and when the next one is."""

    carried_out: bool
    up_to: datetime
    """Every occurrence from the one that was due up to this moment is done with it."""
    following: datetime | None


def turn(due: datetime, now: datetime, recurrence: Recurrence | None, catch_up: CatchUp) -> Turn:
    """Return what is done about an occurrence that was due, by its policy. A clock that is behind changes nothing."""
    now = max(now, due)
    if catch_up == "last":
        newest = recurrence.newest(now) if recurrence else None
        return Turn(
            carried_out=True, up_to=max(newest or due, due), following=recurrence.after(now) if recurrence else None
        )
    if catch_up == "all" or now - due <= catch_up:
        return Turn(carried_out=True, up_to=due, following=recurrence.after(due) if recurrence else None)
    too_old = now - catch_up - timedelta(microseconds=1)
    return Turn(carried_out=False, up_to=too_old, following=recurrence.after(too_old) if recurrence else None)


@functools.lru_cache(maxsize=256)
def _trigger(cron: str) -> "CronTrigger":
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - who sets no timer does not wait for it.

    return CronTrigger.from_crontab(cron, timezone=UTC)
