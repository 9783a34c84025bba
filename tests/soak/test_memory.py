"""A soak leaves memory flat: after thousands of interactions there are as many objects of ours as before them."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from playground.driver.local import DELIVERIES
from playground.slack.shapes import Json
from playground.slack.triggers import KEEP
from storage.engine import open_database
from tests.soak.rounds import ROUND, all_objects, live_objects, megabytes, play_round, settle
from tests.stories.stage import Stage, staged
from tests.stories.test_decisions import TITLE

PEOPLE = {"ada": "ENG-1", "sven": "ENG-2", "emil": "", "carl": "", "fina": ""}
"""Who plays, and whose ROM they change; the others look things up."""
MANY = 12
SLACK = 40
"""Objects of a class that may come and go: what is half done, caches of a few entries."""
KEPT = {"playground.slack.triggers.ResponseUrl": KEEP, "playground.slack.triggers.Trigger": KEEP}
"""What the local Slack keeps on purpose, so that it can say of an old one that it is too old: so many and no more."""


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """Return a stage with the bot behind a socket, and with so much under way that lists have pages."""
    database = open_database(sqlite_url)
    async with staged(database, door="socket") as opened:
        for number in range(MANY):
            opened.ahead("ada", "services-engagement", f"{TITLE} {number}", ("ada", "scoped", {}))
        yield opened
    database.close()


async def test_five_hundred_interactions_leave_no_objects_of_ours(stage: Stage) -> None:
    """The short run of `make test`: the second half leaves nothing that the first half did not."""
    await soak(stage, warm_up=300, measured=500)


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_ten_thousand_interactions_leave_memory_flat(stage: Stage) -> None:
    """The long run of `make test-soak`: flat in objects, and within a few megabytes of memory."""
    objects, grown = await soak(stage, warm_up=2_000, measured=8_000)

    assert objects < 5_000, f"{objects} more objects after 8,000 interactions"
    assert grown < 16.0, f"{grown:.1f} MB more after 8,000 interactions"


async def test_what_grows_is_found(stage: Stage) -> None:
    """The control: a store that keeps something of each interaction is seen."""
    kept: list[object] = []
    before = live_objects()
    for _ in range(SLACK + 20):
        await stage["ada"].command("/csops", "mine", channel=stage.channels["acme"])
        kept.append(stage["ada"].ephemerals[-1])

    assert more(before, live_objects())


async def soak(stage: Stage, *, warm_up: int, measured: int) -> tuple[int, float]:
    """Play so many interactions to fill what is kept on purpose, then as many as are measured.

    Return how many more objects of any class there are then, and how many megabytes.
    """
    await play(stage, warm_up, first=0)
    objects, everything, size = live_objects(), all_objects(), megabytes()
    await play(stage, measured, first=warm_up)
    after, more_of_everything, grown = live_objects(), all_objects() - everything, megabytes() - size
    ours, then = (sum(count for name, count in one.items() if name not in KEPT) for one in (after, objects))
    sys.stdout.write(
        f"{measured} interactions after {warm_up}: {ours - then:+} objects of ours of {then}, "
        f"{more_of_everything:+} of all {everything}, {grown:+.1f} MB of {size:.0f} MB\n"
    )

    assert not more(objects, after), more(objects, after)
    return more_of_everything, grown


async def play(stage: Stage, interactions: int, *, first: int) -> None:
    """Let five people at once do so many things; each is counted as it reaches the bot."""
    reached = Counter[str]()
    stop = stage.slack.slack.hub.listen(lambda frame: reached.update(_delivery(frame)))

    async def one(name: str, key: str) -> None:
        for number in range(interactions // ROUND // len(PEOPLE)):
            await play_round(stage, stage[name], key=key, number=first + number)

    await asyncio.gather(*(one(name, key) for name, key in PEOPLE.items()))
    await settle(stage)
    stop()
    assert reached.total() == interactions, reached


def _delivery(frame: Json) -> list[str]:
    entry = frame.get("entry", {})
    return [entry["what"]] if entry.get("direction") == "out" and entry["what"] in DELIVERIES else []


def more(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """Return the classes of which there are more than come and go, or than are kept on purpose."""
    most = {name: KEPT.get(name, before[name] + SLACK) for name in after}
    return {name: count - before[name] for name, count in after.items() if count > most[name]}
