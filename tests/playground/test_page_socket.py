"""What a browser gets over the page's socket: what its person sees, and nothing else."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.driver import LocalSlack
from playground.slack.shapes import Json
from tests.playground.apps import client_of, section


class Page:
    """A browser without a picture."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._ws = ws
        self._asked = 0

    async def ask(self, kind: str, **more: object) -> tuple[Json, list[Json]]:
        """Send a frame; its answer, and what came before it."""
        self._asked += 1
        await self._ws.send_json({"id": self._asked, "type": kind, **more})
        before: list[Json] = []
        while True:
            frame: Json = await self._ws.receive_json(timeout=5)
            if frame["type"] == "answer" and frame["id"] == self._asked:
                return frame, before
            before.append(frame)

    async def frame(self, kind: str) -> Json:
        """The next frame of a kind."""
        while True:
            frame: Json = await self._ws.receive_json(timeout=5)
            if frame["type"] == kind:
                return frame


@pytest.fixture
async def page(slack: LocalSlack) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{slack.url}/ui/socket") as ws:
        yield Page(ws)


async def test_a_person_sees_their_own(slack: LocalSlack, page: Page) -> None:
    """The state holds what is for them, the private channel of others is not in it."""
    alice, bob = slack.person("alice"), slack.person("bob")
    slack.channel("secret", members=[bob], private=True)
    await bob.post("Between us", channel="secret")
    await bob.post("For all")
    client, general = client_of(slack), slack.channel("general").id
    await client.chat_postEphemeral(channel=general, user=bob.id, text="For Bob")
    await client.views_publish(user_id=alice.id, view={"type": "home", "blocks": [section("Alice's")]})
    answer, frames = await page.ask("be", person=alice.id)
    state = [one for one in frames if one["type"] == "state"][-1]
    assert answer["ok"]
    assert state["me"] == alice.id
    assert [one["name"] for one in state["channels"]] == ["general"]
    assert [one["text"] for one in state["messages"][general]] == ["For all"]
    assert state["ephemerals"] == []
    assert state["home"]["blocks"][0]["text"]["text"] == "Alice's"


async def test_changes_come_as_they_happen(slack: LocalSlack, page: Page) -> None:
    """What others say in public comes; what they say elsewhere and what only they see does not."""
    alice, bob = slack.person("alice"), slack.person("bob")
    slack.channel("secret", members=[bob], private=True)
    await page.ask("be", person=alice.id)
    await bob.post("Between us", channel="secret")
    await client_of(slack).chat_postEphemeral(channel=slack.channel("general").id, user=bob.id, text="For Bob")
    await bob.post("For all")
    first = await page.frame("message")
    assert first["message"]["text"] == "For all"
    assert first["seq"] > 0


async def test_acts_and_controls_are_answered(slack: LocalSlack, page: Page) -> None:
    """An act is the chosen person's; what cannot be done says why; faults and time can be asked for."""
    alice = slack.person("alice")
    await page.ask("be", person=alice.id)
    said, _ = await page.ask("act", act="post", args={"channel": "general", "text": "Hello"})
    assert said["message"]["user"] == alice.id
    failed, frames = await page.ask("act", act="command", args={"channel": "general", "command": "/x"})
    assert failed["failure"]["error"] == "dispatch_failed"
    assert {one["type"] for one in frames} >= {"ephemeral", "failure", "wire"}
    refused, _ = await page.ask("act", act="click", args={"channel": "general", "ts": "1.2", "action_id": "x"})
    assert (refused["ok"], refused["error"]) == (False, "message_not_found")
    fault, _ = await page.ask("fault", args={"kind": "refuse", "on": "chat.postMessage"})
    assert fault["fault"]["status"] == 503
    assert (await page.ask("nonsense"))[0]["error"] == "unknown_control"


async def test_the_page_is_served(slack: LocalSlack) -> None:
    """GET / answers, whether the page's files are there or not."""
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/") as answer:
        assert answer.status == 200
