"""Working time: how much of it lies between two moments, and which moment is so much of it away; pure.

A shift belongs to the day on which it begins, as the calendar's time zone has it. It lasts from the first moment at
which a clock on the wall there has come to its beginning until the first at which it has come to its end. So nine to
five is eight hours on any day, and a night shift is an hour shorter or longer when the clocks are changed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from workflows.kernel.days_off import Days, is_public_holiday
from workflows.kernel.hours import NONE, USUAL, Shift, Week, read_week

NOTHING: Final = timedelta(0)
LONGEST_CLOSED: Final = 400
"""A calendar that is closed for so many days in a row has ended; time goes on by the clock from there."""

_ONE_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)

Open = tuple[datetime, datetime]
"""A shift: from when to when, in UTC."""


class WorkingTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What csops.toml says of when somebody works; what is empty is said by who stands behind them.

    `holidays` is a country or a part of it, such as DE or DE-BY; `none` is nowhere.
    """

    hours: str = ""
    holidays: str = ""
    closed: tuple[Days, ...] = ()
    time_zone: str = ""
    """A team's; people have theirs beside this."""

    @property
    def works(self) -> bool:
        """Whether any hours are said."""
        return self.hours.casefold() not in {"", NONE}


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody works: hours of a week in a time zone, without public holidays at a place and without days off."""

    zone: str = "UTC"
    week: Week = read_week(USUAL)
    place: str = ""
    closed: tuple[Days, ...] = ()

    def without(self, closed: tuple[Days, ...]) -> "Calendar":
        """Return the calendar with more days off."""
        return msgspec.structs.replace(self, closed=(*self.closed, *closed))

    def later(self, moment: datetime, amount: timedelta) -> datetime:
        """Return the moment at which so much working time has gone by.

        Nothing of it is the moment itself, or the next one that is working time.
        """
        at, left = moment, amount
        for opens, closes in self._shifts(moment):
            at = max(opens, moment)
            if left <= closes - at:
                break
            at, left = closes, left - (closes - at)
        return (at + left).astimezone(moment.tzinfo)

    def earlier(self, moment: datetime, amount: timedelta) -> datetime:
        """Return the moment from which so much working time goes by until this one.

        Nothing of it is the moment itself, or the end of the working time before it.
        """
        at, left = moment, amount
        for opens, closes in self._shifts_back(moment):
            at = min(closes, moment)
            if left <= at - opens:
                break
            at, left = opens, left - (at - opens)
        return (at - left).astimezone(moment.tzinfo)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments; less than nothing where the end comes first."""
        if end < start:
            return -self.between(end, start)
        total = NOTHING
        for opens, closes in self._shifts(start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        return total

    def next_moment(self, moment: datetime) -> datetime:
        """Return the moment itself where it is working time, or the next one that is."""
        return self.later(moment, NOTHING)

    def days_later(self, moment: datetime, days: int) -> datetime:
        """Return the end of the working day that is so many working days later: nobody is due in the night."""
        opened = self._days(self.local_day(moment), _ONE_DAY)
        found = [shifts for shifts, _ in zip(opened, range(days), strict=False)]
        return found[-1][-1][1].astimezone(moment.tzinfo) if len(found) == days else moment + days * _ONE_DAY

    def days_earlier(self, moment: datetime, days: int) -> datetime:
        """Return the beginning of the working day that is so many working days earlier."""
        opened = self._days(self.local_day(moment), -_ONE_DAY)
        found = [shifts for shifts, _ in zip(opened, range(days), strict=False)]
        return found[-1][0][0].astimezone(moment.tzinfo) if len(found) == days else moment - days * _ONE_DAY

    def day_from(self, moment: datetime) -> Open:
        """Return when work begins and ends on the day of a moment, or on the next one that is worked."""
        day = self.local_day(moment)
        shifts = next(self._days(day - _ONE_DAY, _ONE_DAY), ((moment, moment),))
        return shifts[0][0].astimezone(moment.tzinfo), shifts[-1][1].astimezone(moment.tzinfo)

    def local_day(self, moment: datetime) -> date:
        """Return the day that it is here at a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def is_off(self, day: date) -> bool:
        """Return whether a day is a holiday or closed, whatever day of the week it is."""
        if self.closed and any(days.hold(day) for days in self.closed):
            return True
        return is_public_holiday(self.place, day)

    def shifts_on(self, day: date) -> tuple[Open, ...]:
        """Return the shifts that begin on a day, none on a day off; an hour that the clocks leave out is no shift."""
        shifts = self.week[day.weekday()]
        return () if not shifts or self.is_off(day) else _shifts_on(shifts, self.zone, day)

    def _shifts(self, moment: datetime) -> Iterator[Open]:
        """Return the shifts that are not over at a moment, in order; one past midnight began the day before."""
        for shifts in self._days(self.local_day(moment) - 2 * _ONE_DAY, _ONE_DAY):
            yield from ((opens, closes) for opens, closes in shifts if closes > moment)

    def _shifts_back(self, moment: datetime) -> Iterator[Open]:
        """Return the shifts that began before a moment, the last one first."""
        for shifts in self._days(self.local_day(moment) + _ONE_DAY, -_ONE_DAY):
            yield from ((opens, closes) for opens, closes in reversed(shifts) if opens < moment)

    def _days(self, day: date, step: timedelta) -> Iterator[tuple[Open, ...]]:
        """Return the shifts of each working day after a day, or before it; the day itself is left out."""
        closed = 0
        while closed < LONGEST_CLOSED:
            day += step
            shifts = self.shifts_on(day)
            closed = 0 if shifts else closed + 1
            if shifts:
                yield shifts


@lru_cache(maxsize=1024)
def calendar_of(said: tuple[WorkingTime, ...], *, zone: str) -> Calendar:
    """Return the calendar of somebody, of whom and of who stands behind them this is said, the nearest first.

    Hours and holidays are the nearest that are said; days off are everybody's together.
    """
    hours = next((one.hours for one in said if one.works), USUAL)
    place = next((one.holidays for one in said if one.holidays), "")
    closed = tuple(dict.fromkeys(days for one in said for days in one.closed))
    return Calendar(zone=zone, week=read_week(hours), place="" if place == NONE else place, closed=closed)


ROUND_THE_CLOCK: Final = Calendar(week=read_week("always"))


@lru_cache(maxsize=8192)
def _shifts_on(shifts: tuple[Shift, ...], zone: str, day: date) -> tuple[Open, ...]:
    midnight, here = datetime.combine(day, time()), ZoneInfo(zone)
    opened = tuple(
        (first_moment(midnight + start * _MINUTE, here), first_moment(midnight + end * _MINUTE, here))
        for start, end in shifts
    )
    return tuple((opens, closes) for opens, closes in opened if opens < closes)


def first_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment, in UTC, at which a clock on the wall in a zone has come to a time of a day."""
    before, after = (wall.replace(tzinfo=zone, fold=fold).utcoffset() or NOTHING for fold in (0, 1))
    if before >= after:  # Of a time that comes twice, the first.
        return wall.replace(tzinfo=UTC) - before
    early, late = (wall.replace(tzinfo=UTC) - offset for offset in (after, before))
    # The clocks go over this time: it has come when they were changed, which lies between the two.
    while late - early > _MINUTE:
        middle = early + (late - early) // 2
        early, late = (early, middle) if _wall(middle, zone) >= wall else (middle, late)
    return late.replace(second=0, microsecond=0)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
