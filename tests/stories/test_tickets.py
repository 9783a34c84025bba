"""Tickets as people see them in Slack: from a command, from a message, handed over, returned, worked off (D)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from storage import tables
from tests.stories.stage import Stage
from workflows.tickets.commands import LogTicket

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


async def test_typed_words_fill_the_form_in(stage: Stage) -> None:
    """Kind, customer and title are read from the words; the ticket is listed, shown, and its questions answered."""
    form = await stage.open("carl", "/ticket bug acme The login fails", title=FORM)
    assert form.value("What is it about?") == "The login fails"
    await stage.send(form)

    await stage.whisper("carl", "/ticket list bug")
    listed = await stage.whisper("carl", "/ticket list")
    shown = await stage.turn(listed, "Open", "Bug", who="carl")
    assert "The login fails" in shown.words
    named = await stage.whisper("carl", "/ticket show TCK-1")
    assert named.buttons == shown.buttons


async def test_the_questions_of_a_kind_are_answered(stage: Stage) -> None:
    """A post implementation ticket wants a form filled in; its answers stand in the thread, and its button is gone."""
    await log(stage, "carl", "Post implementation", "The old logo")
    answers = {
        "What should it do?": "Print the new logo",
        "What does it do?": "It prints the old one",
        "Since when?": dt.date(2026, 3, 2),
        "Is the customer's work blocked?": "No",
    }

    card = await stage.press("carl", "acme", "TCK-1", button="Ticketing Questions")
    await stage.fill("carl", answers)

    await stage.card("acme", "Answered by", "Print the new logo")
    await stage.slack.until(lambda: "Ticketing Questions" not in card.now.buttons, what="the card without the button")


async def test_a_bug_is_closed_when_the_customer_was_told(stage: Stage) -> None:
    """Its lead resolves it, the CSM writes what was done, and the shared channel hears it in those words."""
    with stage.database.transaction() as connection:
        places = {one.key: one.channel for one in connection.execute(sa.select(tables.customer))}
        acme = sa.update(tables.customer).where(tables.customer.c.key == "acme")
        connection.execute(acme.values(shared_channel=places["birk"]))
    await log(stage, "carl", "Bug", "Login fails")
    await stage.press("carl", "acme", "Step Logged", "TCK-1", button="On its board")
    early = await stage.open("carl", "/ticket close TCK-1")
    assert "cannot be closed yet" in early.words
    await early.close()
    await stage.press("lena", "internal", "TCK-1", button="Accept")
    await stage.press("lena", "internal", "Step On board", "TCK-1", button="Work has started")
    await stage.say("lena", "acme", "Step In progress", "TCK-1", button="Resolved", values={"What was done": "A fix."})
    await stage.press("carl", "internal", "TCK-1", "Resolved on board", button="Accept")
    await stage.press("carl", "internal", "Step Resolved on board", button="Close in HubSpot")

    form = await stage.open("carl", "/ticket close TCK-1")
    await stage.send(form.fill({"Message to the customer": "You can log in again."}))

    await stage.card("birk", "TCK-1 Login fails", "You can log in again.")
    assert stage.step_of("TCK-1") == "end:customer-informed"


async def test_the_same_request_again_is_added_to_its_ticket(stage: Stage) -> None:
    """The form asks whether it is the same; a support colleague says so, and their words are in the ticket's thread."""
    await log(stage, "carl", "Bug", "The login page fails")
    for answer in ("It is the same as TCK-1", "Log it anyway"):
        modal = await stage.open("emil", "/ticket", title=FORM)
        words = {"Kind": "Bug", "What is it about?": "Login page fails", "In the customer's words": f"Really: {answer}"}
        await modal.fill({"Customer": "Acme Mills", **words}).submit()
        again = await stage.form("emil", "The same again?")
        await stage.send(again.fill({"This looks like TCK-1": answer}))

    await stage.card("acme", "Asked for again", "Really: It is the same")
    assert len(stage.rows(tables.ticket)) == 2


async def test_a_development_lead_sets_the_priority(stage: Stage) -> None:
    """By typing it, or with the button of the ticket; the thread hears of it."""
    await log(stage, "carl", "Development request", "Dark mode")
    assert "High" in await stage.told("lena", "/ticket priority TCK-1 high")
    await stage.card("acme", "Priority", "High", "set by")

    shown = await stage.whisper("luis", "/ticket show TCK-1")
    await shown.click("Priority")
    await stage.fill("luis", {"Priority": "Low"})

    await stage.card("acme", "Priority", "Low", "set by")


async def test_many_tickets_have_pages(stage: Stage) -> None:
    """Ten to a page, on and back; `list mine` and `list acme` show fewer."""
    for number in range(12):
        who, key, title = stage.identity("carl"), f"ahead:{number}", f"Fault {number:02}"
        stage.act(LogTicket(actor=who, request_key=key, customer="acme", kind="bug", title=title))

    first = await stage.whisper("carl", "/ticket list")
    second = await stage.turn(first, "Next", who="carl")
    again = await stage.turn(second, "Back", who="carl")

    assert ("Fault 00" in again.words) != ("Fault 00" in second.words)
    assert again.buttons[-1] == "Next"
    assert "Fault" in await stage.told("carl", "/ticket list acme")
    assert "Fault" not in await stage.told("carl", "/ticket list birk")
    assert "Fault" in await stage.told("carl", "/ticket list mine")
