"""A due check-in asks each of its people in their own working time, and only while nobody has held it."""

from datetime import UTC, datetime

import sqlalchemy as sa

from storage import tables
from storage.relaying import Relaying
from storage.settling import Claimed, Outcome
from tests.checkins.test_planning import tick
from tests.office import Office, staff
from tests.reminders.test_leaving import Shelf, carried
from workflows.kernel.answers import Done
from workflows.kernel.posts import Post

MORNING = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def due_for_two(office: Office, hours: str = "mon-fri 12:00-20:00") -> str:
    """Let a check-in be due that nobody has yet: Carl's day begins at nine, Lena's at noon. Return the engagement."""
    with office.database.transaction() as connection:
        person = sa.update(tables.person).where(tables.person.c.key == "lena")
        connection.execute(person.values(working_time=f'{{"hours":"{hours}"}}'))
    staff(office.database, "csm", "carl", "lena")
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.engagement).values(owner=None))
    office.now = MORNING
    assert tick(office) == 1
    return engagement


def asking(office: Office) -> dict[str, datetime]:
    """Return when each message that asks for a check-in leaves, by its lane."""
    rows = [row for row in office.rows(tables.effect) if "Check in with the customer" in str(row["payload"])]
    return {row["lane"]: row["due_at"] for row in rows if row["lane"] in {"slack:UCARL", "slack:ULENA"}}


def on_its_way(office: Office, lane: str) -> Claimed:
    """Return what the relay takes up next of a lane."""
    exchange = Relaying(office.database, clock=lambda: office.now, own_clock=True).exchange((), most=50)
    (claimed,) = [one for one in exchange.claimed if one.lane == lane]
    return claimed


def test_each_is_asked_in_their_own_hours(office: Office) -> None:
    """The first of two who works is asked at once, and the other one not before their own day begins."""
    due_for_two(office)

    assert asking(office) == {"slack:UCARL": MORNING, "slack:ULENA": NOON}


def test_what_could_not_leave_for_long_waits_for_their_hours(office: Office) -> None:
    """Where the platform was down until the evening, the message waits for the next morning as reminders do."""
    due_for_two(office)

    posts = [one.payload for one in office.sent() if isinstance(one.payload, Post) and one.payload.heard_by]

    assert [post.heard_by for post in posts] == ["carl", "lena"]


def test_what_was_held_meanwhile_asks_nobody_else(office: Office) -> None:
    """Carl holds it before Lena's day begins: she is never asked."""
    engagement = due_for_two(office)
    assert isinstance(office.say("carl", engagement, "happy"), Done)
    office.now = NOON

    shelf = Shelf()
    settlement = carried(office, on_its_way(office, "slack:ULENA"), shelf)

    assert (settlement.outcome, shelf.posts) == (Outcome.MOOT, [])


def test_what_waits_still_asks_the_next_one(office: Office) -> None:
    """Nobody has held it by noon: Lena is asked then, with every button."""
    due_for_two(office)
    office.now = NOON

    shelf = Shelf()
    settlement = carried(office, on_its_way(office, "slack:ULENA"), shelf)

    assert settlement.outcome is Outcome.SENT
    assert next(button.label for button in shelf.posts[0].card.buttons) == "Check in"
