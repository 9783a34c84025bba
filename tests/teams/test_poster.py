"""What leaves for Teams goes to the right place, once, and is found again by its place."""

import pytest

from handlers.teams.values import Reference
from handlers.words import MAY_BE_A_REPEAT
from tests.teams.post_office import ADA, CHANNEL, OURS, Bench, Says, opened
from workflows.kernel.cards import Button, Card
from workflows.kernel.posts import (
    CannotReadBackError,
    NotSent,
    Outgoing,
    Payload,
    Place,
    Post,
    Rejected,
    Retract,
    Sent,
    Update,
    Verdict,
)

ROOM, PERSON = f"teams:{CHANNEL}", f"teams:{ADA}"
THREAD = {"conversation": f"{CHANNEL};messageid=1001", "activity": "1001", "service": "x"}


async def deliver(
    bench: Bench, payload: Payload, *, lane: str = ROOM, place: Place | None = None, marker: bool = False
) -> Verdict:
    """Send one effect."""
    return await bench.poster.deliver(Outgoing(id="0" * 32, lane=lane, payload=payload, place=place, marker=marker))


def post(words: str = "hello", *, thread: str = "", under: str = "") -> Post:
    """Return a post."""
    return Post(card=Card(title=words), thread=thread, under=under)


def paths(bench: Bench) -> list[str]:
    """Return what was asked of Teams, without the address in front."""
    return [f"{one.verb} {one.path.removeprefix('/smba/v3/')}" for one in bench.office.asked]


def known(bench: Bench, *, conversation: str = "a:1chat", user: str = "29:ada") -> Reference:
    """Let a person be known."""
    reference = Reference(
        address=PERSON,
        conversation=conversation,
        service_url=bench.office.url,
        tenant=OURS.tenant_id,
        bot_id=OURS.bot_id,
        user=user,
    )
    bench.drawer.kept[PERSON] = reference
    return reference


def heard_of(bench: Bench) -> None:
    """Let the channel be known, so that the service address of an old place no longer counts."""
    common = {"service_url": bench.office.url, "tenant": OURS.tenant_id, "bot_id": OURS.bot_id}
    bench.drawer.kept[ROOM] = Reference(address=ROOM, conversation=CHANNEL, channel=CHANNEL, **common)


async def test_a_post_begins_a_thread_and_replies_go_into_it() -> None:
    """A channel gets a thread of its own for each post; what belongs under it is sent to that thread."""
    async with opened() as bench:
        sent = await deliver(bench, post())
        assert isinstance(sent, Sent)
        assert sent.place == {
            "conversation": f"{CHANNEL};messageid=1001",
            "activity": "1001",
            "service": bench.office.url,
        }
        reply = await deliver(bench, post("reply", thread="a"), place=sent.place)
        assert isinstance(reply, Sent)
        assert reply.place["conversation"] == sent.place["conversation"]
        assert reply.place["activity"] == "1002"
        thread = "19%3Ageneral%40thread.tacv2%3Bmessageid%3D1001"
        assert paths(bench) == ["POST conversations", f"POST conversations/{thread}/activities"]
        asked = bench.office.asked[0].body
        assert asked["channelData"] == {"channel": {"id": CHANNEL}, "tenant": {"id": OURS.tenant_id}}
        assert asked["activity"]["text"] == "hello"


async def test_what_belongs_under_a_message_of_somebody_goes_into_its_thread() -> None:
    """A ticket of a message is answered in the thread of that message; of one in a thread, in that thread."""
    async with opened() as bench:
        for key in (f"teams:{CHANNEL}:77", f"teams:{CHANNEL};messageid=77:99"):
            sent = await deliver(bench, post(under=key))
            assert isinstance(sent, Sent)
            assert sent.place["conversation"] == f"{CHANNEL};messageid=77"


async def test_a_thread_of_another_channel_or_platform_is_none_here() -> None:
    """Where the message that it belongs under stands elsewhere, a post begins a thread of its own."""
    async with opened() as bench:
        await deliver(bench, post(thread="a"), place={**THREAD, "conversation": "19:other@thread.tacv2;messageid=1"})
        await deliver(bench, post(thread="a"), place={"channel": "C1", "ts": "1.1"})
        await deliver(bench, post(under="slack:T1:C1:1.1"))
        assert paths(bench) == ["POST conversations"] * 3


