"""What is known of an address survives in both databases, and an older telling never overwrites a newer one."""

import msgspec

from bot.references import KeptReferences
from handlers.teams.values import Reference
from storage.engine import Database

CHAT = Reference(
    address="teams:ada",
    conversation="a:1chat",
    service_url="https://smba.example/emea/",
    tenant="t",
    bot_id="28:b",
    user="29:ada",
    seen="1800000000",
)


async def test_what_is_kept_is_read_as_it_was(database: Database) -> None:
    """Every part comes back; nobody is known who was not told of."""
    kept = KeptReferences(database)
    assert await kept.latest(1) == []
    await kept.keep(CHAT)
    assert await kept.read("teams:ada") == CHAT
    assert await kept.read("teams:ben") is None


async def test_the_newest_telling_holds(database: Database) -> None:
    """A service address that changed is overwritten; what a slower replica heard earlier is not."""
    kept = KeptReferences(database)
    moved = msgspec.structs.replace(CHAT, service_url="https://smba.example/amer/", seen="1800000900")
    for told in (CHAT, moved, msgspec.structs.replace(CHAT, seen="1800000500")):
        await kept.keep(told)
    assert await kept.read("teams:ada") == moved
    assert await kept.latest(5) == [moved]


async def test_what_a_telling_leaves_out_stays(database: Database) -> None:
    """A person who writes in a channel keeps the chat that is known."""
    kept = KeptReferences(database)
    await kept.keep(CHAT)
    await kept.keep(msgspec.structs.replace(CHAT, conversation="", user="", seen="1800000900"))
    assert await kept.read("teams:ada") == msgspec.structs.replace(CHAT, seen="1800000900")
