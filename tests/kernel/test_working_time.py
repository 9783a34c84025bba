"""Working time against a slow oracle that looks at every minute, and against examples that people would argue about."""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.kernel.days_off import Days, known_places, public_holidays
from workflows.kernel.hours import HoursError, read_week
from workflows.kernel.working_time import ROUND_THE_CLOCK, Calendar, first_moment

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEKS = (
    "Mon-Fri 09:00-17:00",
    "Mon-Thu 08:30-12:00, 12:45-17:15, Fri 08:30-14:00",
    "Sun-Thu 10:00-18:30",
    "Mon-Fri 22:00-06:00",
    "Sat Sun 00:00-24:00",
    "Sun-Sat 21:15-02:30",
    "Wed 01:30-02:15, 02:15-03:45",
    "always",
)
CHANGES = (  # Where the clocks are changed at night, at midnight, by half an hour, by a whole day, never.
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Africa/Cairo", date(2026, 10, 30)),
    ("America/Havana", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kolkata", date(2028, 2, 29)),
)
CALENDARS = 50
CASES = 2000


def works_at(calendar: Calendar, moment: datetime) -> bool:
    """Return whether a moment is working time; the end of a shift is not."""
    return calendar.next_moment(moment) == moment


class Oracle:
    """Goes through every minute of some weeks once, and knows working time by looking at a clock on the wall alone."""

    def __init__(self, calendar: Calendar, start: datetime, minutes: int) -> None:
        self.start = start
        zone = ZoneInfo(calendar.zone)
        walls = [(start + at * MINUTE).astimezone(zone).replace(tzinfo=None) for at in range(minutes)]
        # Where the clocks go back, a time of the day has come when it came first.
        come = list(accumulate(walls, max))
        self.works = [False] * minutes
        day = walls[0].date() - 2 * DAY
        while day <= walls[-1].date():
            for begin, end in () if self._off(calendar, day) else calendar.week[day.weekday()]:
                midnight = datetime.combine(day, time())
                first, last = (bisect_left(come, midnight + at * MINUTE) for at in (begin, end))
                self.works[first:last] = [True] * (last - first)
            day += DAY
        self.gone = [0, *accumulate(self.works)]

    @staticmethod
    def _off(calendar: Calendar, day: date) -> bool:
        holidays = public_holidays(calendar.place, day.year) if calendar.place else ()
        return day in holidays or any(days.first <= day <= days.last for days in calendar.closed)

    def between(self, start: int, end: int) -> int:
        return self.gone[end] - self.gone[start]

    def later(self, start: int, amount: int) -> int:
        """Return the first minute at which so much is gone; of nothing, the first one that is worked."""
        if amount:
            return bisect_left(self.gone, self.gone[start] + amount)
        return bisect_right(self.gone, self.gone[start]) - 1

    def earlier(self, end: int, amount: int) -> int:
        if amount:
            return bisect_right(self.gone, self.gone[end] - amount) - 1
        return bisect_left(self.gone, self.gone[end])


def _calendar(chance: random.Random) -> tuple[Calendar, date]:
    zone, change = chance.choice(CHANGES)
    closed = [change + chance.randint(-9, 9) * DAY for _ in range(chance.randint(0, 3))]
    away = tuple(Days(day, day + chance.choice((0, 0, 1, 7)) * DAY) for day in closed)
    place = chance.choice(("", "", "DE-BY", "US"))
    return Calendar(zone=zone, week=read_week(chance.choice(WEEKS)), place=place, closed=away), change


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_hundred_thousand_cases_agree_with_every_minute() -> None:
    """Later, earlier and between say what counting minutes says: fifty calendars, each two thousand times."""
    chance = random.Random("working time")  # noqa: S311 - the same cases each time.
    seen = 0
    for _ in range(CALENDARS):
        calendar, change = _calendar(chance)
        start = datetime.combine(change - 15 * DAY, time(), UTC)
        oracle = Oracle(calendar, start, 30 * 24 * 60)
        for _ in range(CASES):
            low, high = sorted(chance.sample(range(2 * 24 * 60, 28 * 24 * 60), 2))
            early, late, gone = start + low * MINUTE, start + high * MINUTE, oracle.between(low, high)
            amount = chance.randint(0, gone)
            assert calendar.between(early, late) == gone * MINUTE, (calendar, early, late)
            if oracle.between(high, 28 * 24 * 60):
                assert calendar.later(early, amount * MINUTE) == start + oracle.later(low, amount) * MINUTE
            if oracle.between(2 * 24 * 60, low):
                assert calendar.earlier(late, amount * MINUTE) == start + oracle.earlier(high, amount) * MINUTE
            assert works_at(calendar, early) == oracle.works[low]
            seen += 1
    assert seen == 100_000


def test_the_oracle_finds_what_is_wrong() -> None:
    """The control: a calendar that forgets the change of the clocks does not agree with it."""
    berlin = Calendar(zone="Europe/Berlin")
    oracle = Oracle(berlin, datetime(2026, 3, 20, tzinfo=UTC), 20 * 24 * 60)
    forgetful = Calendar(zone="Etc/GMT-1")  # As it is in Berlin in winter.

    monday = datetime(2026, 3, 30, 7, tzinfo=UTC)
    at = int((monday - oracle.start) / MINUTE)

    assert works_at(berlin, monday) is oracle.works[at] is True
    assert works_at(forgetful, monday) is False


moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([zone for zone, _ in CHANGES]),
    week=st.sampled_from(WEEKS).map(read_week),
    place=st.sampled_from(["", "DE", "JP", "US-CA"]),
    closed=st.lists(st.dates(date(2024, 1, 1), date(2028, 12, 1)).map(lambda day: Days(day, day + 9 * DAY))).map(tuple),
)
amounts = st.timedeltas(timedelta(0), timedelta(hours=300))


