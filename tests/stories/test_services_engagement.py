"""A services engagement from its scoping to the last collection (processes.md A), as the people of it see it."""

from storage import tables
from tests.stories.stage import Stage


async def rom_is_sent(stage: Stage) -> str:
    """Play steps 1 to 3: scoped, ROM made, sent for approval; return the engagement's number."""
    key = await stage.start("ada", "New portal")
    await stage.press("ada", "acme", "Step 1", button="Scoped")
    await stage.fill("ada", {"What the customer wants": "A portal for <!channel> & friends"})
    await stage.card("acme", "Step 2")
    modal = await stage.open("sven", f"/rom {key}")
    hours = {label: "40/60/90" for label in modal.labels if label.startswith(HOURS)}
    assert hours, modal.labels
    await stage.send(modal.fill(hours))
    await stage.told("ada", f"/rom {key} send")
    return key


HOURS = ("Engineer", "Architect")


HANDS = (
    ("ada", "sales", "8", "Customer approves"),
    ("emil", "internal", "9", "SOW sent"),
    ("ada", "sales", "10", "Closed Won"),
    ("pria", "internal", "11", "SOW Project created"),
    ("fina", "finance", "12", "Billed"),
    ("pria", "internal", "13", "Customer accepted the work"),
    ("emil", "internal", "14", "Wrap-up done"),
    ("ada", "sales", "15", "Sign-off sent"),
    ("fina", "finance", "16", "Nothing is owed any more"),
)
"""Who takes each of the late steps where, and says what of it."""


async def hand_on(stage: Stage, key: str, who: str, channel: str, step: str, outcome: str) -> None:
    """Let a person accept a step in their channel and say its outcome there, filling in whatever it must know."""
    await stage.press(who, channel, key, f"step {step} ", button="Accept")
    card = await stage.press(who, channel, key, button=outcome)
    if stage.step_of(key) == step:
        await stage.fill(who, {})
    await stage.slack.until(lambda: outcome not in card.now.buttons, what="the card without its buttons")


async def test_from_scoping_to_collections(stage: Stage) -> None:
    """Every step is done by its owner, every hand-off is offered in the next owner's channel and accepted there."""
    key = await rom_is_sent(stage)

    await stage.press("ada", "acme", "Step 4", button="Opportunity created")
    await stage.fill("ada", {})
    await stage.press("ada", "acme", "Step 5", button="Amount entered")
    await stage.fill("ada", {})
    assert stage.step_of(key) == "6"
    await stage.press("pria", "approvals", key, button="Approve")
    for hand in HANDS:
        await hand_on(stage, key, *hand)

    assert stage.step_of(key) == "end:completed"
    await stage.card("acme", key, "Completed")
    assert stage.history_is_whole()


async def test_the_decision_may_come_before_steps_4_and_5(stage: Stage) -> None:
    """The approval is open from the moment the ROM is sent; given early, it lets the engagement pass 6 at once."""
    key = await rom_is_sent(stage)

    await stage.press("pria", "approvals", key, button="Approve")
    await stage.press("ada", "acme", "Step 4", button="Opportunity created")
    await stage.fill("ada", {})
    await stage.press("ada", "acme", "Step 5", button="Amount entered")
    await stage.fill("ada", {})

    await stage.card("acme", "Step 8")
    assert stage.step_of(key) == "8"


async def test_who_sent_the_rom_cannot_approve_it(stage: Stage) -> None:
    """The requester's click is refused privately, and nothing is decided."""
    key = await rom_is_sent(stage)

    await stage.press("ada", "approvals", key, button="Approve")

    await stage.refusal("ada", "Nobody decides on what they asked for themselves")
    assert [row["state"] for row in stage.rows(tables.approval)] == ["waiting"]
