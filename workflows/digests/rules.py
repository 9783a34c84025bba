"""Which period a digest is about: days, weeks that begin on Monday, and months. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from workflows.kernel.digests import Digest, Every
from workflows.kernel.people import Directory
from workflows.kernel.working_time import Calendar, first_moment

EARLIEST: Final = date(2000, 1, 1)
LONGEST_WAIT_DAYS: Final = 366
_ONE_DAY: Final = timedelta(days=1)
_WEEK: Final = re.compile(r"(\d{4})-[wW](\d{1,2})")


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A day, a week or a month: its first day, and the first day after it."""

    every: Every
    first: date
    following: date

    @property
    def key(self) -> str:
        """How it is typed and kept: 2026-11-30, 2026-W49, 2026-11."""
        match self.every:
            case "day":
                return self.first.isoformat()
            case "week":
                year, week, _ = self.first.isocalendar()
                return f"{year}-W{week:02}"
            case "month":
                return f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        """The period as people read it."""
        match self.every:
            case "day":
                return f"{self.first:%d %B %Y}"
            case "week":
                return f"{self.first:%d %b} to {self.following - _ONE_DAY:%d %b %Y}"
            case "month":
                return f"{self.first:%B %Y}"

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Return when it begins in a time zone, and when the next one does, in UTC."""
        here = ZoneInfo(zone)
        begins, ends = (first_moment(datetime.combine(day, time()), here) for day in (self.first, self.following))
        return begins.astimezone(UTC), ends.astimezone(UTC)


def readers(digest: Digest, directory: Directory) -> tuple[str, ...] | None:
    """Return who may ask for a digest: whose roles it names, and who gets it; None where everybody may."""
    if not digest.readers:
        return None
    roles = dict.fromkeys((*digest.readers, *digest.people))
    return tuple(dict.fromkeys(person for role in roles for person in directory.holders(role, None)))


def may_read(digest: Digest, directory: Directory, person: str) -> bool:
    """Return whether somebody may ask for a digest, by themselves or for who is away."""
    people = readers(digest, directory)
    return people is None or directory.acting_for(person, people) is not None


def period_of(every: Every, day: date) -> Period:
    """Return the period that a day belongs to."""
    if every == "month":
        first = day.replace(day=1)
        return Period(every=every, first=first, following=(first + timedelta(days=31)).replace(day=1))
    first = day - timedelta(days=day.weekday()) if every == "week" else day
    return Period(every=every, first=first, following=first + (timedelta(days=7) if every == "week" else _ONE_DAY))


def before(period: Period) -> Period:
    """Return the period before."""
    return period_of(period.every, period.first - _ONE_DAY)


def after(period: Period) -> Period:
    """Return the period after."""
    return period_of(period.every, period.following)


def covered(digest: Digest, today: date) -> Period:
    """Return what a digest that is sent on a day is about."""
    current = period_of(digest.every, today)
    return before(current) if digest.about == "past" else current


def period_meant(words: str, every: Every, *, today: date) -> Period | None:
    """Return the period that is meant by words such as 2026-11, 2026-W48 or 2026-11-30; None where it is to come.

    Without words it is the one that has not ended yet.
    """
    day = _day_meant(words.strip(), every) if words.strip() else today
    if day is None or not EARLIEST <= day <= today:
        return None
    return period_of(every, day)


def _day_meant(words: str, every: Every) -> date | None:
    """Return a day of the period."""
    try:
        if every == "month":
            return date.fromisoformat(f"{words}-01")
        if every == "week" and (found := _WEEK.fullmatch(words)):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return date.fromisoformat(words)
    except ValueError:
        return None


def first_working_day(period: Period, calendar: Calendar) -> date | None:
    """Return the first day of a period that is worked; None where none of it is."""
    day = period.first
    while day < period.following:
        if calendar.shifts_on(day):
            return day
        day += _ONE_DAY
    return None


def is_owed(period: Period, today: date, calendar: Calendar, *, sent: str) -> bool:
    """Return whether what goes out in a period is to go out today: on a day that is worked, unless it went before.

    That is its first working day, or after an outage the next one.
    """
    return sent < period.key and bool(calendar.shifts_on(today))


def comes_at(digest: Digest, calendar: Calendar, *, now: datetime, sent: str) -> datetime | None:
    """Return when a digest goes out next, `sent` being the newest period for which it did.

    None where it is switched off, or where no day that is worked comes within a year.
    """
    day = calendar.local_day(now)
    for later in range(0 if digest.off else LONGEST_WAIT_DAYS):
        on = day + later * _ONE_DAY
        at = first_moment(datetime.combine(on, time(digest.hour)), ZoneInfo(calendar.zone)).astimezone(UTC)
        if at > now and is_owed(period_of(digest.every, on), on, calendar, sent=sent):
            return at
    return None


def next_owed(every: Every, calendar: Calendar, *, now: datetime, hour: int) -> Period:
    """Return the first period that a digest goes out for which is set up now: this one, unless its time has gone by."""
    current = period_of(every, calendar.local_day(now))
    day = first_working_day(current, calendar)
    here = now.astimezone(ZoneInfo(calendar.zone))
    gone = day is None or (day, hour) <= (here.date(), here.hour)
    return after(current) if gone else current
