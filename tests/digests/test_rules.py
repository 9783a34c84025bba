"""Periods, their words, and the day on which a digest goes out, against calendars walked day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workflows.digests import rules
from workflows.digests.actions import next_own
from workflows.kernel.days_off import Days
from workflows.kernel.digests import Every, Wish, shipped, wished
from workflows.kernel.working_time import Calendar

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
EVERY = st.sampled_from(["day", "week", "month"])


@given(DAYS, EVERY)
def test_periods_lie_side_by_side(day: date, every: Every) -> None:
    """Each day is in one period, whose key means it again; the one before ends where it begins, and sorts before it."""
    period = rules.period_of(every, day)
    older = rules.before(period)

    assert period.first <= day < period.following
    assert older.following == period.first
    assert older.key < period.key
    assert rules.period_meant(period.key, every, today=day) == period


@given(DAYS, EVERY, st.lists(DAYS, max_size=12))
def test_a_digest_goes_out_on_the_first_day_that_is_worked(day: date, every: Every, closed: list[date]) -> None:
    """Day by day through a period: it is owed for the first time on the first working day, and never twice."""
    calendar = Calendar(closed=tuple(Days(one, one) for one in closed))
    period = rules.period_of(every, day)
    sent, owed = rules.before(period).key, []
    today = period.first
    while today < period.following:
        if rules.is_owed(period, today, calendar, sent=sent):
            owed.append(today)
            sent = period.key
        today += timedelta(days=1)

    first = rules.first_working_day(period, calendar)
    assert owed == ([first] if first else [])


@given(DAYS, EVERY, st.lists(DAYS, max_size=12), st.integers(0, 23), st.booleans())
def test_it_comes_next_when_the_first_hour_finds_it_owed(
    day: date,
    every: Every,
    closed: list[date],
    hour: int,
    went: bool,  # noqa: FBT001 - Hypothesis gives it.
) -> None:
    """Hour by hour from any moment: what is said to be its next time is the first at which it is sent."""
    calendar = Calendar(closed=tuple(Days(one, one) for one in closed))
    now = datetime(day.year, day.month, day.day, 12, 30, tzinfo=UTC)
    digest = replace(shipped()["sales"], every=every, hour=hour)
    current = rules.period_of(every, day)
    sent = current.key if went else rules.before(current).key

    at = now.replace(minute=0)
    while True:
        at += timedelta(hours=1)
        period = rules.period_of(every, at.date())
        if at.hour == hour and rules.is_owed(period, at.date(), calendar, sent=sent):
            break

    assert rules.comes_at(digest, calendar, now=now, sent=sent) == at


def test_what_never_comes_has_no_next_time() -> None:
    """One that is switched off, and one of a company that is closed for good."""
    ended = Calendar(closed=(Days(date(2020, 1, 1), date(2300, 1, 1)),))
    now, sales = datetime(2026, 3, 4, 12, tzinfo=UTC), shipped()["sales"]

    assert rules.comes_at(replace(sales, off=True), Calendar(), now=now, sent="") is None
    assert rules.comes_at(sales, ended, now=now, sent="") is None


@pytest.mark.parametrize("words", ["2026-13", "2026-W60", "yesterday", "2026-12-01", "1999-01", "2026-11-31", "\x00"])
def test_what_is_no_period_is_none(words: str) -> None:
    """Neither a month that does not exist nor one that is to come."""
    assert rules.period_meant(words, "month", today=date(2026, 11, 30)) is None


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "Europe/Berlin"])
def test_a_month_begins_at_midnight_where_the_company_is(zone: str) -> None:
    """Also where the clocks are changed at midnight."""
    for month in range(1, 13):
        begins, ends = rules.period_of("month", date(2018, month, 5)).bounds(zone)
        calendar = Calendar(zone=zone)
        assert calendar.local_day(begins) == date(2018, month, 1)
        assert calendar.local_day(begins - timedelta(seconds=1)) < date(2018, month, 1)
        assert begins < ends


def test_what_is_set_up_too_late_waits_for_the_next_one() -> None:
    """At half past nine on the first working day, the digest of nine has gone by; at half past eight it has not."""
    period = rules.period_of("week", date(2026, 3, 2))
    late, early = (datetime(2026, 3, 2, hour, 30, tzinfo=UTC) for hour in (9, 8))

    assert rules.next_owed("week", Calendar(), now=late, hour=9) == rules.after(period)
    assert rules.next_owed("week", Calendar(), now=early, hour=9) == period


def test_a_calendar_that_has_ended_is_not_walked_for_ever() -> None:
    """Closed for centuries, a weekly digest has no Monday to wait for: the answer comes all the same."""
    ended = Calendar(closed=(Days(date(2020, 1, 1), date(2300, 1, 1)),))
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)

    assert next_own(ended, now, "week") > now


def test_every_digest_can_be_made_and_goes_somewhere() -> None:
    """The data names nothing that is not there."""
    assert all(one.key == key for key, one in shipped().items())
    assert all(one.to or one.people or one.brings == "review" for one in shipped().values())


def test_a_company_has_digests_otherwise() -> None:
    """What it says counts, what it does not say stays; a channel takes the place of people, and they that of one."""
    wishes = {
        "pipeline": Wish(every="month", to="internal"),
        "sales": Wish(hour=0, people=("am",)),
        "finance": Wish(off=True),
    }
    before, after = shipped(), wished(wishes)

    pipeline, sales = after["pipeline"], after["sales"]
    assert (pipeline.every, pipeline.hour, pipeline.to, pipeline.people) == ("month", 9, "internal", ())
    assert (sales.every, sales.hour, sales.to, sales.people) == ("week", 0, "", ("am",))
    assert after["finance"].off
    assert {key for key in before if before[key] != after[key]} == {"pipeline", "sales", "finance"}
