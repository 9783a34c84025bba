"""What was promised leaves: posts, threads, updates, retractions, direct messages; in order, at the platform's pace."""

from dataclasses import replace

import pytest

from storage.settling import Pace
from tests.relay.ledger import post, update
from tests.relay.rig import RELAY, Rig
from workflows.kernel.posts import Retract


async def test_posts_leave_in_order_in_every_channel(rig: Rig) -> None:
    """Each channel shows its messages once, in the order of the promises."""
    lanes = [rig.lane(name) for name in ("one", "two", "three")]
    await rig.slack.advance(0)
    ids = [one for number in range(5) for lane in lanes for one in rig.promise(lane, post(f"{number}"))]
    async with rig.relay():
        await rig.until_state(ids)
    for lane in lanes:
        assert rig.texts(lane) == ["0", "1", "2", "3", "4"]


async def test_a_commit_wakes_the_relay(rig: Rig) -> None:
    """What is promised while it runs leaves at once when the relay is woken, long before it would look by itself."""
    lane = rig.lane()
    async with rig.relay(relay_terms=replace(RELAY, poll_seconds=600)) as relay:
        ids = rig.promise(lane, post("first"))
        relay.wake()
        await rig.until_state(ids, "sent")
        ids = rig.promise(lane, post("second"))
        relay.wake()
        await rig.until_state(ids, "sent")


async def test_a_message_is_changed_answered_and_taken_away(rig: Rig) -> None:
    """An update changes the message, a reply stands in its thread, a retraction removes it."""
    lane = rig.lane()
    (root, gone) = rig.promise(lane, post("card"), post("soon gone"))
    rig.promise(lane, post("reply", thread=root), update(root, "new face"), Retract(target=gone))
    async with rig.relay():
        await rig.until_calm()
    assert rig.texts(lane) == ["new face", "reply"]
    messages = rig.slack.channel("general").messages
    assert [reply.text for reply in messages[0].replies] == ["reply"]
    assert rig.copies(root) == ["new face"]


async def test_a_person_is_written_to_directly(rig: Rig) -> None:
    """A person's lane opens their direct messages, once."""
    ada = rig.slack.person("ada")
    await rig.slack.advance(0)
    ids = rig.promise(f"slack:{ada.id}", post("one"), post("two"))
    async with rig.relay():
        await rig.until_state(ids)
    assert [message.text for message in ada.dm_messages] == ["one", "two"]
    assert len(rig.slack.calls("conversations.open")) == 1


async def test_a_reply_whose_head_died_stands_by_itself(rig: Rig) -> None:
    """Nothing is lost because the head of its thread could not be posted."""
    lane = rig.lane()
    await rig.slack.fault("error", "chat.postMessage", error="invalid_blocks")
    (root,) = rig.promise(lane, post("card"))
    (reply,) = rig.promise(lane, post("reply", thread=root))
    (face,) = rig.promise(lane, update(root, "new face"))
    async with rig.relay():
        await rig.until_calm()
    assert (rig.row(root).state, rig.row(reply).state, rig.row(face).state) == ("dead", "sent", "moot")
    assert rig.texts(lane) == ["reply"]


async def test_a_reply_to_a_message_that_somebody_deleted_stands_by_itself(rig: Rig) -> None:
    """The same when the head was there and a person took it away."""
    lane = rig.lane()
    (root,) = rig.promise(lane, post("card"))
    async with rig.relay():
        await rig.until_state([root])
        rig.slack.slack.workspace.channels[lane.partition(":")[2]].messages.clear()
        ids = rig.promise(lane, post("reply", thread=root))
        await rig.until_state(ids)
    assert rig.texts(lane) == ["reply"]


async def test_a_lane_without_a_connection_waits_visibly(rig: Rig) -> None:
    """What no platform can take says so on its row, and others go on."""
    (orphan,) = rig.promise("teams:19:abc", post("hello"))
    ids = rig.promise(rig.lane(), post("hello"))
    async with rig.relay():
        await rig.until_state(ids)
        await rig.until(lambda: rig.row(orphan).error)
    assert "csops is not connected to Teams" in rig.row(orphan).error
    assert rig.row(orphan).state == "pending"


async def test_stopping_finishes_what_is_under_way(rig: Rig) -> None:
    """A stop waits for the deliveries that have begun, settles them, and begins no more."""
    await rig.slack.fault("slow", "chat.postMessage", seconds=0.3)
    ids = rig.promise(rig.lane(), post("first"), post("second"))
    async with rig.relay():
        await rig.until(lambda: rig.copies(ids[0]))
    assert [rig.row(one).state for one in ids] == ["sent", "pending"]


@pytest.mark.postgres
async def test_two_relays_share_the_work(rig: Rig) -> None:
    """Two relays of one process stand for two replicas: nothing is sent twice."""
    lanes = [rig.lane(f"room-{number}") for number in range(8)]
    await rig.slack.advance(0)
    ids = [one for lane in lanes for one in rig.promise(lane, *(post(str(number)) for number in range(5)))]
    async with rig.relay(), rig.relay():
        await rig.until_state(ids)
    assert all(len(rig.copies(one)) == 1 for one in ids)
    for lane in lanes:
        assert rig.texts(lane) == ["0", "1", "2", "3", "4"]


async def test_slacks_own_limits_are_kept(rig: Rig) -> None:
    """At one message a second and channel Slack never has to refuse one."""
    await rig.slack.limits(on=True)
    ids = rig.promise(rig.lane(), *(post(str(number)) for number in range(6)))
    async with rig.relay(pace=Pace(gap_seconds=1.0, burst=3)):
        await rig.until_state(ids)
    assert [call["status"] for call in rig.slack.calls("chat.postMessage")] == [200] * 6
