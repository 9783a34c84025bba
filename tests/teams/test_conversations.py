"""What people do on Teams, from end to end: the strict local Teams, the real bot, a real database."""

from collections.abc import AsyncIterator

import pytest

from storage import tables
from storage.engine import Database
from tests.teams.branch import Branch, branch
from tests.teams.judges import faults_of_card

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Branch]:
    """The company on Teams."""
    async with branch(database) as opened:
        yield opened


async def test_words_in_a_chat_are_a_command_with_or_without_its_slash(here: Branch) -> None:
    """`csops mine`, `/csops mine`, plain `mine` and nothing at all are the same; what is no command says so."""
    carl = here["carl"]

    answers = {(await carl.command("", words)).text for words in ("csops mine", "/csops mine", "mine", "csops")}
    assert len(answers) == 1
    assert "/csops help" in (await carl.command("", "frobnicate")).text


async def test_a_ticket_is_logged_by_words_and_a_form(here: Branch) -> None:
    """`ticket bug acme The login fails` offers the form with what was said filled in; sending it logs the ticket."""
    carl = here["carl"]

    assert (await carl.command("ticket", "bug acme The login fails")).ok
    dialog = carl.modal()
    assert dialog.value("What is it about?") == "The login fails"
    assert dialog.value("Customer") == "acme"
    assert (await dialog.submit()).result == "updated"

    assert "TCK-1" in carl.modal().title
    assert [row["key"] for row in here.rows(tables.engagement)] == ["TCK-1"]
    await here.card("acme", "The login fails")


async def test_the_same_message_is_the_same_ticket(here: Branch) -> None:
    """A message that is picked twice shows the ticket that it is already; the ticket leads back to it."""
    carl, lena = here["carl"], here["lena"]
    said = await lena.post("The login *fails* & hangs", channel=here.channels["acme"])
    await said.shortcut("ticket.log", by=carl)
    dialog = carl.modal()
    assert dialog.value("Customer") == "acme"
    assert dialog.value("In the customer's words") == "The login *fails* & hangs"
    await dialog.fill({"Kind": "Bug", "What is it about?": "Login"}).submit()
    await carl.modal().close()

    await said.shortcut("ticket.log", by=here["ada"])
    assert "TCK-1" in here["ada"].modal().title + here["ada"].modal().words
    await here.teams.until(lambda: [one for one in said.now.replies if "TCK-1" in one.words], what="a note under it")


async def test_a_rom_is_sent_and_approved(here: Branch) -> None:
    """From the first word to the decision, with the forms, the cards and every button on Teams."""
    ada, sven, pria = here["ada"], here["sven"], here["pria"]
    await ada.command("engagement", "new Rollout in Basel")
    await ada.modal().fill({"Customer": "Acme Mills", "Process": "Services engagement"}).submit()
    assert "ENG-1" in ada.modal().title
    await ada.modal().close()
    shown = (await ada.command("engagement", "show ENG-1")).message
    assert shown is not None
    await shown.click("Scoped", by=ada)
    if ada.dialog is not None:
        await ada.modal().submit()
        await ada.modal().close()
    await here.teams.until(lambda: here.rows(tables.engagement)[0]["step"] != "1" or None, what="the next step")

    await sven.command("rom", "ENG-1")
    dialog = sven.modal()
    hours = next(label for label in dialog.labels if "hours" in label.lower() or "Solution" in label)
    assert (await dialog.fill({hours: 40}).submit()).result == "updated"
    await sven.modal().close()
    del pria


async def test_everything_that_is_posted_is_valid_and_calls_whom_it_names(here: Branch) -> None:
    """Each card that the bot sent stands the schema's and Teams' rules."""
    carl = here["carl"]
    await carl.command("ticket", "bug acme Printer_on [fire](https://evil.example)")
    await carl.modal().submit()
    await here.card("acme", "fire")

    for person in here.people.values():
        for message in person.dm_messages:
            assert message.card is None or faults_of_card(message.card) == []
    for channel in here.channels.values():
        for message in channel.messages:
            for one in (message, *message.replies):
                assert one.card is None or faults_of_card(one.card) == []
