"""An administrator changes the company in chat; nobody else does (issue of every role)."""

import re

from storage import tables
from tests.stories.stage import Message, Stage


async def behind(stage: Stage, words: str, row: str, who: str = "zoe") -> Message:
    """Go to an entry of a list, and return its card."""
    listed = await stage.whisper(who, words)
    return await stage.turn(listed, "Open", row, who=who)


async def test_an_administrator_looks_and_changes(stage: Stage) -> None:
    """What is missing first; then a part, an entry, its form, and what was changed with before and after."""
    card = await stage.whisper("zoe", "/csops admin")
    assert "Nothing must be mended" in card.words
    roles = await stage.turn(card, button_of(card, "Roles"), "Account manager", who="zoe")
    more = await stage.turn(roles, "More", "Roles", who="zoe")
    back = await stage.turn(more, "Administration", "Nothing must be mended", who="zoe")
    assert "What was changed" in back.words

    entry = await behind(stage, "/csops admin roles finance", "Finance")
    await entry.click("Change")
    said = await stage.fill("zoe", {"Add a person": "Ada Palmer"}, title="Finance")
    assert "fina → fina, ada" in said

    changes = await stage.turn(
        await stage.whisper("zoe", "/csops admin"), "What was changed", "Roles: finance", who="zoe"
    )
    assert "Zoe Adams" in changes.words


async def test_somebody_else_is_refused(stage: Stage) -> None:
    """In words, and with who may; a form that was opened before the role was taken away is refused too."""
    told = await stage.told("ada", "/csops admin")
    assert "Zoe Adams" in told
    told = await stage.told("ada", "/csops admin customers acme")
    assert "Zoe Adams" in told


async def test_a_customer_and_its_people(stage: Stage) -> None:
    """Added by its form, with a person of its own, and let go again after one was asked."""
    listed = await stage.whisper("zoe", "/csops admin customers acme")
    await listed.click("Add to customers")
    said = await stage.fill("zoe", {"Name": "Corvin Works", "Channel": "C0CORVIN"}, title="New: Customers")
    assert "none → Corvin Works" in said

    entry = await behind(stage, "/csops admin customers corvin", "Corvin Works")
    await entry.click("Role of their own")
    said = await stage.fill(
        "zoe", {"Role": "Customer success manager (csm)", "Add a person": "Emil Kraus"}, title="New: role"
    )
    assert "csm of corvin-works is added" in said

    entry = await behind(stage, "/csops admin customers corvin", "Corvin Works")
    await stage.turn(entry, "Let go", "is one of the past now", who="zoe")
    assert "There is no customer" in await stage.told("carl", "/customer corvin")


async def test_a_fault_stands_under_its_field(stage: Stage) -> None:
    """The form stays open with the sentence; what is mended is taken."""
    entry = await behind(stage, "/csops admin channels finance", "Finance")
    await entry.click("Change")
    form = await stage.form("zoe", "Finance")
    sent_back = await form.fill({"Channel": "#finance"}).submit()
    assert "is no address of a channel" in sent_back.errors["Channel"]
    said = await stage.send(form.fill({"Channel": "C0FINANCE2"}))
    # Its platform shows its name; on Teams nobody has one for it.
    assert ("a channel on Slack" if stage.here == "Teams" else "<#C0FINANCE2>") in said
    assert "slack:C0" not in said


async def test_a_digest_goes_to_people_at_another_time(stage: Stage) -> None:
    """All are listed with when they come next; one goes to people an hour earlier."""
    listed = await stage.whisper("zoe", "/csops admin digests")
    assert "Waiting in sales" in listed.words
    assert "next:" in listed.words
    entry = await stage.turn(listed, "Open", "Who may ask for it", who="zoe")
    assert "Referenceable Customer Report" in entry.words

    entry = await behind(stage, "/csops admin digests sales", "Waiting in sales")
    await entry.click("Change")
    form = await stage.form("zoe", "Waiting in sales")
    wrong = await form.fill({"To the people of which roles?": ["Account manager (am)"]}).submit()
    assert "cannot go to a channel and to people" in wrong.errors["To the people of which roles?"]
    mended = {"To which channel?": "No channel: it goes to people", "At what hour?": "8"}
    said = await stage.send(form.fill(mended))
    assert "hour: 9:00 → 8:00" in said
    assert "sales → none" in said
    told = await stage.told("zoe", "/csops report")
    assert "to each Account manager" in told, told


async def test_who_leaves_hands_on(stage: Stage) -> None:
    """What they have is told in the form, and goes to who takes over; somebody else is away."""
    stage.ahead("ada", "services-engagement", "New portal")
    entry = await behind(stage, "/csops admin people ada", "Ada Palmer")
    await entry.click("Let go")
    form = await stage.form("zoe", "Let Ada Palmer go")
    assert "In hand: 1 piece of work." in str(form.view)
    said = await stage.send(form.fill({"Who takes over?": "Sven Olsson"}))
    assert "Ada Palmer is one of the past now" in said
    assert {row["owner"] for row in stage.rows(tables.engagement)} == {"sven"}

    entry = await behind(stage, "/csops admin people carl", "Carl Jensen")
    await entry.click("Away")
    form = await stage.form("zoe", "Away")
    await form.close()
    assert stage.history_is_whole()


def button_of(card: Message, beginning: str) -> str:
    """Return the label of a button that begins so."""
    return str(next(label for label in card.buttons if re.match(beginning, label)))
