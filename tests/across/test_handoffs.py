"""Work that is handed from a channel of one platform to a channel of the other, and a customer on the other side."""

from storage.engine import Database
from tests.across.stage import Across, Plan, staged

TITLE = "New portal"


async def hand_on(stage: Across, key: str, who: str, place: str, step: str, outcome: str) -> None:
    """Let a person accept a step where it was offered and say its outcome there."""
    offered = await stage.press(who, place, key, f"step {step} ", button="Accept")
    await stage.until(lambda: "Accept" not in offered.now.buttons, what="the offer without its button")
    card = await stage.press(who, place, key, button=outcome)
    if stage.step_of(key) == step:
        await stage.fill(who, "teams" if place in stage.plan.places else "slack", {})
    await stage.until(lambda: outcome not in card.now.buttons, what="the card without its button")


async def test_work_goes_from_slack_to_teams_and_back(database: Database) -> None:
    """Sales is on Slack, services is in Teams: each hand-off is offered where the next owner is, and accepted there."""
    async with staged(database, Plan(places=("internal",), told=("emil", "pria"))) as stage:
        key = stage.approved(TITLE)
        await hand_on(stage, key, "ada", "sales", "8", "Customer approves")
        assert stage.step_of(key) == "9"
        await hand_on(stage, key, "emil", "internal", "9", "SOW sent")
        assert stage.step_of(key) == "10"
        await stage.card("sales", key, "step 10", button="Accept")
        assert stage.history_is_whole()


async def test_a_hand_off_that_is_returned_in_teams_shows_on_slack(database: Database) -> None:
    """Emil returns it in Teams with a reason; Ada sees the reason on Slack, and offers it again."""
    async with staged(database, Plan(places=("internal",), told=("emil",))) as stage:
        key = stage.approved(TITLE)
        await hand_on(stage, key, "ada", "sales", "8", "Customer approves")
        offered = await stage.press("emil", "internal", key, "step 9", button="Return")
        await stage.fill("emil", "teams", {"What is missing, or whose is it?": "The quote is not signed."})
        await stage.until(lambda: "not signed" in offered.now.words, what="the reason on the card in Teams")
        returned = "\n".join(word for words in stage.everything().values() for word in words)
        assert "not signed" in returned


async def test_a_customer_in_teams_and_sales_on_slack(database: Database) -> None:
    """The customer's own channel is in Teams: its thread is there, sales' hand-offs are on Slack, both move on."""
    async with staged(database, Plan(places=("acme",))) as stage:
        key = stage.approved(TITLE)
        thread = await stage.card("acme", key, TITLE)
        await hand_on(stage, key, "ada", "sales", "8", "Customer approves")
        await stage.until(lambda: "9 " in thread.now.words, what="the customer's card with the next step")
        replies = await stage.card("acme", "Step 8")
        assert replies.raw["thread_ts"] == thread.ts
        assert stage.history_is_whole()
