"""Before Slack has its acknowledgement, nothing is asked of it but to open a form: a slow Slack holds up nobody."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any

import pytest
from typing_extensions import override

from bot.wiring import Tuning
from handlers.slack.poster import SlackPoster
from storage.engine import Database
from tests.pricing import HOURS
from tests.stories.stage import SOON, UNPACED, Stage, staged
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.kernel.posts import Outgoing, Place, Verdict

DELIVERED = frozenset({"slash_commands", "interactive"})


class Relayed:
    """Holds back what the relay sends, so that what Slack is asked meanwhile was asked by whoever answers."""

    def __init__(self, stage: Stage, may_leave: asyncio.Event) -> None:
        self.stage = stage
        self._may_leave = may_leave

    async def asked_before(self, act: Awaitable[Any]) -> list[str]:
        """Let a person act, and return what Slack was asked until it had its acknowledgement."""
        self._may_leave.clear()
        start = len(self.stage.slack.wire)
        await act
        self._may_leave.set()
        return before_acknowledging(self.stage.slack.wire[start:])


def before_acknowledging(wire: Sequence[dict[str, Any]]) -> list[str]:
    """Return the names of the calls between deliveries and their acknowledgements."""
    found: list[str] = []
    deliveries, waiting = 0, False
    for entry in wire:
        if entry["direction"] == "out" and entry["what"] in DELIVERED:
            deliveries, waiting = deliveries + 1, True
        elif entry["what"] in {"ack", "answer"}:
            waiting = False
        elif waiting and entry["what"] == "call":
            found.append(entry["name"])
    assert deliveries, "Nothing was delivered."
    return found


@pytest.fixture(params=["socket", "http"])
async def relayed(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Relayed]:
    """Return a stage whose relay can be held back."""
    may_leave = asyncio.Event()
    may_leave.set()

    class Held(SlackPoster):
        @override
        async def deliver(self, outgoing: Outgoing) -> Verdict:
            await may_leave.wait()
            return await super().deliver(outgoing)

        @override
        async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
            await may_leave.wait()
            return await super().copies(outgoing, since_epoch_seconds=since_epoch_seconds)

    tuning = Tuning(paces=UNPACED, relay=SOON, poster=Held)
    async with staged(database, door=request.param, tuning=tuning) as stage:
        yield Relayed(stage, may_leave)


async def test_a_command_in_words_asks_nothing(relayed: Relayed) -> None:
    """What is answered in words comes from SQL alone."""
    assert await relayed.asked_before(relayed.stage.told("ada", "/engagement list")) == []


async def test_a_command_that_opens_a_form_opens_it(relayed: Relayed) -> None:
    """A trigger lives three seconds, so its form opens at once; nothing else is asked."""
    assert await relayed.asked_before(relayed.stage.open("ada", "/engagement new")) == ["views.open"]


async def test_a_form_asks_nothing(relayed: Relayed) -> None:
    """What is saved is committed and acknowledged; the posts about it follow."""
    stage = relayed.stage
    modal = await stage.open("ada", "/engagement new", title="New engagement")
    modal.fill({"Customer": "Acme Mills", "Process": "Services engagement", "What is it about?": "New portal"})

    assert await relayed.asked_before(modal.submit()) == []
    assert await stage.channels["acme"].message_with("New portal")


async def test_a_button_asks_nothing(relayed: Relayed) -> None:
    """A decision is committed and acknowledged; every copy of its card follows."""
    stage = relayed.stage
    key = stage.ahead("ada", "services-engagement", "New portal", ("ada", "scoped", {}))
    ada = stage.identity("ada")
    stage.act(
        SaveEstimate(actor=ada, request_key="save", key=key, revision=0, rate_card="2026-1", values=HOURS),
    )
    stage.act(SendEstimate(actor=ada, request_key="send", key=key))
    card = await stage.card("approvals", key, button="Approve")

    assert await relayed.asked_before(card.click("Approve", by=stage["pria"])) == []
    assert await stage.card("approvals", key, "Approved")


def test_a_call_too_early_would_be_noticed() -> None:
    """The control: a post between a delivery and its acknowledgement is found, one after it is not."""
    wire = [
        {"direction": "out", "what": "interactive", "name": "view_submission"},
        {"direction": "in", "what": "call", "name": "chat.postMessage"},
        {"direction": "in", "what": "answer", "name": "view_submission"},
        {"direction": "in", "what": "call", "name": "chat.update"},
    ]
    assert before_acknowledging(wire) == ["chat.postMessage"]
