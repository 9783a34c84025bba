"""The whole bot on a Teams that delivers everything twice, and does not take everything at once."""

from playground.teams.driver import Dialog
from storage import tables
from storage.engine import Database
from tests.stories.on_teams import TeamsStage, staged_on_teams

FORM = {"Customer": "Acme Mills", "Process": "Services engagement", "What is it about?": "New portal"}


async def form(here: TeamsStage) -> Dialog:
    """Let Ada ask for a new engagement, and return the form, filled in."""
    reply = await here["ada"].command("/engagement", "new")
    assert reply.ok, reply.failure
    modal = await here["ada"].modal_opened("New engagement")
    filled: Dialog = modal.fill(FORM)
    return filled


async def send(modal: Dialog) -> None:
    """Send the form, which must be taken."""
    answer = await modal.submit()
    assert answer.result == "updated", answer
    await modal.close()


async def test_what_comes_twice_is_done_once(database: Database) -> None:
    """Every message and every invoke comes twice at the same moment: one engagement, one step, one card of each."""
    async with staged_on_teams(database) as here:
        for kind in ("message", "invoke"):
            await here.slack.fault("twice", kind, times=None)
        await send(await form(here))
        card = await here.card("acme", "Step 1", button="Scoped")
        await card.click("Scoped", by=here["ada"])
        if here["ada"].dialog is not None:
            assert (await here["ada"].modal().submit()).result in {"updated", "closed"}
        done = [row["action"] for row in here.rows(tables.history) if str(row["subject"]).startswith("engagement:")]
        assert done == ["started", "step"]
        keys = [row["key"] for row in here.rows(tables.engagement)]
        posted = [one for one in here.channels["acme"].messages if str(keys[0]) in one.words]
        assert len({one.words for one in posted}) == len(posted)


async def test_a_teams_that_throttles_and_fails_gets_everything_once(database: Database) -> None:
    """Posts are refused with 429 and taken later: what was promised arrives, once, and is no repeat."""
    async with staged_on_teams(database) as here:
        modal = await form(here)
        await here.slack.fault("ratelimit", "create", times=2, retry_after=1)
        await here.slack.fault("ratelimit", "send", times=1, retry_after=1)
        await send(modal)
        await here.card("acme", "Step 1", button="Scoped")
        posted = [one.words for one in here.channels["acme"].messages]
        assert len(set(posted)) == len(posted)
        assert not any("repeat" in words for words in posted)
