"""Rounds of what people do all day: lists, pages, forms, refusals, figures that change, the Home. Each is ten acts."""

import gc
import os
import sys
from collections import Counter
from pathlib import Path

from playground.driver.people import Person
from storage import tables
from tests.stories.stage import Stage

ROUND = 10
"""Acts of a round."""
UNDER_WAY = ("pending", "inflight")
OURS = frozenset({"bot", "connectors", "handlers", "playground", "storage", "workflows"})


async def play_round(stage: Stage, who: Person, *, key: str, number: int) -> None:
    """Let a person do ten things; the same ones each time, so that what they leave behind can be counted."""
    acme = stage.channels["acme"]
    assert (await who.command("/csops", "mine", channel=acme)).message is not None
    listed = await who.command("/engagement", "list", channel=acme)
    assert listed.message is not None
    await listed.message.click("More")
    await who.open_home()
    assert "There is no" in (await who.command("/engagement", "show ENG-999", channel=acme)).text
    assert (await who.command("/approvals", "all", channel=acme)).text

    assert (await who.command("/ticket", channel=acme)).ok
    form = await who.modal_opened("Log a ticket")
    await form.fill({"Customer": "Acme Mills", "Kind": "Additional scope", "What is it about?": "More"}).close()
    await (change_figures if key else look_up)(stage, who, key, number)


async def change_figures(stage: Stage, who: Person, key: str, number: int) -> None:
    """Open a ROM and save it with other hours: a form, a transaction, and cards that are updated."""
    assert (await who.command("/rom", key, channel=stage.channels["acme"])).ok
    form = await who.modal_opened("ROM")
    await stage.slack.until(lambda: form.labels, what="the form")
    answer = await form.fill({"Engineer: hours": str(10 + number % 90)}).submit()
    assert answer.result == "updated", answer
    await form.close()


async def look_up(stage: Stage, who: Person, _key: str, _number: int) -> None:
    """Look up a customer and the commands."""
    assert "Acme" in (await who.command("/csops", "find acme", channel=stage.channels["acme"])).text
    assert (await who.command("/csops", "help", channel=stage.channels["acme"])).text


async def settle(stage: Stage) -> None:
    """Wait until nothing is under way any more, in the bot and in the local Slack."""
    core = stage.slack.slack

    def nothing_is_left() -> bool:
        busy = [row for row in stage.rows(tables.effect) if row["state"] in UNDER_WAY or row["audit_at"]]
        return not busy and all(not one.waiting for one in core.delivery.sockets.open)

    await stage.slack.until(nothing_is_left, seconds=60, what="everything to be delivered")
    for person in stage.people.values():
        person.drafts.clear()


def live_objects() -> Counter[str]:
    """Count the living objects of our own classes, by class."""
    gc.unfreeze()  # What the bot put out of the collector's sight after its start is counted too.
    gc.collect()
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        module = getattr(type(one), "__module__", "")  # Some classes of libraries have a descriptor there.
        if isinstance(module, str) and module.partition(".")[0] in OURS:
            found[f"{module}.{type(one).__qualname__}"] += 1
    return found


def all_objects() -> int:
    """Count everything that Python's collector knows."""
    gc.collect()
    return len(gc.get_objects())


def megabytes() -> float:
    """Return the memory that this process holds; where the system does not say, 0."""
    if sys.platform != "linux":
        return 0.0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
