"""How envelopes and requests reach an app: one socket each, in time, signed, repeated like Slack."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from slack_bolt.async_app import AsyncAck
from slack_sdk.signature import SignatureVerifier

from playground.driver import LocalSlack
from playground.slack.shapes import Json
from tests.playground.apps import app_for, client_of, on_http, on_sockets, raw_socket


def answered(slack: LocalSlack) -> list[Json]:
    """The outcomes of deliveries so far."""
    return [one for one in slack.wire if one["what"] == "answer"]


async def nothing(_envelope: Json) -> None:
    return None


async def test_two_sockets_share_deliveries(slack: LocalSlack) -> None:
    """Every envelope goes to exactly one, and both get some."""
    alice = slack.person("alice")
    apps = [app_for(slack), app_for(slack)]
    counts = [0, 0]

    def count(at: int) -> Callable[[AsyncAck], Awaitable[None]]:
        async def listener(ack: AsyncAck) -> None:
            counts[at] += 1
            await ack()

        return listener

    for at, app in enumerate(apps):
        app.command("/count")(count(at))
    async with on_sockets(slack, *apps):
        for _ in range(10):
            assert (await alice.command("/count")).ok
    assert sum(counts) == 10
    assert min(counts) > 0


async def test_a_late_acknowledgement_is_a_failure_that_the_person_sees(slack: LocalSlack) -> None:
    """After three seconds Slack says so, whatever the app does later."""
    alice = slack.person("alice")
    go_on = asyncio.Event()

    async def late(_envelope: Json) -> None:
        await go_on.wait()

    async with raw_socket(slack, late) as frames:
        asked = asyncio.ensure_future(alice.command("/slow"))
        await slack.until(lambda: any(one["what"] == "slash_commands" for one in slack.wire))
        await slack.advance(3.1)
        reply = await asked
        go_on.set()
        await slack.until(lambda: any(one["name"] == "late" for one in slack.wire))
    assert reply.error == "operation_timeout"
    assert alice.ephemerals[-1].text == '`/slow` failed with the error "operation_timeout"'
    assert frames[0]["type"] == "hello"


async def test_with_nobody_connected_a_command_fails_at_once(slack: LocalSlack) -> None:
    """dispatch_failed, as the person sees it."""
    reply = await slack.person("alice").command("/alone")
    assert (reply.ok, reply.error) == (False, "dispatch_failed")


async def test_a_refresh_moves_the_app_to_a_new_socket(slack: LocalSlack) -> None:
    """A socket that was asked to leave gets nothing more; Bolt comes back by itself."""
    alice = slack.person("alice")
    app = app_for(slack)

    @app.command("/hello")
    async def command(ack: AsyncAck) -> None:
        await ack("Hello")

    async with on_sockets(slack, app):
        first = slack.slack.delivery.sockets.open[0].number
        assert (await slack.control("disconnect", reason="refresh_requested"))["sockets"] == 1
        await slack.until(lambda: [one for one in slack.slack.delivery.sockets.open if one.number > first], seconds=10)
        assert (await alice.command("/hello")).text == "Hello"


async def test_a_dropped_socket_loses_what_it_owed(slack: LocalSlack) -> None:
    """The person sees a failure at once, not after three seconds."""
    alice = slack.person("alice")

    async def never(_envelope: Json) -> None:
        await asyncio.Event().wait()

    async with raw_socket(slack, never):
        asked = asyncio.ensure_future(alice.command("/gone"))
        await slack.until(lambda: any(one["what"] == "slash_commands" for one in slack.wire))
        assert (await slack.control("drop_sockets"))["sockets"] == 1
        assert (await asked).error == "dispatch_failed"
    assert slack.link.mirror.sockets == 0


async def test_an_address_opens_one_socket_once_and_ten_at_most(slack: LocalSlack) -> None:
    """A used ticket is refused; the eleventh connection is told that there are too many."""
    client = client_of(slack, slack.app_token)
    async with aiohttp.ClientSession() as session:
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        opened = [await session.ws_connect(url)]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        for _ in range(10):
            url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
            opened.append(await session.ws_connect(url))
        said = [(await ws.receive_json())["type"] for ws in opened]
        assert said == ["hello"] * 10 + ["disconnect"]
        for ws in opened:
            await ws.close()


async def test_pings_are_answered(slack: LocalSlack) -> None:
    """The connection is alive both ways."""
    url = (await client_of(slack).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as ws:
        await ws.receive_json()
        await slack.control("ping")
        assert (await ws.receive()).type is WSMsgType.PING
        await ws.ping(b"sdk-ping-pong:1.5")
        answer = await ws.receive()
        assert (answer.type, bytes(answer.data)) == (WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_events_are_repeated_until_one_is_acknowledged(slack: LocalSlack) -> None:
    """At once, after a minute, after five: the same event_id, with the number and reason of the repeat."""
    alice = slack.person("alice")
    go_on = asyncio.Event()

    async def third_time(envelope: Json) -> None:
        if envelope["retry_attempt"] < 2:
            await go_on.wait()

    async with raw_socket(slack, third_time) as frames:
        await alice.post("Hello")
        await slack.until(lambda: len(frames) == 2)
        await slack.advance(3.1)
        await slack.until(lambda: len(frames) == 3)
        await slack.advance(3.1)
        await slack.until(lambda: len(answered(slack)) == 2)
        await slack.advance(60)
        await slack.until(lambda: len(frames) == 4)
        go_on.set()
    events = frames[1:]
    assert [one["retry_attempt"] for one in events] == [0, 1, 2]
    assert [one["retry_reason"] for one in events] == ["", "timeout", "timeout"]
    assert len({one["payload"]["event_id"] for one in events}) == 1
    assert len({one["envelope_id"] for one in events}) == 3


class Address:
    """An address that keeps requests and answers with what is next."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.no_retry = False

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        headers = {"X-Slack-No-Retry": "1"} if self.no_retry else {}
        return web.Response(status=self.answers.pop(0) if self.answers else 200, headers=headers)


