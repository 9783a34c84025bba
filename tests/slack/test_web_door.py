"""The HTTP door: only what Slack signed comes in, nothing breaks it, and those who run the bot see how it is."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.bodies import LARGEST_BYTES
from bot.signatures import OLDEST_SECONDS, Signatures
from tests.slack import wire
from tests.slack.alone import Alone, open_alone

COMMAND = wire.form_of(wire.command(text="done"))


@pytest.fixture
async def door() -> AsyncIterator[Alone]:
    """The door alone."""
    async with open_alone() as opened:
        yield opened


async def test_a_signed_request_is_answered(door: Alone) -> None:
    """What Slack signed reaches the core and is answered as JSON."""
    status, answer = await door.post(COMMAND)

    assert status == 200
    assert '"response_type":"ephemeral"' in answer
    assert len(door.script.carried_out) == 1


async def test_the_same_request_again_has_the_same_key(door: Alone) -> None:
    """S2: a request that is replayed within its five minutes is, to the core, the first one again."""
    headers = wire.signed(COMMAND)
    for _ in range(3):
        assert (await door.post(COMMAND, headers))[0] == 200

    assert len({request.request_key for request in door.script.requests}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=" + "é" * 64},
        {"X-Slack-Signature": "v1=" + "0" * 64},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "٣" * 10},
        {"X-Slack-Request-Timestamp": " 17"},
    ],
)
async def test_a_forged_request_is_refused(door: Alone, change: dict[str, str]) -> None:
    """S1: a signature or a time that is not Slack's is refused, whatever stands in the headers."""
    status, answer = await door.post(COMMAND, {**wire.signed(COMMAND), **change})

    assert (status, answer) == (401, "")
    assert door.script.requests == []


async def test_unsigned_tampered_old_and_foreign_requests_are_refused(door: Alone) -> None:
    """S1: without a signature, with another body, six minutes old or ahead, or signed with another secret."""
    now = time.time()  # noqa: TID251 - requests are signed at their real time.
    refused = [
        ({"Content-Type": wire.FORM}, COMMAND),
        (wire.signed(COMMAND), COMMAND + b"&text=other"),
        (wire.signed(COMMAND, at=now - OLDEST_SECONDS - 60), COMMAND),
        (wire.signed(COMMAND, at=now + OLDEST_SECONDS + 60), COMMAND),
        (wire.signed(COMMAND, secret="x" * 32), COMMAND),
    ]
    for headers, body in refused:
        assert (await door.post(body, headers))[0] == 401
    assert door.script.requests == []


async def test_nothing_of_an_unsigned_body_is_looked_at(door: Alone) -> None:
    """A body that would not even decode is refused for its signature."""
    assert (await door.post(b"\xff\xfe payload=%", {"Content-Type": wire.FORM}))[0] == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", wire.FORM),
        (b"", "application/json"),
        (b"\xff\xfe", wire.FORM),
        (b"payload=", wire.FORM),
        (b"payload=%7B", wire.FORM),
        (b"payload=%5B%5D", wire.FORM),
        (b"payload=%FF%FE", wire.FORM),
        (b"a=1" * 5, wire.FORM),
        (b"&".join(b"f%d=1" % number for number in range(500)), wire.FORM),
        (b"[" * 100_000, "application/json"),
        (b'{"type":NaN}', "application/json"),
        (b"{}", "text/plain"),
        (b"{}", "multipart/form-data; boundary=x"),
        (b"{}", ""),
        (b'{"type":"event_callback"}', "application/json"),
    ],
)
async def test_signed_junk_is_a_bad_request(door: Alone, body: bytes, content_type: str) -> None:
    """What is none of Slack's payloads is answered with 400, also when it is signed; never with a 500."""
    assert (await door.post(body, wire.signed(body, content_type=content_type)))[0] == 400
    assert door.script.requests == []


async def test_a_body_that_is_too_large_is_refused(door: Alone) -> None:
    """More than Slack ever sends is not read to its end."""
    body = b"payload=" + b"x" * LARGEST_BYTES
    assert (await door.post(body, wire.signed(body)))[0] == 413


async def test_what_we_never_asked_for_is_taken(door: Alone) -> None:
    """Kinds of payloads that are not ours are acknowledged, so that nobody sees an error for them."""
    body = wire.form_of(wire.interaction("view_closed", view={"callback_id": "x"}))
    assert (await door.post(body))[0] == 200


async def test_slack_can_try_the_address_out(door: Alone) -> None:
    """Slack sends a challenge before it accepts an address; the answer is the challenge."""
    body = b'{"token":"x","challenge":"abc123","type":"url_verification"}'
    status, answer = await door.post(body, wire.signed(body, content_type="application/json"))

    assert (status, "abc123" in answer) == (200, True)


async def test_a_foreign_click_is_refused_in_words(door: Alone) -> None:
    """S5, S6: somebody of another workspace is told so, and nothing of theirs reaches the core."""
    status, answer = await door.post(wire.form_of(wire.command(team_id="T0THEIRS")))

    assert status == 200
    assert "works for the people of its own workspace only" in answer
    assert door.script.requests == []


async def test_other_methods_and_addresses_lead_nowhere(door: Alone) -> None:
    """There is one address for Slack and three for those who run the bot; nothing else, and no debug route."""
    assert (await door.get("/slack/events"))[0] == 405
    assert (await door.get("/"))[0] == 404
    async with door.session.put(door.base + "/healthz") as answer:
        assert answer.status == 405


async def test_those_who_run_the_bot_see_how_it_is(door: Alone) -> None:
    """Alive, ready (or what is missing, in words), and counted."""
    await door.post(COMMAND)

    assert await door.get("/healthz") == (200, "alive\n")
    assert (await door.get("/readyz"))[0] == 200
    door.missing = ("The database does not answer.",)
    status, told = await door.get("/readyz")
    assert (status, "The database does not answer." in told) == (503, True)
    _, counted = await door.get("/metrics")
    assert 'csops_deliveries_total{door="http",kind="command",status="200"} 1.0' in counted


async def test_bytes_that_are_no_http_do_not_stop_the_door(door: Alone) -> None:
    """Somebody who speaks no HTTP gets a 400 or nothing, and the next request is answered."""
    host, port = door.base.removeprefix("http://").split(":")
    for junk in (
        b"\x16\x03\x01\x02\x00",
        b"POST / HTTP/9.9\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(junk)
        writer.write_eof()
        answer = await reader.read()
        assert b" 500 " not in answer.partition(b"\r\n")[0]
        writer.close()
    assert (await door.post(COMMAND))[0] == 200


def test_a_door_without_a_secret_is_not_built() -> None:
    """S4: an empty secret would let everybody in."""
    with pytest.raises(ValueError, match="secret"):
        Signatures("", now=lambda: 0.0)
