"""Modals: every input, errors under their fields, stacks, drafts, and what happens when the app fails."""

import re

from playwright.async_api import FilePayload, expect

from playground.slack.shapes import Json
from tests.page.conftest import Open, Town
from tests.page.kitchen import stepped
from tests.page.visits import Visit


def picture(name: str) -> FilePayload:
    """A file that is called so."""
    return {"name": name, "mimeType": "image/png", "buffer": b"\x89PNG"}


async def opened(visiting: Open) -> Visit:
    """A visit with the form of every input open."""
    view = await visiting("alice/sales")
    await view.write("/form")
    await expect(view.modal.get_by_role("heading", name="Every input")).to_be_visible()
    return view


async def fill_everything(view: Visit) -> None:
    """Put something into every input."""
    await view.field("Title").fill("A good title")
    await view.field("Story").fill("Two\nlines")
    await view.field("Hours").fill("12")
    await view.field("Mail").fill("a@example.com")
    await view.field("Link").fill("https://example.com/x")
    await view.choose(view.field("Level"), "high", "High")
    await view.choose(view.field("Customer"), "ac", "Acorn")
    await view.choose(view.field("Owner"), "services", "Bob Okafor")
    await view.choose(view.field("Room"), "gen", "#general")
    for label in ("Choice 7", "Choice 12"):
        await view.choose(view.field("Labels"), label, label)
    for name in ("Carol", "Bob"):
        await view.choose(view.field("Team"), name, name)
    await view.field("Day").fill("2026-03-04")
    await view.field("Hour").fill("09:30")
    await view.field("Moment: day").fill("2026-07-01")
    await view.field("Moment: time").fill("15:00")
    await view.modal.get_by_role("checkbox", name="Low").check()
    await view.modal.get_by_role("checkbox", name="High").check()
    await view.modal.get_by_role("radio", name="Middle").check()
    await view.modal.locator("input[type=file]").set_input_files([picture("dot.png")])
    await expect(view.modal.locator(".waiting-file")).to_have_count(1)
    await view.field("Notes").fill("Some *bold* words for @bob\n- one\n- two\n> said")


async def test_every_input_sends_what_was_put_in(visiting: Open, town: Town) -> None:
    """The state that the app gets has each value in the form that Slack gives it."""
    view = await opened(visiting)
    await fill_everything(view)
    await view.submit()
    await expect(view.modal).to_have_count(0)

    def of(block: str) -> Json:
        entry: Json = town.kitchen.submitted[0][block]["value"]
        return entry

    assert of("title")["value"] == "A good title"
    assert of("story")["value"] == "Two\nlines"
    assert (of("hours")["value"], of("mail")["value"]) == ("12", "a@example.com")
    assert of("link")["value"] == "https://example.com/x"
    assert of("level")["selected_option"]["value"] == "high"
    assert of("customer")["selected_option"]["value"] == "acorn"
    assert of("owner")["selected_user"] == town.bob.id
    assert of("place")["selected_conversation"] == town.slack.channel("sales").id
    assert of("room")["selected_channel"] == town.slack.channel("general").id
    assert [one["value"] for one in of("labels")["selected_options"]] == ["7", "12"]
    assert of("team")["selected_users"] == [town.carol.id, town.bob.id]
    assert (of("day")["selected_date"], of("hour")["selected_time"]) == ("2026-03-04", "09:30")
    assert of("moment")["selected_date_time"] == 1_782_910_800  # 15:00 in Paris in summer.
    assert [one["value"] for one in of("parts")["selected_options"]] == ["low", "high"]
    assert of("kind")["selected_option"]["value"] == "middle"
    assert [one["name"] for one in of("files")["files"]] == ["dot.png"]
    assert of("notes")["rich_text_value"]["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Some "},
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "text", "text": " words for "},
                {"type": "user", "user_id": town.bob.id},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
    ]


async def test_what_an_input_starts_with_is_sent_untouched(visiting: Open, town: Town) -> None:
    """Initial values count as put in, and are shown."""
    view = await opened(visiting)
    await expect(view.field("Level")).to_have_value("Middle")
    await expect(view.field("Day")).to_have_value("2026-01-02")
    await expect(view.field("Moment: time")).to_have_value("01:00")  # Midnight UTC, in Paris.
    await expect(view.field("Place")).to_have_value("#sales")

    await view.field("Title").fill("Only a title")
    await view.field("Title").press("Enter")
    await expect(view.modal).to_have_count(0)

    values = town.kitchen.submitted[0]
    assert values["level"]["value"]["selected_option"]["value"] == "middle"
    assert values["moment"]["value"]["selected_date_time"] == 1_767_225_600
    assert values["hours"]["value"]["value"] is None


