"""How people and channels are reached is told by every activity, and survives the process."""

from typing import Any

import msgspec

from handlers.teams.conversations import Conversations, references
from handlers.teams.values import Reference
from tests.teams.post_office import ADA, CHANNEL, OURS, Drawer, opened

CHAT = f"teams:{ADA}"


def activity(**more: object) -> dict[str, Any]:
    """Return an activity from Ada's chat, or what a test makes of it."""
    return {
        "serviceUrl": "https://smba.example/emea/",
        "conversation": {"id": "a:1chat", "conversationType": "personal"},
        "from": {"id": "29:ada", "aadObjectId": ADA.upper()},
        **more,
    }


def test_a_chat_tells_how_its_person_is_reached() -> None:
    """The address is the id in Entra in small letters; the chat is where it goes."""
    (told,) = references(activity(), OURS, seen="5")
    assert told == Reference(
        address=CHAT,
        conversation="a:1chat",
        service_url="https://smba.example/emea/",
        tenant=OURS.tenant_id,
        bot_id=OURS.bot_id,
        user="29:ada",
        seen="5",
    )


def test_a_channel_tells_of_itself_and_of_who_wrote() -> None:
    """The channel without the thread; the person without a chat, which is opened when it is needed."""
    conversation = {"id": f"{CHANNEL};messageid=17", "conversationType": "channel"}
    data = {"channel": {"id": CHANNEL}, "team": {"id": "19:team@thread.tacv2"}}
    room, person = references(activity(conversation=conversation, channelData=data), OURS, seen="5")
    assert (room.address, room.conversation, room.channel, room.team) == (
        f"teams:{CHANNEL}",
        CHANNEL,
        CHANNEL,
        "19:team@thread.tacv2",
    )
    assert (person.address, person.conversation, person.user) == (CHAT, "", "29:ada")


def test_a_group_chat_and_what_cannot_be_read_tell_little() -> None:
    """A group chat is nobody's own; strange shapes tell nothing and raise nothing."""
    group = {"id": "19:x@unq.gbl.spaces", "conversationType": "groupChat"}
    (person,) = references(activity(conversation=group), OURS, seen="")
    assert person.conversation == ""
    strange: list[dict[str, Any]] = [{}, activity(serviceUrl=7), activity(conversation=None), {"from": []}]
    assert [list(references(one, OURS, seen="")) for one in strange] == [[], [], [], []]
    assert list(references(activity(**{"from": {"id": 3}}), OURS, seen="")) == []


async def test_only_what_changed_is_written() -> None:
    """A hundred clicks write once; a new service address, or a day later, writes again."""
    async with opened() as bench:
        (told,) = references(activity(), OURS, seen="1800000000")
        for number in range(100):
            bench.conversations.saw(msgspec.structs.replace(told, seen=str(1_800_000_000 + number)))
        bench.conversations.saw(msgspec.structs.replace(told, service_url="https://smba.example/amer/"))
        bench.conversations.saw(
            msgspec.structs.replace(told, service_url="https://smba.example/amer/", seen="1800100000")
        )
        await bench.background.close()
        assert bench.drawer.writes == 3
        assert bench.drawer.kept[CHAT].service_url == "https://smba.example/amer/"


async def test_what_a_channel_tells_of_a_person_does_not_lose_their_chat() -> None:
    """The chat that is known stays known when they write in a channel."""
    async with opened() as bench:
        (told,) = references(activity(), OURS, seen="5")
        bench.conversations.saw(told)
        bench.conversations.saw(msgspec.structs.replace(told, conversation="", seen="6"))
        found = await bench.conversations.of(CHAT)
        assert found is not None
        assert found.conversation == "a:1chat"


async def test_another_process_finds_what_this_one_kept() -> None:
    """After a restart the address is read, once."""
    async with opened() as bench:
        bench.conversations.saw(*references(activity(), OURS, seen="5"))
        await bench.background.close()
        later = Conversations(bench.drawer, bench.background, clock=lambda: 0)
        bench.drawer.reads = 0
        for _ in range(5):
            assert await later.of(CHAT) == bench.drawer.kept[CHAT]
        assert bench.drawer.reads == 1
        assert await later.of("teams:nobody") is None


async def test_what_could_not_be_kept_is_kept_at_the_next_activity() -> None:
    """A database that is away loses nothing for good and fails nobody's click."""
    async with opened() as bench:
        bench.drawer.fault = OSError("away")
        (told,) = references(activity(), OURS, seen="5")
        bench.conversations.saw(told)
        await bench.background.close()
        bench.drawer.fault = None
        bench.conversations.saw(told)
        await bench.background.close()
        assert isinstance(bench.drawer, Drawer)
        assert bench.drawer.kept[CHAT] == told


async def test_after_a_start_people_are_known_by_their_ids() -> None:
    """What was kept is recalled, so that a card can name people before they write again."""
    async with opened() as bench:
        bench.conversations.saw(*references(activity(), OURS, seen="5"))
        await bench.background.close()
        later = Conversations(bench.drawer, bench.background, clock=lambda: 0)
        assert later.mri_of(ADA) == ""
        await later.recall()
        assert later.mri_of(ADA) == "29:ada"
        assert await later.service_url() == "https://smba.example/emea/"