async def served(address: Address) -> tuple[web.AppRunner, str]:
    app = web.Application()
    app.router.add_post("/", address.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/"


async def test_http_requests_are_signed_and_repeated(slack: LocalSlack) -> None:
    """A true v0 signature over the raw body; a failed event comes again with its number and reason."""
    address = Address(500, 200)
    runner, url = await served(address)
    await slack.control("settings", events_url=url, commands_url=url)
    alice = slack.person("alice")
    await alice.post("Hello")
    await slack.until(lambda: len(address.requests) == 2)
    await alice.command("/hello", "x=1&y")
    await runner.cleanup()
    verifier = SignatureVerifier(slack.signing_secret)
    for headers, body in address.requests:
        assert verifier.is_valid_request(body, headers)
    first, second, command = address.requests
    assert "X-Slack-Retry-Num" not in first[0]
    assert (second[0]["X-Slack-Retry-Num"], second[0]["X-Slack-Retry-Reason"]) == ("1", "http_error")
    assert first[1] == second[1]
    assert b"command=%2Fhello" in command[1]
    assert b"text=x%3D1%26y" in command[1]


async def test_an_event_is_not_repeated_when_the_app_says_so(slack: LocalSlack) -> None:
    """X-Slack-No-Retry ends it."""
    address = Address(500, 500)
    address.no_retry = True
    runner, url = await served(address)
    await slack.control("settings", events_url=url)
    await slack.person("alice").post("Hello")
    await slack.until(lambda: any(one["body"].get("given_up") for one in slack.wire))
    await runner.cleanup()
    assert len(address.requests) == 1


async def test_a_refusal_over_http_is_a_failure_that_the_person_sees(slack: LocalSlack) -> None:
    """The app's 500 is Slack's http_service_error, its 404 an http_client_error."""
    address = Address(500, 404)
    runner, url = await served(address)
    await slack.control("settings", commands_url=url)
    alice = slack.person("alice")
    assert (await alice.command("/x")).error == "http_service_error"
    assert (await alice.command("/x")).error == "http_client_error"
    await runner.cleanup()
    assert (await alice.command("/x")).error == "dispatch_failed"


async def test_forged_and_stale_requests_are_refused_by_bolt(slack: LocalSlack) -> None:
    """The app's guard is tried with a wrong signature and with one that is six minutes old."""
    alice = slack.person("alice")
    app = app_for(slack)
    ran: list[str] = []

    @app.command("/x")
    async def listener(ack: AsyncAck) -> None:
        ran.append("x")
        await ack()

    async with on_http(slack, app) as url:
        for kind in ("forged", "stale"):
            await slack.fault(kind, "slash_commands")
            assert (await alice.command("/x")).error == "http_client_error"
        assert (await alice.command("/x")).ok
        assert (await slack.control("verify_url", url=url))["verified"]
    assert ran == ["x"]


async def test_a_file_is_told_of(slack: LocalSlack) -> None:
    """file_shared and a message with the file."""
    alice = slack.person("alice")
    async with raw_socket(slack, nothing) as frames:
        file = await alice.upload("a.txt", b"text")
        await alice.post("Here", files=[file])
        await slack.until(lambda: len(frames) == 3)
    events = {one["payload"]["event"]["type"]: one["payload"]["event"] for one in frames[1:]}
    assert events["file_shared"]["file_id"] == file["id"]
    assert events["message"]["files"][0]["name"] == "a.txt"


async def test_an_app_without_events_hears_none(slack: LocalSlack) -> None:
    """A channel that the app is not in is silent."""
    alice = slack.person("alice")
    slack.channel("quiet", members=[alice], bot=False)
    async with raw_socket(slack, nothing) as frames:
        await alice.post("Between us", channel="quiet")
        await alice.post("For all")
        await slack.until(lambda: len(frames) > 1)
    assert [one["payload"]["event"]["text"] for one in frames[1:]] == ["For all"]