async def test_errors_stand_under_their_fields(visiting: Open, town: Town) -> None:
    """Slack's complaints and the app's: the first wrong field has the focus, mending it takes the words away."""
    view = await opened(visiting)
    await view.field("Mail").fill("nonsense")
    await view.field("Hours").fill("a few")
    await view.submit()

    wrong = view.modal.locator(".has-error")
    await expect(wrong.locator(".input-error")).to_have_text(
        [
            "Please complete this required field.",
            "Please enter a whole number.",
            "Please enter a valid email address.",
        ]
    )
    await expect(view.field("Title")).to_be_focused()
    await expect(view.field("Title")).to_have_attribute("aria-invalid", "true")
    await view.field("Title").press_sequentially("bad")
    await expect(view.field("Title")).to_have_value("bad")
    await expect(wrong).to_have_count(2)

    await view.field("Mail").fill("")
    await view.field("Hours").fill("12")
    await view.submit()
    await expect(wrong.locator(".input-error")).to_have_text(["Choose a better title.", "Too many."])
    await expect(view.field("Title")).to_have_accessible_description(re.compile("Choose a better title."))
    assert town.kitchen.submitted == []


async def test_lengths_are_counted(visiting: Open) -> None:
    """How much is missing or too much is said while it is typed."""
    view = await opened(visiting)
    counter = view.modal.locator("[data-block=title] .counter")

    await expect(counter).to_have_text("At least 3 characters")
    await view.field("Title").fill("ab")
    await expect(counter).to_have_text("1 more needed")
    await view.field("Title").fill("a" * 50)
    await expect(counter).to_have_text("50 of 60")
    await view.field("Title").fill("a" * 61)
    await expect(counter).to_have_text("1 too many")


async def test_an_external_select_asks_the_app(visiting: Open, town: Town) -> None:
    """Below the least length it says how much to type; then it shows the app's groups; Escape keeps the modal."""
    view = await opened(visiting)
    customer, options = view.field("Customer"), view.page.locator(".listbox:popover-open")

    await customer.click()
    await expect(options).to_contain_text("Type at least 2 characters to search.")
    await customer.press_sequentially("ac")
    await expect(options.get_by_role("group")).to_have_text(["In stockAcme", "To orderAcorn"])
    await customer.press("Escape")
    await expect(options).to_have_count(0)
    await expect(view.modal).to_have_count(1)
    await customer.fill("zz")
    await expect(options).to_contain_text("Nothing fits.")
    await customer.press("Enter")
    await expect(view.modal).to_have_count(1)
    assert town.kitchen.submitted == []


async def test_several_choices_have_a_limit_and_can_be_taken_back(visiting: Open) -> None:
    """Chips show what was chosen; Backspace and their crosses take it away; no more than the limit goes in."""
    view = await opened(visiting)
    labels, chips = view.field("Labels"), view.modal.locator("[data-block=labels] .chip")

    await labels.click()
    for _ in range(4):
        await labels.press("Enter")
        await labels.press("ArrowDown")
    await expect(chips).to_have_text(["Choice 1✕", "Choice 2✕", "Choice 3✕"])
    await labels.press("Backspace")
    await view.modal.get_by_role("button", name="Remove Choice 1").click()
    await expect(chips).to_have_text(["Choice 2✕"])


async def test_files_of_the_wrong_kind_or_number_stay_out(visiting: Open) -> None:
    """The input takes what the app asked for, and says why it does not take the rest."""
    view = await opened(visiting)
    chooser = view.modal.locator("input[type=file]")

    await chooser.set_input_files([picture("a.exe")])
    await expect(view.page.locator(".notice")).to_contain_text("a.exe is not of a kind that goes in here.")
    await chooser.set_input_files([picture(f"{name}.png") for name in "abc"])
    await expect(view.modal.locator(".waiting-file")).to_have_count(2)
    await expect(view.page.locator(".notice").last).to_contain_text("At most 2 files go in here.")
    await view.modal.get_by_role("button", name="Remove a.png").click()
    await expect(view.modal.locator(".waiting-name")).to_have_text(["b.png"])


