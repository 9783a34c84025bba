"""Every answer of Teams, and every way of not getting one, is sorted into not sent, refused or unknown."""

import aiohttp
import pytest

from handlers.teams import verdicts
from handlers.teams.token_faults import Fault
from handlers.teams.tokens import TokenError
from handlers.teams.verdicts import refusal
from playground.driver.watching import PATIENCE_SECONDS
from tests.teams.post_office import CHANNEL, Says, opened
from workflows.kernel.cards import Card
from workflows.kernel.posts import NotSent, Outgoing, Post, Rejected, Unknown

HASTY_SECONDS = 3.0
"""How long an answer is waited for that never comes."""
POST = Outgoing(id="0" * 32, lane=f"teams:{CHANNEL}", payload=Post(card=Card(title="hello")))

TABLE = [
    (Says(status=429, headers={"Retry-After": "7"}), NotSent("Teams asked to be slower (429)", 7.0)),
    (Says(status=429, headers={"Retry-After": "soon"}), NotSent("Teams asked to be slower (429)", 5.0)),
    (Says(status=429, headers={"Retry-After": "999999"}), NotSent("Teams asked to be slower (429)", 3600.0)),
    (Says(status=412, code="PreconditionFailed"), NotSent),
    (Says(status=408), NotSent),
    (Says(status=500, code="ServiceError"), Unknown),
    (Says(status=502, code="ServiceError"), Unknown),
    (Says(status=503), Unknown),
    (Says(status=504, code="GatewayTimeout"), Unknown),
    (Says(status=504, body="<h1>Gateway Timeout</h1>"), Unknown),
    (Says(lose=True), Unknown),
    (Says(hang=True), Unknown),
    (Says(status=200, body={}), Unknown),
    (Says(status=200, body="<h1>Welcome</h1>"), Unknown),
    (Says(status=403, code="MessageWritesBlocked"), Rejected),
    (Says(status=403, code="BotNotInConversationRoster"), Rejected),
    (Says(status=403, code="BotDisabledByAdmin"), Rejected),
    (Says(status=403, body={}), Rejected),
    (Says(status=404, code="ConversationNotFound"), Rejected),
    (Says(status=404, body={}), Rejected),
    (Says(status=413, code="MessageSizeTooBig"), Rejected),
    (Says(status=400, code="BadSyntax"), Rejected),
    (Says(status=400, code="BrandNew"), Rejected),
]


@pytest.mark.parametrize(("says", "expected"), TABLE)
async def test_what_the_wire_says(says: Says, expected: object) -> None:
    """Over real HTTP each fault comes back as its verdict, after one request and no more."""
    async with opened(longest_request_seconds=HASTY_SECONDS if says.hang else PATIENCE_SECONDS) as bench:
        bench.office.answers = [says]
        verdict = await bench.poster.deliver(POST)
        assert verdict == expected if isinstance(expected, NotSent) else isinstance(verdict, expected)  # type: ignore[arg-type]  # A class.
        assert len(bench.office.asked) == 1


@pytest.mark.parametrize(
    "says",
    [
        Says(status=401, body={"message": "Authorization has been denied for this request."}),
        Says(status=401, code="BotNotRegistered"),
        Says(status=403, code="InvalidBotApiHost"),
        Says(status=403, body="<h1>A proxy</h1>"),
        Says(status=302, headers={"Location": "https://elsewhere.example/"}, body={}),
    ],
)
async def test_a_fault_of_the_connection_holds_everything(says: Says) -> None:
    """A token that is not taken, or a proxy that answers for Teams, must not burn a single message."""
    async with opened() as bench:
        bench.office.answers = [says]
        verdict = await bench.poster.deliver(POST)
        assert isinstance(verdict, NotSent)
        assert verdict.hold
        assert len(bench.office.asked) == 1


async def test_a_token_that_was_refused_is_not_used_again() -> None:
    """After a 401 the next message goes with a new token."""
    async with opened() as bench:
        bench.office.answers = [Says(status=401)]
        await bench.poster.deliver(POST)
        await bench.poster.deliver(POST)
        assert [asked.token for asked in bench.office.asked] == ["token-0", "token-1"]


async def test_without_a_token_nothing_is_sent_and_nothing_ages() -> None:
    """Where Entra gives no token the message waits, with the words that say how to mend it."""
    async with opened() as bench:
        bench.purse.fault = TokenError(Fault(words="The app's secret is wrong.", passing=False), 30.0)
        assert await bench.poster.deliver(POST) == NotSent("The app's secret is wrong.", 30.0, hold=True)
        assert bench.office.asked == []


async def test_nobody_listens() -> None:
    """A connection that is refused is certainly not sent."""
    async with opened(service_url="http://127.0.0.1:9/smba/") as bench:
        assert isinstance(await bench.poster.deliver(POST), NotSent)


def test_no_code_is_sorted_twice() -> None:
    """Each code has one verdict."""
    assert not verdicts.NOTHING_GETS_THROUGH.keys() & verdicts.FOR_GOOD.keys()


@pytest.mark.parametrize("code", sorted(verdicts.FOR_GOOD))
async def test_a_refusal_says_what_to_do_and_names_the_code(code: str) -> None:
    """People get words, and the code to search for."""
    async with opened() as bench:
        bench.office.answers = [Says(status=403, code=code)]
        verdict = await bench.poster.deliver(POST)
        assert verdict == Rejected(f"{verdicts.FOR_GOOD[code]} ({code})")


def test_what_nobody_thought_of_is_doubt() -> None:
    """An exception that is in no table means that nothing is known, not that nothing was sent."""
    assert isinstance(refusal(aiohttp.ClientPayloadError()), Unknown)
