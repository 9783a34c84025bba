"""`csops check` with Teams: what it says of a tenant that fits csops.toml, and of one that does not."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import sqlalchemy as sa

from bot.doctor import examine
from bot.settings import read_settings
from playground.teams.driver.local import LocalTeams
from storage import conversations, tables
from storage.engine import Database, open_database
from storage.readiness import NEEDED
from tests.office import MONDAY, PEOPLE, PURPOSES, furnish
from workflows.kernel.findings import Finding

OURS = frozenset({"teams", "slack", "settings"})


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """Return the office's company in SQLite: who is asked, not where it is kept, is the point here."""
    opened = open_database(sqlite_url)
    furnish(opened)
    with opened.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": NEEDED})
    yield opened
    opened.close()


@pytest.fixture
async def teams() -> AsyncIterator[LocalTeams]:
    """Return a tenant with everybody of the office and a channel for each purpose."""
    async with await LocalTeams.start() as local:
        await local.limits(on=False)
        for key, name in PEOPLE.items():
            local.person(key, real_name=name)
        yield local


def move_in(database: Database, teams: LocalTeams, *, heard: bool = True) -> None:
    """Put the company on Teams: people, purposes and customers."""
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.identity))
        for key in PEOPLE:
            row = {"platform": "teams", "user_id": teams.person(key).object_id, "person_key": key}
            connection.execute(sa.insert(tables.identity).values(**row))
        for name in (*PURPOSES, "acme", "birk"):
            address = f"teams:{teams.channel(name).id}"
            connection.execute(
                sa.update(tables.channel).where(tables.channel.c.purpose == name).values(address=address)
            )
            customer = tables.customer.c.key == name
            connection.execute(sa.update(tables.customer).where(customer).values(channel=address))
    if heard:
        told = {"address": "teams:x", "service_url": teams.service_url, "tenant": "t", "bot_id": teams.bot_id}
        rest = {"conversation": "a:x", "user": "", "channel": "", "team": "", "seen": "1"}
        conversations.keep(database, {**told, **rest})


async def found(database: Database, environment: dict[str, str]) -> list[Finding]:
    """Return what is found of the platforms; asked in a thread, because the local Teams answers in this one."""
    settings = read_settings({"CSOPS_DATABASE_URL": str(database.engine.url), **environment})
    looked = await asyncio.to_thread(lambda: list(examine(settings, now=MONDAY, offline=False)))
    return [finding for finding in looked if finding.area in OURS]


def faults(findings: list[Finding]) -> list[str]:
    """Return what is wrong, with how to mend it."""
    return [f"{finding.what} {finding.mend}" for finding in findings if finding.level == "fault"]


async def test_all_is_well(database: Database, teams: LocalTeams) -> None:
    """Everybody has the app, it is in the team, and Entra gives a token: no fault, and nobody was written to."""
    move_in(database, teams)
    looked = await found(database, teams.environment)
    assert faults(looked) == []
    said = " ".join(finding.what for finding in looked)
    assert "gives a token" in said
    assert "8 channels can be written to" in said
    assert "12 people can be written to" in said
    assert teams.calls("send") == []


async def test_each_fault_is_named_with_how_to_mend_it(database: Database, teams: LocalTeams) -> None:
    """Somebody without the app, somebody who blocked it, somebody of nowhere, a channel that is not there."""
    move_in(database, teams)
    await teams.control("alter_person", person=teams.person("ada").id, installed=False)
    await teams.control("alter_person", person=teams.person("sven").id, blocked=True)
    with database.transaction() as connection:
        nobody = "00000000-0000-4000-8000-000000000000"
        lena = sa.update(tables.identity).where(tables.identity.c.person_key == "lena")
        connection.execute(lena.values(user_id=nobody))
        sales = sa.update(tables.channel).where(tables.channel.c.purpose == "sales")
        connection.execute(sales.values(address="teams:19:gone@thread.tacv2"))
    said = "\n".join(faults(await found(database, teams.environment)))
    assert "Ada Palmer, has not got the app. let them add csops" in said
    assert "Sven Olsson, has blocked the app." in said
    assert "Lena Fuchs, is not in the tenant." in said
    assert "There is no channel 19:gone@thread.tacv2 that the app can see (sales)." in said
    assert said.count("\n") == 3


async def test_an_app_that_is_in_no_team_is_told_of(database: Database, teams: LocalTeams) -> None:
    """The channels are there, but the app was never put into their team."""
    move_in(database, teams)
    for one in teams.teams.tenant.conversations.values():
        one.bot = one.kind != "channel"
    said = faults(await found(database, teams.environment))
    assert len(said) == 8
    assert all("The app is not in the team" in one and "add csops" in one for one in said)


async def test_a_wrong_secret_is_told_in_words(database: Database, teams: LocalTeams) -> None:
    """Without a token nothing else is asked."""
    move_in(database, teams)
    wrong = {**teams.environment, "TEAMS_APP_SECRET": "another~secret-that-is-wrong"}
    said = faults(await found(database, wrong))
    assert len(said) == 1
    assert "There is no token" in said[0]
    assert "TEAMS_APP_SECRET" in said[0]
    assert teams.calls("create") == []


async def test_before_the_first_activity_the_guess_is_told_of(database: Database, teams: LocalTeams) -> None:
    """Without any activity the service address is a guess, and there is none for a stand-in: a note, and no more."""
    move_in(database, teams, heard=False)
    looked = await found(database, {**teams.environment})
    assert any("No activity of Teams has ever come in" in finding.what for finding in looked)
    assert teams.calls("create") == teams.calls("pagedmembers") == []


async def test_what_is_on_a_platform_that_is_not_set_up_is_told_of(database: Database, teams: LocalTeams) -> None:
    """Channels and people on Teams, while only Slack is set up: they would wait and then be dead letters."""
    move_in(database, teams)
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    said = "\n".join(faults(await found(database, slack)))
    assert "Channels are on Teams, which is not set up: approvals" in said
    assert "People are told things on Teams, which is not set up: Ada Palmer" in said
    assert "set TEAMS_APP_ID" in said
