"""Linking two accounts as people do it: a code from one side typed on the other, or an e-mail address that fits."""

import re

from storage import tables
from storage.engine import Database
from tests.across.stage import Plan, staged

ONLY_SLACK = Plan(only={"ada": "slack", "sven": "slack"})


async def test_a_code_from_slack_links_the_account_in_teams(database: Database) -> None:
    """Unknown in Teams, then known; the person hears of it on Slack, and is told things in Teams once they ask so."""
    async with staged(database, ONLY_SLACK) as stage:
        assert "not among the people" in await stage.tell("ada", "teams", "/csops mine")
        said = await stage.tell("ada", "slack", "/csops link")
        code = re.search(r"/csops link ([0-9A-Z-]{14})", said)
        assert code, said
        assert "Ada Palmer's now" in await stage.tell("ada", "teams", f"/csops link {code[1]}")
        told = await stage.on_slack("ada").told("linked to you")
        assert "by your code" in told.words
        assert "not among the people" not in await stage.tell("ada", "teams", "/csops mine")

        assert "used already" in await stage.tell("sven", "teams", f"/csops link {code[1]}")
        assert "comes to Teams" in await stage.tell("ada", "slack", "/csops notify teams")
        assert "no longer linked" in await stage.tell("ada", "slack", "/csops unlink")
        assert "not among the people" in await stage.tell("ada", "teams", "/csops mine")


async def test_an_address_that_the_tenant_vouches_for_links_by_itself(database: Database) -> None:
    """Ada writes `link` in Teams: the tenant says whose the address is. A guest with the same address is refused."""
    async with staged(database, ONLY_SLACK) as stage:
        guest = stage.teams.person("guest", email="sven@quellwerk.example", guest=True)
        reply = await guest.command("/csops", "link", opens=False)
        assert "Ada" not in reply.text
        assert "Sven" not in reply.text
        assert [row["platform"] for row in stage.rows(tables.link)] == []

        assert "Ada Palmer's now" in await stage.tell("ada", "teams", "/csops link")
        (link,) = stage.rows(tables.link)
        assert (link["person_key"], link["how"]) == ("ada", "email")


async def test_an_address_that_slack_vouches_for_links_by_itself(database: Database) -> None:
    """The same from the other side: Slack says whose the address is."""
    async with staged(database, Plan(only={"ada": "teams"})) as stage:
        profile = stage.slack.slack.workspace.people[stage.on_slack("ada").id]
        profile.email = "ada@quellwerk.example"
        assert "Ada Palmer's now" in await stage.tell("ada", "slack", "/csops link")


async def test_nobody_is_linked_twice(database: Database) -> None:
    """Somebody else's account cannot be taken over with a code, neither way; and a person has one a platform."""
    async with staged(database, Plan(only={"ada": "slack"})) as stage:
        said = await stage.tell("ada", "slack", "/csops link")
        code = re.search(r"/csops link ([0-9A-Z-]{14})", said)
        assert code
        assert "Lena Fuchs's already" in await stage.tell("lena", "teams", f"/csops link {code[1]}")
        assert "Ada Palmer's now" in await stage.tell("ada", "teams", f"/csops link {code[1]}")
        assert "each platform already" in await stage.tell("ada", "teams", "/csops link")
        assert [row["person_key"] for row in stage.rows(tables.link)] == ["ada"]


async def test_in_a_channel_of_teams_nothing_is_linked(database: Database) -> None:
    """Everybody reads along there: no code is shown or taken."""
    async with staged(database, Plan(only={"ada": "slack"})) as stage:
        said = await stage.tell("ada", "slack", "/csops link")
        code = re.search(r"/csops link ([0-9A-Z-]{14})", said)
        assert code
        room = stage.teams.channel("announcements")
        reply = await stage.in_teams("ada").command("/csops", f"link {code[1]}", channel=room, opens=False)
        assert "Everybody reads along here" in reply.text
        reply = await stage.in_teams("lena").command("/csops", "link", channel=room, opens=False)
        assert "Everybody reads along here" in reply.text
        assert stage.rows(tables.link) == []
