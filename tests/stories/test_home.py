"""The Home as people use it: what waits is done where it stands, and the Home shows itself anew."""

import asyncio

from storage import tables
from tests.office import staff
from tests.stories.day import signed
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent


async def log(stage: Stage, title: str) -> None:
    """Let Ada log a ticket, which is handed to Carl."""
    form = await stage.open("ada", "/ticket", title="Log a ticket")
    form.fill({"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": title})
    await stage.send(form)


async def test_a_decision_is_given_at_home(stage: Stage) -> None:
    """The figures stand there; approved, it is gone, and who asked sees no longer that it waits."""
    key = sent(stage)
    home = await stage.home("pria")
    assert "Decisions waiting for you: 1" in home.words
    assert "asked by" in home.words
    asking = await stage.home("ada")
    assert "the decision waits" in asking.words

    await home.click("Approve")

    await stage.home_says("pria", home, f"{key}: Approve")
    assert "Decisions waiting for you: 1" not in stage.seen_at_home("pria", home)
    assert "the decision waits" not in (await stage.home("ada")).words


def decided_by(stage: Stage) -> str:
    """Return who gave the decision that there is; LookupError before."""
    found = [row for row in stage.rows(tables.history) if row["action"] == "decided"]
    if not found:
        raise LookupError
    (row,) = found
    return str(row["actor"])


async def test_a_home_that_is_old_does_nothing_twice(stage: Stage) -> None:
    """Two who can decide have it at home; the second is told who was first, and so is who lost the role."""
    sent(stage)
    first, second = await stage.home("pria"), await stage.home("dora")
    staff(stage.database, "cs_director", "carl")
    await second.click("Approve")
    assert "Pria Nair" in await stage.refusal_at_home("dora", "Pria Nair")

    staff(stage.database, "cs_director", "dora")
    second = await stage.home("dora")
    await stage.home_says("dora", second, "Decisions waiting for you: 1")
    await asyncio.gather(first.click("Approve"), second.click("Approve"))
    by = await stage.slack.until(lambda: decided_by(stage), what="a decision")
    late, name = ("dora", "Pria Nair") if by == "pria" else ("pria", "Dora Weiss")
    assert f"was already approved by {name}" in await stage.refusal_at_home(late, "already")


async def test_a_hand_off_is_accepted_or_returned_at_home(stage: Stage) -> None:
    """Accepted, it is the first of the next steps; returned with a reason, it is with who gave it."""
    await log(stage, "Add a user")
    home = await stage.home("carl")
    assert "Hand-offs to accept: 1" in home.words
    await home.click("Return")
    await stage.fill("carl", {"What is missing, or whose is it?": "Which user?"})
    await stage.home_says("carl", home, "What is handed over to you waits here")

    assert await stage.refusal("ada", "your hand-off came back")  # They are told of it at once, and have it at home.
    asking = await stage.home("ada")
    assert "came back to you" in asking.words
    await asking.click("Hand off again")
    await stage.home_says("ada", asking, "waits for Customer success manager to accept it")

    home = await stage.home("carl")
    await home.click("Accept")
    await stage.home_says("carl", home, "Your next steps: 1", "What is handed over to you waits here")
    await home.click("Take it up")
    await stage.home_says("carl", home, "In progress")


async def test_the_buttons_on_top_begin_what_a_role_does_most(stage: Stage) -> None:
    """They open the form that their command opens."""
    home = await stage.home("fina")
    assert "To bill" in home.words
    await home.click("Log a ticket")
    form = await stage.form("fina", "Log a ticket")
    await form.close()
    home = await stage.home("ada")
    await home.click("New engagement")
    form = await stage.form("ada", "New engagement")
    await form.close()


async def test_all_of_a_section_has_pages(stage: Stage) -> None:
    """The Home has the first few; all of them are a button away, ten to a page, each with its buttons."""
    for letter in "ABCDEFGHIJKL":
        stage.ahead("ada", "services-engagement", f"Portal {letter}")
    home = await stage.whisper("ada", "/csops mine")
    assert "Your next steps: 12" in home.words
    assert "Portal D" not in home.words

    first = await stage.turn(home, "Show all", "Portal J", who="ada")
    assert "Portal L" not in first.words
    second = await stage.turn(first, "More", "Portal L", who="ada")
    again = await stage.turn(second, "Back", "Portal A", who="ada")
    assert "Portal L" not in again.words


async def test_what_one_still_owes_is_ticked_off_at_home(stage: Stage) -> None:
    """The customer signed and the work is with services: the record of it is still Ada's, and she is done with it."""
    key = signed(stage, "New portal")
    home = await stage.home("ada")
    await stage.home_says("ada", home, "Still yours to do: 1", key, "is Closed Won")

    await home.click("Mark done")

    await stage.home_says("ada", home, "is done.")
    assert "Still yours to do" not in stage.seen_at_home("ada", home)
    assert "Still yours to do" not in (await stage.home("pria")).words
    await stage.told("ada", "/csops undo")
    await stage.home_says("ada", await stage.home("ada"), "Still yours to do: 1")
