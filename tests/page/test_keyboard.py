"""The page without a mouse: where the focus goes, what typing does, and how a form is sent."""

import re

from playwright.async_api import expect

from tests.page.conftest import Open, Town


async def test_a_jump_leads_to_where_one_writes(visiting: Open, town: Town) -> None:
    """Ctrl+K, some letters, Enter, and what is typed next goes into the composer of that channel."""
    view = await visiting()

    await view.page.keyboard.press("Control+k")
    await view.page.keyboard.type("sale")
    await view.page.keyboard.press("Enter")
    await expect(view.composer).to_be_focused()
    await view.page.keyboard.type("Good morning")
    await view.page.keyboard.press("Enter")

    await expect(view.message("Good morning")).to_be_visible()
    assert town.slack.channel("sales").last().text == "Good morning"


async def test_typing_anywhere_writes(visiting: Open) -> None:
    """After a click on a channel or a message the first letter is not lost; in a field it stays in the field."""
    view = await visiting()
    await view.place("sales").click()

    await view.page.keyboard.type("/no")

    await expect(view.composer).to_have_value("/no")
    await view.page.get_by_role("button", name="On the wire").click()
    await view.page.get_by_placeholder("Filter").fill("chat")
    await view.page.keyboard.type(".post")
    await expect(view.composer).to_have_value("/no")


async def test_a_form_is_filled_in_and_sent(visiting: Open, town: Town) -> None:
    """The first field has the focus; Ctrl+Enter sends from any field."""
    view = await visiting("bob/general")
    await town.bob.shortcut("start")

    await expect(view.field("First name")).to_be_focused()
    await view.page.keyboard.type("Ada")
    await view.page.keyboard.press("Tab")
    await view.page.keyboard.type("Palmer")
    await view.page.keyboard.press("Control+Enter")

    await expect(view.modal).to_have_count(0)
    (sent,) = town.kitchen.submitted
    assert [one["value"]["value"] for one in sent.values() if "value" in one] == ["Ada", "Palmer"]


async def test_the_faces_are_one_stop(visiting: Open) -> None:
    """Tab comes to who one is; the arrows go to the others, and Enter becomes one of them."""
    view = await visiting()
    await view.face("alice").focus()

    await view.page.keyboard.press("ArrowRight")
    await expect(view.face("bob")).to_be_focused()
    await view.page.keyboard.press("Enter")

    await expect(view.face("bob")).to_have_attribute("aria-pressed", "true")
    stops = await view.page.locator("#people .face").evaluate_all("(all) => all.map((one) => one.tabIndex)")
    assert sorted(stops) == [-1, -1, 0]


async def test_opening_a_thread_keeps_the_end_in_sight(visiting: Open, town: Town) -> None:
    """The channel becomes narrower beside a thread; who was at its end stays there."""
    words = "A rather long line that needs more room beside a thread than it does without one. " * 2
    for number in range(12):
        await town.bob.post(f"{number} {words}", channel="general")
    said = await town.bob.post("The last one", channel="general")
    await said.reply("First", by=town.carol)
    view = await visiting()
    await expect(view.messages.last).to_be_in_viewport()

    await view.messages.last.locator(".thread-foot").click()

    await expect(view.thread).to_contain_text("First")
    await view.rest()
    below = await view.timeline.evaluate("(list) => list.scrollHeight - list.scrollTop - list.clientHeight")
    assert below < 2


async def test_a_picture_that_comes_late_does_not_hide_the_end(visiting: Open, town: Town) -> None:
    """It makes the list longer before the news of the last scroll is there; the end stays in sight all the same."""
    for number in range(30):
        await town.bob.post(f"Message {number}", channel="general")
    view = await visiting()
    await expect(view.messages.last).to_be_in_viewport()

    await view.timeline.evaluate("""(list) => {
        list.querySelector(".message").style.minHeight = "600px";
        list.dispatchEvent(new Event("scroll"));
    }""")
    await view.rest()

    below = await view.timeline.evaluate("(list) => list.scrollHeight - list.scrollTop - list.clientHeight")
    assert below < 2
    await expect(view.page.get_by_role("button", name="Newest messages")).to_be_hidden()


async def test_the_tour_leaves_the_composer_free_on_a_phone(visiting: Open) -> None:
    """It goes to the channel, and its card is above what it asks one to type in."""
    view = await visiting("alice/general", viewport={"width": 390, "height": 800})
    card = view.page.locator("#tour")
    await view.page.get_by_role("button", name="Tour").click()
    await card.get_by_role("button", name="Next").click()
    await expect(card).to_contain_text(re.compile("2 of"))

    box, low = await view.composer.bounding_box(), await card.bounding_box()

    assert box is not None
    assert low is not None
    assert low["y"] + low["height"] < box["y"]
