"""`csops timers` says what is due next, why, and what failed, beside a running bot."""

from datetime import UTC, datetime, timedelta

from bot.due import lines
from storage.engine import Database
from tests.office import MONDAY, Office
from tests.reminders.stand import Waiting
from tests.timers.clockwork import Clockwork
from workflows.kernel.answers import Done


def listed(database: Database, most: int = 20) -> list[str]:
    """Return what the command prints."""
    with database.looking() as connection:
        return list(lines(connection, most=most, now=MONDAY))


def test_nothing_waits(database: Database) -> None:
    """An empty list says so."""
    assert listed(database)[0].startswith("Nothing waits.")


def test_what_waits_is_listed_with_its_reason(database: Database, office: Office, waiting: Waiting) -> None:
    """The engagement, its step and when it is due; then who is to be told of how many things."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    (line, count) = listed(database)

    assert line.startswith("2026-03-04 09:00:00 UTC")
    assert line.endswith("Look after what waits  ENG-1 New portal (step 2, due 2026-03-05 17:00)")
    assert count == "1 wait."
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    waiting.tick()
    first, _, count = listed(database)
    assert first.endswith("Tell of what waits  Ada Palmer: 1 to tell of")
    assert count == "2 wait."
    assert len(listed(database, 1)) == 2


def test_what_failed_says_why(database: Database, clockwork: Clockwork) -> None:
    """With how often, and when it is tried again."""
    clockwork.put("bad", due_at=clockwork.now, needs={"fails": "no such thing"})
    clockwork.tick()

    (line, count) = listed(database)

    again = clockwork.now + timedelta(seconds=2)
    assert line.endswith(f"failed 1 times, next try {again:%H:%M:%S}: ArithmeticError: no such thing")
    assert count == "1 wait, 1 failing."
