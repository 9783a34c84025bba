"""What is done with one claimed effect before and after it is sent."""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from bot.delivery import Delivery, Quiet, all_stand
from storage.engine import Database
from storage.settling import Outcome
from tests.relay.ledger import TERMS, Ledger, post, update
from workflows.kernel.posts import Outgoing, Place, Sent, Verdict


class Counting:
    """A poster that keeps what it was given."""

    def __init__(self) -> None:
        self.delivered: list[Outgoing] = []

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Keep it."""
        self.delivered.append(outgoing)
        return Sent({"ts": "1.1"})

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Find nothing."""
        del outgoing, since_epoch_seconds
        return ()

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Say that it is gone."""
        del lane
        return Sent(place)


def delivery(poster: Counting, quiet: Quiet | None = None) -> Delivery:
    """Return what carries effects to the poster."""
    return Delivery(
        {"slack": poster},
        terms=TERMS,
        longest_seconds=5,
        boundary=lambda _name: None,
        standing=all_stand,
        quiet=quiet,
    )


async def test_nothing_is_sent_when_the_lease_may_be_over(database: Database) -> None:
    """A worker that was held up does not send: somebody else may be sending already."""
    ledger, poster = Ledger(database), Counting()
    ledger.promise("slack:C1", post("late"))
    (claimed,) = ledger.claim()
    past = asyncio.get_running_loop().time() - 0.001
    settlement = await delivery(poster).carry(claimed, deadline=past, look_first=False)
    assert settlement.outcome is Outcome.AGAIN
    assert poster.delivered == []


async def test_what_no_platform_is_set_up_for_is_told_of_after_a_while(database: Database) -> None:
    """It waits for some minutes for a replica that knows the platform; then it dies with words, not in silence."""
    ledger, poster = Ledger(database), Counting()
    (one,) = ledger.promise("teams:19:room@thread.tacv2", post("hello"))
    waits = delivery(poster)
    started = tried_at = ledger.now
    while ledger.row(one).state != "dead":
        tried_at = ledger.now
        (claimed,) = ledger.claim()
        ledger.settle(await waits.carry(claimed, deadline=float("inf"), look_first=False))
        assert "TEAMS_APP_ID" in ledger.row(one).error
        ledger.pass_time(60)
    assert (tried_at - started).total_seconds() == 600
    assert poster.delivered == []


@pytest.mark.parametrize("payload", ['{"type":"post"}', '{"type":"card"}', "[]", "{"])
async def test_a_payload_that_cannot_be_read_is_a_dead_letter(database: Database, payload: str) -> None:
    """A row of a newer or a broken csops does not stop its lane for ever."""
    ledger, poster = Ledger(database), Counting()
    ledger.promise("slack:C1", post("fine"))
    (claimed,) = ledger.claim()
    broken = msgspec.structs.replace(claimed, payload=payload)
    settlement = await delivery(poster).carry(broken, deadline=float("inf"), look_first=False)
    assert settlement.outcome is Outcome.DEAD
    assert poster.delivered == []


async def test_changes_wait_for_their_message_and_end_with_it(database: Database) -> None:
    """An update whose message is still to come waits; when the message is dead, there is nothing left to change."""
    ledger, poster = Ledger(database), Counting()
    (root,) = ledger.promise("slack:C1", post("card"), after=50)
    ledger.promise("slack:C1", update(root, "face"))
    (claimed,) = ledger.claim()
    waits = await delivery(poster).carry(claimed, deadline=float("inf"), look_first=False)
    assert (waits.outcome, waits.due_at) == (Outcome.LATER, ledger.row(root).due_at)
    for state in ("dead", "dropped", ""):
        gone = msgspec.structs.replace(claimed, target_state=state)
        ended = await delivery(poster).carry(gone, deadline=float("inf"), look_first=False)
        assert ended.outcome is Outcome.MOOT
    assert poster.delivered == []


@pytest.mark.parametrize(("minutes", "state"), [(9, "pending"), (11, "dead")])
async def test_what_no_platform_takes_dies_of_age_not_of_tries(database: Database, minutes: int, state: str) -> None:
    """A process that crashes again and again uses tries up; only the time since the first one ends an effect."""
    ledger = Ledger(database)
    (orphan,) = ledger.promise("teams:19:abc", post("hello"))
    one = ledger.claim()[0]
    ledger.pass_time(60 * minutes)
    tried = msgspec.structs.replace(one, attempts=100 if state == "pending" else 1)

    settlement = await delivery(Counting()).carry(tried, deadline=float("inf"), look_first=False)
    ledger.settle(settlement)

    assert ledger.row(orphan).state == state
    assert "csops is not connected to Teams" in ledger.row(orphan).error


async def test_a_reminder_that_is_hours_late_waits_for_the_morning(database: Database) -> None:
    """Slack was down from the afternoon until the night: Carl is reminded in the morning; a hand-off comes at once.

    Meanwhile the reminder holds nothing up and does not age.
    """
    morning = datetime(2031, 3, 5, 9, tzinfo=UTC)
    asked: list[tuple[str, datetime]] = []

    async def quiet(person: str, due_at: datetime) -> datetime | None:
        asked.append((person, due_at))
        return morning

    ledger, poster = Ledger(database), Counting()
    reminder = msgspec.structs.replace(post("It waits for you"), heard_by="carl")
    late, now = ledger.promise("slack:UCARL", reminder)[0], ledger.promise("slack:UCARL", post("Accept it"))[0]
    (claimed,) = ledger.claim()

    ledger.settle(await delivery(poster, quiet).carry(claimed, deadline=float("inf"), look_first=False))

    assert asked == [("carl", claimed.due_at)]
    assert (ledger.row(late).state, ledger.row(late).due_at) == ("pending", morning)
    assert ledger.row(late).first_try_at is None
    (following,) = ledger.claim()
    assert following.id == now
    ledger.settle(await delivery(poster, quiet).carry(following, deadline=float("inf"), look_first=False))
    assert [one.id for one in poster.delivered] == [now]
