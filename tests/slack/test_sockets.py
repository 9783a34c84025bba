"""The Socket Mode door: connections come and go, and what comes over them is looked at as closely as over HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.bodies import LARGEST_BYTES
from playground.driver import LocalSlack
from playground.driver.people import Person
from tests.slack import wire
from tests.slack.edge import Edge, open_edge


@pytest.fixture
async def edge(slack: LocalSlack) -> AsyncIterator[Edge]:
    """Our edge over one socket."""
    async with open_edge(slack, "sockets") as opened:
        yield opened


async def test_nothing_is_lost_while_a_socket_is_made_anew(slack: LocalSlack, ann: Person) -> None:
    """Slack closes each socket every few hours; while it is opened again the other one takes what people do."""
    async with open_edge(slack, "sockets", sockets=2):
        for number in (1, 2):
            await slack.control("disconnect", reason="refresh_requested", number=number)
            reply = await ann.command("/engagement", "done")
            assert reply.ok, reply.failure
            await slack.until(lambda: opened_so_far(slack) == 2 + number)  # noqa: B023 - awaited in its round.


async def test_two_sockets_share_what_comes(slack: LocalSlack, ann: Person) -> None:
    """Each delivery comes over one of several sockets, and is answered once."""
    async with open_edge(slack, "sockets", sockets=2) as edge:
        for _ in range(4):
            assert (await ann.command("/engagement", "done")).ok
        assert len(edge.script.carried_out) == 4
        assert len({request.request_key for request in edge.script.requests}) == 4


async def test_a_delivery_that_comes_twice_is_one_request(edge: Edge, ann: Person) -> None:
    """S2: an envelope that Slack repeats has the key of the first, so the core answers it the same."""
    await edge.slack.fault("twice", "slash_commands")
    await ann.command("/engagement", "done")
    await edge.slack.until(lambda: len(edge.script.requests) == 2)

    assert len({request.request_key for request in edge.script.requests}) == 1


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission"},
        {"type": "block_actions", "actions": []},
        {**wire.press(), "user": 5},
        {"command": "/x"},
        {"type": 5},
    ],
)
async def test_envelopes_of_another_shape_are_not_acknowledged(
    edge: Edge, ann: Person, payload: dict[str, Any]
) -> None:
    """What is none of Slack's payloads is dropped with a line in the log, and the socket goes on."""
    with capture_logs() as log:
        await edge.sockets.each[0].enqueue_message(envelope(payload))
        assert (await ann.command("/engagement", "done")).ok
        await edge.slack.until(lambda: edge.counted("unreadable", 400) == 1)
    assert [line["event"] for line in log if line["log_level"] == "warning"] == ["slack_delivery_unreadable"]
    assert len(edge.script.requests) == 1


async def test_envelopes_that_are_too_large_or_no_json_are_dropped(edge: Edge, ann: Person) -> None:
    """More than Slack ever sends is dropped before it is read; junk does not stop the socket."""
    with capture_logs() as log:
        await edge.sockets.each[0].enqueue_message("{" + " " * LARGEST_BYTES + "}")
    assert [line["event"] for line in log] == ["slack_envelope_too_large"]
    for junk in ("", "null", "[]", "{", '{"type":NaN}', '{"a":' * 20_000):
        await edge.sockets.each[0].enqueue_message(junk)
    assert (await ann.command("/engagement", "done")).ok


def envelope(payload: dict[str, Any]) -> str:
    """An envelope as it comes over the socket."""
    return json.dumps(
        {"type": "interactive", "envelope_id": "e1", "accepts_response_payload": False, "payload": payload}
    )


def opened_so_far(slack: LocalSlack) -> int:
    """Return how many sockets were ever opened."""
    return sum((entry["what"], entry["name"]) == ("socket", "open") for entry in slack.wire)
