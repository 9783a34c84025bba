"""Tickets as people see them in Slack: from a command, from a message, handed over, returned, worked off (D)."""

import pytest

from storage import tables
from tests.stories.stage import Stage

FORM = "Log a ticket"


async def log(stage: Stage, who: str, kind: str, title: str, **more: str) -> str:
    """Log a ticket for Acme by the form of `/ticket`, and return what the person is told."""
    modal = await stage.open(who, "/ticket", title=FORM)
    modal.fill({"Customer": "Acme Mills", "Kind": kind, "What is it about?": title, **more})
    return await stage.send(modal)


@pytest.mark.parametrize(
    ("kind", "board"),
    [
        ("Customer success", ""),
        ("Development request", "Add user story in Azure DevOps"),
        ("Bug", "Add bug in Azure DevOps"),
        ("Post implementation", "Add task in Rocketlane"),
        ("Additional scope", "Add task in Rocketlane: Proposal"),
    ],
)
async def test_each_kind_is_logged_and_goes_on_its_board(stage: Stage, kind: str, board: str) -> None:
    """The CSM logs it, puts it on its board, and the board's record is a checklist item where it is worked on."""
    words = await log(stage, "carl", kind, "Login fails")
    assert kind in words
    assert "In the hands of" in words

    head = await stage.card("acme", "TCK-1 Login fails", kind)
    assert "Logged by" in head.words
    await stage.card("acme", "Add ticket in HubSpot")
    if board:
        await stage.press("carl", "acme", "Add ticket in HubSpot", button="On its board")
        where = "internal" if kind in {"Bug", "Development request"} else "acme"
        await stage.card(where, board)


async def test_a_high_bug_reaches_both_leads(stage: Stage) -> None:
    """Both development leads get a direct message at once, and each says "Got it" for themselves."""
    await log(stage, "carl", "Bug", "Nothing works", Priority="High")

    for lead in ("lena", "luis"):
        told = await stage[lead].told("Nothing works")
        await told.click("Got it", by=stage[lead])
    await stage.card("acme", "has got it")


async def test_a_message_becomes_one_ticket(stage: Stage) -> None:
    """The form opens with the message in it, the message's thread hears of the ticket, a second pick shows the same."""
    message = await stage["ada"].post("The export is empty since <!channel> Monday", channel=stage.channels["acme"])
    await message.shortcut("ticket.log", by=stage["carl"])
    modal = await stage.form("carl", FORM)
    assert "Acme Mills" in str(modal.view)
    assert "The export is empty since" in str(modal.value("What is it about?"))
    modal.fill({"Kind": "Bug"})
    await stage.send(modal)

    await stage.card("acme", "Logged as", "TCK-1")
    assert any("Logged as" in reply.words for reply in message.now.replies)
    await message.shortcut("ticket.log", by=stage["ada"])
    again = await stage.form("ada")
    assert "This message is a ticket already" in again.words
    assert "TCK-1" in again.words
    assert len(stage.rows(tables.ticket)) == 1


async def test_a_hand_off_is_returned_and_offered_again(stage: Stage) -> None:
    """Sales logs it, the CSM returns it with the reason, sales hands it over again, and the CSM accepts."""
    await log(stage, "ada", "Customer success", "Add a user")
    await stage.press("carl", "internal", "TCK-1", button="Return")
    await stage.fill("carl", {"What is missing, or whose is it?": "Which user?"})

    told = await stage["ada"].told("Which user?")
    await told.click("Hand off again", by=stage["ada"])
    await stage.press("carl", "internal", "second time", button="Accept")

    card = await stage.card("internal", "Accepted by", button="Take it up")
    assert "Accept" not in card.buttons
    assert stage.rows(tables.handoff)[0]["state"] == "accepted"
    assert stage.history_is_whole()


async def test_a_wrong_priority_is_shown_at_its_field(stage: Stage) -> None:
    """The form stays open with the sentence at the field, and nothing is logged."""
    modal = await stage.open("carl", "/ticket", title=FORM)
    modal.fill({"Customer": "Acme Mills", "Kind": "Additional scope", "What is it about?": "More", "Priority": "High"})

    answer = await modal.submit()

    assert answer.result == "errors", answer
    assert "has no priority" in str(answer)
    assert stage.rows(tables.ticket) == []
