"""A reminder leaves only of what still waits: that is looked up once more at the moment at which it leaves."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bot.delivery import Delivery
from storage.relaying import Relaying
from storage.settling import Claimed, Outcome, Settlement, Terms
from tests.office import Office
from tests.reminders.stand import Waiting
from workflows.kernel.answers import Done
from workflows.kernel.posts import Outgoing, Place, Post, Sent, Verdict
from workflows.reminders.rules import quiet_until
from workflows.reminders.standing import standing


class Shelf:
    """A platform that keeps what it is given."""

    def __init__(self) -> None:
        self.posts: list[Post] = []

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Keep it."""
        assert isinstance(outgoing.payload, Post)
        self.posts.append(outgoing.payload)
        return Sent({"ts": "1"})

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Know of none."""
        del outgoing, since_epoch_seconds
        return ()

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Say that it is gone."""
        del lane
        return Sent(place)


def promised(waiting: Waiting) -> Claimed:
    """Let two ROMs wait until Ada is to be told of both, and return the message on its way."""
    office = waiting.office
    for title in ("New portal", "Old portal"):
        assert isinstance(office.say("ada", office.start("ada", title=title), "scoped"), Done)
    (told,) = waiting.told(datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert told.keys == ["ENG-1", "ENG-2"]
    exchange = Relaying(office.database, clock=lambda: office.now, own_clock=True).exchange((), most=50)
    (claimed,) = [one for one in exchange.claimed if one.lane == "slack:UADA"]
    return claimed


def cancel(office: Office, key: str) -> None:
    """End an engagement."""
    answer = office.submit("ada", office.type("ada", f"/engagement cancel {key}"), {"reason": "They said no."})
    assert isinstance(answer, Done), answer


def carried(office: Office, claimed: Claimed, shelf: Shelf) -> Settlement:
    """Let the message leave."""

    async def stands(reasons: Sequence[str]) -> Collection[str]:
        with office.database.reading() as unit:
            return standing(unit, reasons)

    async def carry() -> Settlement:
        longest = {"terms": Terms(), "longest_seconds": 5.0}
        delivery = Delivery({"slack": shelf}, **longest, boundary=lambda _name: None, standing=stands)  # type: ignore[arg-type]
        deadline = asyncio.get_running_loop().time() + 60
        return await delivery.carry(claimed, deadline=deadline, look_first=False)

    return asyncio.run(carry())


def test_what_was_seen_to_since_then_is_left_out(waiting: Waiting) -> None:
    """One of two was ended while the message waited: it lists the other one alone."""
    claimed, shelf = promised(waiting), Shelf()
    cancel(waiting.office, "ENG-1")

    assert carried(waiting.office, claimed, shelf).outcome is Outcome.SENT

    (post,) = shelf.posts
    assert [row.text[0].words for row in post.card.rows] == ["ENG-2"]  # type: ignore[union-attr]


def test_nothing_leaves_where_no_reason_is_left(waiting: Waiting) -> None:
    """Both were ended: the message is moot, and nobody gets it."""
    claimed, shelf = promised(waiting), Shelf()
    cancel(waiting.office, "ENG-1")
    cancel(waiting.office, "ENG-2")

    settlement = carried(waiting.office, claimed, shelf)

    assert (settlement.outcome, settlement.error) == (Outcome.MOOT, "its reason is gone")
    assert shelf.posts == []


def test_what_is_hours_late_is_told_in_working_time(waiting: Waiting) -> None:
    """Ada's reminder of Thursday afternoon leaves within the hour, and else not before Friday at nine."""
    directory, due_at = waiting.office.dispatcher.directory(), datetime(2026, 3, 5, 16, 30, tzinfo=UTC)

    def until(hour: int, day: int = 5, who: str = "ada") -> datetime | None:
        return quiet_until(directory, who, due_at=due_at, now=datetime(2026, 3, day, hour, 15, tzinfo=UTC))

    assert until(16) is None
    assert until(17) is None
    assert until(18) == until(23) == until(8, day=6) == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert until(9, day=6) is None
    assert until(12, day=7) == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert until(23, who="nobody-here") is None


def test_only_what_reminds_a_person_waits_for_them(waiting: Waiting) -> None:
    """A reminder says whose working time it keeps; hand-offs and what channels are told leave at once."""
    office = waiting.office
    promised(waiting)
    posts = [one.payload for one in office.sent() if isinstance(one.payload, Post)]

    assert {post.heard_by for post in posts if post.rests_on} == {"ada"}
    assert {post.heard_by for post in posts if not post.rests_on} == {""}
