"""The composer: commands with their hints, mentions, shortcuts, and what happens when the app does not answer."""

import re

from playwright.async_api import expect

from tests.page.conftest import Open, Town


async def test_a_slash_shows_every_command_with_its_hint(visiting: Open) -> None:
    """Typing narrows them, the arrows choose, Enter completes and does not send."""
    view = await visiting()

    await view.composer.press("/")
    await expect(view.suggestions).to_have_count(6)
    await expect(view.suggestions.nth(2)).to_contain_text("/note new TEXT | list | show NUMBER")
    await expect(view.suggestions.last).to_contain_text("Start something")
    await view.composer.press_sequentially("no")
    await expect(view.suggestions).to_have_count(1)
    await view.composer.press("Enter")
    await expect(view.composer).to_have_value("/note ")
    await expect(view.messages).to_have_count(0)


async def test_the_ways_to_use_a_command_are_completed(visiting: Open, town: Town) -> None:
    """After a command come the alternatives of its hint; Tab takes one, its placeholders are left to the person."""
    view = await visiting()

    await view.composer.fill("/note ")
    await expect(view.suggestions).to_have_text(["new TEXT", "list", "show NUMBER"])
    await view.composer.press_sequentially("sh")
    await expect(view.suggestions).to_have_text(["show NUMBER"])
    await view.composer.press("Tab")
    await expect(view.composer).to_have_value("/note show ")
    await view.composer.press_sequentially("12")
    await view.composer.press("Enter")

    await expect(view.message("Noted: show 12")).to_contain_text("Only visible to you")
    assert town.alice.ephemerals[-1].text == "Noted: show 12"


async def test_escape_puts_the_suggestions_away(visiting: Open) -> None:
    """What was typed stays, and Enter then sends it as it is."""
    view = await visiting()
    await view.composer.press_sequentially("/no")
    await expect(view.suggestions).to_have_count(1)

    await view.composer.press("Escape")
    await expect(view.suggestions).to_have_count(0)
    await view.composer.press("Enter")

    await expect(view.page.locator(".notice")).to_contain_text("/no is not a valid command.")
    await expect(view.composer).to_have_value("/no")


async def test_an_at_sign_names_people(visiting: Open, town: Town) -> None:
    """By name or handle; what is completed becomes a mention."""
    view = await visiting()

    await view.composer.press_sequentially("Ask @oka")
    await expect(view.suggestions).to_have_text([re.compile("Bob Okafor")])
    await view.composer.press("Tab")
    await view.composer.press_sequentially("in #sa")
    await expect(view.suggestions).to_have_text([re.compile("#sales")])
    await view.composer.press("Enter")
    await view.composer.press_sequentially(":rock")
    await view.composer.press("Enter")
    await view.composer.press("Enter")

    await expect(view.message("Ask").locator(".mention")).to_have_text(["@Bob Okafor", "#sales"])
    assert town.slack.channel("general").last().text.endswith("\N{ROCKET}")


async def test_an_app_that_never_answers_is_shown_so(visiting: Open, town: Town) -> None:
    """The person sees Slack's words, in a passing notice and from Slackbot, and can go on."""
    view = await visiting()

    await view.write("/mute")
    await expect(view.page.get_by_text("Waiting for /mute…")).to_be_visible()
    await town.slack.advance(4)

    await expect(view.page.locator(".notice")).to_contain_text('/mute failed with the error "operation_timeout"')
    await expect(view.message("failed with the error")).to_contain_text("Slackbot")
    await view.message("failed with the error").get_by_role("button", name="Dismiss").click()
    await expect(view.messages).to_have_count(0)


async def test_whispers_are_for_one_person(visiting: Open, town: Town) -> None:
    """Only who asked sees the answer, can press what is in it, and puts it away."""
    alice, bob = await visiting("alice/general"), await visiting("bob/general")

    await alice.write("/whisper a secret")
    await expect(alice.message("a secret")).to_contain_text("Only visible to you")
    await alice.message("a secret").get_by_role("button", name="Fine").click()
    await town.slack.until(lambda: town.kitchen.pressed)
    await expect(bob.messages).to_have_count(0)
    await expect(alice.message("a secret").get_by_role("button", name="More actions")).to_have_count(0)

    await alice.message("a secret").get_by_role("button", name="Dismiss").click()
    await expect(alice.messages).to_have_count(0)


async def test_shortcuts_are_on_messages_and_everywhere(visiting: Open, town: Town) -> None:
    """The app's message shortcut is in the menu of a message, its global one beside the composer and among commands."""
    await town.bob.post("The printer is on fire")
    view = await visiting()

    await view.message("The printer").hover()
    await view.message("The printer").get_by_role("button", name="More actions").click()
    await view.page.get_by_role("menuitem", name="Log a ticket").click()
    await expect(view.field("Title")).to_have_value("The printer is on fire")
    await view.page.keyboard.press("Escape")
    await expect(view.modal).to_have_count(0)

    await view.page.locator("#main").get_by_role("button", name="Shortcuts").click()
    await view.page.keyboard.press("Enter")
    await expect(view.modal.get_by_role("heading")).to_have_text("Step 1")
    assert [one["message"]["text"] for one in town.kitchen.shared] == ["The printer is on fire"]


async def test_a_draft_waits_in_its_channel(visiting: Open) -> None:
    """What is half written stays with its place and its person, and the list of places marks it."""
    view = await visiting()
    await view.composer.fill("Half a thought")

    await view.place("sales").click()
    await expect(view.composer).to_have_value("")
    await expect(view.page.get_by_role("button", name="general, draft")).to_be_visible()
    await view.be("bob")
    await view.place("general").click()
    await expect(view.composer).to_have_value("")
    await view.be("alice")
    await expect(view.composer).to_have_value("Half a thought")


async def test_a_group_is_found_mentioned_and_shown(visiting: Open, town: Town) -> None:
    """Typing @ offers groups; the mention shows the handle, and counts for who is in the group."""
    town.slack.group("Delivery leads", [town.bob])
    view = await visiting()
    await view.composer.press_sequentially("Ask @deliv")
    await expect(view.suggestions.first).to_contain_text("@delivery-leads")
    await view.composer.press("Tab")
    await view.composer.press_sequentially("please")
    await view.composer.press("Enter")

    mention = view.message("please").locator(".mention")
    await expect(mention).to_have_text("@delivery-leads")
    await expect(mention).to_have_attribute("title", "Bob Okafor")
    await expect(mention).not_to_have_class(re.compile("mention-me"))
    await expect(view.face("bob")).to_have_attribute("aria-label", re.compile("1 for them"))
    await expect(view.face("carol")).not_to_have_attribute("aria-label", re.compile("for them"))
    await view.be("bob")
    await expect(view.message("please").locator(".mention")).to_have_class(re.compile("mention-me"))