@given(calendars, moments, amounts)
def test_what_is_later_is_earlier_again(calendar: Calendar, moment: datetime, amount: timedelta) -> None:
    """So much working time lies up to the later moment, and going back leads to where working time began."""
    later = calendar.later(moment, amount)

    assert calendar.between(moment, later) == amount
    assert calendar.between(later, moment) == -amount
    assert calendar.earlier(later, amount) <= calendar.next_moment(moment)
    assert calendar.between(calendar.earlier(moment, amount), moment) == amount


@given(calendars, moments, amounts, amounts)
def test_amounts_add_up(calendar: Calendar, moment: datetime, one: timedelta, other: timedelta) -> None:
    """Two amounts one after the other are their sum, and more of it is never earlier."""
    after_one = calendar.later(moment, one)

    assert calendar.between(moment, calendar.later(after_one, other)) == one + other
    assert moment <= after_one <= calendar.later(moment, one + other)


@given(calendars, moments)
def test_the_next_moment_is_worked(calendar: Calendar, moment: datetime) -> None:
    """It is working time, nothing of it lies before, and it stays where it is."""
    found = calendar.next_moment(moment)

    assert works_at(calendar, found)
    assert calendar.between(moment, found) == timedelta(0)
    assert calendar.next_moment(found) == found


@given(calendars, moments, st.integers(1, 40))
def test_a_working_day_ends_when_its_last_shift_does(calendar: Calendar, moment: datetime, days: int) -> None:
    """So many working days lie up to the end, which is no day off; going back as many leads to a beginning."""
    end, begin = calendar.days_later(moment, days), calendar.days_earlier(moment, days)

    assert begin < end
    assert begin < moment + DAY
    assert works_at(calendar, end - timedelta(microseconds=1))
    assert works_at(calendar, begin)
    assert calendar.days_later(moment, days + 1) > end


BERLIN = Calendar(zone="Europe/Berlin", place="DE")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-06T15:30", 2, "2026-03-09T09:30"),  # Over a weekend.
        ("2026-03-27T14:00", 3, "2026-03-30T08:00"),  # Over the change of the clocks: ten in Berlin.
        ("2026-04-02T14:00", 2, "2026-04-07T08:00"),  # Over Good Friday and Easter Monday.
        ("2026-03-06T16:00", 0, "2026-03-09T08:00"),  # At five on Friday nobody works any more.
        ("2026-03-06T15:00", 1, "2026-03-06T16:00"),  # To the last minute of the day.
    ],
)
def test_examples(start: str, hours: int, end: str) -> None:
    """What people would say, in UTC."""
    begins, ends = datetime.fromisoformat(f"{start}:00+00:00"), datetime.fromisoformat(f"{end}:00+00:00")

    assert BERLIN.later(begins, timedelta(hours=hours)) == ends


def test_a_night_shift_is_the_day_s_on_which_it_begins() -> None:
    """Closed on Friday: the shift of Thursday night goes on until six, and that of Friday night is off."""
    nights = Calendar(week=read_week("Mon-Fri 22:00-06:00"), closed=(Days(date(2026, 3, 6), date(2026, 3, 6)),))

    assert works_at(nights, datetime(2026, 3, 6, 5, 59, tzinfo=UTC))
    assert nights.next_moment(datetime(2026, 3, 6, 6, 0, tzinfo=UTC)) == datetime(2026, 3, 9, 22, 0, tzinfo=UTC)
    assert nights.days_later(datetime(2026, 3, 9, 12, 0, tzinfo=UTC), 1) == datetime(2026, 3, 11, 6, 0, tzinfo=UTC)


