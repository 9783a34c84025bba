"""The same driver on a Slack in another process, and what that process keeps."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck

from playground.driver import LocalSlack
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from tests.playground.apps import Client, actions, app_for, button, client_of, modal, on_sockets, text_input


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[Json]:
    """Run the local Slack as its own process and give what it printed."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground.slack", "--port", "0", *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    try:
        yield json.loads(await started.stdout.readline())
    finally:
        started.send_signal(signal.SIGTERM)
        assert await started.wait() == 0


async def test_the_driver_works_from_outside() -> None:
    """People, commands, modals, clicks, waits, faults and time, all over HTTP."""
    async with process() as addresses, await LocalSlack.connect(addresses["url"]) as slack:
        alice, bob = slack.person("alice"), slack.person("bob", email="bob@example.org")
        deals = slack.channel("deals", members=[alice, bob])
        app = app_for(slack)

        @app.command("/open")
        async def command(ack: AsyncAck, body: Json, client: Client) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input()))
            await ack("Opened")

        @app.view("form")
        async def submitted(ack: AsyncAck, view: Json, client: Client) -> None:
            await ack()
            text = view["state"]["values"]["title"]["value"]["value"]
            await client.chat_postMessage(channel=deals.id, text=text, blocks=[actions(button())])

        @app.action("press")
        async def press(ack: AsyncAck, body: Json, client: Client) -> None:
            await ack()
            where = body["container"]
            await client.chat_update(channel=where["channel_id"], ts=where["message_ts"], text="Pressed")

        async with on_sockets(slack, app):
            reply = await alice.command("/open", channel=deals)
            assert reply.text == "Opened"
            assert (await alice.modal().fill({"Title": "Deal"}).submit()).closed
            card = await deals.message_with("Press")
            await card.click("Press", by=bob)
            await slack.until(lambda: card.now.text == "Pressed")
            assert (await client_of(slack).users_lookupByEmail(email="bob@example.org"))["user"]["id"] == bob.id


async def test_faults_time_and_mistakes_work_from_outside() -> None:
    """What control refuses is the same error as in one process."""
    async with process() as addresses, await LocalSlack.connect(addresses["url"]) as slack:
        await slack.fault("error", "auth.test", error="internal_error")
        with pytest.raises(Exception, match="internal_error"):
            await client_of(slack).auth_test()
        with pytest.raises(SlackError, match="unknown_control"):
            await slack.control("explode")
        await slack.advance(10)
        with pytest.raises(TypeError):
            _ = slack.slack


async def test_what_was_said_is_kept_in_a_file(tmp_path: Path) -> None:
    """Stopped and started again with --data, people, channels and messages are there."""
    kept = str(tmp_path / "slack.json")
    async with process("--data", kept) as addresses, await LocalSlack.connect(addresses["url"]) as slack:
        said = await slack.person("alice").post("Remember me")
        await client_of(slack).views_publish(user_id=slack.person("alice").id, view={"type": "home", "blocks": []})
    async with process("--data", kept) as addresses, await LocalSlack.connect(addresses["url"]) as slack:
        assert [one.text for one in slack.channel("general").messages] == ["Remember me"]
        assert slack.person("alice").home().blocks == []
        later = await slack.person("alice").post("Again")
        assert later.ts > said.ts


async def test_only_this_machines_page_may_control(slack: LocalSlack) -> None:
    """Another web page in the same browser is refused, by its origin and by a name that was turned to us."""
    async with aiohttp.ClientSession() as session:
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            async with session.get(f"{slack.url}/_control/state", headers=headers) as answer:
                assert answer.status == 403
        async with session.get(f"{slack.url}/_control/state", headers={"Origin": slack.url}) as answer:
            assert (await answer.json())["ok"]
        async with session.post(f"{slack.url}/_control/person", json={}) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "bad_arguments")