async def test_modals_stand_on_each_other(visiting: Open, town: Town) -> None:
    """A pushed view covers the one below, going back shows it as it was left, closing tells the app."""
    view = await visiting()
    await view.page.locator("#main").get_by_role("button", name="Shortcuts").click()
    await view.page.get_by_role("menuitem", name="Start something").click()
    await view.field("First name").fill("Ada")

    await view.modal.get_by_role("button", name="Go deeper").click()
    await expect(view.modal.get_by_role("heading")).to_have_text("Step 2")
    await expect(view.field("First name")).to_have_value("")
    await view.modal.get_by_role("button", name="Back").click()
    await expect(view.modal.get_by_role("heading")).to_have_text("Step 1")
    await expect(view.field("First name")).to_have_value("Ada")

    await view.modal.get_by_role("button", name="Go deeper").click()
    await expect(view.modal.get_by_role("heading")).to_have_text("Step 2")
    await view.modal.get_by_role("button", name="Close").first.click()
    await expect(view.modal).to_have_count(0)
    assert town.alice.modal_views == []


async def test_an_update_keeps_what_is_half_typed(visiting: Open, town: Town) -> None:
    """Inputs whose block and action stay keep their draft, the focus and the place in the text."""
    view = await visiting()
    await town.alice.shortcut("start")
    await view.field("First name").fill("Ada")
    await view.field("Second name").press_sequentially("Love")

    await view.modal.get_by_role("button", name="Refresh").click()
    await expect(view.modal).to_contain_text("It was refreshed.")
    await view.field("Second name").focus()
    await view.page.keyboard.press("End")
    changed = stepped(1, note="Once more.")
    changed["blocks"][2]["label"]["text"] = "Last name"
    view_id = town.alice.modal_views[-1]["id"]
    await town.kitchen.app.client.views_update(view_id=view_id, view=changed)
    await expect(view.modal).to_contain_text("Once more.")
    await expect(view.field("Last name")).to_be_focused()
    await view.page.keyboard.type("lace")
    await view.submit()
    await expect(view.modal).to_have_count(0)

    values = town.kitchen.submitted[0]
    assert (values["first"]["value"]["value"], values["second"]["value"]["value"]) == ("Ada", "Lovelace")


async def test_two_people_have_their_own_modals(visiting: Open, town: Town) -> None:
    """Nobody sees or disturbs somebody else's, and each is still there when one comes back."""
    view, other = await opened(visiting), await visiting("bob/general")
    await view.field("Title").fill("Mine")
    await other.write("/form")
    await other.field("Title").fill("His")
    await expect(view.field("Title")).to_have_value("Mine")
    await expect(other.page.locator("#people [data-be=alice] .modal-mark")).to_have_count(1)

    await other.submit()
    await expect(other.modal).to_have_count(0)
    await expect(view.field("Title")).to_have_value("Mine")
    await view.submit()
    await expect(view.modal).to_have_count(0)
    assert [one["title"]["value"]["value"] for one in town.kitchen.submitted] == ["His", "Mine"]


async def test_closing_tells_an_app_that_wants_to_know(visiting: Open, town: Town) -> None:
    """Escape closes the top view; the app hears of it with what was put in; the focus is back where it was."""
    view = await opened(visiting)
    await view.field("Title").fill("Never mind")

    await view.page.keyboard.press("Escape")

    await expect(view.modal).to_have_count(0)
    await expect(view.composer).to_be_focused()
    await town.slack.until(lambda: town.kitchen.closed)
    assert town.kitchen.closed[0]["view"]["state"]["values"]["title"]["value"]["value"] == "Never mind"


async def test_a_submission_fails_in_words_and_waits(visiting: Open, town: Town) -> None:
    """When the app does not answer, the modal stays with all that was put in; while it thinks, the button is off."""
    view = await opened(visiting)
    await view.field("Title").fill("Patience")
    await town.slack.fault("drop", "interactive")
    await view.submit()
    await town.slack.until(lambda: any(one["what"] == "fault" for one in town.slack.wire))
    await town.slack.advance(3)

    await expect(view.modal.locator(".modal-trouble")).to_have_text("We had some trouble connecting. Try again?")
    await expect(view.page.locator(".notice")).to_have_count(1)
    await expect(view.field("Title")).to_have_value("Patience")

    await town.slack.fault("delay", "interactive", seconds=30)
    await view.submit()
    await expect(view.modal.locator("button[type=submit]")).to_be_disabled()
    await expect(view.modal.locator(".modal-trouble")).to_have_text("")
    await town.slack.advance(31)
    await expect(view.modal).to_have_count(0)
