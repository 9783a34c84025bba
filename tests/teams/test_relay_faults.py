"""Whatever goes wrong between relay and Teams: what people see, and what is told; with controls that go wrong."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import msgspec
import pytest

from bot.paces import PACES
from bot.relay import RelayTerms
from handlers.words import MAY_BE_A_REPEAT
from storage.engine import open_database
from storage.settling import Claimed, Pace
from tests.relay.controls import BlindTeams
from tests.relay.ledger import post, update
from tests.teams.post_office import HERE
from tests.teams.relays import HASTY, PATIENT, TERMS, TeamsRig, started
from workflows.kernel.posts import Retract


def patience(how: dict[str, object]) -> RelayTerms:
    """Return how long the relay waits: where nothing ever answers, not so long."""
    return HASTY if how["how"] == "hang" else PATIENT


LOST = [{"how": "reset"}, {"how": "hang"}, {"how": "status", "status": 502}, {"how": "status", "status": 504}]


@pytest.fixture
async def rig(sqlite_url: str) -> AsyncIterator[TeamsRig]:
    """Return a database and a Teams; the test starts the relay. What is the databases' own is shown in tests/relay."""
    database = open_database(sqlite_url)
    async with started(database) as ready:
        yield ready
    database.close()


async def test_posts_updates_replies_and_deletions_arrive(rig: TeamsRig) -> None:
    """A card, a reply in its thread, a new face, and a message taken away, in order."""
    lane = rig.lane()
    root, gone = rig.promise(lane, post("card"), post("soon gone"))
    rig.promise(lane, post("reply", thread=root), update(root, "new face"), Retract(target=gone))
    async with rig.relay():
        await rig.until(lambda: rig.words(lane) == ["new face", "reply"])
    card, reply = rig.shown(lane)
    assert reply.raw["thread_ts"] == card.id
    assert card.edits == 1


async def test_a_person_is_reached_who_never_wrote(rig: TeamsRig) -> None:
    """With the app installed, the id of Entra is enough; the chat is opened once for several messages."""
    ada = rig.teams.person("ada")
    ids = rig.promise(f"teams:{ada.object_id}", post("first"), post("second"))
    async with rig.relay():
        await rig.until_state(ids)
    assert [message.words for message in ada.dm_messages] == ["first", "second"]
    assert len(rig.teams.calls("create")) == 1


@pytest.mark.parametrize("how", LOST)
async def test_after_a_lost_answer_there_is_one_repeat_that_says_so(rig: TeamsRig, how: dict[str, object]) -> None:
    """Teams took the message and the answer was lost: it comes once more, marked; what followed waits for it."""
    lane = rig.lane()
    await rig.tokens.token(HERE.connector_scope)  # To get the first one may take as long as the shortest patience.
    await rig.teams.fault("lose", "create", **how)
    doubtful, sure = rig.promise(lane, post("doubtful"), post("sure"))
    async with rig.relay(relay_terms=patience(how)):
        await rig.until_state([doubtful, sure])
    assert rig.words(lane) == ["doubtful", f"doubtful\n\n{MAY_BE_A_REPEAT}", "sure"]
    assert (rig.row(doubtful).marker, rig.row(sure).marker) == (True, False)


async def test_control_a_blind_retry_repeats_in_silence(rig: TeamsRig) -> None:
    """The test above sees it when the repeat does not say what it is."""
    lane = rig.lane()
    await rig.teams.fault("lose", "create", how="status", status=504)
    (one,) = rig.promise(lane, post("once"))
    async with rig.relay(poster=rig.poster(BlindTeams)):
        await rig.until_state([one])
    assert rig.words(lane) == ["once", "once"]


@pytest.mark.parametrize("how", LOST)
async def test_a_lost_answer_to_a_change_is_harmless(rig: TeamsRig, how: dict[str, object]) -> None:
    """Updates and deletions may be done twice: nothing is marked, nothing doubled."""
    lane = rig.lane()
    root, gone = rig.promise(lane, post("card"), post("soon gone"))
    await rig.teams.fault("lose", "update", **how)
    await rig.teams.fault("lose", "delete", **how)
    changes = rig.promise(lane, update(root, "new face"), Retract(target=gone))
    await rig.tokens.token(HERE.connector_scope)
    async with rig.relay(relay_terms=patience(how)):
        await rig.until_state([root, gone, *changes])
    assert rig.words(lane) == ["new face"]


@pytest.mark.parametrize(
    "fault", [{"kind": "ratelimit", "retry_after": 1}, {"kind": "error", "error": "PreconditionFailed", "status": 412}]
)
async def test_what_was_certainly_not_taken_comes_later_unmarked(rig: TeamsRig, fault: dict[str, object]) -> None:
    """429 and 412: it is sent again after its time, before what stands behind it, and says nothing of a repeat."""
    lane = rig.lane()
    await rig.teams.control("fault", on="create", **fault)
    ids = rig.promise(lane, post("first"), post("second"))
    async with rig.relay():
        await rig.until_state(ids)
    assert rig.words(lane) == ["first", "second"]
    assert not rig.row(ids[0]).doubt


async def test_a_gateway_that_took_nothing_costs_a_mark_and_no_message(rig: TeamsRig) -> None:
    """A 502 does not say whether it was taken: it comes once, with the mark, because nobody can know."""
    lane = rig.lane()
    await rig.teams.fault("refuse", "create", status=502)
    (one,) = rig.promise(lane, post("hello"))
    async with rig.relay():
        await rig.until_state([one])
    assert rig.words(lane) == [f"hello\n\n{MAY_BE_A_REPEAT}"]


