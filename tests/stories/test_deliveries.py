"""What could not be delivered, as people see it: told in the operations channel, mended, tried again."""

import pytest

from tests.stories.stage import Stage


@pytest.fixture
async def told(stage: Stage) -> Stage:
    """Return a stage on which the card of a new engagement could not be posted in the customer's channel."""
    await stage.refuse_next_post("acme")
    stage.ahead("ada", "services-engagement", "New portal")
    await stage.card("operations", "could not be delivered", button="Try again")
    return stage


async def test_it_is_mended_and_tried_again(told: Stage) -> None:
    """The card says what, where and why; after "Try again" the message stands in its channel, the buttons are gone."""
    card = await told.press("zoe", "operations", "could not be delivered", button="Try again")
    assert "New portal" in card.words
    assert told.refused in card.words
    await told.card("acme", "New portal")
    await told.card("operations", "Sent again by")
    assert card.now.buttons == []
    assert told.history_is_whole()


async def test_it_is_dropped(told: Stage) -> None:
    """Dropped, it is told in the history and listed no more."""
    await told.press("zoe", "operations", "could not be delivered", button="Drop it")
    await told.card("operations", "Dropped by")
    assert "has been delivered, or is on its way" in await told.told("zoe", "/csops failed")


async def test_only_administrators_see_to_it(told: Stage) -> None:
    """Somebody else is told in private who may, and the card stays."""
    card = await told.card("operations", "could not be delivered", button="Try again")
    await card.click("Try again", by=told["emil"])
    await told.refusal("emil", "Zoe Adams")
    assert "Try again" in card.now.buttons
    assert "Zoe Adams" in await told.told("emil", "/csops failed")
