"""`csops check` of Graph and of mail: what is wanted and there, what is missing, and which permission it would take."""

from collections.abc import AsyncIterator

import pytest

from connectors.graph.checkup import Wanted, check_graph
from connectors.graph.client import Graph
from connectors.mail.by_smtp import SmtpSender
from connectors.mail.checkup import check_server
from connectors.mail.terms import Terms
from tests.connectors.conftest import Tickets
from tests.connectors.stand_in import StandInGraph, StandInMailServer, refusal
from workflows.kernel.findings import Finding

SENDER = "csops@fennwick.example"
EVERYTHING = Wanted(
    groups={"g1": "ps_manager", "g2": "csm"},
    channels={"19:a@thread.tacv2": "sales", "19:b@thread.tacv2": "finance"},
    people={"ana@x.example": ("Ana", ""), "ben@x.example": ("Ben", "b-1"), "eva@x.example": ("Eva", "e-1")},
)


@pytest.fixture
async def server() -> AsyncIterator[StandInMailServer]:
    async with StandInMailServer().open() as served:
        yield served


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.level, finding.what) for finding in found]


def account(key: str, mail: str) -> dict[str, str]:
    return {"id": key, "displayName": mail, "mail": mail, "userPrincipalName": mail}


async def test_what_is_there_and_what_is_not(graph: Graph, there: StandInGraph) -> None:
    """Groups with how many are in them, channels by name, and accounts that csops.toml does not have."""
    there.groups = {"g1": ["x", "y", "z"]}
    there.teams = {"t1": ("Fennwick", {"19:a@thread.tacv2": "Sales"})}
    there.users = [account("A-1", "ana@x.example"), account("b-2", "ben@x.example"), account("E-1", "eva@x.example")]

    assert told(await check_graph(graph, EVERYTHING)) == [
        ("fine", "The group g1 holds ps_manager; 3 accounts are in it."),
        ("fault", "There is no group g2, which holds csm."),
        ("fine", "sales is heard in Fennwick, Sales."),
        ("note", "In no team that Graph shows: the channel of finance."),
        ("fine", "The folders of channels can be read: files in channels go there, with a link."),
        ("note", "Ana has an account in Teams."),
        ("note", "ben@x.example is the address of another account than the one that Ben has here."),
    ]


async def test_where_nothing_is_wanted_nothing_is_asked(graph: Graph, there: StandInGraph) -> None:
    """A company that uses none of it needs no permission for it."""
    assert await check_graph(graph, Wanted()) == []
    assert there.asked == []


async def test_a_missing_permission_is_named(graph: Graph, there: StandInGraph) -> None:
    """Each part says which permission it takes, and the others are looked at all the same."""
    there.failures = [lambda: refusal(403, "Authorization_RequestDenied") for _ in range(4)]

    found = await check_graph(graph, EVERYTHING)

    assert [finding.level for finding in found] == ["note"] * 4
    named = ("GroupMember", "Channel.ReadBasic", "Files.ReadWrite", "User.ReadBasic")
    for finding, permission in zip(found, named, strict=True):
        assert permission in finding.mend


async def test_what_comes_of_files_without_their_permission(graph: Graph, there: StandInGraph) -> None:
    """Channels are named as before, and the note says how people get files then."""
    there.teams = {"t1": ("Fennwick", {"19:a@thread.tacv2": "Sales"})}
    there.lets_see_files = False
    _, note = await check_graph(graph, Wanted(channels={"19:a@thread.tacv2": "sales"}))
    assert "so files in channels are offered to one person at a time" in note.what
    assert "Files.ReadWrite.All" in note.mend


async def test_no_token_and_no_graph_are_told_once(graph: Graph, there: StandInGraph, tickets: Tickets) -> None:
    """What everything hangs on is one finding, not three."""
    tickets.fault = OSError("the secret has expired. Mend: look at TEAMS_APP_SECRET.")
    (finding,) = await check_graph(graph, EVERYTHING)
    assert (finding.what, finding.mend) == ("There is no token: the secret has expired.", "look at TEAMS_APP_SECRET.")

    tickets.fault = None
    await there.server.close()
    (finding,) = await check_graph(graph, EVERYTHING)
    assert "could not be reached" in finding.what


async def test_a_mail_server_is_asked_without_sending(server: StandInMailServer) -> None:
    """The check goes as far as naming the sender; a server that does not take it is told in its own words."""
    sender = SmtpSender(Terms(host="127.0.0.1", port=server.port, encryption="none"))
    assert (await check_server(sender, address=SENDER)).level == "fine"
    assert server.mails == []

    server.answers = {"MAIL": "550 not from you"}
    finding = await check_server(sender, address=SENDER)
    assert finding.level == "fault"
    assert "550 not from you" in finding.what
