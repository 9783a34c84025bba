"""The main story of the bot, told through the page: what somebody does who looks at it for the first time."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from storage import tables
from storage.engine import open_database
from tests.page.visits import Visit, visit
from tests.stories.stage import Stage, staged


@pytest_asyncio.fixture(loop_scope="session")
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """The real bot, behind a socket, with a small company."""
    database = open_database(sqlite_url)
    async with staged(database, door="socket") as opened:
        yield opened
    database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def view(browser: Browser, stage: Stage) -> AsyncIterator[Visit]:
    """The page, as the strategic account leader in a customer's channel."""
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-US")
    opened = await visit(context, stage.slack.url, "ada/acme")
    yield opened
    await context.close()
    assert opened.faults == []


async def send(view: Visit, **typed: str) -> None:
    """Fill in the modal's text inputs, send it, and close what says that it was done."""
    for label, words in typed.items():
        await view.field(label.replace("_", " ")).fill(words)
    await view.submit()
    await expect(view.modal.locator("button[type=submit]")).to_have_count(0)
    if await view.modal.count():
        await view.page.keyboard.press("Escape")
    await expect(view.modal).to_have_count(0)


async def test_from_a_form_to_an_accepted_hand_off(view: Visit, stage: Stage) -> None:
    """An engagement is started, its ROM made and sent, approved by another, handed over and accepted; Home shows it."""
    await view.write("/engagement new New portal")
    await view.choose(view.field("Customer"), "Acme", "Acme Mills")
    await send(view)
    key = str(stage.rows(tables.engagement)[0]["key"])

    await view.message(key).locator(".thread-foot").click()
    await view.thread.get_by_role("button", name="Scoped").click()
    await send(view)
    await expect(view.thread).to_contain_text("Step 2")

    await view.write(f"/rom {key}")
    # The form comes after "Loading"; its first field has the focus all the same.
    await expect(view.modal.get_by_label(re.compile("hours$")).first).to_be_focused()
    await view.page.keyboard.type("40/60/90")
    await send(view)
    await view.thread.get_by_role("button", name="Send for approval").click()
    await view.thread.get_by_role("button", name="Opportunity created").click()
    await send(view)
    await view.thread.get_by_role("button", name="Amount entered").click()
    await send(view)

    await view.be("pria")
    await view.place("approvals").click()
    await view.message(key).get_by_role("button", name="Approve").click()
    await expect(view.message("ROM revision 1")).to_contain_text("Approved by Pria Nair")

    await view.be("ada")
    await expect(view.place("sales").locator(".count")).to_have_text("1")
    await view.place("sales").click()
    await view.message("Hand-off").get_by_role("button", name="Accept").click()
    await expect(view.message(key).get_by_role("button", name="Customer approves")).to_be_visible()
    await view.place("csops").click()
    await expect(view.page.locator(".home-blocks")).to_contain_text(key)
    assert stage.step_of(key) == "8"


async def test_a_message_becomes_a_ticket(view: Visit, stage: Stage) -> None:
    """Whoever reads a customer's words makes a ticket of them from the message's menu; its thread hears of it."""
    await stage["ivan"].post("The export has been empty since Monday", channel=stage.channels["acme"])
    await view.be("carl")
    await view.message("The export").hover()
    await view.message("The export").get_by_role("button", name="More actions").click()
    await view.page.get_by_role("menuitem", name="Log a ticket").click()

    await expect(view.field("What is it about?")).to_have_value(re.compile("The export has been empty"))
    await view.modal.get_by_role("radio", name="Bug").check()
    await send(view)

    await expect(view.message("The export").locator(".thread-foot")).to_be_visible()
    assert [row["key"] for row in stage.rows(tables.engagement)] == ["TCK-1"]
