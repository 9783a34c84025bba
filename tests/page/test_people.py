"""Being somebody: chosen once, changed with one click, and everybody with what is theirs alone."""

from playwright.async_api import Browser, WebSocketRoute, expect

from tests.page.conftest import Open, Town
from tests.page.visits import visit


async def test_who_comes_first_chooses_who_to_be(browser: Browser, town: Town) -> None:
    """Nobody is chosen at first; the choice is remembered, and so is the place in the address."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{town.slack.url}/")
    await expect(page.locator("#picker").get_by_role("button")).to_have_count(3)

    await page.locator("#picker").get_by_role("button", name="Bob Okafor").click()
    await expect(page.locator("#main h1")).to_have_text("#general")
    await page.goto(f"{town.slack.url}/")
    await expect(page.locator("#people [data-be=bob]")).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("#bob/general")
    await context.close()


async def test_one_click_is_somebody_else(visiting: Open, town: Town) -> None:
    """The same channel seen with other eyes: own words, own whispers, own unread marks."""
    await town.bob.post("@carol please look", channel="sales")
    view = await visiting("alice/general")
    await view.write("/whisper for Alice")
    await expect(view.message("for Alice")).to_be_visible()
    await expect(view.face("carol").locator(".count")).to_have_text("1")
    await expect(view.face("carol")).to_have_accessible_name("Carol Lind, Customer success, 1 unread, 1 for them")

    await view.be("carol")

    await expect(view.page.locator("#sidebar .me")).to_contain_text("Carol Lind")
    await expect(view.messages).to_have_count(0)
    await expect(view.place("sales").locator(".count")).to_have_text("1")
    await view.be("alice")
    await expect(view.message("for Alice")).to_be_visible()


async def test_an_open_modal_waits_for_its_person(visiting: Open, town: Town) -> None:
    """Becoming somebody else puts a modal out of sight; it is there again, with its draft, when one comes back."""
    view = await visiting("alice/general")
    await view.write("/form")
    await view.field("Title").fill("Half done")
    await view.page.keyboard.press("Tab")

    # A modal covers the row of people, as it should; the jump is by the address.
    await view.page.goto(f"{town.slack.url}/#bob/general")
    await expect(view.face("bob")).to_have_attribute("aria-pressed", "true")
    await expect(view.modal).to_have_count(0)
    await view.be("alice")
    await expect(view.field("Title")).to_have_value("Half done")


async def test_who_comes_into_the_workspace_is_there_at_once(visiting: Open, town: Town) -> None:
    """People and channels that come later need no new start of the page."""
    view = await visiting("alice/general")

    dora = town.slack.person("dora", real_name="Dora Quist")
    await dora.post("I am new here")
    await expect(view.face("dora")).to_be_visible()
    await expect(view.message("I am new here").locator(".author")).to_have_text("Dora Quist")


async def test_the_page_finds_the_server_again(browser: Browser, town: Town) -> None:
    """When the line breaks the page says so, opens it again, and shows what happened in the meantime."""
    context = await browser.new_context()
    # The line goes through a gate that can be shut.
    lines: list[WebSocketRoute] = []
    shut = False

    async def gate(line: WebSocketRoute) -> None:
        if shut:
            await line.close()
            return
        lines.append(line)
        line.connect_to_server()

    await context.route_web_socket("**/ui/socket", gate)
    view = await visit(context, town.slack.url, "alice/general")
    await view.composer.fill("Half a thought")
    shut = True
    await lines[0].close()
    await expect(view.page.get_by_text("The connection was lost. Trying again…")).to_be_visible()
    await town.bob.post("While you were away")

    shut = False
    await expect(view.message("While you were away")).to_be_visible()
    await expect(view.page.get_by_text("The connection was lost.")).to_be_hidden()
    await expect(view.composer).to_have_value("Half a thought")
    assert view.faults == []
    await context.close()
