"""Whatever goes wrong between relay and platform, a message stands once; each control without a safety fails."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import msgspec
import pytest
import sqlalchemy as sa

from handlers.slack.poster import SlackPoster
from handlers.words import MAY_BE_A_REPEAT
from storage import tables
from storage.engine import open_database
from storage.settling import Claimed
from tests.relay.controls import BlindRetry, NeverLooks, TakesSilenceForAbsence
from tests.relay.ledger import post, update
from tests.relay.rig import RELAY, SHORT, Rig, clock, drawn
from workflows.kernel.posts import Retract

LOST = [{"how": "reset"}, {"how": "hang"}, {"how": "status", "status": 502}]
NO_AUDIT = msgspec.structs.replace(SHORT, audit_after=timedelta(hours=1))


@pytest.mark.parametrize("how", LOST)
async def test_a_lost_answer_is_looked_up(rig: Rig, how: dict[str, object]) -> None:
    """Slack took the message and its answer was lost: it is found and not sent again."""
    await rig.slack.fault("lose", "chat.postMessage", times=2, **how)
    ids = rig.promise(rig.lane(), *(post(str(number)) for number in range(4)))
    async with rig.relay():
        await rig.until_calm()
    assert rig.texts(rig.lane()) == ["0", "1", "2", "3"]
    assert all(len(rig.copies(one)) == 1 for one in ids)


@pytest.mark.parametrize("control", [BlindRetry, NeverLooks])
async def test_control_without_looking_a_lost_answer_doubles(rig: Rig, control: type[SlackPoster]) -> None:
    """The test above sees doubles: a client that repeats blindly makes one."""
    await rig.slack.fault("lose", "chat.postMessage")
    (one,) = rig.promise(rig.lane(), post("once"))
    async with rig.relay(posters=rig.posters_of(control), terms=NO_AUDIT):
        await rig.until_state([one])
    assert len(rig.copies(one)) == 2


async def test_a_refusal_before_it_was_taken_is_sent_again(rig: Rig) -> None:
    """Status 503 does not say whether it was taken: it is looked for, not there, and sent."""
    await rig.slack.fault("refuse", "chat.postMessage", times=3, status=503)
    ids = rig.promise(rig.lane(), post("first"), post("second"))
    async with rig.relay():
        await rig.until_calm()
    assert rig.texts(rig.lane()) == ["first", "second"]
    assert all(len(rig.copies(one)) == 1 for one in ids)


async def test_nobody_listens(rig: Rig) -> None:
    """A refused connection is certainly not sent: it is tried again with no doubt, and nothing is lost."""
    lane = rig.lane()
    (one,) = rig.promise(lane, post("patient"))
    async with rig.relay(posters=rig.posters_of(SlackPoster, api_url="http://127.0.0.1:9/api/")):
        await rig.until(lambda: rig.row(one).error)
    assert (rig.row(one).state, rig.row(one).doubt) == ("pending", False)


async def test_a_storm_of_429_loses_nothing(rig: Rig) -> None:
    """Channels are told to wait, again and again: everything arrives once, in order, no sooner than Slack asked."""
    lanes = [rig.lane(f"room-{number}") for number in range(6)]
    await rig.slack.advance(0)
    await rig.slack.fault("ratelimit", "chat.postMessage", times=12, retry_after=1)
    ids = [one for lane in lanes for one in rig.promise(lane, post("a"), post("b"))]
    async with rig.relay():
        await rig.until_calm()
    assert all(rig.texts(lane) == ["a", "b"] for lane in lanes)
    assert all(len(rig.copies(one)) == 1 for one in ids)
    assert len(rig.slack.calls("chat.postMessage")) == 24


async def test_a_throttled_channel_holds_up_no_other(rig: Rig) -> None:
    """While one channel waits for a minute, the others are done."""
    slow, *lanes = [rig.lane(f"room-{number}") for number in range(5)]
    await rig.slack.advance(0)
    await rig.slack.fault("ratelimit", "chat.postMessage", channel=slow.partition(":")[2], times=None, retry_after=60)
    rig.promise(slow, post("waits"))
    ids = [one for lane in lanes for one in rig.promise(lane, *(post(str(number)) for number in range(5)))]
    async with rig.relay():
        await rig.until_state(ids)
    assert rig.texts(slow) == []


@pytest.mark.parametrize("seconds", [0.2, 0.8])
async def test_a_message_that_arrives_late_stands_once_in_the_end(rig: Rig, seconds: float) -> None:
    """Within the quarantine it is found; later than that a second copy is posted, and the audit takes one away."""
    await rig.slack.fault("late", "chat.postMessage", seconds=seconds, how="reset")
    (one,) = rig.promise(rig.lane(), post("late"))
    async with rig.relay():
        await rig.until_calm()
    assert rig.copies(one) == ["late"]


async def test_control_without_the_audit_a_late_message_stays_doubled(rig: Rig) -> None:
    """The test above needs the second look."""
    await rig.slack.fault("late", "chat.postMessage", seconds=0.8, how="reset")
    (one,) = rig.promise(rig.lane(), post("late"))
    async with rig.relay(terms=NO_AUDIT):
        await rig.until_state([one])
        await rig.until(lambda: len(rig.copies(one)) == 2)


async def test_an_update_that_arrives_late_does_not_stay(rig: Rig) -> None:
    """A face that was overtaken by a newer one is covered again."""
    (root,) = rig.promise(rig.lane(), post("card"))
    async with rig.relay():
        await rig.until_state([root])
        await rig.slack.fault("late", "chat.update", seconds=0.8, how="reset")
        (old,) = rig.promise(rig.lane(), update(root, "old face"))
        await rig.until(lambda: rig.row(old).doubt)
        rig.promise(rig.lane(), update(root, "new face"))
        await rig.until_calm()
    assert rig.texts(rig.lane()) == ["new face"]
    assert [call["args"]["text"] for call in rig.slack.calls("chat.update")].count("old face") >= 1


async def test_a_look_that_failed_is_not_absence(rig: Rig) -> None:
    """While Slack cannot be asked whether a message arrived, it is not sent again."""
    await rig.slack.fault("lose", "chat.postMessage")
    await rig.slack.fault("refuse", "conversations.history", times=2)
    (one,) = rig.promise(rig.lane(), post("once"))
    async with rig.relay():
        await rig.until_calm()
    assert rig.copies(one) == ["once"]
    assert len(rig.slack.calls("chat.postMessage")) == 1


async def test_control_taking_silence_for_absence_doubles(rig: Rig) -> None:
    """The test above sees it when a failed look counts as absence."""
    await rig.slack.fault("lose", "chat.postMessage")
    await rig.slack.fault("refuse", "conversations.history")
    (one,) = rig.promise(rig.lane(), post("once"))
    async with rig.relay(posters=rig.posters_of(TakesSilenceForAbsence), terms=NO_AUDIT):
        await rig.until_state([one])
    assert len(rig.copies(one)) == 2


async def test_where_nothing_can_be_looked_up_a_repeat_says_so(rig: Rig) -> None:
    """Without the right to read, a message in doubt is sent again and marked; one without doubt is not."""
    await rig.slack.fault("lose", "chat.postMessage")
    await rig.slack.fault("error", "conversations.history", error="missing_scope", times=None)
    one, other = rig.promise(rig.lane(), post("doubtful"), post("sure"))
    async with rig.relay():
        await rig.until_calm()
    assert rig.row(one).marker
    assert not rig.row(other).marker
    shown = [message.words for message in rig.slack.channel("general").messages]
    assert [MAY_BE_A_REPEAT in words for words in shown] == [False, True, False]


async def test_a_revoked_token_burns_nothing(rig: Rig) -> None:
    """While the token is not valid everything waits, without ageing; afterwards everything arrives."""
    await rig.slack.fault("error", "chat.postMessage", error="invalid_auth", times=None)
    ids = [one for number in range(4) for one in rig.promise(rig.lane(f"room-{number}"), post("waits"))]
    async with rig.relay():
        await rig.until(lambda: all(rig.row(one).error for one in ids))
        assert {rig.row(one).state for one in ids} == {"pending"}
        assert {rig.row(one).first_try_at for one in ids} == {None}
        assert "SLACK_BOT_TOKEN" in rig.row(ids[0]).error
    await rig.slack.control("clear_faults")
    rig.free_lanes()
    async with rig.relay():
        await rig.until_state(ids)


@pytest.mark.parametrize(("paranoid_seconds", "expected"), [(20.0, 1), (0.0, 2)])
async def test_after_a_restored_backup_nothing_is_sent_again(rig: Rig, paranoid_seconds: float, expected: int) -> None:
    """A database that forgot a message as sent is caught by looking first after a start; the control doubles."""
    (one,) = rig.promise(rig.lane(), post("once"))
    async with rig.relay():
        await rig.until_state([one])
    with rig.database.transaction() as connection:
        connection.execute(sa.update(tables.effect).values(state="pending", result="", fence=0))
        connection.execute(sa.update(tables.lane).values(next_at=clock()))
    async with rig.relay(relay_terms=replace(RELAY, paranoid_seconds=paranoid_seconds), terms=NO_AUDIT):
        await rig.until_state([one])
    assert len(rig.copies(one)) == expected


@pytest.mark.parametrize("how", LOST)
async def test_a_lost_answer_to_a_change_is_harmless(rig: Rig, how: dict[str, object]) -> None:
    """Updates and retractions may be done twice: nothing is looked up, nothing goes wrong."""
    lane = rig.lane()
    root, gone = rig.promise(lane, post("card"), post("soon gone"))
    await rig.slack.fault("lose", "chat.update", **how)
    await rig.slack.fault("lose", "chat.delete", **how)
    rig.promise(lane, update(root, "new face"), Retract(target=gone))
    async with rig.relay():
        await rig.until_calm()
    assert rig.texts(lane) == ["new face"]


async def test_a_poster_with_a_fault_of_its_own_loses_nothing(rig: Rig) -> None:
    """An exception in our own code is doubt, never a lost or a doubled message."""
    faults = iter([True, True])

    def sometimes(card: object) -> dict[str, object]:
        if next(faults, False):
            message = "a fault in drawing"
            raise RuntimeError(message)
        return drawn(card)  # type: ignore[arg-type]  # It is a card.

    poster = rig.poster(SlackPoster, render=sometimes)
    (one,) = rig.promise(rig.lane(), post("once"))
    async with rig.relay(posters={"slack": poster}):
        await rig.until_calm()
    assert rig.copies(one) == ["once"]


async def test_a_fault_in_an_exchange_does_not_end_the_relay(rig: Rig) -> None:
    """The notice of a dead letter fails once: the letter dies at the next try, and everything else still leaves."""
    faults = [RuntimeError("a fault in csops")]

    def notice(_claimed: Claimed, _reason: str) -> None:
        if faults:
            raise faults.pop()

    await rig.slack.fault("error", "chat.postMessage", error="is_archived")
    (dead,) = rig.promise(rig.lane("one"), post("refused for good"))
    async with rig.relay(notice=notice) as relay:
        await rig.until_state([dead], "dead")
        (other,) = rig.promise(rig.lane("two"), post("still leaves"))
        relay.wake()
        await rig.until_state([other])
    assert faults == []


@pytest.mark.postgres
async def test_a_lost_database_is_found_again(postgres_rig: Rig) -> None:
    """The server ends every connection, twice, while messages leave: each still stands once."""
    rig = postgres_rig
    lanes = [rig.lane(f"room-{number}") for number in range(4)]
    await rig.slack.advance(0)
    ids = [one for lane in lanes for one in rig.promise(lane, *(post(str(number)) for number in range(6)))]
    ending = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    watch = open_database(rig.address, pool_size=1)
    async with rig.relay(relay_terms=replace(RELAY, paranoid_seconds=5)):
        for sent in (3, 9):
            await rig.until(partial(sent_so_far, rig, sent))
            with watch.transaction() as connection:
                connection.execute(ending)
        await replace(rig, database=watch).until_calm()
    watch.close()
    assert all(len(rig.copies(one)) == 1 for one in ids)


def sent_so_far(rig: Rig, number: int) -> bool:
    """Return whether so many posts have reached Slack."""
    return len(rig.slack.calls("chat.postMessage")) >= number