async def test_where_the_thread_is_gone_the_reply_begins_its_own() -> None:
    """Somebody deleted the first message: what was to follow it still reaches the channel."""
    async with opened() as bench:
        bench.office.answers = [Says(status=404, code="ActivityNotFoundInConversation")]
        sent = await deliver(bench, post(thread="a"), place=THREAD)
        assert isinstance(sent, Sent)
        assert sent.place["conversation"] == f"{CHANNEL};messageid=1002"


async def test_a_chat_that_is_known_is_written_to_at_once() -> None:
    """A person who wrote before is reached with one request."""
    async with opened() as bench:
        known(bench)
        sent = await deliver(bench, post(), lane=PERSON)
        assert isinstance(sent, Sent)
        assert paths(bench) == ["POST conversations/a%3A1chat/activities"]


async def test_a_chat_that_is_not_known_is_opened_and_kept() -> None:
    """Somebody who never wrote is reached by their id in Entra; the second message needs no opening."""
    async with opened() as bench:
        for _ in range(2):
            assert isinstance(await deliver(bench, post(), lane=PERSON), Sent)
        assert bench.office.asked[0].body["members"] == [{"id": ADA}]
        assert [path.partition("/")[0] for path in paths(bench)] == ["POST conversations"] * 3
        assert bench.drawer.kept[PERSON].conversation == f"a:1{ADA}"
        assert bench.drawer.kept[PERSON].seen == "1800000000"


async def test_a_chat_is_opened_with_the_id_that_the_bot_knows_somebody_by() -> None:
    """Whoever wrote in a channel is known by the id that Teams prefers."""
    async with opened() as bench:
        known(bench, conversation="")
        await deliver(bench, post(), lane=PERSON)
        assert bench.office.asked[0].body["members"] == [{"id": "29:ada"}]


async def test_somebody_is_looked_up_in_a_team_where_their_own_id_is_not_taken() -> None:
    """Teams may want the id that only lists of members have: it is found there, used, and kept."""
    async with opened() as bench:
        heard_of(bench)
        await bench.conversations.recall()
        refused = Says(status=400, code="BadSyntax")
        bench.office.answers = [refused, Says(status=200, body={"id": "29:found"})]
        assert isinstance(await deliver(bench, post(), lane=PERSON), Sent)
        assert bench.office.asked[2].body["members"] == [{"id": "29:found"}]
        assert bench.drawer.kept[PERSON].user == "29:found"


async def test_somebody_in_no_team_is_refused_as_teams_refuses() -> None:
    """Nowhere to look them up: the first refusal holds."""
    async with opened() as bench:
        heard_of(bench)
        await bench.conversations.recall()
        bench.office.answers = [Says(status=400, code="BadSyntax"), Says(status=404, code="NotFound")]
        assert isinstance(await deliver(bench, post(), lane=PERSON), Rejected)


async def test_a_chat_that_is_gone_is_opened_anew() -> None:
    """Teams no longer knows the chat: it is opened once more, and nothing is lost."""
    async with opened() as bench:
        known(bench)
        bench.office.answers = [Says(status=404, code="ConversationNotFound")]
        assert isinstance(await deliver(bench, post(), lane=PERSON), Sent)
        assert bench.drawer.kept[PERSON].conversation == "a:129:ada"


async def test_somebody_without_the_app_is_refused_in_words() -> None:
    """The dead letter says what the person must do."""
    async with opened() as bench:
        bench.office.answers = [Says(status=403, code="BotNotInConversationRoster")]
        verdict = await deliver(bench, post(), lane=PERSON)
        assert isinstance(verdict, Rejected)
        assert "let the person add it" in verdict.error