def test_whole_weeks_off_and_nothing_at_all() -> None:
    """Three closed weeks are gone over; a calendar that has ended goes on by the clock, and never for ever."""
    start = datetime(2026, 7, 31, 12, 0, tzinfo=UTC)
    summer = Calendar(closed=(Days(date(2026, 8, 1), date(2026, 8, 21)),))
    assert summer.later(start, timedelta(hours=6)) == datetime(2026, 8, 24, 10, 0, tzinfo=UTC)

    never = Calendar(week=read_week("none"))
    assert never.later(start, 2 * DAY) == start + 2 * DAY
    assert never.earlier(start, 2 * DAY) == start - 2 * DAY
    assert never.days_later(start, 2) == start + 2 * DAY
    assert never.between(start, start + 20 * DAY) == timedelta(0)


@given(moments, amounts)
def test_round_the_clock_is_the_clock(moment: datetime, amount: timedelta) -> None:
    """Every moment works and every hour counts."""
    assert works_at(ROUND_THE_CLOCK, moment)
    assert ROUND_THE_CLOCK.later(moment, amount) == moment + amount
    assert ROUND_THE_CLOCK.between(moment, moment + amount) == amount


def test_a_time_that_the_clocks_go_over_comes_when_they_are_changed() -> None:
    """Half past two on the last Sunday of March never is in Berlin; three o'clock comes in its place."""
    berlin, apia = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")

    assert first_moment(datetime(2026, 3, 29, 2, 30), berlin) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # noqa: DTZ001
    assert first_moment(datetime(2026, 10, 25, 2, 30), berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # noqa: DTZ001
    assert first_moment(datetime(2011, 12, 30, 12, 0), apia) == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)  # noqa: DTZ001


def test_hours_as_people_write_them() -> None:
    """Capitals, long names, dashes and blanks are all the same; a part without days is the same days' next shift."""
    assert read_week("monday\u2013friday 9 - 17:00") == read_week("Mon-Fri 09:00-17:00")
    assert read_week("Fri-Mon 08:00-09:00")[0] == read_week("Sat Sun Mon Fri 8-9")[0]
    lunch = read_week("Tue 09:00-12:00, 13:00-17:00")
    assert lunch[1] == ((540, 720), (780, 1020))
    assert [bool(day) for day in lunch] == [False, True, False, False, False, False, False]
    assert read_week("Sun 22:00-06:00")[6] == ((1320, 1800),)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("", "says no days and hours"),
        ("weekdays", "says no days and hours"),
        ("09:00-17:00", "says no days"),
        ("Mon-Fry 09:00-17:00", "'fry' is no day of the week"),
        ("Mon 09:00-25:00", "is no time of the day"),
        ("Mon 09:60-12:00", "is no time of the day"),
        ("Mon 24:00-08:00", "is no time of the day"),
        ("Mon 09:00-12:00, 11:00-13:00", "Two shifts meet on Mon"),
        ("Mon Mon 09:00-12:00", "Two shifts meet on Mon"),
        ("Mon 22:00-06:00, Tue 05:00-13:00", "Two shifts meet on Tue"),
        ("Sun 22:00-06:00, Mon 05:00-13:00", "Two shifts meet on Mon"),
    ],
)
def test_what_is_no_hours_is_told(words: str, what: str) -> None:
    """Each fault says what is wrong and how to mend it."""
    with pytest.raises(HoursError, match=what) as told:
        read_week(words)

    assert told.value.mend.endswith(".")


@given(st.text(max_size=60))
def test_any_words_are_hours_or_told(words: str) -> None:
    """Whatever is written, it is a week or a fault, and of a week no two shifts meet."""
    try:
        week = read_week(words)
    except HoursError:
        return
    _meet_nowhere([(day * 1440 + start, day * 1440 + end) for day, each in enumerate(week) for start, end in each])


def _meet_nowhere(shifts: Sequence[tuple[int, int]]) -> None:
    assert all(one[1] <= other[0] for one, other in pairwise(shifts))


def test_holidays_are_those_of_the_place() -> None:
    """The first of November is one in Bavaria and none in Berlin; every country's parts are known by their codes."""
    assert date(2026, 11, 1) in public_holidays("DE-BY", 2026)
    assert date(2026, 11, 1) not in public_holidays("DE-BE", 2026)
    assert {"DE", "DE-BY", "US-CA", "GB-SCT", "IN", "JP"} <= known_places()
