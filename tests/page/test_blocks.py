"""Blocks in messages: every one is drawn, and every element does what a person does with it."""

import re

import pytest
from playwright.async_api import expect

from playground.slack.blocks.elements import EVERY_ELEMENT
from playground.slack.blocks.kinds import BLOCKS
from playground.slack.shapes import Json
from tests.page.conftest import Open, Town


async def test_every_block_and_element_is_known(visiting: Open) -> None:
    """The page draws each type that this Slack accepts; what it does not know it shows as its type and text."""
    view = await visiting()
    known: list[str] = await view.page.evaluate(
        "async () => { const { KNOWN } = await import('/page/scripts/blocks.js'); return KNOWN; }"
    )
    elements: list[str] = await view.page.evaluate(
        "async () => { const { KNOWN } = await import('/page/scripts/elements.js'); return KNOWN; }"
    )

    assert set(BLOCKS) - set(known) == {"file"}  # Remote files: shown as unknown, nothing of them is here.
    assert set(EVERY_ELEMENT) - set(elements) == set()


async def test_a_message_shows_everything(visiting: Open) -> None:
    """All that apps send stands in one message, as they sent it."""
    view = await visiting()
    await view.write("/kitchen")
    card = view.message("Everything in one message")

    await expect(card.get_by_role("heading", name="Everything in one message")).to_be_visible()
    await expect(card.locator(".unknown")).to_have_count(0)
    await expect(card.locator("pre").first).to_have_text("a preformatted & escaped\nblock")
    await expect(card.locator(".section-field")).to_have_text(["CustomerAcme", "Amount$12,400", "Step6", "DecidesBob"])
    await expect(card.locator(".rich li")).to_have_text(["first", "second", "deeper", "one", "two"])
    await expect(card.locator(".markdown li")).to_contain_text(["oneinside", "inside", "☑ done", "first", "second"])
    await expect(card.get_by_role("table").last.get_by_role("cell")).to_have_text(
        ["Set-up of the connector and its rules", "40", "Training", "16"]
    )
    await expect(card.get_by_role("link", name="a chart of elsewhere")).to_have_attribute(
        "href", "https://example.com/chart.png"
    )
    await expect(card.locator("img.picture")).to_have_js_property("naturalWidth", 1)


async def test_newer_blocks_are_shown(visiting: Open, town: Town) -> None:
    """Cards, carousels, plans, folded parts, videos and charts; their buttons work wherever they stand."""
    view = await visiting()
    await view.write("/kitchen newer")
    card = view.message("What I will do")

    await expect(card.locator(".unknown")).to_have_count(0)
    await expect(card.locator(".carousel .card")).to_have_count(2)
    await expect(card.get_by_role("img", name="Complete")).to_be_visible()
    await expect(card.get_by_role("link", name="A talk")).to_have_attribute("href", "https://example.com/v")
    await expect(card.get_by_role("region", name="Hours (pie)").get_by_role("cell")).to_have_text(
        ["Done", "3", "Open", "5"]
    )
    await card.get_by_text("A folded part").click()
    await card.get_by_role("button", name="Deep").click()
    await card.get_by_role("button", name="Look").click()
    await town.slack.until(lambda: [one["actions"][0]["action_id"] for one in town.kitchen.pressed] == ["deep", "look"])


async def test_an_unknown_block_is_shown_calmly(visiting: Open, town: Town) -> None:
    """A block that came after this page is shown as its type and its text, and the others stay."""
    await town.slack.control("settings", validate_blocks=False)
    hologram = {"type": "hologram", "title": "Of tomorrow", "inside": [{"text": "some words"}]}
    blocks: list[Json] = [hologram, {"type": "section"}, {"type": "table"}]
    await town.kitchen.app.client.chat_postMessage(channel="general", text="New", blocks=blocks)

    view = await visiting()

    await expect(view.page.locator(".unknown")).to_have_text(["hologram Of tomorrow · some words", "table "])


async def test_a_button_changes_the_card_for_everybody(visiting: Open, town: Town) -> None:
    """The click reaches the app, and what the app makes of the message is there at once."""
    alice, bob = await visiting("alice/general"), await visiting("bob/general")
    await alice.write("/kitchen")

    await bob.message("Everything").get_by_role("button", name="Approve").click()

    await expect(alice.message("Approved by")).to_contain_text("✅ Approved by @Bob Okafor")
    await expect(alice.page.get_by_role("button", name="Approve")).to_have_count(0)
    assert town.kitchen.pressed[-1]["user"]["id"] == town.bob.id