async def test_a_token_that_is_not_taken_burns_nothing(rig: TeamsRig) -> None:
    """While Teams answers 401 everything waits without ageing; afterwards everything arrives."""
    await rig.teams.fault("error", "create", error="Unauthorized", status=401, times=None)
    ids = [one for number in range(3) for one in rig.promise(rig.lane(f"room-{number}"), post("waits"))]
    async with rig.relay():
        await rig.until(lambda: all(rig.row(one).error for one in ids))
        assert {rig.row(one).state for one in ids} == {"pending"}
        assert {rig.row(one).first_try_at for one in ids} == {None}
        assert "TEAMS_APP_ID" in rig.row(ids[0]).error


async def test_without_a_token_nothing_leaves_and_nothing_is_lost(rig: TeamsRig) -> None:
    """Entra does not answer: no message is sent, none ages."""
    await rig.teams.fault("refuse", "token", status=503, times=None)
    (one,) = rig.promise(rig.lane(), post("waits"))
    async with rig.relay():
        await rig.until(lambda: rig.row(one).error)
    assert (rig.row(one).state, rig.row(one).first_try_at) == ("pending", None)
    assert rig.teams.calls("create") == []


REFUSED = [
    ("MessageWritesBlocked", 403, "add csops again"),
    ("BotNotInConversationRoster", 403, "add csops to the team"),
    ("ConversationNotFound", 404, "mend csops.toml"),
    ("MessageSizeTooBig", 413, "too large"),
    ("BadSyntax", 400, "a fault in csops"),
]


@pytest.mark.parametrize(("code", "status", "words"), REFUSED)
async def test_what_is_refused_for_good_is_told_in_words(rig: TeamsRig, code: str, status: int, words: str) -> None:
    """One try, a dead letter whose reason says what to do, and the channel goes on."""
    told: list[str] = []

    def notice(_claimed: Claimed, reason: str) -> None:
        told.append(reason)

    lane = rig.lane()
    await rig.teams.fault("error", "create", error=code, status=status)
    dead, other = rig.promise(lane, post("refused"), post("goes on"))
    async with rig.relay(notice=notice):
        await rig.until_state([dead], "dead")
        await rig.until_state([other])
    assert rig.words(lane) == ["goes on"]
    assert words in told[0]
    assert code in told[0]


async def test_somebody_who_blocked_the_app_is_told_of(rig: TeamsRig) -> None:
    """The strict Teams itself refuses: blocked, or never installed; each reason is in words."""
    ada, ben = rig.teams.person("ada"), rig.teams.person("ben", installed=False)
    await rig.teams.control("alter_person", person=ada.id, blocked=True)
    ids = [*rig.promise(f"teams:{ada.object_id}", post("a")), *rig.promise(f"teams:{ben.object_id}", post("b"))]
    async with rig.relay():
        await rig.until_state(ids, "dead")
    assert "MessageWritesBlocked" in rig.row(ids[0]).error
    assert "BotNotInConversationRoster" in rig.row(ids[1]).error


async def test_a_throttled_channel_holds_up_no_other(rig: TeamsRig) -> None:
    """While one channel waits for a minute, the others are done."""
    slow, *lanes = [rig.lane(f"room-{number}") for number in range(4)]
    await rig.teams.fault("ratelimit", "create", times=1, retry_after=60)
    (first,) = rig.promise(slow, post("waits"))
    async with rig.relay():
        await rig.until(lambda: rig.row(first).error)
        ids = [one for lane in lanes for one in rig.promise(lane, *(post(str(number)) for number in range(3)))]
        await rig.until_state(ids)
    assert rig.words(slow) == []


async def test_at_its_pace_teams_never_has_to_slow_it_down(sqlite_url: str) -> None:
    """More messages for one channel than fit into a second, with the limits of Teams on: not one answer is 429."""
    statuses, words = await paced(sqlite_url, PACES)
    assert statuses == {201}
    assert words == [str(number) for number in range(9)]


async def test_control_without_a_pace_teams_slows_it_down(sqlite_url: str) -> None:
    """The test above sees it: without the pace some answers are 429, and still nothing is lost."""
    statuses, words = await paced(sqlite_url, {})
    assert statuses == {201, 429}
    assert words == [str(number) for number in range(9)]


async def paced(url: str, paces: Mapping[str, Pace]) -> tuple[set[int], list[str]]:
    """Send nine messages to a channel of a Teams that counts; return the statuses of its answers and what is shown."""
    database = open_database(url)
    async with started(database, rate_limits=True) as rig:
        lane = rig.lane()
        ids = rig.promise(lane, *(post(str(number)) for number in range(9)))
        async with rig.relay(paces=paces):
            await rig.until_state(ids)
        found = {call["status"] for call in rig.teams.calls("create")}, rig.words(lane)
    database.close()
    return found


async def test_a_message_that_is_never_answered_dies_of_age(rig: TeamsRig) -> None:
    """A gateway that answers 502 for a day: the letter dies, and says that it is in doubt."""
    await rig.teams.fault("refuse", "create", status=502, times=None)
    (one,) = rig.promise(rig.lane(), post("hello"))
    terms = msgspec.structs.replace(TERMS, give_up_after=timedelta(seconds=1))
    async with rig.relay(terms=terms):
        await rig.until_state([one], "dead")
    assert rig.row(one).doubt
