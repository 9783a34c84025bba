"""The driver's own promises: waits that end, mistakes that are explained."""

import asyncio
import gc
import re

import pytest
from slack_bolt.async_app import AsyncAck

from playground.driver import LocalSlack, Person
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.core import Settings
from playground.slack.shapes import Json
from tests.playground.apps import Client, actions, app_for, button, client_of, modal, on_sockets, plain, text_input


async def test_a_wait_ends_when_it_becomes_so(slack: LocalSlack) -> None:
    """What is not there yet is waited for; what already is, is not."""
    alice = slack.person("alice")
    waiting = asyncio.ensure_future(slack.until(lambda: slack.channel("general").last().text == "Hello"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await alice.post("Hello")
    assert await waiting
    assert (await slack.until(lambda: slack.channel("general").find("Hell"))).text == "Hello"


async def test_a_wait_in_vain_tells_what_happened(slack: LocalSlack) -> None:
    """The failure names what was waited for and the last things on the wire."""
    await slack.person("alice").post("Hello")
    with pytest.raises(AssertionError, match=r"in vain for a miracle(.|\n)*in act post"):
        await slack.until(lambda: False, seconds=0.01, what="a miracle")


async def test_a_mistake_in_a_condition_is_not_swallowed(slack: LocalSlack) -> None:
    """Only what is not there yet is waited for."""
    with pytest.raises(ZeroDivisionError):
        await slack.until(lambda: 1 / 0)


async def test_mistakes_are_explained(slack: LocalSlack) -> None:
    """What is there is named when something is not."""
    alice = slack.person("alice")
    with pytest.raises(LookupError, match="alice has no modal open"):
        alice.modal()
    await client_of(slack).chat_postMessage(channel="general", text="x", blocks=[actions(button())])
    card = slack.channel("general").last()
    with pytest.raises(LookupError, match=r"no 'Approve' here; there are \['Press'\]"):
        await card.click("Approve", by=alice)
    with pytest.raises(TypeError, match="Say who clicks"):
        await card.click("Press")
    with pytest.raises(LookupError, match="shows 'Bye'"):
        slack.channel("general").find("Bye")


async def test_a_question_is_answered_yes_or_no(slack: LocalSlack) -> None:
    """A click goes through the dialog that asks first; confirm=False refuses it there, and the app hears nothing."""
    alice = slack.person("alice")
    words = {"title": "Drop it?", "text": "It is gone then.", "confirm": "Drop", "deny": "Keep"}
    sure = {name: plain(text) for name, text in words.items()}
    view = modal(actions(button("Drop", "drop", confirm=sure), button("Look", "look")))
    app = app_for(slack)
    pressed: list[str] = []

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await client.chat_postMessage(channel="general", text="Card", blocks=view["blocks"])

    @app.action(re.compile(".*"))
    async def press(ack: AsyncAck, action: Json) -> None:
        await ack()
        pressed.append(action["action_id"])

    async with on_sockets(slack, app):
        await alice.command("/open")
        form, card = await alice.modal_opened(), await slack.channel("general").message_with("Drop")
        assert form.asks("Drop") == card.asks("Drop") == "Drop it?\nIt is gone then."
        assert card.asks("Look") == ""
        assert await form.click("Drop", confirm=False) == {}
        assert await card.click("Drop", by=alice, confirm=False) == {}
        assert slack.deliveries("interactive") == []
        await form.click("Drop")
        await card.click("Drop", by=alice)
        with pytest.raises(LookupError, match="Nothing is asked before 'look'"):
            await card.click("Look", by=alice, confirm=False)
    assert pressed == ["drop", "drop"]


async def test_a_soak_leaves_memory_flat() -> None:
    """Over ten thousand interactions nothing grows that is not kept on purpose."""
    settings = Settings(rate_limits=False, wire_size=200, ack_seconds=PATIENCE_SECONDS)
    async with await LocalSlack.start(settings=settings) as slack:
        people = [slack.person(f"person{at}") for at in range(5)]
        app = app_for(slack)

        @app.command("/open")
        async def command(ack: AsyncAck, body: Json, client: Client) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))
            await ack()

        @app.view("form")
        async def submitted(ack: AsyncAck) -> None:
            await ack()

        async with on_sockets(slack, app):
            await asyncio.gather(*(interactions(one, 420) for one in people))
            before, objects = sizes(slack), alive()
            await asyncio.gather(*(interactions(one, 600) for one in people))
            after, more = sizes(slack), alive()
    assert after == before
    assert more - objects < 1000


async def interactions(person: Person, count: int) -> None:
    """Open and submit a modal, so many times."""
    for at in range(count):
        await person.command("/open")
        await person.modal().fill({"Title": str(at)}).submit()


def alive() -> int:
    """How many objects there are."""
    gc.collect()
    return len(gc.get_objects())


def sizes(slack: LocalSlack) -> Json:
    """How much is held of what could grow."""
    core, mirror = slack.slack, slack.link.mirror
    return {
        "sockets waiting": sum(len(one.waiting) for one in core.delivery.sockets.open),
        "modals": sum(len(one) for one in core.workspace.modals.values()),
        "ephemerals": sum(len(one) for one in core.workspace.ephemerals.values()),
        "alarms": core.clock.waiting,
        "wire": len(core.wire.entries),
        "drafts": sum(len(one.drafts) for one in slack.people),
        "listeners": len(mirror.modals),
    }
