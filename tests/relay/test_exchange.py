"""Claims and settlements keep the order of a lane, one holder per effect, and every effect until it is settled."""

from collections.abc import Callable

import msgspec
import pytest
import sqlalchemy as sa

from storage import outbox
from storage.engine import Database
from storage.settling import Claimed, Outcome, Pace, Settlement
from tests.relay.ledger import Ledger, again, post, refused, sent, unknown, update
from workflows.kernel.posts import Retract


def test_order_is_kept_within_a_lane_and_lanes_run_side_by_side(database: Database) -> None:
    """Of each lane one effect at a time is out, in the order of the promises; several lanes are claimed at once."""
    ledger = Ledger(database)
    first = ledger.promise("slack:C1", post("a"), post("b"), post("c"))
    second = ledger.promise("slack:C2", post("d"))
    claimed = ledger.claim()
    assert {one.id for one in claimed} == {first[0], second[0]}
    assert ledger.claim() == ()
    assert [one.id for one in ledger.settle(*map(sent, claimed), most=10).claimed] == [first[1]]


def test_a_promise_is_promised_once(database: Database) -> None:
    """The same command tried again cannot promise the same effect a second time."""
    ledger = Ledger(database)
    ledger.promise("slack:C1", post("a"))
    other = Ledger(database)
    with pytest.raises(Exception, match="effect"):
        other.promise("slack:C1", post("a"))


def test_what_is_certainly_not_sent_is_tried_again_before_what_comes_after(database: Database) -> None:
    """A refusal for now keeps its lane waiting and its place in it; other lanes go on."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"), post("b"))
    ledger.settle(*(again(one, 20) for one in ledger.claim()))
    ledger.promise("slack:C1", post("c"))
    other = ledger.promise("slack:C2", post("d"))
    assert ledger.send_all() == other
    ledger.pass_time(20)
    claimed = ledger.claim()
    assert [one.id for one in claimed] == [ids[0]]
    assert not claimed[0].doubt


def test_an_unknown_effect_waits_out_its_quarantine_and_comes_back_in_doubt(database: Database) -> None:
    """Nobody sends it, or anything behind it, while it may still arrive; then it is claimed with doubt."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"), post("b"))
    ledger.settle(*map(unknown, ledger.claim()))
    ledger.promise("slack:C1", post("c"))
    ledger.pass_time(9)
    assert ledger.claim() == ()
    ledger.pass_time(1)
    claimed = ledger.claim()
    assert [(one.id, one.doubt) for one in claimed] == [(ids[0], True)]


def test_a_lease_that_ran_out_comes_back_in_doubt(database: Database) -> None:
    """What a worker claimed and never settled may have been sent: the next holder knows."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    ledger.claim()
    ledger.pass_time(29)
    assert ledger.claim() == ()
    ledger.pass_time(1)
    claimed = ledger.claim()
    assert [(one.id, one.doubt, one.fence) for one in claimed] == [(ids[0], True, 2)]


@pytest.mark.parametrize("late", [sent, unknown, refused])
def test_a_settlement_after_the_lease_changes_nothing(
    database: Database, late: Callable[[Claimed], Settlement]
) -> None:
    """The fence keeps a worker that woke up late from writing over its successor, and from freeing the lane."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"), post("b"))
    (old,) = ledger.claim()
    ledger.pass_time(31)
    (new,) = ledger.claim()
    exchange = ledger.settle(late(old), most=10)
    assert exchange.claimed == ()
    assert ledger.row(ids[0]).state == "inflight"
    ledger.settle(sent(new, "2.2"))
    assert ledger.row(ids[0]).result == '{"ts":"2.2"}'


def test_a_worker_learns_that_another_one_sent_first(database: Database) -> None:
    """The late worker is told to take its own message away, and the effect is looked at once more."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    (old,) = ledger.claim()
    ledger.pass_time(31)
    (new,) = ledger.claim()
    ledger.settle(sent(new, "2.2"))
    (lost,) = ledger.settle(sent(old, "1.1")).lost
    assert (lost.mine, lost.state) == ('{"ts":"1.1"}', "sent")
    row = ledger.row(ids[0])
    assert row.result == '{"ts":"2.2"}'
    assert row.audit_at is not None


def test_settling_twice_changes_nothing(database: Database) -> None:
    """When nobody knows whether a settlement was kept, it may be given again."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    (claimed,) = ledger.claim()
    ledger.settle(sent(claimed))
    assert ledger.settle(sent(claimed)).lost == ()
    assert ledger.row(ids[0]).audit_at is None


def test_what_arrived_after_all_is_no_dead_letter(database: Database) -> None:
    """A worker that learns late that its message stands takes the effect back from the dead."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    (old,) = ledger.claim()
    ledger.pass_time(31)
    ledger.settle(*map(refused, ledger.claim()))
    assert ledger.states(ids) == ["dead"]
    ledger.settle(sent(old))
    assert ledger.states(ids) == ["sent"]


def test_a_dead_letter_lets_its_lane_go_on(database: Database) -> None:
    """What is refused for good does not hold up what comes after."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"), post("b"))
    exchange = ledger.settle(*map(refused, ledger.claim()), most=5)
    assert exchange.dead == 1
    assert [one.id for one in exchange.claimed] == [ids[1]]


@pytest.mark.parametrize("last", [lambda one: again(one, 60), unknown])
def test_age_makes_a_dead_letter(database: Database, last: Callable[[Claimed], Settlement]) -> None:
    """What was never taken in a day is given up, visibly; until then it is tried, however often."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    for _ in range(30):
        ledger.settle(*(again(one, 60) for one in ledger.claim()))
        ledger.pass_time(60)
    ledger.pass_time(24 * 3600)
    ledger.settle(*map(last, ledger.claim()))
    assert ledger.states(ids) == ["dead"]


def test_crashes_alone_never_make_a_dead_letter(database: Database) -> None:
    """Leases that run out count as nothing: a loop of crashes must not use an effect up."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    for _ in range(100):
        assert len(ledger.claim()) == 1
        ledger.pass_time(31)
    assert ledger.send_all() == ids


