"""What comes back comes at the right moment: over clock changes, month ends and leap days, against a slow oracle."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.recurrence import Recurrence, turn

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland")
"""Two that change their clocks by an hour in the night, one by half an hour, one in the other half of the year."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Rule(msgspec.Struct, frozen=True):
    """A rule in parts, so that the oracle needs no cron: empty days or weekdays are all."""

    zone: str
    hours: tuple[int, ...]
    minutes: tuple[int, ...]
    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()

    @property
    def recurrence(self) -> Recurrence:
        """The rule as csops has it."""
        days = ",".join(map(str, self.days)) or "*"
        weekdays = ",".join(WEEKDAYS[one] for one in self.weekdays) or "*"
        hours, minutes = (",".join(map(str, parts)) for parts in (self.hours, self.minutes))
        return Recurrence(f"{minutes} {hours} {days} * {weekdays}", self.zone)

    def moments(self, first: date, days: int) -> list[datetime]:
        """Return every time of the rule from a day on, as a person would find them: day by day, hour by hour."""
        found = set()
        for day in (first + timedelta(days=number) for number in range(days)):
            if (self.days and day.day not in self.days) or (self.weekdays and day.weekday() not in self.weekdays):
                continue
            for hour in self.hours:
                found |= {datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)) for minute in self.minutes}
        return sorted({one.astimezone(UTC) for one in found})


def some(values: list[int], most: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Return a few of some values, in order."""
    return st.sets(st.sampled_from(values), min_size=1, max_size=most).map(lambda found: tuple(sorted(found)))


RULES = st.builds(
    Rule,
    zone=st.sampled_from(ZONES),
    hours=some([0, 1, 2, 3, 9, 23], 3),
    minutes=some([0, 10, 30, 45, 59], 2),
    days=st.just(()) | some([1, 15, 28, 29, 30, 31], 3),
    weekdays=st.just(()) | some([0, 4, 6], 2),
)
DAYS = st.dates(date(2023, 12, 1), date(2028, 12, 31))


@given(RULES, DAYS)
@example(Rule("Europe/Berlin", (2,), (30,)), date(2026, 3, 28))
@example(Rule("Europe/Berlin", (2,), (30,)), date(2026, 10, 24))
@example(Rule("Australia/Lord_Howe", (2,), (10, 30)), date(2026, 10, 3))
@example(Rule("America/New_York", (2, 3), (0, 30)), date(2026, 3, 7))
@example(Rule("Pacific/Auckland", (9,), (0,), days=(29,)), date(2028, 2, 20))
@example(Rule("Europe/Berlin", (23,), (59,), days=(31,)), date(2026, 1, 30))
def test_every_time_comes_once_and_none_besides(rule: Rule, day: date) -> None:
    """A time that the clocks skip comes as much later; one that they show twice comes at the first."""
    days = 400 if rule.days else 40
    expected = rule.moments(day, days)
    at = datetime.combine(day, time(), ZoneInfo(rule.zone)).astimezone(UTC) - timedelta(microseconds=1)
    found: list[datetime] = []
    while len(found) < len(expected) and (following := rule.recurrence.after(at)) is not None:
        assert following > at
        at = following
        found.append(at)

    assert found == expected


@given(RULES, DAYS, st.integers(0, 400 * 24 * 60))
def test_the_newest_is_the_last_that_came(rule: Rule, day: date, minutes: int) -> None:
    """Looked for from the end, it is what all of them from the beginning lead to."""
    now = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
    expected = [one for one in rule.moments(now.date() - timedelta(days=800), 802) if one <= now]

    newest = rule.recurrence.newest(now)

    assert newest == (expected[-1] if expected else newest)
    assert newest is None or rule.recurrence.newest(newest) == newest


@given(RULES, DAYS, st.integers(-1, 20 * 24 * 60), st.sampled_from(["all", "last", 6]))
@example(Rule("Europe/Berlin", (3, 9), (0,)), date(2026, 3, 2), 6 * 60, 6)
@example(Rule("Europe/Berlin", (3, 9), (0,)), date(2026, 3, 2), 12 * 60, 6)
@example(Rule("Europe/Berlin", (9,), (0,)), date(2026, 3, 2), -1, "last")
def test_a_turn_leaves_nothing_out(rule: Rule, day: date, late: int, policy: str | int) -> None:
    """Between what a turn is done with and what comes next there is no occurrence, whatever the policy.

    Passed over is what is older than its policy says, to the moment; and a clock that is behind brings nothing twice.
    """
    recurrence = rule.recurrence
    due = recurrence.after(datetime.combine(day, time(), UTC))
    if due is None:
        return
    now = due + timedelta(minutes=late)

    what = turn(due, now, recurrence, timedelta(hours=policy) if isinstance(policy, int) else policy)  # type: ignore[arg-type]

    assert what.up_to >= due
    assert what.following == recurrence.after(what.up_to)
    assert what.following is None or what.following > due
    if policy == "last":
        assert what.following is None or what.following > now
    assert what.carried_out == (not isinstance(policy, int) or now - due <= timedelta(hours=policy))
    if isinstance(policy, int) and not what.carried_out:
        young = recurrence.after(now - timedelta(hours=policy, microseconds=1))
        assert what.following == young


@pytest.mark.parametrize("cron", ["", "0 9", "61 9 * * *", "0 9 * * funday"])
def test_what_is_no_rule_is_refused(cron: str) -> None:
    """With a ValueError, at its first use."""
    with pytest.raises(ValueError, match=r"."):
        Recurrence(cron, "UTC").after(datetime(2026, 3, 2, tzinfo=UTC))
