"""Channels: messages, threads, what is unread, reactions, files, and finding the way about."""

import base64
import re

from playwright.async_api import FilePayload, expect

from tests.page.conftest import Open, Town
from tests.page.pantry import A_PIXEL


async def test_people_talk(visiting: Open, town: Town) -> None:
    """What somebody writes is there for everybody at once, edited and deleted too."""
    alice, bob = await visiting("alice/general"), await visiting("bob/general")

    await alice.write("Good *morning*")
    await expect(bob.message("Good morning").locator("strong")).to_have_text("morning")

    await alice.composer.press("ArrowUp")
    editor = alice.page.get_by_role("textbox", name="Edit message")
    await expect(editor).to_have_value("Good *morning*")
    await editor.fill("Good evening")
    await editor.press("Enter")
    await expect(bob.message("Good evening")).to_contain_text("(edited)")

    await alice.message("Good evening").hover()
    await alice.message("Good evening").get_by_role("button", name="More actions").click()
    await alice.page.get_by_role("menuitem", name="Delete message…").click()
    await alice.page.locator("#confirm").get_by_role("button", name="Delete").click()
    await expect(bob.messages).to_have_count(0)
    await expect(bob.page.get_by_text("This is the very beginning of #general.")).to_be_visible()
    assert town.slack.channel("general").messages == []


async def test_a_thread_opens_beside_the_channel(visiting: Open, town: Town) -> None:
    """Replies stand in the thread, the channel counts them, and one can be sent to both."""
    await town.alice.post("Who takes this?")
    alice, bob = await visiting("alice/general"), await visiting("bob/general")

    await bob.message("Who takes this?").hover()
    await bob.message("Who takes this?").get_by_role("button", name="Reply in thread").click()
    reply = bob.thread.locator(".composer-text")
    await expect(reply).to_be_focused()
    await reply.fill("I do")
    await reply.press("Enter")

    await expect(alice.message("Who takes this?").locator(".thread-foot")).to_contain_text("1 reply")
    await expect(alice.message("Who takes this?").locator(".new-badge")).to_be_visible()
    await expect(alice.messages).to_have_count(1)
    await alice.message("Who takes this?").locator(".thread-foot").click()
    await expect(alice.thread).to_contain_text("I do")
    await expect(alice.message("Who takes this?").locator(".new-badge")).to_have_count(0)

    await bob.thread.get_by_label("Also send to #general").check()
    await reply.fill("Done")
    await reply.press("Enter")
    await expect(alice.messages).to_have_count(2)
    await expect(alice.message("Done")).to_contain_text("replied to a thread: Who takes this?")

    await bob.page.keyboard.press("Escape")
    await expect(bob.thread).to_be_hidden()
    await alice.place("Threads").click()
    await expect(alice.page.locator(".thread-entry")).to_contain_text("2 replies")


async def test_a_command_in_a_thread_is_refused_in_words(visiting: Open, town: Town) -> None:
    """Slack takes no app's commands in threads; what was typed is given back."""
    await town.alice.post("A thread")
    view = await visiting()
    await view.message("A thread").hover()
    await view.message("A thread").get_by_role("button", name="Reply in thread").click()

    reply = view.thread.locator(".composer-text")
    await reply.fill("/whisper hello")
    await reply.press("Enter")

    await expect(view.page.locator(".notice")).to_contain_text("/whisper is not supported in threads. Sorry!")
    await expect(reply).to_have_value("/whisper hello")


async def test_what_is_unread_is_marked_until_it_is_seen(visiting: Open, town: Town) -> None:
    """A channel with news is bold, one that names the person counts, and looking at it is reading it."""
    view = await visiting("alice/general")
    await town.bob.post("News", channel="sales")
    await expect(view.place("sales")).to_have_class(re.compile("unread"))
    await expect(view.place("sales").locator(".count")).to_have_count(0)

    await town.bob.post("@alice look", channel="sales")
    await expect(view.place("sales").locator(".count")).to_have_text("1")
    await expect(view.face("alice").locator(".count")).to_have_text("1")

    await view.place("sales").click()
    await expect(view.page.locator(".new-line")).to_have_count(0)  # Nothing was read here before.
    await expect(view.place("sales")).not_to_have_class(re.compile("unread"))
    await expect(view.face("alice").locator(".count")).to_have_count(0)

    await view.place("general").click()
    await town.bob.post("More", channel="sales")
    await view.place("sales").click()
    await expect(view.page.locator(".new-line + .message")).to_contain_text("More")
    await town.bob.post("Even more", channel="sales")
    await expect(view.message("Even more")).to_be_in_viewport()


async def test_reactions_are_given_and_taken_back(visiting: Open, town: Town) -> None:
    """By the quick buttons, by the picker and by pressing one that is there."""
    await town.bob.post("Lunch?")
    view = await visiting()

    await view.message("Lunch?").hover()
    await view.message("Lunch?").get_by_role("button", name="React with eyes").click()
    await expect(view.message("Lunch?").locator(".reaction").first).to_have_text("👀1")
    await view.message("Lunch?").get_by_role("button", name="Add a reaction").first.click()
    await view.page.get_by_role("textbox", name="Find an emoji").fill("pizza")
    await view.page.keyboard.press("Enter")
    await expect(view.message("Lunch?").get_by_title("you reacted with :pizza:")).to_be_visible()
    await view.message("Lunch?").get_by_title("you reacted with :eyes:").click()
    await expect(view.message("Lunch?").get_by_title("you reacted with :eyes:")).to_have_count(0)

    assert town.slack.channel("general").last().now.reactions == {"pizza": [town.alice.id]}


