"""Taking back what one just did, as people see it: by the button of the answer, or typed."""

from tests.stories.stage import Stage

TITLE = "New portal"


async def test_a_comment_is_taken_back(stage: Stage) -> None:
    """The note in the thread says that it was taken back; a second time it says so."""
    key = stage.ahead("ada", "services-engagement", TITLE)
    form = await stage.open("fina", f"/engagement comment {key} They pay late.")
    await stage.send(form)
    await stage.card("acme", "Comment by", "They pay late.")
    assert "taken back" in await stage.told("fina", "/csops undo")

    await stage.card("acme", "Taken back by Fina Moreau")
    assert "has moved on since" in await stage.told("fina", "/csops undo")
    assert stage.history_is_whole()


async def test_a_step_is_taken_back_by_its_button(stage: Stage) -> None:
    """The button stands in the answer; the step's card has its buttons again, and can be pressed otherwise."""
    key = stage.ahead("emil", "reference-program", TITLE)
    shown = await stage.whisper("emil", f"/engagement show {key}")
    told = await stage.turn(shown, "Willing", "Next:", who="emil")
    await stage.card("acme", "Step 1.2")
    await stage.turn(told, "Undo", "taken back", who="emil")

    await stage.press("emil", "acme", "Step 1.1", button="Not willing")
    await stage.slack.until(lambda: stage.step_of(key) == "1.3", what="the other way")
    assert "did nothing within the last minute" in await stage.told("mara", "/csops undo")
    assert stage.history_is_whole()


async def test_who_presses_a_shared_card_is_offered_to_take_it_back(stage: Stage) -> None:
    """They alone are told where they pressed, and within the minute it is as if nothing had been said."""
    key = stage.ahead("emil", "reference-program", TITLE)
    card = await stage.card("acme", "Step 1.1", button="Willing")
    answer = await card.click("Willing", by=stage["emil"])
    await stage.card("acme", "Step 1.2")
    await stage.undo_offered("emil", answer)
    assert not [one for one in stage.everything() if "Undo" in one.buttons]
    assert "taken back" in await stage.told("emil", "/csops undo")
    assert stage.step_of(key) == "1.1"
