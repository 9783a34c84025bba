"""Graph: lists to their end and never elsewhere, patience where it asks for it, and what csops looks up."""

import pytest
from aiohttp import web

from connectors.graph.client import Graph, GraphError, UnreachableError
from connectors.graph.lookups import account_of, channel_names, members_of
from tests.connectors.conftest import Tickets, Waits
from tests.connectors.stand_in import StandInGraph, refusal


async def test_a_list_is_read_to_its_end(graph: Graph, there: StandInGraph) -> None:
    """Members come over as many pages as there are, each once."""
    there.groups = {"g1": [f"AAAA-{number}" for number in range(7)]}

    assert await members_of(graph, "g1") == frozenset(f"aaaa-{number}" for number in range(7))
    assert len(there.asked) == 4


async def test_a_next_page_elsewhere_is_never_asked_for(graph: Graph, there: StandInGraph) -> None:
    """The token goes to Graph's own host alone, whatever an answer says."""
    there.groups = {"g1": ["a", "b", "c"]}
    there.next_host = "http://elsewhere.example"

    with pytest.raises(UnreachableError):
        await members_of(graph, "g1")
    assert len(there.asked) == 1


async def test_a_group_that_is_not_there_is_told_from_an_empty_one(graph: Graph, there: StandInGraph) -> None:
    """Nobody in it is an answer; no such group is another."""
    there.groups = {"empty": []}

    assert await members_of(graph, "empty") == frozenset()
    assert await members_of(graph, "nowhere") is None


async def test_reading_waits_as_long_as_graph_says(graph: Graph, there: StandInGraph, waits: Waits) -> None:
    """429 with Retry-After, then 503 without: read again, later each time, until it comes."""
    there.groups = {"g1": ["a"]}
    there.failures = [
        lambda: refusal(429, "TooManyRequests", Retry_After="7"),
        lambda: refusal(503, "serviceNotAvailable"),
        lambda: web.Response(status=502, text="<html>"),
    ]

    assert await members_of(graph, "g1") == frozenset({"a"})
    assert waits.seconds == [7, 2, 4]


async def test_patience_ends(graph: Graph, there: StandInGraph, waits: Waits) -> None:
    """After four tries the error is the caller's; so it is at once where Graph asks for more than a minute."""
    there.failures = [lambda: refusal(503, "serviceNotAvailable") for _ in range(4)]
    with pytest.raises(GraphError, match="503"):
        await graph.get("users")
    assert len(waits.seconds) == 3

    there.failures = [lambda: refusal(429, "TooManyRequests", Retry_After="3000")]
    with pytest.raises(GraphError) as caught:
        await graph.get("users")
    assert caught.value.retry_after_seconds == 3000
    assert len(waits.seconds) == 3


async def test_what_is_refused_is_not_asked_again(graph: Graph, there: StandInGraph, waits: Waits) -> None:
    """A missing permission does not mend itself."""
    there.failures = [lambda: refusal(403, "Authorization_RequestDenied")]

    with pytest.raises(GraphError, match="Authorization_RequestDenied"):
        await graph.get("users")
    assert waits.seconds == []


async def test_a_token_that_is_refused_is_replaced(graph: Graph, there: StandInGraph) -> None:
    """401 drops the token, and the next try brings a new one."""
    there.groups = {"g1": ["a"]}
    there.failures = [lambda: refusal(401, "InvalidAuthenticationToken")]

    assert await members_of(graph, "g1") == frozenset({"a"})
    assert there.tokens == ["token-1", "token-2"]


async def test_no_token_is_told_as_it_is(graph: Graph, there: StandInGraph, tickets: Tickets) -> None:
    """Where there is no token nothing is asked, and its words reach whoever wanted it."""
    tickets.fault = OSError("look at TEAMS_APP_SECRET")

    with pytest.raises(OSError, match="TEAMS_APP_SECRET"):
        await graph.get("users")
    assert there.asked == []


async def test_a_graph_that_is_gone_is_unreachable(graph: Graph, there: StandInGraph) -> None:
    """No connection is told as one, after a few tries."""
    await there.server.close()

    with pytest.raises(UnreachableError):
        await graph.get("users")


@pytest.mark.parametrize("body", ["[]", "<html>", "", '{"value": 3}', '{"value": [1, null]}', '{"error": "text"}'])
async def test_an_answer_that_is_none_gives_nothing(graph: Graph, there: StandInGraph, body: str) -> None:
    """A list of something else is an empty list, never an exception of Python's."""
    there.failures = [lambda: web.Response(text=body)]

    found = [row async for row in graph.pages("users")]

    assert found == []


async def test_a_person_is_found_by_their_address(graph: Graph, there: StandInGraph) -> None:
    """By mail or user name, without regard to capitals; two with one address are nobody."""
    there.users = [
        {"id": "AB-1", "displayName": "Ana", "mail": "ana@x.example", "userPrincipalName": "ana@t.example"},
        {"id": "AB-2", "displayName": "O'Neil", "mail": "two@x.example", "userPrincipalName": "o@t.example"},
        {"id": "AB-3", "displayName": "Other", "mail": "two@x.example", "userPrincipalName": "p@t.example"},
    ]

    found = await account_of(graph, "Ana@x.example")
    assert found is not None
    assert (found.id, found.name) == ("ab-1", "Ana")
    assert await account_of(graph, "ana@t.example") == found
    assert await account_of(graph, "two@x.example") is None
    assert await account_of(graph, "nobody@x.example") is None


async def test_channels_are_called_by_name(graph: Graph, there: StandInGraph) -> None:
    """Asking ends as soon as every channel was found."""
    there.teams = {f"t{n}": (f"Team {n}", {f"19:{n}a@thread.tacv2": "General"}) for n in range(5)}

    names = await channel_names(graph, {"19:0a@thread.tacv2", "19:1a@thread.tacv2"})

    assert names == {"19:0a@thread.tacv2": "Team 0, General", "19:1a@thread.tacv2": "Team 1, General"}
    assert await channel_names(graph, {"19:nowhere@thread.tacv2"}) == {}