async def test_files_are_attached_shown_and_downloaded(visiting: Open, town: Town) -> None:
    """A picture is shown before and after it is sent, anything else is a card to download."""
    alice, bob = await visiting("alice/general"), await visiting("bob/general")
    chosen: list[FilePayload] = [
        {"name": "dot.png", "mimeType": "image/png", "buffer": base64.b64decode(A_PIXEL.partition(",")[2])},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Remember the milk"},
    ]

    await alice.page.locator("#main .composer input[type=file]").set_input_files(chosen)
    await expect(alice.page.locator("#main .waiting-file")).to_have_count(2)
    await expect(alice.page.locator("#main .waiting-file img")).to_have_js_property("naturalWidth", 1)
    await alice.write("Two files")

    await expect(bob.message("Two files").locator(".file-picture img")).to_have_js_property("naturalWidth", 1)
    await expect(bob.message("Two files").locator(".file-card")).to_contain_text("17 bytes")
    async with bob.page.expect_download() as waiting:
        await bob.message("Two files").get_by_role("link", name="Download notes.txt").click()
    download = await waiting.value
    assert download.suggested_filename == "notes.txt"
    assert (await download.path()).read_bytes() == b"Remember the milk"
    await expect(alice.page.locator("#main .waiting-file")).to_have_count(0)
    assert town.slack.channel("general").last().raw["files"][0]["name"] == "dot.png"


async def test_a_direct_message_begins_with_a_name(visiting: Open, town: Town) -> None:
    """By the list of places, by a mention, and it shows at the other side as unread for them."""
    view = await visiting()

    await view.page.get_by_role("button", name="New direct message").click()
    await view.choose(view.page.get_by_role("combobox", name="Write to"), "car", "Carol Lind")
    await expect(view.page.locator("#main h1")).to_contain_text("Carol Lind")
    await view.write("Between us")
    await expect(view.message("Between us")).to_be_visible()
    await expect(view.face("carol").locator(".count")).to_have_text("1")

    await view.place("general").click()
    await view.be("carol")
    await expect(view.place("Alice Moreau").locator(".count")).to_have_text("1")
    await view.place("Alice Moreau").click()
    await expect(view.message("Between us")).to_be_visible()
    await view.be("bob")
    await expect(view.page.get_by_text("Between us")).to_have_count(0)
    assert town.slack.channel("general").messages == []


async def test_channels_are_joined_and_private_ones_stay_unseen(visiting: Open, town: Town) -> None:
    """A public channel can be looked into and joined; a private one is there for its members alone."""
    town.slack.channel("deals", members=[town.bob])
    view = await visiting("alice/general")
    await expect(view.place("private-talk")).to_have_count(0)

    await view.page.get_by_text("1 more to look into").click()
    await view.place("deals").click()
    await expect(view.composer).to_have_count(0)
    await view.page.get_by_role("button", name="Join channel").click()
    await expect(view.composer).to_be_visible()

    await view.be("carol")
    await expect(view.place("private-talk")).to_be_visible()


async def test_a_permalink_leads_to_its_message(visiting: Open, town: Town) -> None:
    """A link to a message of this workspace opens it in the page, however far back it is."""
    first = await town.alice.post("The very first")
    for number in range(70):
        await town.alice.post(f"Line {number}")
    address = f"https://playground.slack.com/archives/{first.channel_id}/p{first.ts.replace('.', '')}"
    await town.alice.post(f"See <{address}|the first>", channel="sales")
    view = await visiting("alice/sales")

    await view.page.get_by_role("link", name="the first").click()

    await expect(view.message("The very first")).to_be_in_viewport()
    await expect(view.message("The very first")).to_be_focused()


async def test_long_channels_are_paged(visiting: Open, town: Town) -> None:
    """Only the newest are drawn; the earlier ones come on demand and do not move what is looked at."""
    for number in range(150):
        await town.bob.post(f"Line {number}.")
    view = await visiting()

    await expect(view.messages).to_have_count(60)
    await expect(view.message("Line 149.")).to_be_in_viewport()
    await view.page.get_by_role("button", name="Show earlier messages (90)").click()
    await expect(view.messages).to_have_count(120)
    await expect(view.message("Line 90.")).to_be_in_viewport()
    await town.bob.post("A new line")
    await expect(view.message("A new line")).to_be_attached()
    await expect(view.message("A new line")).not_to_be_in_viewport()
    await view.page.get_by_role("button", name="Newest messages").click()
    await expect(view.message("A new line")).to_be_in_viewport()


async def test_the_keyboard_reaches_everything(visiting: Open, town: Town) -> None:
    """Arrows go from message to message, Tab into one, Ctrl+K to any place, and the focus is where it should be."""
    for number in range(3):
        await town.bob.post(f"Line {number}")
    view = await visiting()

    await view.page.locator("#main .timeline").focus()
    await view.page.keyboard.press("ArrowUp")
    await expect(view.message("Line 2")).to_be_focused()
    await view.page.keyboard.press("ArrowUp")
    await expect(view.message("Line 1")).to_be_focused()
    await view.page.keyboard.press("Tab")
    await expect(view.message("Line 1").get_by_role("button").first).to_be_focused()

    await view.page.keyboard.press("Control+k")
    await view.page.get_by_role("combobox", name="Jump to").fill("sal")
    await view.page.keyboard.press("Enter")
    await expect(view.page.locator("#main h1")).to_have_text("#sales")
    await view.page.go_back()
    await expect(view.page.locator("#main h1")).to_have_text("#general")
