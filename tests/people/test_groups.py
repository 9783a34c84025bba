"""A role may be a group of Entra: who is in it holds the role, if csops knows them, and nobody else ever does."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import sqlalchemy as sa

from bot import groups
from bot.load import load_sources
from connectors.graph.client import Graph
from storage import history, tables
from storage.engine import Database
from tests.connectors.conftest import SCOPE, Tickets, Waits
from tests.connectors.stand_in import StandInGraph, refusal
from tests.people.conftest import NOW, Load, directory_of, faults, read
from workflows.people.directory import read_customers

MANAGERS = "9a1b0000-0000-4000-8000-0000000000aa"
OTHERS = "9a1b0000-0000-4000-8000-0000000000bb"
ANA, BEN, EVA = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
STRANGER = "00000000-0000-4000-8000-0000000000ff"
COMPANY = f"""
[company]
name = "Fennwick"

[[people]]
key = "ana"
name = "Ana"
teams = "{ANA}"

[[people]]
key = "ben"
name = "Ben"
teams = "{BEN}"

[[people]]
key = "eva"
name = "Eva"
slack = "U000000EVA"
teams = "{EVA}"

[roles]
ps_manager = ["ana", "group:{MANAGERS.upper()}"]
csm = "group:{OTHERS}"

[[customers]]
key = "acme"
name = "Acme"
roles = {{ csm = ["group:{MANAGERS}"] }}
"""


@pytest.fixture
async def there() -> AsyncIterator[StandInGraph]:
    served = StandInGraph()
    served.groups = {MANAGERS: [BEN.upper(), STRANGER], OTHERS: []}
    async with served.server:
        yield served


@pytest.fixture
async def graph(there: StandInGraph) -> AsyncIterator[Graph]:
    async with aiohttp.ClientSession() as session:
        yield Graph(session, Tickets(), base_url=there.address, scope=SCOPE, wait=Waits())


async def refresh(database: Database, graph: Graph) -> dict[str, str]:
    return dict(await groups.refresh(database, graph, now=lambda: NOW))


async def test_who_is_in_the_group_holds_the_role(load: Load, database: Database, graph: Graph) -> None:
    """Before Graph was asked nobody of the group does; then everybody whom csops knows, and no stranger."""
    load(csops_toml=COMPANY)
    assert directory_of(database).holders("ps_manager", None) == ("ana",)

    assert await refresh(database, graph) == {MANAGERS: "ben"}

    directory = directory_of(database)
    assert directory.holders("ps_manager", None) == ("ana", "ben")
    assert directory.holders("csm", None) == ()
    assert directory.named(f"group:{MANAGERS}") == "Ben"


async def test_a_customers_own_group_counts_too(load: Load, database: Database, graph: Graph) -> None:
    """A customer's people may be a group, and an empty group leaves the role to the team."""
    load(csops_toml=COMPANY)
    await refresh(database, graph)

    with database.reading() as unit:
        (customer,) = [customer for customer, _ in read_customers(unit)]
    assert directory_of(database).holders("csm", customer) == ("ben",)


async def test_who_leaves_the_group_loses_the_role(
    load: Load, database: Database, graph: Graph, there: StandInGraph
) -> None:
    """The next look takes out who is gone and in who came; nothing new is written where nothing changed."""
    load(csops_toml=COMPANY)
    await refresh(database, graph)
    before = directory_of(database).version
    there.groups[MANAGERS] = [EVA]

    assert await refresh(database, graph) == {MANAGERS: "eva"}
    assert await refresh(database, graph) == {}

    assert directory_of(database).holders("ps_manager", None) == ("ana", "eva")
    assert directory_of(database).version == before + 1


async def test_a_person_who_left_is_nobody_in_any_group(
    load: Load, database: Database, graph: Graph, there: StandInGraph
) -> None:
    """Entra may still know them; csops does not let them in."""
    there.groups[MANAGERS] = [BEN, EVA]
    load(csops_toml=COMPANY)
    await refresh(database, graph)
    without_ben = COMPANY.replace(f'[[people]]\nkey = "ben"\nname = "Ben"\nteams = "{BEN}"\n', "")
    load(csops_toml=without_ben, prune=True)
    assert directory_of(database).holders("ps_manager", None) == ("ana", "eva")

    assert await refresh(database, graph) == {MANAGERS: "eva"}


async def test_what_cannot_be_asked_stays_as_it_is(
    load: Load, database: Database, graph: Graph, there: StandInGraph
) -> None:
    """A Graph that fails takes nobody's role; a group that is gone has nobody in it."""
    load(csops_toml=COMPANY)
    await refresh(database, graph)
    there.failures = [lambda: refusal(403, "Authorization_RequestDenied") for _ in range(2)]
    assert await refresh(database, graph) == {}
    assert directory_of(database).holders("ps_manager", None) == ("ana", "ben")

    del there.groups[MANAGERS]
    assert await refresh(database, graph) == {MANAGERS: "nobody"}
    assert directory_of(database).holders("ps_manager", None) == ("ana",)


async def test_a_group_comes_to_life_with_its_people(
    load: Load, database: Database, graph: Graph, there: StandInGraph
) -> None:
    """Somebody who becomes a person of csops holds the role at the next look, and the history says why."""
    there.groups[MANAGERS] = [STRANGER]
    load(csops_toml=COMPANY)
    assert await refresh(database, graph) == {}
    load(csops_toml=f'[[people]]\nkey = "sam"\nname = "Sam"\nteams = "{STRANGER}"\n')

    assert await refresh(database, graph) == {MANAGERS: "sam"}

    with database.transaction() as connection:
        actions = list(connection.execute(sa.select(tables.history.c.action).order_by(tables.history.c.seq)).scalars())
        assert history.verify(connection) is None
    assert actions == ["company-loaded", "company-loaded", "groups-taken-up"]


def test_loading_again_changes_nothing(load: Load, database: Database) -> None:
    """A role of groups is read back as it was written, in its order."""
    load(csops_toml=COMPANY)

    assert load(csops_toml=COMPANY).changes == ()
    assert directory_of(database).roles["ps_manager"] == ("ana", f"group:{MANAGERS}")
    taken = load(csops_toml='[roles]\nps_manager = "ana"\n')
    assert [change.key for change in taken.changes] == ["ps_manager"]
    assert directory_of(database).roles["ps_manager"] == ("ana",)


@pytest.mark.parametrize("wrong", ["group:", "group:managers", f"group:{MANAGERS}0", "groups:x"])
def test_a_group_that_is_none_is_a_fault(wrong: str) -> None:
    """An id that was cut off or is a name is told with its line."""
    (fault,) = faults(COMPANY.replace(f"group:{OTHERS}", wrong))

    assert fault.line == COMPANY.splitlines().index(f'csm = "group:{OTHERS}"') + 1
    assert "no group" in fault.what or "no key" in fault.what or "key" in fault.what


def test_without_an_app_the_load_says_what_is_missing(database: Database) -> None:
    """The company is loaded, and whoever did it hears that nobody could look into the groups."""
    load_sources(database, [read(COMPANY)], now=NOW, prune=False, by="tester")

    (line,) = groups.look_up(database, None, now=lambda: NOW)

    assert "TEAMS_APP_ID" in line
