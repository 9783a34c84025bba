"""ROMs as people make, show, clone and send them, from commands and from buttons (A 2 and 3)."""

from storage import tables
from tests.stories.stage import Said, Stage
from tests.stories.test_decisions import sent

SCOPED: Said = ("ada", "scoped", {})
TITLE = "Second portal"


def revisions(stage: Stage) -> dict[str, object]:
    """Return the newest revision of each engagement's ROM."""
    keys = {row["id"]: str(row["key"]) for row in stage.rows(tables.engagement)}
    rows = sorted(stage.rows(tables.estimate), key=lambda row: int(str(row["revision"])))
    return {keys[row["engagement_id"]]: row["revision"] for row in rows}


async def test_a_bare_command_asks_for_the_engagement(stage: Stage) -> None:
    """It is looked up by what is typed; the ROM is made, listed, shown, changed and sent, from one list to the end."""
    key = stage.ahead("ada", "services-engagement", TITLE, SCOPED)
    form = await stage.open("sven", "/rom", title="ROM")
    await stage.send(form.fill({"Engagement": key, "Engineer: hours": "10/20/30"}))
    assert revisions(stage) == {key: 1}

    listed = await stage.whisper("ada", "/rom list")
    assert TITLE in listed.words
    shown = await stage.turn(listed, "Open", f"{key}: ROM revision 1", who="ada")
    await shown.click("Edit")
    await stage.fill("ada", {"Travel, in EUR": "500"})
    assert revisions(stage) == {key: 2}
    again = await stage.whisper("ada", f"/rom {key} show")
    assert "500.00 EUR" in again.words
    await again.click("Send for approval")
    await stage.card("approvals", key, "please decide", button="Approve")


async def test_a_rom_is_begun_with_what_stands_in_another(stage: Stage) -> None:
    """By a command for an engagement that is named, and by the button, which asks for which."""
    first = sent(stage)
    second = stage.ahead("ada", "services-engagement", TITLE, SCOPED)
    third = stage.ahead("ada", "services-engagement", "Third portal", SCOPED)

    form = await stage.open("sven", f"/rom {second} clone {first}", title="ROM")
    assert form.value("Assumptions") == "There is a test system."
    await stage.send(form)
    shown = await stage.whisper("sven", f"/rom {first} show")
    await shown.click("Clone")
    form = await stage.form("sven", "ROM")
    await stage.send(form.fill({"Engagement": third}))

    assert revisions(stage) == {first: 1, second: 1, third: 1}
    assert "17,700.00 EUR" in await stage.told("ada", f"/rom {third} show")


async def test_a_step_is_done_by_its_rom_button(stage: Stage) -> None:
    """The card of step 2 has the button that opens the form; saving it leads to step 3."""
    key = stage.ahead("ada", "services-engagement", TITLE, SCOPED)
    await stage.press("ada", "acme", "Step 2", button="Make the ROM")
    form = await stage.form("ada", "ROM")
    await stage.send(form.fill({"Engineer: hours": "10"}))

    assert stage.step_of(key) == "3"


async def test_decisions_are_listed_and_looked_at(stage: Stage) -> None:
    """What waits for one, all that waits page by page, and one decision with its buttons, from the list or by name."""
    titles = [f"Portal {letter}" for letter in "ABCDEFGHIJKL"]
    keys = [sent(stage, title) for title in titles]

    mine = await stage.whisper("pria", "/approvals")
    assert titles[0] in mine.words
    looked = await stage.turn(mine, "Open", "please decide", who="pria")
    assert "Approve" in looked.buttons
    everything = await stage.whisper("fina", "/approvals all")
    more = await stage.turn(everything, "More", titles[-1], who="fina")
    assert titles[0] not in more.words
    assert "There is none." in await stage.told("fina", "/approvals")
    shown = await stage.whisper("dora", f"/approvals show {keys[3]}")
    await shown.click("Approve")
    await stage.card("acme", "Step 6 Is there enough information?: Approve, by Dora Weiss")
    assert keys[3] not in await stage.told("dora", "/approvals all")
