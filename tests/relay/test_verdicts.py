"""Every answer of Slack, and every way of not getting one, is sorted into not sent, refused or unknown."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from handlers.slack import verdicts
from handlers.slack.poster import SlackPoster
from handlers.slack.verdicts import refusal
from tests.relay.ledger import post, update
from tests.relay.rig import Rig
from workflows.kernel.posts import NotSent, Outgoing, Rejected, Sent, Unknown

TABLES = (verdicts.NOT_NOW, verdicts.NOTHING_GETS_THROUGH, verdicts.MAY_HAVE_BEEN_TAKEN, verdicts.FOR_GOOD)


def outgoing(lane: str, words: str = "hello") -> Outgoing:
    """Return a post on its way."""
    return Outgoing(id="0123456789abcdef0123456789abcdef", lane=lane, payload=post(words))


def test_no_code_is_sorted_twice() -> None:
    """Each code has one verdict."""
    codes = [code for table in TABLES for code in table]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", sorted(verdicts.NOTHING_GETS_THROUGH))
def test_a_fault_of_the_connection_holds_everything(code: str) -> None:
    """A token that is not valid must not burn a single message."""
    verdict = verdicts.of_code(code)
    assert isinstance(verdict, NotSent)
    assert verdict.hold
    assert code in verdict.error


@pytest.mark.parametrize(("table", "expected"), list(zip(TABLES, (NotSent, NotSent, Unknown, Rejected), strict=True)))
def test_codes_have_the_verdict_of_their_table(table: dict[str, str], expected: type) -> None:
    """Each code's verdict is that of its table, with words for people and the code for searching."""
    for code, words in table.items():
        verdict = verdicts.of_code(code)
        assert isinstance(verdict, expected), code
        assert verdict.error == f"{words} ({code})"


def test_a_code_that_slack_adds_later_is_shown_to_a_person() -> None:
    """`ok: false` means that it was not taken; what it means otherwise nobody knows yet."""
    assert verdicts.of_code("brand_new") == Rejected("Slack refused the message (brand_new)")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "lose", "how": "reset"}, Unknown),
        ({"kind": "lose", "how": "hang"}, Unknown),
        ({"kind": "lose", "how": "status", "status": 500}, Unknown),
        ({"kind": "refuse", "status": 502}, Unknown),
        ({"kind": "refuse", "status": 504}, Unknown),
        ({"kind": "refuse", "status": 403}, NotSent),
        ({"kind": "ratelimit", "retry_after": 7}, NotSent),
        ({"kind": "error", "error": "is_archived"}, Rejected),
        ({"kind": "error", "error": "internal_error"}, Unknown),
        ({"kind": "error", "error": "token_revoked"}, NotSent),
    ],
)
async def test_what_the_wire_says(sqlite_rig: Rig, fault: dict[str, object], expected: type) -> None:
    """Over real HTTP, each fault comes back as its verdict, after one request and no more."""
    await sqlite_rig.slack.control("fault", on="chat.postMessage", **fault)
    verdict = await sqlite_rig.poster(SlackPoster).deliver(outgoing(sqlite_rig.lane()))
    assert isinstance(verdict, expected)
    if fault["kind"] == "ratelimit":
        assert isinstance(verdict, NotSent)
        assert verdict.retry_after_seconds == 7
    assert len(sqlite_rig.slack.calls("chat.postMessage")) <= 1


async def test_nobody_listens(sqlite_rig: Rig) -> None:
    """A connection that is refused is certainly not sent."""
    poster = sqlite_rig.poster(SlackPoster, api_url="http://127.0.0.1:9/api/")
    assert isinstance(await poster.deliver(outgoing(sqlite_rig.lane())), NotSent)


async def test_a_person_who_is_not_there_is_refused_for_good(sqlite_rig: Rig) -> None:
    """Direct messages to an unknown person can never be opened."""
    verdict = await sqlite_rig.poster(SlackPoster).deliver(outgoing("slack:U0NOBODY"))
    assert isinstance(verdict, Rejected)
    assert "user_not_found" in verdict.error


async def test_a_lost_answer_to_opening_is_not_sent(sqlite_rig: Rig) -> None:
    """Opening direct messages twice does no harm, so nothing is in doubt."""
    ada = sqlite_rig.slack.person("ada")
    await sqlite_rig.slack.fault("lose", "conversations.open")
    poster = sqlite_rig.poster(SlackPoster)
    assert isinstance(await poster.deliver(outgoing(f"slack:{ada.id}")), NotSent)
    assert isinstance(await poster.deliver(outgoing(f"slack:{ada.id}")), Sent)


async def test_taking_away_what_is_gone_is_done(sqlite_rig: Rig) -> None:
    """Deleting is done when there is nothing to delete."""
    poster = sqlite_rig.poster(SlackPoster)
    sent = await poster.deliver(outgoing(sqlite_rig.lane()))
    assert isinstance(sent, Sent)
    assert await poster.remove(sqlite_rig.lane(), sent.place) == sent
    assert await poster.remove(sqlite_rig.lane(), sent.place) == sent


async def test_every_page_is_searched(sqlite_rig: Rig) -> None:
    """A message that hundreds of others followed is found."""
    poster = sqlite_rig.poster(SlackPoster)
    wanted = outgoing(sqlite_rig.lane(), "the one")
    sent = await poster.deliver(wanted)
    channel = sqlite_rig.lane().partition(":")[2]
    ada = sqlite_rig.slack.person("ada")
    for number in range(450):
        await ada.post(str(number), channel=channel)
    assert isinstance(sent, Sent)
    assert await poster.copies(wanted, since_epoch_seconds=0) == (sent.place,)
    assert len(sqlite_rig.slack.calls("conversations.history")) > 2


async def test_what_is_sent_is_what_slack_asks_for(sqlite_rig: Rig) -> None:
    """No link unfurls, no name links, and the id is in the metadata, as client_msg_id too."""
    poster = sqlite_rig.poster(SlackPoster)
    sent = await poster.deliver(outgoing(sqlite_rig.lane()))
    (call,) = sqlite_rig.slack.calls("chat.postMessage")
    arguments = call["args"]
    assert (arguments["unfurl_links"], arguments["unfurl_media"], arguments["link_names"]) == (False, False, False)
    assert arguments["parse"] == "none"
    assert arguments["metadata"]["event_payload"] == {"id": outgoing("").id}
    assert len(arguments["client_msg_id"]) == 36
    assert isinstance(sent, Sent)
    changed = Outgoing(id="b" * 32, lane=sqlite_rig.lane(), payload=update(outgoing("").id, "new"), place=sent.place)
    assert isinstance(await poster.deliver(changed), Sent)
    assert sqlite_rig.copies(outgoing("").id) == ["new"]


def test_what_is_no_answer_of_slack_is_unknown() -> None:
    """An exception that nobody thought of is doubt, not absence."""
    assert isinstance(refusal(aiohttp.ClientPayloadError()), Unknown)
    unreadable = SlackApiError("cannot read it", response=None)  # type: ignore[no-untyped-call]  # It has no types.
    assert isinstance(refusal(unreadable), Unknown)
