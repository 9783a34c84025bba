"""The wire with its faults, the tour, and that the page can be read and used at any width by anybody."""

import re

import pytest
from playwright.async_api import expect

from tests.page.conftest import Open, Town


async def test_the_wire_shows_what_went_between(visiting: Open) -> None:
    """Entries come as they happen, can be filtered by words and kinds, opened and cleared."""
    view = await visiting()
    await view.page.get_by_role("button", name="On the wire").click()
    wire = view.page.locator("#wire")
    await view.write("/whisper hello wire")

    await expect(wire.locator(".wire-entry", has_text="/whisper").first).to_be_visible()
    await wire.get_by_label("Filter the wire").fill("hello wire")
    await expect(wire.locator(".wire-entry", has_text="slash_commands")).to_have_count(1)
    await wire.locator(".wire-entry", has_text="slash_commands").click()
    await expect(wire.locator(".json")).to_contain_text('text: "hello wire"')
    await wire.get_by_role("button", name="Deliveries").click()
    await expect(wire.locator(".wire-entry", has_text="slash_commands")).to_have_count(0)
    await expect(wire.locator(".wire-entry", has_text="response_url")).to_have_count(1)

    await wire.get_by_label("Filter the wire").fill("")
    await wire.get_by_role("button", name="Clear").click()
    await expect(wire).to_contain_text("Nothing fits the filter.")
    await view.page.keyboard.press("Escape")
    await expect(wire).to_be_hidden()
    await expect(view.page.get_by_role("button", name="On the wire")).to_be_focused()


async def test_something_can_be_made_to_go_wrong(visiting: Open, town: Town) -> None:
    """A button sets a fault, the panel says what waits, and it shows when it happened."""
    view = await visiting()
    await view.page.get_by_role("button", name="On the wire").click()
    wire = view.page.locator("#wire")
    await wire.get_by_text("Make something go wrong").click()

    await wire.get_by_role("button", name="Deliver twice").click()
    await expect(wire.locator(".fault-waiting")).to_contain_text("twice on anything")
    await view.write("/kitchen")
    await expect(view.messages.filter(has_text="Everything in one message")).to_have_count(2)
    await expect(wire.locator(".wire-entry.bad", has_text="fault")).to_have_count(1)

    await wire.get_by_role("button", name="429 storm").click()
    await expect(wire.locator(".fault-waiting")).to_contain_text("ratelimit on anything, 10 times")
    await wire.get_by_role("button", name="Clear").first.click()
    await expect(wire.locator(".fault-waiting")).to_be_empty()

    await wire.get_by_role("button", name="Drop the sockets").click()
    await expect(wire.locator(".wire-entry", has_text="closed")).to_have_count(1)
    await town.slack.connected()


async def test_the_tour_walks_through_its_story(visiting: Open) -> None:
    """Each step becomes who it is about and goes where it is; the tour starts where it was left."""
    view = await visiting("alice/general")
    steps = [
        {"title": "First", "text": "Be *Bob*.", "person": "bob", "channel": "sales", "highlight": "composer"},
        {"title": "Second", "text": "Ask", "person": "Alice Moreau", "type": "/whisper tour", "channel": "general"},
        {"title": "Third", "text": "Look", "channel": "~home", "highlight": "home"},
    ]
    await view.page.route("**/page/tour.json", lambda route: route.fulfill(json=steps))
    tour = view.page.locator("#tour")

    await view.page.get_by_role("button", name="Tour").click()
    await expect(tour.get_by_role("heading")).to_have_text("First")
    await expect(view.face("bob")).to_have_attribute("aria-pressed", "true")
    await expect(view.page.locator("#main h1")).to_have_text("#sales")
    await expect(view.page.locator("#main .composer")).to_have_class(re.compile("tour-ring"))

    await tour.get_by_role("button", name="Next").click()
    await expect(view.face("alice")).to_have_attribute("aria-pressed", "true")
    await tour.get_by_role("button", name="Type it").click()
    await expect(view.composer).to_have_value("/whisper tour")
    await view.composer.press("Enter")
    await expect(view.message("tour")).to_contain_text("Only visible to you")
    await tour.get_by_role("button", name="Next").click()
    await expect(view.page.locator("#main")).to_contain_text("What waits for you")
    await tour.get_by_role("button", name="Back").click()
    await expect(tour.get_by_role("heading")).to_have_text("Second")

    await view.page.reload()
    await view.page.get_by_role("button", name="Tour").click()
    await expect(tour.get_by_role("heading")).to_have_text("Second")
    await tour.get_by_role("button", name="End the tour").click()
    await expect(tour).to_be_hidden()


async def test_everything_that_can_be_used_has_a_name(visiting: Open) -> None:
    """A screen reader can say every button, link and input, in a channel full of blocks and in the largest modal."""
    view = await visiting()
    await view.write("/kitchen")
    await expect(view.message("Everything")).to_be_visible()
    await view.write("/form")
    await expect(view.modal).to_have_count(1)

    nameless: list[str] = await view.page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], input, textarea, select, [role=listbox]')]
          .filter((one) => one.checkVisibility() && !one.ariaLabel && !one.title && !one.textContent.trim())
          .filter((one) => !one.labels?.length)
          .map((one) => one.outerHTML)"""
    )

    assert nameless == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1280])
async def test_nothing_hangs_over_the_edge(visiting: Open, width: int, scheme: str) -> None:
    """At the width of a phone, a tablet and a desk nothing scrolls sideways, and text stands out from its ground."""
    view = await visiting(viewport={"width": width, "height": 800}, color_scheme=scheme)
    if width < 720:
        await view.place("general").click()
    await view.write("/kitchen")
    await expect(view.message("Everything")).to_be_visible()

    wide: list[str] = await view.page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('#main, .timeline, .message-main')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.id)"""
    )
    assert wide == []
    assert await view.page.evaluate(CONTRAST) >= 4.5


async def test_a_phone_shows_one_thing_at_a_time(visiting: Open, town: Town) -> None:
    """First the places, then a channel at its newest message; what is not in sight is not marked as read."""
    for number in range(30):
        await town.bob.post(f"Line {number}")
    view = await visiting(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    await expect(view.messages.first).to_be_hidden()
    await expect(view.place("general")).to_be_visible()
    assert town.slack.slack.workspace.channels[town.slack.channel("general").id].read.get(town.alice.id) is None

    await view.place("general").tap()
    await expect(view.message("Line 29")).to_be_in_viewport()
    await view.message("Line 29").get_by_role("button", name="More actions").tap()
    await expect(view.page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    await view.page.get_by_role("menuitem", name="Copy link").press("Escape")
    await view.page.get_by_role("button", name="Back to the channels").tap()
    await expect(view.place("sales")).to_be_visible()


CONTRAST = """() => {
  const bright = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255);
    const [r, g, b] = parts.map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = bright(getComputedStyle(document.body).backgroundColor);
  const texts = [...document.querySelectorAll('.message-text, .quiet, .time, #main a, .context')];
  return Math.min(...texts.map((one) => {
    const [low, high] = [bright(getComputedStyle(one).color), ground].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }));
}"""
