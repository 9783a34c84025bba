"""When steps are due: at the end of a working day, in the company's own time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engagements import rules
from workflows.kernel.working_time import Calendar
from workflows.process.parts import Span

BERLIN = Calendar(zone="Europe/Berlin")
FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)


def test_working_days_leave_the_weekend_out() -> None:
    """Two working days from Friday afternoon end on Tuesday at five, local time."""
    due = rules.due(FRIDAY, Span.model_validate("2 working days"), BERLIN)

    assert due == datetime(2026, 3, 10, 16, 0, tzinfo=UTC)


def test_working_hours_go_on_the_next_morning() -> None:
    """Friday 16:30 local has half an hour left; the rest of two hours is on Monday morning."""
    due = rules.due(FRIDAY, Span.model_validate("2 working hours"), BERLIN)

    assert due == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def test_a_clock_change_does_not_move_the_hour() -> None:
    """Over the last weekend of March the local hour stays five, so the moment in UTC is an hour earlier."""
    due = rules.due(datetime(2026, 3, 27, 12, 0, tzinfo=UTC), Span.model_validate("1 working day"), BERLIN)

    assert due == datetime(2026, 3, 30, 15, 0, tzinfo=UTC)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(min_value=1, max_value=60),
    st.sampled_from(["working hours", "working days", "days", "hours", "weeks"]),
)
def test_due_is_always_later(now: datetime, amount: int, unit: str) -> None:
    """Whatever the span, it ends after it began, and working spans never end on a weekend."""
    due = rules.due(now, Span.model_validate({"amount": amount, "unit": unit}), Calendar())

    assert due > now
    if unit.startswith("working"):
        assert due.weekday() < 5


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-01-31T10:00", "1 month", "2026-02-28T10:00"),
        ("2028-01-31T10:00", "1 month", "2028-02-29T10:00"),  # A leap year.
        ("2026-11-30T10:00", "3 months", "2027-02-28T10:00"),
        ("2026-03-27T10:00", "1 week", "2026-04-03T09:00"),  # Eleven in Berlin, before and after the change.
        ("2026-10-24T10:00", "1 day", "2026-10-25T11:00"),
        ("2026-10-24T10:00", "24 hours", "2026-10-25T10:00"),
        ("2026-03-28T01:30", "1 day", "2026-03-29T01:00"),  # Half past two is no time of that night.
    ],
)
def test_days_weeks_and_months_are_those_of_the_wall(start: str, span: str, end: str) -> None:
    """The time of the day stays, whatever the clocks do; a month ends with its last day."""
    begins, ends = (datetime.fromisoformat(f"{words}:00+00:00") for words in (start, end))

    assert rules.due(begins, Span.model_validate(span), BERLIN) == ends


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("2 working hours", "2026-03-06T14:00"),
        ("1 working day", "2026-03-06T08:00"),
        ("1 hour", "2026-03-09T07:00"),
        ("1 week", "2026-03-02T08:00"),
        ("1 month", "2026-02-09T08:00"),
    ],
)
def test_before_leads_back(span: str, expected: str) -> None:
    """Two working hours before Monday at nine were on Friday; a working day before is its beginning."""
    monday = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)

    found = rules.before(monday, Span.model_validate(span), BERLIN)

    assert found == datetime.fromisoformat(f"{expected}:00+00:00")


def test_a_prefix_for_every_process() -> None:
    """The shipped processes have short names; another one takes its initials."""
    assert rules.prefix_of("ticket") == "TCK"
    assert rules.prefix_of("data-migration") == "DM"


def test_a_due_day_is_the_companys() -> None:
    """Five in the afternoon in Los Angeles is the next day in UTC, and nobody there means that one."""
    due = rules.due(FRIDAY, Span.model_validate("1 working day"), Calendar(zone="America/Los_Angeles"))
    assert due.date().isoformat() == "2026-03-10"
    assert rules.day_words(due, "America/Los_Angeles") == "09 Mar 2026"
