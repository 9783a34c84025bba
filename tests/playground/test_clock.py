"""The clock that tests push ahead."""

import asyncio

import pytest

from playground.slack.clock import Clock

START = 1_900_000_000.0


def standing() -> Clock:
    return Clock(lambda: START)


async def test_alarms_ring_in_their_order() -> None:
    """Pushing far ahead calls the earlier one first, and not what was taken back."""
    clock, rung = standing(), []
    clock.after(20, lambda: rung.append("late"))
    clock.after(10, lambda: rung.append("early"))
    clock.after(15, lambda: rung.append("never")).cancel()
    clock.advance(9)
    assert rung == []
    clock.advance(100)
    assert rung == ["early", "late"]
    assert clock.now() == START + 109


async def test_a_sleeper_wakes_when_time_passes() -> None:
    """No real second goes by."""
    clock = standing()
    sleeper = asyncio.ensure_future(clock.sleep(3600))
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.advance(3600)
    await sleeper


async def test_waiting_ends_with_the_time_or_the_thing() -> None:
    """What comes in time is given; what does not is a TimeoutError and is cancelled."""
    clock = standing()
    thing: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(clock.within(3, thing))
    thing.set_result("here")
    assert await waiting == "here"
    never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting = asyncio.ensure_future(clock.within(3, never))
    await asyncio.sleep(0)
    clock.advance(3.1)
    with pytest.raises(TimeoutError):
        await waiting
    assert never.cancelled()


async def test_who_waits_can_be_cancelled() -> None:
    """A cancellation from outside is no timeout."""
    clock = standing()
    waiting = asyncio.ensure_future(clock.within(3, asyncio.Event().wait()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_real_time_passes_too() -> None:
    """Without a push, the clock is this machine's."""
    clock = Clock()
    before = clock.now()
    await clock.sleep(0.01)
    assert clock.now() >= before + 0.01
