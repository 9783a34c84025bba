"""A ROM that is asked for on one platform and decided on the other, with every copy of its cards changed."""

from storage import tables
from storage.engine import Database
from tests.across.stage import Plan, staged

TITLE = "New portal"


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
