"""One's own digest: as the working day begins, wherever and whenever that is, and never several at once."""

from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from storage import tables
from tests.digests.mornings import Left, Mornings
from tests.office import Office
from workflows.kernel.answers import Done, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import When


def at(day: int, hour: int = 23, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def say(office: Office, words: str) -> None:
    assert isinstance(office.type("ada", words), Done)


def person(office: Office, key: str, **values: object) -> None:
    """Change somebody in the directory."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == key).values(**values))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))


def own(left: list[Left]) -> list[str]:
    """Return when one's own digests left."""
    return [f"{one.at:%a %d %H:%M}" for one in left if "waits for you" in one.title]


def test_from_weekly_to_daily_before_the_day_begins(mornings: Mornings) -> None:
    """Whoever had the week's on Monday and chooses daily early on Wednesday has one that morning, and every morning."""
    office = mornings.office
    office.start("ada", title="New portal")
    say(office, "/csops digest weekly")
    assert own(mornings.until(at(11, 7))) == ["Mon 09 09:00"]
    say(office, "/csops digest daily")
    assert own(mornings.until(at(13))) == ["Wed 11 09:00", "Thu 12 09:00", "Fri 13 09:00"]


def test_a_day_that_begins_at_half_past(mornings: Mornings) -> None:
    """Chosen ten minutes before the day begins, it comes that morning, as the answer says."""
    office = mornings.office
    office.start("ada", title="New portal")
    person(office, "ada", working_time='{"hours":"mon-fri 08:30-17:00"}')
    mornings.until(at(3, 8, 20))
    say(office, "/csops digest daily")
    assert own(mornings.until(at(4))) == ["Tue 03 08:30", "Wed 04 08:30"]


def test_days_that_begin_at_different_hours(mornings: Mornings) -> None:
    """On Mondays at ten, else at eight: it comes as each day begins."""
    office = mornings.office
    office.start("ada", title="New portal")
    person(office, "ada", working_time='{"hours":"mon 10:00-18:00, tue-fri 08:00-16:00"}')
    mornings.until(at(3, 20))
    say(office, "/csops digest daily")
    assert own(mornings.until(at(10))) == [
        "Wed 04 08:00", "Thu 05 08:00", "Fri 06 08:00", "Mon 09 10:00", "Tue 10 08:00"
    ]  # fmt: skip


def test_whoever_moves_has_it_as_their_day_begins_there(mornings: Mornings) -> None:
    """From UTC to Tokyo, where the day is over at nine UTC: the next one comes at nine there, midnight UTC."""
    office = mornings.office
    office.start("ada", title="New portal")
    say(office, "/csops digest daily")
    assert own(mornings.until(at(3))) == ["Tue 03 09:00"]
    person(office, "ada", time_zone="Asia/Tokyo")
    assert own(mornings.until(at(6, 12))) == ["Thu 05 00:00", "Fri 06 00:00"]


def test_who_comes_back_has_one(mornings: Mornings) -> None:
    """Two weeks away, and nobody stands in: on the first morning back there is one digest, that of the day."""
    office = mornings.office
    office.start("ada", title="New portal")
    say(office, "/csops digest daily")
    away(office, "ada")
    assert own(mornings.until(at(17))) == ["Mon 16 09:00", "Tue 17 09:00"]


def test_reports_are_not_kept_for_whoever_is_away(mornings: Mornings) -> None:
    """Two weeks of stories to review, and of reports, that came while Lena was away: she has those of her first day."""
    office = mornings.office
    opened = office.type("carl", "/ticket development-request acme Dark mode")
    assert isinstance(office.submit("carl", opened, {}), Done)
    away(office, "lena")
    mornings.until(at(16, 12))
    lena = [row["due_at"] for row in office.rows(tables.effect) if row["lane"] == "slack:ULENA" and reviewed(row)]
    luis = [row["due_at"] for row in office.rows(tables.effect) if row["lane"] == "slack:ULUIS" and reviewed(row)]
    assert lena == [at(16, 9)]
    assert len(luis) == 10


def away(office: Office, key: str) -> None:
    """Let somebody be away until the thirteenth, a Friday, with nobody who stands in."""
    opened = office.type(key, "/csops away until 2026-03-13")
    assert isinstance(office.submit(key, opened, {}), Done)


def reviewed(row: Mapping[str, object]) -> bool:
    return "To be given a priority" in str(row["payload"])


def test_stopped_and_wanted_again(mornings: Mornings) -> None:
    """Stopped among one's reminders it comes no more. Wanted again after two weeks, it comes at once, as it is said."""
    office = mornings.office
    office.start("ada", title="New portal")
    say(office, "/csops digest daily")
    assert own(mornings.until(at(3, 12))) == ["Tue 03 09:00"]
    stopped = office.press("ada", listed(office), "Stop")
    assert isinstance(stopped, Done)
    assert own(mornings.until(at(17, 11))) == []
    again = office.press("ada", stopped.card, "Remind me again")
    assert isinstance(again, Done)
    assert [piece.at for line in again.card.body for piece in line if isinstance(piece, When)] == [at(17, 11)]
    assert own(mornings.until(at(18, 12))) == ["Tue 17 11:00", "Wed 18 09:00"]


def listed(office: Office) -> Card:
    """Return a card with the switch of one's own digest among one's reminders."""
    answer = office.type("ada", "/csops reminders")
    assert isinstance(answer, Shown)
    button = next(row.button for row in answer.card.rows if "Your own digest" in str(row.text) and row.button)
    return Card(title="", buttons=(button,))
