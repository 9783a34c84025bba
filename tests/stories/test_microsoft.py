"""What Microsoft Graph does for a company on Teams: mail from its own mailbox, and roles that a group of Entra has."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import jwt
import sqlalchemy as sa

from bot import groups
from bot.settings import read_settings
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import Tokens
from storage import tables
from storage.engine import Database
from tests.connectors.stand_in import StandInGraph
from tests.office import staff
from tests.stories.on_teams import TeamsStage, staged_on_teams
from tests.stories.test_decisions import sent
from tests.stories.test_mails import LUIS, give_address

MANAGERS = "9a1b0000-0000-4000-8000-0000000000aa"


def settings(there: StandInGraph) -> dict[str, str]:
    return {
        "GRAPH_API_URL": f"http://127.0.0.1:{there.server.port}",
        "CSOPS_MAIL": "graph",
        "CSOPS_MAIL_FROM": "csops@fennwick.example",
    }


def let_a_group_manage(stage: TeamsStage) -> None:
    """Let a group of Entra be the managers, and nobody else."""
    staff(stage.database, "ps_manager")
    staff(stage.database, "cs_director")
    with stage.database.transaction() as connection:
        row = {"role": "ps_manager", "group_key": f"group:{MANAGERS}", "position": 0}
        connection.execute(sa.insert(tables.role_group).values(**row))


async def look_into_groups(stage: TeamsStage, there: StandInGraph) -> dict[str, str]:
    """Do what the bot does every fifteen minutes, with a token of this Teams' own sign-in."""
    teams = read_settings({**stage.slack.environment, **settings(there)}).teams()
    assert teams is not None

    def now() -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the edge of the tests.

    async with aiohttp.ClientSession() as session:
        tokens = Tokens(SignIn(teams.registration, session), clock=now)
        graph = groups.graph_of(teams, session, tokens)
        return dict(await groups.refresh(stage.database, graph, now=now))


async def test_mail_leaves_from_the_mailbox_by_graph(database: Database) -> None:
    """The mail of a check-in goes through Graph with a token for Graph, as the bot's own app."""
    there = StandInGraph()
    async with there.server, staged_on_teams(database, more=settings(there)) as stage:
        give_address(stage)
        stage.ahead("carl", "customer-success", "Acme's year", ("carl", "started", {"cadence": "monthly"}))
        found = {"They want more of what they have": "Yes", "Description": "Twenty seats."}
        await stage.say("carl", "acme", "Step 1.2", button="Happy", values=found)
        stage.let_mails_leave()
        async with asyncio.timeout(15):
            await there.arrived.wait()

    (mail,) = there.sent
    assert mail["To"] == LUIS
    assert mail["From"] == "csops <csops@fennwick.example>"
    claims = jwt.decode(there.tokens[0], options={"verify_signature": False})
    assert claims["aud"] == "https://graph.microsoft.com"


async def test_whoever_is_in_the_group_decides(database: Database) -> None:
    """Pria is in the group and approves; before that, and for who is not in it, the role is nobody's."""
    there = StandInGraph()
    async with there.server, staged_on_teams(database, more=settings(there)) as stage:
        let_a_group_manage(stage)
        pria, emil = (stage.people[key].object_id for key in ("pria", "emil"))
        there.groups = {MANAGERS: [pria]}
        assert await look_into_groups(stage, there) == {MANAGERS: "pria"}
        key = sent(stage)
        asked = await stage.card("approvals", key, "please decide", button="Approve")
        assert stage.called(asked) == {"pria"}

        await stage.press("emil", "approvals", key, button="Approve")
        await stage.refusal("emil", "Pria Nair")
        await stage.press("pria", "approvals", key, button="Approve")
        await stage.card("approvals", key, "Approved", "Pria Nair")

        there.groups = {MANAGERS: [emil]}
        assert await look_into_groups(stage, there) == {MANAGERS: "emil"}
        other = sent(stage, "Another portal")
        asked = await stage.card("approvals", other, "please decide", button="Approve")
        assert stage.called(asked) == {"emil"}
