"""What people tell csops of themselves: that they are away and who stands in, and where they want to be told things."""

import datetime as dt

from bot.wiring import system_clock
from storage import tables
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent


def soon() -> dt.date:
    """Return the day after tomorrow, which is to come in every time zone."""
    return (system_clock() + dt.timedelta(days=2)).date()


async def test_somebody_stands_in_and_the_person_comes_back(stage: Stage) -> None:
    """Said in one line, ended by the button on its answer; meanwhile the delegate decides."""
    key = sent(stage)
    said = await stage.whisper("pria", f"/csops away until {soon()} to @sven")
    assert "Sven Olsson" in said.words
    await stage["sven"].told("You stand in for Pria Nair")
    assert key in await stage.told("sven", "/approvals")

    await stage.press("sven", "approvals", key, button="Approve")
    await stage.card("acme", "Step 6 Is there enough information?: Approve, by Sven Olsson for Pria Nair")
    await said.click("End it now")
    await stage.slack.until(lambda: not stage.rows(tables.absence) or _ended(stage), what="the end of the absence")
    assert key not in await stage.told("sven", "/approvals")


def _ended(stage: Stage) -> bool:
    return all(row["ended_at"] is not None for row in stage.rows(tables.absence))


async def test_an_absence_is_said_in_a_form_and_ended_by_a_command(stage: Stage) -> None:
    """Without words a form opens, with a search for the colleague; `/csops back` ends it."""
    form = await stage.open("ada", "/csops away", title="Away")
    form.fill({"Last day away": soon(), "Who stands in?": "Sven Olsson"})
    await stage.send(form)
    assert "You are away" in await stage.told("ada", "/csops mine")

    assert "is back" in await stage.told("ada", "/csops back")
    assert "You are away" not in await stage.told("ada", "/csops mine")


async def test_accounts_are_linked_by_a_code_and_seen(stage: Stage) -> None:
    """A code for the other platform, where one is told, and what there is; nobody else sees the code."""
    linked = await stage.told("ada", "/csops link")
    assert "/csops link " in linked
    assert stage.identity("ada").user in await stage.told("ada", "/csops accounts")
    assert f"no account on {stage.there}" in await stage.told("ada", f"/csops notify {stage.there.lower()}")
    assert f"{stage.here} from now on" in await stage.told("ada", f"/csops notify {stage.here.lower()}")
    assert "no linked account" in await stage.told("ada", "/csops unlink")
