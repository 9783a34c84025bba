"""Private work as people see it: begun in private or made so, opened to one more, public again; others find nothing."""

from tests.stories.stage import Message, Stage

TITLE = "Zanzibar plan"


async def direct(stage: Stage, who: str, words: str, *, button: str = "") -> Message:
    """Return the newest message to a person alone that says the words and has the button."""

    def look() -> Message:
        everything = [one for message in stage[who].dm_messages for one in (message, *message.replies)]
        for message in sorted(everything, key=lambda one: one.ts, reverse=True):
            if words in message.words and (not button or button in message.buttons):
                return message
        raise LookupError(words)

    return await stage.slack.until(look, what=f"{words} {button} to {who}")


async def press_of_what_is_shown(stage: Stage, key: str, button: str) -> None:
    """Let Ada ask for the engagement and press a button of the answer, whatever else comes to her meanwhile."""
    await stage.told("ada", f"/engagement show {key}")

    def look() -> Message:
        for one in reversed(stage.private("ada")):
            if button in one.buttons:
                return one
        raise LookupError(button)

    message = await stage.slack.until(look, what=button)
    await message.click(button, by=stage["ada"])


async def test_it_begins_in_private(stage: Stage) -> None:
    """The form's box keeps it out of every channel; its people go on in their direct messages, step by step."""
    modal = await stage.open("ada", "/engagement new", title="New engagement")
    modal.fill({"Customer": "Acme Mills", "What is it about?": TITLE, "Private: only its people see it": "Yes"})
    await stage.send(modal)
    step = await direct(stage, "ada", "Step 1", button="Scoped")
    await step.click("Scoped", by=stage["ada"])
    await stage.fill("ada", {})
    await direct(stage, "ada", "Step 2")

    assert "There is no" in await stage.told("mara", "/engagement show ENG-1")
    assert TITLE not in await stage.told("mara", "/engagement list")
    assert not [one for one in stage.everything() if TITLE in one.words]
    assert stage.step_of("ENG-1") == "2"


async def test_it_is_made_private_by_a_button_and_public_again(stage: Stage) -> None:
    """What stood in the channel is emptied; one more is invited by the button; later it is public again."""
    key = stage.ahead("ada", "services-engagement", TITLE)
    await stage.card("acme", TITLE)
    await press_of_what_is_shown(stage, key, "Make private")
    await stage.fill("ada", {"Why?": "Their board does not know yet."})
    await stage.card("acme", "This is private now.")
    await direct(stage, "ada", "Step 1", button="Scoped")
    assert "There is no" in await stage.told("mara", f"/csops why {key}")

    await press_of_what_is_shown(stage, key, "Invite")
    await stage.fill("ada", {"Who?": "Mara Conti"})
    for who in ("ada", "mara"):
        await direct(stage, who, "sees this from now on")
    assert TITLE in await stage.told("mara", f"/engagement show {key}")

    form = await stage.open("ada", f"/engagement uninvite {key} @mara")
    await stage.send(form)
    await direct(stage, "ada", "does not see this any more")
    assert "There is no" in await stage.told("mara", f"/engagement show {key}")

    await press_of_what_is_shown(stage, key, "Make public")
    await stage.fill("ada", {})
    await stage.card("acme", TITLE)
    await stage.card("acme", "Step 1", button="Scoped")
    assert " · private" not in await stage.told("mara", "/engagement list")
    assert TITLE in await stage.told("mara", f"/engagement show {key}")
    assert stage.history_is_whole()


async def test_a_private_ticket_is_in_nobodys_list(stage: Stage) -> None:
    """Typed with the number, as everything else; the list of tickets and the account card have no word of it."""
    form = await stage.open("carl", "/ticket", title="Log a ticket")
    form.fill({"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": TITLE})
    await stage.send(form)
    await stage.send(await stage.open("carl", "/engagement private TCK-1"))
    await direct(stage, "carl", "Private since")

    for words in ("/ticket list", "/customer acme", f"/csops find {TITLE}"):
        assert "TCK-1" not in await stage.told("mara", words)
    await stage.send(await stage.open("carl", "/engagement invite TCK-1 @mara"))
    for who in ("carl", "mara"):
        await direct(stage, who, "sees this from now on")
    for words in ("/ticket list", "/ticket queue", "/customer acme", f"/csops find {TITLE}", "/engagement list"):
        assert " · private" in await stage.told("mara", words)
    assert "adds somebody by /engagement invite TCK-1 @name" in await stage.told("mara", "/engagement show TCK-1")
    home = await stage.home("carl")
    assert " · private" in home.words
    await stage.send(await stage.open("carl", "/engagement public TCK-1"))
    await stage.card("acme", TITLE)