@pytest.mark.parametrize("says", [Says(lose=True), Says(status=502), Says(body={})])
async def test_a_lost_answer_to_opening_is_not_sent(says: Says) -> None:
    """Opening a chat twice does no harm, so nothing is in doubt."""
    async with opened() as bench:
        bench.office.answers = [says]
        assert isinstance(await deliver(bench, post(), lane=PERSON), NotSent)
        assert isinstance(await deliver(bench, post(), lane=PERSON), Sent)


async def test_a_new_face_goes_where_the_message_stands() -> None:
    """Updates and deletions go by the place, over the service address that was heard of last."""
    async with opened() as bench:
        heard_of(bench)
        changed = await deliver(bench, Update(target="a", card=Card(title="new")), place=THREAD)
        assert changed == Sent(THREAD)
        assert await deliver(bench, Retract(target="a"), place=THREAD) == Sent(THREAD)
        thread = "conversations/19%3Ageneral%40thread.tacv2%3Bmessageid%3D1001/activities/1001"
        assert paths(bench) == [f"PUT {thread}", f"DELETE {thread}"]
        assert bench.office.asked[0].body["id"] == "1001"


async def test_taking_away_what_is_gone_is_done() -> None:
    """Deleting is done when there is nothing to delete; changing is not."""
    async with opened() as bench:
        heard_of(bench)
        bench.office.answers = [Says(status=404, code="ActivityNotFoundInConversation") for _ in range(3)]
        assert await deliver(bench, Retract(target="a"), place=THREAD) == Sent(THREAD)
        assert await bench.poster.remove(ROOM, THREAD) == Sent(THREAD)
        assert isinstance(await deliver(bench, Update(target="a", card=Card(title="x")), place=THREAD), Rejected)


@pytest.mark.parametrize("buttons", [(), (Button(key="k", label="Go", subject="s"),)])
async def test_a_repeat_says_that_it_may_be_one(buttons: tuple[Button, ...]) -> None:
    """After a doubt the message says so: in the card where there is one, else in the text."""
    async with opened() as bench:
        await deliver(bench, Post(card=Card(title="hello", buttons=buttons)), marker=True)
        await deliver(bench, Post(card=Card(title="hello", buttons=buttons)))
        marked, plain = (str(asked.body["activity"]) for asked in bench.office.asked)
        assert MAY_BE_A_REPEAT in marked
        assert MAY_BE_A_REPEAT not in plain


async def test_teams_cannot_be_asked_what_it_took() -> None:
    """The relay is told so, and marks repeats instead of looking."""
    async with opened() as bench:
        with pytest.raises(CannotReadBackError):
            await bench.poster.copies(Outgoing(id="0" * 32, lane=ROOM, payload=post()), since_epoch_seconds=0)


async def test_before_anything_was_heard_it_waits_in_words() -> None:
    """Where no address of the service can even be guessed, nothing is sent, and the reason says what to do."""
    async with opened(service_url="") as bench:
        verdict = await deliver(bench, post())
        assert isinstance(verdict, NotSent)
        assert "write hello" in verdict.error
        assert bench.office.asked == []


async def test_a_group_chat_has_no_threads() -> None:
    """What goes to a group chat is posted in it, also what would belong under another message."""
    async with opened() as bench:
        lane = "teams:19:chat@thread.v2"
        for payload, place in (
            (post(), None),
            (post(thread="a"), {"conversation": "19:chat@thread.v2", "activity": "1"}),
        ):
            sent = await deliver(bench, payload, lane=lane, place=place)
            assert isinstance(sent, Sent)
            assert sent.place["conversation"] == "19:chat@thread.v2"
        assert paths(bench) == ["POST conversations/19%3Achat%40thread.v2/activities"] * 2


@pytest.mark.parametrize("payload", [post(), Update(target="a", card=Card(title="x")), Retract(target="a")])
async def test_while_nothing_can_be_looked_up_nothing_is_sent_and_nothing_is_in_doubt(payload: Payload) -> None:
    """The database is away: it was certainly not sent, so the repeat needs no mark."""
    async with opened() as bench:
        bench.drawer.away = True
        assert isinstance(await deliver(bench, payload, place=THREAD), NotSent)
        assert bench.office.asked == []
        bench.drawer.away = False
        assert isinstance(await deliver(bench, post()), Sent)
