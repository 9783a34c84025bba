"""Mail as its readers have it: a check-in that found something writes to who follows it up, through the whole bot."""

import asyncio

import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.connectors.stand_in import StandInMailServer
from tests.office import staff
from tests.stories.stage import Stage, staged

LUIS = "luis@quellwerk.example"


def settings(server: StandInMailServer) -> dict[str, str]:
    return {
        "CSOPS_MAIL": "smtp",
        "CSOPS_MAIL_FROM": "csops@quellwerk.example",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_ENCRYPTION": "none",
    }


def give_address(stage: Stage) -> None:
    """Let Luis be the account manager, with an address."""
    staff(stage.database, "am", "luis")
    with stage.database.transaction() as connection:
        there = sa.update(tables.person).where(tables.person.c.key == "luis")
        connection.execute(there.values(email=LUIS))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))


async def test_an_upsell_is_mailed_to_the_account_manager(database: Database) -> None:
    """The mail arrives once, says what was found, and nobody has an item left for it."""
    async with (
        StandInMailServer().open() as server,
        staged(database, door="socket", more=settings(server)) as stage,
    ):
        give_address(stage)
        stage.ahead("carl", "customer-success", "Acme's year", ("carl", "started", {"cadence": "monthly"}))
        found = {"They want more of what they have": "Yes", "Description": "Twenty <b>seats</b>.\nBcc: a@x.example"}

        await stage.say("carl", "acme", "Step 1.2", button="Happy", values=found)

        next_one = await stage.card("acme", "Step 1.2", button="Happy")
        stage.let_mails_leave()
        async with asyncio.timeout(10):
            await server.arrived.wait()
    (mail,) = server.mails
    words, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert server.envelopes == [("csops@quellwerk.example", LUIS)]
    assert mail["Subject"] == "Upsell opportunity: Acme Mills"
    assert "Bcc" not in mail
    assert words is not None
    assert page is not None
    assert "Twenty <b>seats</b>." in words.get_content()
    assert "&lt;b&gt;seats" in page.get_content()
    assert "Mail to" not in next_one.words
