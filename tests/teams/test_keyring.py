"""Microsoft's keys: fetched once however many wait, found when they are new, and kept while they cannot be fetched."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from handlers.teams.keyring import LASTING_SECONDS, PAUSE_SECONDS, Keyring
from handlers.teams.values import Json
from playground.driver.watching import PATIENCE_SECONDS
from playground.teams.keys import Key, Keys
from tests.teams.at_the_door import at_the_door
from tests.teams.test_token_cases import Case, attempt

HASTY_SECONDS, LATE_SECONDS = 0.5, 3.0
"""How long the ring waits for what never comes, and where the answer after that must come in time."""


@dataclass
class Publisher:
    """A server that publishes keys, or something else."""

    keys: Keys = field(default_factory=lambda: Keys("k", ("msteams",)))
    requests: Counter[str] = field(default_factory=Counter)
    instead: Callable[[str], Awaitable[web.Response]] | None = None
    now: float = 1000.0

    async def answer(self, request: web.Request) -> web.Response:
        """Answer either document."""
        self.requests[request.path] += 1
        if self.instead is not None:
            return await self.instead(request.path)
        if request.path == "/openid":
            return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})
        return web.json_response(self.keys.document())


@dataclass(frozen=True)
class Setting:
    """A publisher and two rings that read it, the second one with little patience."""

    publisher: Publisher
    ring: Keyring
    hasty: Keyring


@pytest.fixture
async def setting() -> AsyncIterator[Setting]:
    """A ring of keys with a clock that stands still until it is pushed."""
    publisher = Publisher()
    app = web.Application()
    app.router.add_get("/{name}", publisher.answer)
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        address = str(server.make_url("/openid"))

        def ring(longest_seconds: float) -> Keyring:
            return Keyring(session, address, clock=lambda: publisher.now, longest_seconds=longest_seconds)

        patient, hasty = ring(PATIENCE_SECONDS), ring(HASTY_SECONDS)
        yield Setting(publisher, patient, hasty)
        await patient.close()
        await hasty.close()


def answering(body: bytes, status: int = 200, **headers: str) -> Callable[[str], Awaitable[web.Response]]:
    """Answer both documents with the same."""

    async def answer(_: str) -> web.Response:
        return web.Response(body=body, status=status, headers=headers)

    return answer


async def test_a_hundred_who_wait_fetch_once(setting: Setting) -> None:
    """However many requests come before the keys are there, each document is fetched once; and then not for a day."""
    kid = setting.publisher.keys.newest.kid
    found = await asyncio.gather(*(setting.ring.find(kid) for _ in range(100)))
    assert all(found)
    setting.publisher.now += LASTING_SECONDS - 1
    assert await setting.ring.find(kid)
    assert setting.publisher.requests == {"/openid": 1, "/keys": 1}
    setting.publisher.now += 1
    assert await setting.ring.find(kid)
    assert setting.publisher.requests == {"/openid": 2, "/keys": 2}


async def test_a_new_key_is_found_and_strangers_make_nobody_fetch(setting: Setting) -> None:
    """An unknown key is looked for at once, but at most every thirty seconds, whoever asks how often."""
    ring, publisher = setting.ring, setting.publisher
    assert await ring.find(publisher.keys.newest.kid)
    new = publisher.keys.rotate().kid
    assert await ring.find(new) is None
    for number in range(1000):
        assert await ring.find(f"made up {number}") is None
    assert publisher.requests["/keys"] == 1
    publisher.now += PAUSE_SECONDS
    assert await ring.find(new)
    assert publisher.requests["/keys"] == 2


def ec(kid: str) -> Json:
    """Return a key of a kind that signs nothing here."""
    return {"kty": "EC", "kid": kid, "crv": "P-256", "x": "AA", "y": "AA"}


FAULTS: dict[str, Callable[[], Callable[[str], Awaitable[web.Response]]]] = {
    "503": lambda: answering(b"{}", 503),
    "404": lambda: answering(b"not here", 404),
    "led elsewhere": lambda: answering(b"", 302, Location="http://127.0.0.1:1/openid"),
    "no JSON": lambda: answering(b"<html>"),
    "deep JSON": lambda: answering(b"[" * 100_000),
    "not UTF-8": lambda: answering(b'{"jwks_uri": "\xff"}'),
    "a list": lambda: answering(b"[]"),
    "nothing": lambda: answering(b""),
    "too much": lambda: answering(b'{"jwks_uri": "' + b"x" * 2_000_000 + b'"}'),
    "keys at another host": lambda: answering(b'{"jwks_uri": "https://evil.example.com/keys"}'),
    "keys at no address": lambda: answering(b'{"jwks_uri": "http://[::1"}'),
}
KEYS: dict[str, object] = {
    "no keys": {"keys": []},
    "keys that are none": {"keys": "all"},
    "keys of another kind": {"keys": [ec("k-1")]},
    "keys without numbers": {"keys": [{"kty": "RSA", "kid": "k-1"}]},
    "keys of junk": {"keys": [{"kty": "RSA", "kid": "k-1", "n": "?", "e": "\x00"}]},
    "keys without names": {"keys": [{**Key("", ()).published(), "kid": ""}]},
}


@pytest.mark.parametrize("name", FAULTS)
async def test_what_cannot_be_fetched_is_no_key_and_what_is_known_stays(setting: Setting, name: str) -> None:
    """Nothing raises; at first there is no key, later the known ones go on being good, and it mends itself."""
    ring, publisher = setting.ring, setting.publisher
    kid = publisher.keys.newest.kid
    publisher.instead = FAULTS[name]()
    assert await ring.find(kid) is None
    publisher.instead = None
    publisher.now += 1
    assert await ring.find(kid)
    publisher.instead = FAULTS[name]()
    publisher.now += LASTING_SECONDS
    assert await ring.find(kid)
    publisher.now += 1
    publisher.instead = None
    assert await ring.find(kid)
    assert publisher.requests["/openid"] == 4


@pytest.mark.parametrize("name", KEYS)
async def test_keys_that_cannot_be_used_do_not_replace_those_that_can(setting: Setting, name: str) -> None:
    """A document without a single usable key is a fault of the publisher, not a reason to forget."""
    ring, publisher = setting.ring, setting.publisher
    kid = publisher.keys.newest.kid
    assert await ring.find(kid)

    async def answer(path: str) -> web.Response:
        if path == "/openid":
            return web.json_response({"jwks_uri": ring._openid_url.replace("openid", "keys")})  # noqa: SLF001
        return web.Response(body=msgspec.json.encode(KEYS[name]))

    publisher.instead = answer
    publisher.now += LASTING_SECONDS
    assert await ring.find(kid)
    assert publisher.requests["/keys"] == 2


async def test_a_publisher_that_hangs_holds_nobody_up_for_long(setting: Setting) -> None:
    """After the longest time there is no key; whoever came meanwhile waited for the same answer."""
    held = asyncio.Event()

    async def hang(_: str) -> web.Response:
        await held.wait()
        return web.Response()

    setting.publisher.instead = hang
    found = await asyncio.gather(*(setting.hasty.find("k-1") for _ in range(20)))
    assert found == [None] * 20
    assert setting.publisher.requests == {"/openid": 1}
    held.set()


FETCHING = ("refuse", "ratelimit", "late")


@pytest.mark.parametrize("on", ["openid", "keys"])
@pytest.mark.parametrize("kind", FETCHING)
async def test_the_door_answers_while_keys_cannot_be_fetched(kind: str, on: str) -> None:
    """At the door itself: 401 without keys, never a 5xx, and 200 again once they are there."""
    async with at_the_door(key_seconds=LATE_SECONDS if kind == "late" else PATIENCE_SECONDS) as door:
        await door.teams.fault(kind, on, seconds=LATE_SECONDS + 1 if kind == "late" else 0)
        assert await attempt(door, Case()) == 401
        door.clocks.ahead = 2.0
        assert await attempt(door, Case()) == 200
        assert len(door.behind.taken) == 1


async def test_a_key_that_microsoft_began_to_use_is_found_at_the_door() -> None:
    """Within a day of the last fetch a new key is found after half a minute, not a day later."""
    async with at_the_door() as door:
        assert await attempt(door, Case()) == 200
        door.teams.teams.keys.rotate()
        assert await attempt(door, Case()) == 401
        door.clocks.ahead = PAUSE_SECONDS + 1
        assert await attempt(door, Case()) == 200
