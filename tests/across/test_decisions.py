"""A ROM that is asked for on one platform and decided on the other, with every copy of its cards changed."""

import asyncio
from functools import partial

import pytest

from storage import tables
from storage.engine import Database, open_database
from tests.across.stage import Message, Plan, staged

TITLE = "New portal"
ROUNDS = 8


async def test_a_rom_asked_for_on_slack_is_approved_in_teams(database: Database) -> None:
    """Ada sends it on Slack; the directors' channel is in Teams, where Pria approves; both cards say so."""
    async with staged(database, Plan(places=("approvals",), told=("pria", "dora"))) as stage:
        key = stage.ahead("ada", TITLE)
        await stage.tell("ada", "slack", f"/rom {key} send")
        asked = await stage.card("approvals", key, "please decide", button="Approve")
        assert "17,700.00 EUR" in asked.words

        await stage.press("pria", "approvals", key, button="Approve")

        await stage.until(lambda: not asked.now.buttons, what="the card in Teams without its buttons")
        assert "Pria Nair" in asked.now.words
        assert "Approved" in asked.now.words
        await stage.card("acme", key, "Step 6", "Approve, by Pria Nair")
        (approval,) = stage.rows(tables.approval)
        assert (approval["state"], approval["decided_by"]) == ("approved", "pria")
        assert stage.history_is_whole()


async def test_a_rom_asked_for_in_teams_is_declined_on_slack(database: Database) -> None:
    """The other way round: the customer's channel is in Teams, the directors are on Slack."""
    async with staged(database, Plan(places=("acme", "sales"), told=("ada",))) as stage:
        key = stage.ahead("ada", TITLE)
        await stage.tell("ada", "teams", f"/rom {key} send")
        asked = await stage.card("approvals", key, "please decide", button="Decline")

        await stage.press("dora", "approvals", key, button="Decline")
        await stage.fill("dora", "slack", {"Reason": "No engineers before May."})

        await stage.card("acme", key, "Declined")
        await stage.until(lambda: not asked.now.buttons, what="the card on Slack without its buttons")
        assert stage.step_of(key) == "end:declined"
        assert stage.history_is_whole()


async def test_whoever_is_second_hears_the_truth_on_the_other_platform(database: Database) -> None:
    """Pria decides in Teams; Dora, who has the same decision on her list on Slack, is told that it was made."""
    async with staged(database, Plan(places=("approvals",))) as stage:
        key = stage.ahead("ada", TITLE)
        await stage.tell("ada", "slack", f"/rom {key} send")
        assert key in await stage.tell("dora", "slack", "/approvals")
        await stage.press("pria", "approvals", key, button="Approve")
        await stage.until(lambda: stage.rows(tables.approval)[0]["state"] == "approved", what="the decision")

        assert key not in await stage.tell("dora", "slack", "/approvals")
        assert "Approved" in await stage.tell("dora", "slack", f"/approvals show {key}")


@pytest.mark.postgres
async def test_both_clicks_at_once_give_one_decision(postgres_url: str) -> None:
    """Pria presses in Teams and Dora on Slack in the same moment, again and again: one is carried out each time."""
    database = open_database(postgres_url)
    async with staged(database, Plan(places=("approvals",))) as stage:
        for number in range(1, ROUNDS + 1):
            key = stage.ahead("ada", f"{TITLE} {number}")
            await stage.tell("ada", "slack", f"/rom {key} send")
            in_teams = await stage.card("approvals", key, "please decide", button="Approve")
            reply = await stage.on_slack("dora").command(
                "/approvals", f"show {key}", channel=stage.slack.channel("acme")
            )
            assert reply.message is not None
            on_slack = reply.message
            answers = await asyncio.gather(
                in_teams.click("Approve", by=stage.in_teams("pria")),  # type: ignore[arg-type]  # It stands in Teams.
                on_slack.click("Approve", by=stage.on_slack("dora")),
            )
            assert not any(answer.get("failure") for answer in answers), answers
            await stage.until(partial(is_decided, in_teams), what="the card without its buttons")
        decided = [row for row in stage.rows(tables.history) if row["action"] == "decided"]
        assert len(decided) == ROUNDS
        assert {row["state"] for row in stage.rows(tables.approval)} == {"approved"}
        assert len(stage.rows(tables.vote)) == ROUNDS
        assert stage.history_is_whole()
    database.close()


def is_decided(card: Message) -> bool:
    """Return whether a card has no buttons any more."""
    return not card.now.buttons
