"""Several decisions at once, as who decides sees it: the list, the choice, what it does, and what came of it."""

from storage import tables
from tests.pricing import HOURS
from tests.stories.stage import Stage
from workflows.estimates.commands import SaveEstimate, SendEstimate


def asked(stage: Stage, title: str) -> str:
    """Send a ROM for approval behind the scene, and return the number of its engagement."""
    key = stage.ahead("ada", "services-engagement", title, ("ada", "scoped", {}))
    ada, save, send = stage.identity("ada"), f"rom:{key}", f"send:{key}"
    stage.act(SaveEstimate(actor=ada, request_key=save, key=key, revision=0, rate_card="2026-1", values=HOURS))
    stage.act(SendEstimate(actor=ada, request_key=send, key=key))
    return key


async def test_two_of_three_are_approved(stage: Stage) -> None:
    """By the button of the list; the second window says what it does before it is done."""
    keys = [asked(stage, f"Portal {number}") for number in range(3)]
    listed = await stage.whisper("pria", "/approvals")
    await listed.click("Approve several", by=stage["pria"])
    modal = await stage.form("pria", "Approve several")
    modal.fill({"Which?": [f"{key} Acme Mills: Portal {number}" for number, key in enumerate(keys[:2])]})
    await modal.submit()
    confirm = await stage.form("pria", "Approve all of these?")
    assert f"Approve {keys[0]}" in confirm.words
    assert keys[2] not in confirm.words
    said = await stage.send(confirm)

    assert said.count("Approved.") == 2
    states = sorted(str(row["state"]) for row in stage.rows(tables.approval))
    assert states == ["approved", "approved", "waiting"]
    assert stage.history_is_whole()
