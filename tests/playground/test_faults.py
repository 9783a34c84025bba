"""Each fault that a test can ask for happens as it says, once, and can be seen to have happened or not."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground.driver import LocalSlack
from playground.slack.shapes import Json
from tests.playground.apps import client_of, raw_socket


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def post(slack: LocalSlack, session: aiohttp.ClientSession, text: str, seconds: float = 5) -> tuple[int, Json]:
    """One chat.postMessage with nothing between us and the wire."""
    async with session.post(
        f"{slack.api_url}chat.postMessage",
        json={"channel": "general", "text": text},
        headers={"Authorization": f"Bearer {slack.bot_token}"},
        timeout=aiohttp.ClientTimeout(total=seconds),
    ) as answer:
        return answer.status, await answer.json()


def texts(slack: LocalSlack) -> list[str]:
    return [one.text for one in slack.channel("general").messages]


async def test_without_a_fault_all_is_well(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """The control of all tests below."""
    status, answer = await post(slack, session, "x")
    assert (status, answer["ok"], texts(slack)) == (200, True, ["x"])


@pytest.mark.parametrize("status", [500, 503])
async def test_refuse_accepts_nothing(slack: LocalSlack, session: aiohttp.ClientSession, status: int) -> None:
    """The answer is a server error and no message is there; the next call goes well."""
    await slack.fault("refuse", "chat.postMessage", status=status)
    assert (await post(slack, session, "lost"))[0] == status
    assert (await post(slack, session, "kept"))[0] == HTTPStatus.OK
    assert texts(slack) == ["kept"]


async def test_a_lost_answer_leaves_the_message(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """Reset, hang or 500 after accepting: the caller knows nothing and the message is there."""
    await slack.fault("lose", "chat.postMessage", how="reset")
    with pytest.raises(aiohttp.ClientError):
        await post(slack, session, "reset")
    await slack.fault("lose", "chat.postMessage", how="hang")
    with pytest.raises(TimeoutError):
        await post(slack, session, "hang", seconds=0.1)
    await slack.fault("lose", "chat.postMessage", how="status", status=500)
    assert (await post(slack, session, "status"))[0] == HTTPStatus.INTERNAL_SERVER_ERROR
    assert texts(slack) == ["reset", "hang", "status"]


async def test_a_storm_of_429_says_when_to_come_back(slack: LocalSlack) -> None:
    """Three calls are turned away with Retry-After, then the storm is over."""
    await slack.fault("ratelimit", "chat.postMessage", times=3, retry_after=7)
    client = client_of(slack)
    for _ in range(3):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="general", text="x")
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
        assert caught.value.response["error"] == "ratelimited"
    await client.chat_postMessage(channel="general", text="through")
    assert texts(slack) == ["through"]


async def test_slow_is_accepted_at_once_and_answered_later(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """The message is there before the answer."""
    await slack.fault("slow", "chat.postMessage", seconds=30)
    asked = asyncio.ensure_future(post(slack, session, "slow"))
    await slack.until(lambda: texts(slack) == ["slow"])
    assert not asked.done()
    await slack.advance(30)
    assert (await asked)[0] == HTTPStatus.OK


async def test_late_arrives_after_the_caller_has_gone(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """Nothing is there when the caller gives up, and the message comes nevertheless."""
    await slack.fault("late", "chat.postMessage", seconds=30, how="wait")
    with pytest.raises(TimeoutError):
        await post(slack, session, "waited", seconds=0.1)
    await slack.fault("late", "chat.postMessage", seconds=30, how="reset")
    with pytest.raises(aiohttp.ClientError):
        await post(slack, session, "cut")
    assert texts(slack) == []
    await slack.advance(31)
    await slack.until(lambda: texts(slack) == ["waited", "cut"])


async def test_an_error_is_slacks_own(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """Any error code, with nothing accepted."""
    await slack.fault("error", "chat.postMessage", error="fatal_error")
    assert (await post(slack, session, "x"))[1] == {"ok": False, "error": "fatal_error"}
    assert texts(slack) == []


async def test_a_fault_can_be_aimed(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """At one channel, at one method, at the third call, for a number of times, and taken back."""
    await slack.limits(on=False)
    other = slack.channel("other").id
    await slack.fault("refuse", "chat.postMessage", channel=other)
    await slack.fault("refuse", "chat.update")
    await slack.fault("refuse", "chat.postMessage", channel="general", skip=2, times=2)
    found = [(await post(slack, session, str(at)))[0] for at in range(6)]
    assert found == [200, 200, 503, 503, 200, 200]
    assert [(one["kind"], one["on"]) for one in (await slack.control("faults"))["faults"]] == [
        ("refuse", "chat.postMessage"),
        ("refuse", "chat.update"),
    ]
    await slack.control("clear_faults")
    await client_of(slack).chat_postMessage(channel=other, text="x")


async def test_chances_can_be_repeated(slack: LocalSlack, session: aiohttp.ClientSession) -> None:
    """The same seed throws the same dice, and some calls fail and some do not."""
    await slack.limits(on=False)
    runs = []
    for _ in range(2):
        await slack.control("clear_faults", seed=7)
        await slack.fault("refuse", "chat.postMessage", chance=0.3, times=None)
        runs.append([(await post(slack, session, "x"))[0] for _ in range(30)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


async def test_an_unknown_fault_is_refused(slack: LocalSlack) -> None:
    """A typing error does not pass as a fault that never happens."""
    with pytest.raises(ValueError, match="There is no fault 'loose'"):
        await slack.fault("loose", "chat.postMessage")


async def test_a_delivery_comes_twice(slack: LocalSlack) -> None:
    """The same payload in two envelopes, to whichever socket."""
    alice = slack.person("alice")

    async def acknowledge(_envelope: Json) -> None:
        return None

    async with raw_socket(slack, acknowledge) as frames:
        await slack.fault("twice", "slash_commands")
        assert (await alice.command("/once")).ok
        await alice.command("/again")
    assert frames[1]["payload"] == frames[2]["payload"]
    assert [one["payload"]["command"] for one in frames[1:]] == ["/once", "/once", "/again"]


async def test_a_delivery_comes_late_or_never(slack: LocalSlack) -> None:
    """Late is seen after its time; never is a failure that the person sees."""
    alice = slack.person("alice")

    async def acknowledge(_envelope: Json) -> None:
        return None

    async with raw_socket(slack, acknowledge) as frames:
        await slack.fault("delay", "events_api", seconds=10)
        await alice.post("Hello")
        await slack.until(lambda: any(one["what"] == "fault" for one in slack.wire))
        assert len(frames) == 1
        await slack.advance(10)
        await slack.until(lambda: len(frames) == 2)
        await slack.fault("drop", "slash_commands")
        async with slack.meanwhile(alice.command("/gone")) as asked:
            await slack.advance(2.9)
            assert not asked.done()
            await slack.advance(0.2)
        assert asked.result().error == "operation_timeout"
    assert len(frames) == 2
