"""What people do on Teams alone, from end to end: the strict local Teams, the real bot, a real database.

What they do on every platform is told in tests/stories, on this one too.
"""

from collections.abc import AsyncIterator

import pytest

from storage import tables
from storage.engine import Database
from tests.stories.on_teams import TeamsStage, staged_on_teams
from tests.stories.test_decisions import sent
from tests.teams.judges import faults_of_card

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[TeamsStage]:
    """The company on Teams."""
    async with staged_on_teams(database) as opened:
        yield opened


async def test_words_in_a_chat_are_a_command_with_or_without_its_slash(stage: TeamsStage) -> None:
    """`csops mine`, `/csops mine`, plain `mine` and nothing at all are the same; what is no command says so."""
    carl = stage["carl"]

    answers = {(await carl.command("", words)).text for words in ("csops mine", "/csops mine", "mine", "csops")}
    assert len(answers) == 1
    assert "does not know “frobnicate”" in (await carl.command("", "frobnicate")).text


async def test_the_same_message_is_the_same_ticket(stage: TeamsStage) -> None:
    """A message that is picked twice shows the ticket that it is already; the ticket leads back to it."""
    carl, lena = stage["carl"], stage["lena"]
    said = await lena.post("The login *fails* & hangs", channel=stage.channels["acme"])
    await said.shortcut("ticket.log", by=carl)
    dialog = carl.modal()
    assert dialog.value("Customer") == "acme"
    assert dialog.value("In the customer's words") == "The login *fails* & hangs"
    await dialog.fill({"Kind": "Bug", "What is it about?": "Login"}).submit()
    await carl.modal().close()

    await said.shortcut("ticket.log", by=stage["ada"])
    assert "TCK-1" in stage["ada"].modal().title + stage["ada"].modal().words
    await stage.slack.until(lambda: [one for one in said.now.replies if "TCK-1" in one.words], what="a note under it")


async def test_a_decision_shows_its_current_face_to_who_decides(stage: TeamsStage) -> None:
    """The card refreshes itself for those whom it names, with the buttons that they may press, and does nothing."""
    pria = stage["pria"]
    await pria.say("mine")  # The bot knows somebody's id from the first word that they write to it.
    await pria.told("Waiting")
    key = sent(stage)
    card = await stage.card("approvals", key, "please decide", button="Approve")
    before = stage.rows(tables.history)

    assert pria.id in (card.card or {})["refresh"]["userIds"]
    mine = await card.look(by=pria)
    assert "Approve" in mine.buttons
    assert faults_of_card(mine.card or {}) == []
    assert stage.rows(tables.history) == before
    await mine.click("Approve", by=pria)
    await stage.card("approvals", key, "Approved by Pria Nair")


async def test_everything_that_is_posted_is_valid(stage: TeamsStage) -> None:
    """Each card that the bot sent stands the schema's and Teams' rules, whatever people wrote."""
    carl = stage["carl"]
    await carl.command("ticket", "bug acme Printer_on [fire](https://evil.example)")
    await carl.modal().submit()
    sent(stage, "A *new* <portal>")
    await stage.card("acme", "fire")
    await stage.card("approvals", "please decide")

    cards = [one.card for person in stage.people.values() for one in person.dm_messages if one.card]
    cards += [one.card for one in stage.everything() if one.card]
    assert len(cards) > 3
    for card in cards:
        assert faults_of_card(card) == []


async def test_the_message_extension_finds_engagements_tickets_and_customers(stage: TeamsStage) -> None:
    """By the beginning of a name everything of a customer and the customer; each as a card that can be sent."""
    carl = stage["carl"]
    sent(stage, "Portal")
    await carl.command("ticket", "bug acme The login fails")
    await carl.modal().submit()
    found = await carl.search("acme")

    heads = [one["preview"]["content"]["title"] for one in found]
    assert any("TCK-" in head for head in heads)
    assert any("ENG-" in head for head in heads)
    assert "Acme Mills" in heads
    for one in found:
        assert faults_of_card(one["content"]) == []
    assert await carl.search("nobody at all") == []


async def test_an_answer_that_came_too_fast_is_given_again(stage: TeamsStage) -> None:
    """Teams takes no more for a second: the answer comes after it."""
    await stage.slack.fault("ratelimit", "send", times=1, retry_after=1)

    assert "Nothing is in your hands" in (await stage["carl"].command("", "mine")).text
    assert [one["body"]["fault"] for one in stage.slack.wire if one["what"] == "fault"] == ["ratelimit"]