def test_what_is_held_does_not_age(database: Database) -> None:
    """While nothing at all gets through (a revoked token), messages wait for as long as it takes."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    for _ in range(5):
        ledger.settle(*(again(one, 60, hold=True) for one in ledger.claim()))
        ledger.pass_time(20 * 3600)
    assert ledger.states(ids) == ["pending"]
    assert ledger.send_all() == ids


def test_a_lane_keeps_the_platforms_pace(database: Database) -> None:
    """A few may go at once, then one a second, also for what is promised meanwhile."""
    ledger = Ledger(database, pace=Pace(gap_seconds=1.0, burst=3))
    ids = ledger.promise("slack:C1", *(post(str(number)) for number in range(6)))
    assert ledger.send_all() == ids[:3]
    more = ledger.promise("slack:C1", post("more"))
    for expected in (*ids[3:], *more):
        assert ledger.send_all() == []
        ledger.pass_time(1)
        assert ledger.send_all() == [expected]


def test_what_is_due_later_holds_nothing_up(database: Database) -> None:
    """A reminder for tomorrow waits by itself; what is promised after it goes at once."""
    ledger = Ledger(database)
    tomorrow = ledger.promise("slack:C1", post("reminder"), after=86400)
    today = ledger.promise("slack:C1", post("now"))
    assert ledger.send_all() == today
    assert ledger.relaying.exchange((), most=5).next_seconds == pytest.approx(86400)
    ledger.pass_time(86400)
    assert ledger.send_all() == tomorrow


def test_updates_find_the_message_that_they_change(database: Database) -> None:
    """An update is claimed after its message, with the place where that stands."""
    ledger = Ledger(database)
    (root,) = ledger.promise("slack:C1", post("card"))
    ledger.promise("slack:C1", update(root, "new face"))
    ledger.settle(*map(sent, ledger.claim()))
    (claimed,) = ledger.claim()
    assert (claimed.target_state, claimed.target_place) == ("sent", '{"ts":"1.1"}')


def test_only_the_newest_face_is_shown(database: Database) -> None:
    """Updates of one message that wait behind each other collapse to the newest; other messages keep theirs."""
    ledger = Ledger(database)
    root, other = ledger.promise("slack:C1", post("card"), post("other"))
    first, beside, second, third = ledger.promise(
        "slack:C1", update(root, "1"), update(other, "x"), update(root, "2"), update(root, "3")
    )
    assert ledger.send_all() == [root, other, third, beside]
    assert ledger.states([first, second]) == ["moot", "moot"]


def test_an_update_waits_for_a_message_that_is_not_there_yet(database: Database) -> None:
    """What refers to something that is still to come waits without holding up its lane."""
    ledger = Ledger(database)
    (root,) = ledger.promise("slack:C1", post("card"), after=100)
    (face,) = ledger.promise("slack:C1", update(root, "new face"))
    (beside,) = ledger.promise("slack:C1", post("beside"))
    (claimed,) = ledger.claim()
    assert (claimed.id, claimed.target_state) == (face, "pending")
    wait = Settlement(claimed=claimed, outcome=Outcome.LATER, due_at=claimed.target_due_at, wait_seconds=2)
    assert [one.id for one in ledger.settle(wait, most=5).claimed] == [beside]
    ledger.pass_time(100)
    assert ledger.send_all()[-2:] == [root, face]


def test_a_retraction_comes_after_what_it_retracts(database: Database) -> None:
    """Posting and taking away happen in this order."""
    ledger = Ledger(database)
    (root,) = ledger.promise("slack:C1", post("card"))
    (gone,) = ledger.promise("slack:C1", Retract(target=root))
    assert ledger.send_all() == [root, gone]


def test_a_death_is_told_in_the_same_transaction(database: Database) -> None:
    """The notice of a dead letter is promised with the death, or not at all."""

    def notice(claimed: Claimed, reason: str) -> outbox.Promise:
        words = msgspec.json.encode(post(f"{claimed.lane}: {reason}")).decode()
        return outbox.Promise(id=f"notice-{claimed.id}", lane="slack:OPS", payload=words, due_at=claimed.due_at)

    ledger = Ledger(database, notice=notice)
    (doomed,) = ledger.promise("slack:C1", post("a"))
    (claimed,) = ledger.claim()
    ledger.settle(refused(claimed))
    ledger.settle(refused(claimed))
    assert ledger.send_all() == [f"notice-{doomed}"]


def test_hostile_words_in_an_error_are_kept_harmless(database: Database) -> None:
    """What a platform says goes into the row whatever it is: NUL, half characters, endless."""
    ledger = Ledger(database)
    ids = ledger.promise("slack:C1", post("a"))
    (claimed,) = ledger.claim()
    error = "\x00 \ud800 \"'{}\\ " + "x" * 10_000
    ledger.settle(Settlement(claimed=claimed, outcome=Outcome.AGAIN, error=error, wait_seconds=1))
    assert len(ledger.row(ids[0]).error) <= 500


def test_nothing_waits_when_everything_is_sent(database: Database) -> None:
    """An empty lane costs no further look."""
    ledger = Ledger(database)
    ledger.promise("slack:C1", post("a"))
    ledger.send_all()
    exchange = ledger.relaying.exchange((), most=5)
    assert (exchange.claimed, exchange.next_seconds) == ((), None)
    with database.transaction() as connection:
        assert connection.execute(sa.text("SELECT next_at FROM lane")).scalars().all() == [None]