async def test_a_confirmation_asks_first(visiting: Open, town: Town) -> None:
    """No and Escape send nothing and give the focus back; yes sends the click."""
    view = await visiting()
    await view.write("/kitchen")
    remove, ask = view.page.get_by_role("button", name="Remove", exact=True).first, view.page.locator("#confirm")

    await remove.click()
    await expect(ask).to_contain_text("It cannot be undone.")
    await view.page.keyboard.press("Escape")
    await expect(ask).to_be_hidden()
    await expect(remove).to_be_focused()
    await remove.click()
    await ask.get_by_role("button", name="No").click()
    assert town.kitchen.pressed == []

    await remove.click()
    await ask.get_by_role("button", name="Yes, remove").click()
    await town.slack.until(lambda: [one["actions"][0]["action_id"] for one in town.kitchen.pressed] == ["remove"])


async def test_choices_in_a_message_are_sent_as_chosen(visiting: Open, town: Town) -> None:
    """Selects, dates and menus send what was chosen, and all that was put in so far."""
    view = await visiting()
    await view.write("/kitchen")
    card = view.message("Everything")

    await view.choose(card.get_by_role("combobox", name="Level"), "hi", "High")
    await view.choose(card.get_by_role("combobox", name="Owner"), "carol", "Carol Lind")
    await card.locator("input[type=date]").fill("2026-05-06")
    await card.locator("input[type=date]").dispatch_event("change")
    await card.locator(".overflow").click()
    await view.page.keyboard.press("ArrowDown")
    await view.page.keyboard.press("Enter")
    await card.get_by_role("button", name="Good").click()
    await town.slack.until(lambda: len(town.kitchen.pressed) >= 5)

    by_id = {one["actions"][0]["action_id"]: one["actions"][0] for one in town.kitchen.pressed}
    assert by_id["level"]["selected_option"]["value"] == "high"
    assert by_id["owner"]["selected_user"] == town.carol.id
    assert by_id["due"]["selected_date"] == "2026-05-06"
    assert by_id["overflow"]["selected_option"]["value"] == "copy"
    assert by_id["feedback"]["value"] == "good"
    values = town.kitchen.pressed[-1]["state"]["values"]["choices"]
    assert values["level"]["selected_option"]["value"] == "high"


@pytest.mark.parametrize("key", ["Escape", "Tab"])
async def test_a_menu_is_used_by_keyboard(visiting: Open, key: str) -> None:
    """Arrows go round, letters jump, Escape and Tab close it and give the focus back."""
    view = await visiting()
    await view.write("/kitchen")
    opener = view.message("Everything").locator(".overflow")
    await opener.focus()
    await view.page.keyboard.press("Enter")

    items = view.page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await view.page.keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await view.page.keyboard.press("e")
    await expect(items.first).to_be_focused()
    await view.page.keyboard.press(key)
    await expect(items).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_menu_stays_while_what_opened_it_scrolls(visiting: Open) -> None:
    """The news of a scroll comes a moment after it: a menu goes along with its button, and away only with it."""
    view = await visiting()
    for _ in range(2):
        await view.write("/kitchen")
        await expect(view.message("Everything").locator(".overflow")).to_be_visible()
    opener = view.messages.nth(0).locator(".overflow")
    items = view.page.get_by_role("menuitem")
    to_end = "(list) => { list.scrollTop = list.scrollHeight; }"

    await opener.evaluate("(node) => { node.scrollIntoView(); node.focus(); node.click(); }")
    await expect(items.first).to_be_focused()
    await view.timeline.evaluate("(list) => { list.scrollTop -= 40; }")
    await view.rest()
    await expect(items.first).to_be_focused()
    gap = await opener.evaluate(
        "(node) => document.querySelector('.menu').getBoundingClientRect().top - node.getBoundingClientRect().bottom"
    )
    assert 0 <= gap < 8

    await view.timeline.evaluate(to_end)
    await expect(items).to_have_count(0)


async def test_a_menu_stays_open_whatever_else_happens(visiting: Open, town: Town) -> None:
    """Somebody writes elsewhere while a menu is open: it stays, with the focus in it."""
    view = await visiting()
    await view.write("/kitchen")
    await view.message("Everything").locator(".overflow").click()
    items = view.page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()

    await town.bob.post("Lunch?", channel="sales")

    await expect(view.place("sales")).to_have_class(re.compile("unread"))
    await expect(items.first).to_be_focused()


async def test_the_home_is_each_persons_own(visiting: Open, town: Town) -> None:
    """The app hears of the visit and publishes; its buttons work; the message tab is beside it."""
    view = await visiting()

    await view.place("Kitchen").click()
    await expect(view.page.locator("#main")).to_contain_text("waits for your decision, @Alice Moreau")
    await view.page.get_by_role("button", name="Accept").click()
    await town.slack.until(lambda: town.kitchen.pressed)
    assert town.kitchen.pressed[0]["view"]["type"] == "home"

    await view.be("bob")
    await expect(view.page.locator("#main")).to_contain_text("waits for your decision, @Bob Okafor")
    await view.page.get_by_role("tab", name="About").click()
    await expect(view.page.locator(".about")).to_contain_text("/note")
    await view.page.get_by_role("tab", name="Messages").click()
    await expect(view.composer).to_have_attribute("placeholder", re.compile("Message Kitchen"))
