"""A customer's account card, the stages of their life, and hand-offs between groups, as people see them."""

from tests.stories.stage import Stage


async def test_the_account_card_leads_to_everything(stage: Stage) -> None:
    """By name or by a form that searches; from the card one checks in, changes the stage, hands off."""
    stage.ahead("ada", "services-engagement", "New portal")
    ask = await stage.open("carl", "/customer", title="Customer")
    answer = await ask.fill({"Customer": "Acme Mills"}).submit()
    assert answer.result == "updated", answer
    assert "New portal" in ask.words
    await ask.close()

    card = await stage.whisper("carl", "/customer acme")
    assert "New portal" in card.words
    assert {"Check in", "Change stage", "Hand off"} <= set(card.buttons)
    for button in ("Change stage", "Hand off"):
        await card.click(button)
        form = await stage.form("carl")
        assert "Acme Mills" in str(form.view), button
        await form.close()


async def test_the_past_of_a_customer_has_pages(stage: Stage) -> None:
    """The card has what happened last, and buttons that lead to what was before and back again."""
    for number in range(12):
        stage.ahead("ada", "services-engagement", f"Portal {number}")

    card = await stage.whisper("carl", "/customer acme")
    assert "Under way: 12" in card.words
    older = await stage.turn(card, "Older", "what happened", who="carl")
    assert "ENG-1 " in older.words
    newer = await stage.turn(older, "Newer", "Under way: 12", who="carl")
    assert "ENG-12 " in newer.words


async def test_a_customer_comes_to_a_stage(stage: Stage) -> None:
    """Said by a command or from the form; the card says so from then on."""
    form = await stage.open("carl", "/customer acme stage onboard")
    await stage.send(form)

    assert "nboard" in await stage.told("carl", "/customer acme")


async def test_work_is_handed_over_by_a_form(stage: Stage) -> None:
    """A bare command asks for the customer too; the other group is offered it where they are."""
    form = await stage.open("carl", "/handoff acme", title="Hand-off")
    assert "Acme Mills" in str(form.view)
    await form.close()
    form = await stage.open("carl", "/handoff", title="Hand-off")
    known = {"Customer": "Acme Mills", "What should they know?": "They are in a hurry."}
    form.fill({**known, "What is handed over?": "Sales to customer success"})
    await stage.send(form)

    await stage.card("acme", "They are in a hurry.")
