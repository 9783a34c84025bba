"""When people work: theirs, their team's, the company's, as csops.toml says it, kept and read on both databases."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from storage.engine import Database
from tests.people.conftest import Load, directory_of
from workflows.kernel.absences import Absence
from workflows.kernel.people import Directory, Person
from workflows.kernel.working_time import Calendar
from workflows.people.cards import changed_lines

COMPANY = """
[company]
name = "Acme"
time_zone = "Europe/Berlin"
hours = "Mon-Fri 09:00-17:00"
holidays = "DE-BY"
closed = ["2026-12-28 to 2026-12-31"]

[[people]]
key = "ana"
name = "Ana"
slack = "U1A"
time_zone = "America/New_York"
hours = "Mon-Thu 08:00-12:00"
holidays = "US"
closed = [2026-07-24]

[[people]]
key = "ben"
name = "Ben"
slack = "U2A"

[[people]]
key = "cleo"
name = "Cleo"
slack = "U3A"
hours = "none"

[roles]
csm = ["ben", "ana"]
pse = "cleo"

[working_time.csm]
time_zone = "Asia/Tokyo"
hours = "Sun-Thu 10:00-18:00"
holidays = "none"
"""


@pytest.fixture
def directory(database: Database, load: Load) -> Directory:
    """A company in Bavaria, a team in Tokyo, a person in New York."""
    load(csops_toml=COMPANY)
    return directory_of(database)


def opened(calendar: Calendar, day: date) -> list[str]:
    """Return the shifts of a day as the calendar's own clock shows them in UTC."""
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in calendar.shifts_on(day)]


def test_a_person_s_own_hours_come_first(directory: Directory) -> None:
    """Ana works in the mornings of New York, not on its holidays, and not on her own day off nor the company's."""
    ana = directory.calendar(("ana",), role="csm")

    assert opened(ana, date(2026, 7, 27)) == ["12:00-16:00"]
    for off in (date(2026, 7, 24), date(2026, 11, 26), date(2026, 12, 29), date(2026, 7, 31)):
        assert opened(ana, off) == [], off
    assert opened(ana, date(2026, 11, 2)) == ["13:00-17:00"]  # After the change of the clocks.


def test_who_has_none_has_the_team_s(directory: Directory) -> None:
    """Ben has his own zone and the hours of his team, also where nobody names the role; the team is in Tokyo."""
    ben = directory.calendar(("ben",))

    assert opened(ben, date(2026, 3, 1)) == ["09:00-17:00"]  # A Sunday, ten to six in Berlin.
    assert opened(ben, date(2026, 1, 6)) == ["09:00-17:00"]  # Epiphany is none of the team's.
    assert opened(directory.calendar(("ben", "ana"), role="csm"), date(2026, 3, 1)) == ["01:00-09:00"]


def test_who_has_no_hours_at_all_has_the_company_s(directory: Directory) -> None:
    """Cleo works by no hours, and what is hers is due in the company's; so is what is nobody's."""
    for calendar in (directory.calendar(("cleo",)), directory.calendar(), directory.calendar(("gone",))):
        assert opened(calendar, date(2026, 3, 2)) == ["08:00-16:00"]
        assert opened(calendar, date(2026, 1, 6)) == []
        assert opened(calendar, date(2026, 12, 30)) == []


def test_nobody_is_told_anything_outside_their_hours_or_while_away(directory: Directory) -> None:
    """Ana can be told on the next morning that she works, and after her absence."""
    friday = datetime(2026, 7, 31, 15, 0, tzinfo=UTC)
    assert directory.next_working_moment("ana", friday) == datetime(2026, 8, 3, 12, 0, tzinfo=UTC)

    away = Absence(person="ana", first_day=date(2026, 8, 1), last_day=date(2026, 8, 4))
    absent = msgspec.structs.replace(directory, absences={"ana": away})

    assert absent.next_working_moment("ana", friday) == datetime(2026, 8, 5, 12, 0, tzinfo=UTC)
    assert absent.next_working_moment("ben", friday) == datetime(2026, 8, 2, 8, 0, tzinfo=UTC)


def test_the_same_again_changes_nothing_and_a_change_is_told(load: Load) -> None:
    """Hours are kept as they are written: loading again is nothing, and each change is named."""
    load(csops_toml=COMPANY)
    assert load(csops_toml=COMPANY).changes == ()

    text = COMPANY.replace("Sun-Thu 10", "Sun-Thu 11").replace("Mon-Thu 08", "Mon-Thu 07").replace("DE-BY", "DE-BE")
    told = list(changed_lines(load(csops_toml=text).changes))

    assert told == [
        "company changed (1): Acme",
        "people changed (1): ana (working_time)",
        "working time changed (1): csm",
    ]


def test_a_sheet_changes_hours_and_leaves_the_rest(database: Database, load: Load) -> None:
    """A sheet with a column of hours says those; holidays and days off, for which it has none, stay."""
    load(csops_toml=COMPANY)

    load(people_csv="key;name;hours\nana;Ana;Mon-Fri 08:00-12:00, 13:00-15:00\n")

    ana = directory_of(database).people["ana"].working_time
    assert ana.hours == "Mon-Fri 08:00-12:00, 13:00-15:00"
    assert (ana.holidays, len(ana.closed)) == ("US", 1)


def test_pruned_hours_are_gone(database: Database, load: Load) -> None:
    """With --prune a team that no file names any more has the company's hours again."""
    load(csops_toml=COMPANY)
    assert [change.key for change in load(csops_toml=COMPANY.partition("[working_time")[0]).left_out] == []

    load(csops_toml=COMPANY.replace("[working_time.csm]", "[working_time.pse]"), prune=True)

    assert set(directory_of(database).settings.teams) == {"pse"}


def test_a_company_that_says_nothing_works_from_nine_to_five() -> None:
    """Monday to Friday, in its own time zone, without holidays."""
    bare = Directory(
        version=1,
        company="Acme",
        time_zone="UTC",
        people={"ana": Person(key="ana", name="Ana")},
        identities={},
        addresses={},
        roles={},
        channels={},
    )

    calendar = bare.calendar(("ana",))

    assert opened(calendar, date(2026, 12, 25)) == ["09:00-17:00"]
    assert calendar.between(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)) == timedelta(hours=40)
