"""Every way in which a request can fail to be Teams' own: 401 or 400, never a 5xx, and never taken."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import jwt
import msgspec
import pytest

from handlers.teams.values import Json
from playground.teams.keys import Key
from tests.teams.at_the_door import AtTheDoor, at_the_door


@pytest.fixture
async def door() -> AsyncIterator[AtTheDoor]:
    """A door with nothing behind it but a list."""
    async with at_the_door() as opened:
        yield opened


@dataclass(frozen=True, kw_only=True)
class Case:
    """A request: its Authorization header, its body, and the status that is due."""

    authorization: Callable[[AtTheDoor], str | None] = lambda door: f"Bearer {door.token()}"
    body: Callable[[AtTheDoor], object] = lambda door: door.activity()
    kind: str = "application/json"
    status: int = 401


def by_hand(door: AtTheDoor, header: Json, claims: Json, sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """Return a token as no library would make it."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    signed = f"{part(msgspec.json.encode(header))}.{part(msgspec.json.encode(claims))}"
    del door
    return f"Bearer {signed}.{part(sign(signed.encode()))}"


def header(door: AtTheDoor, **changed: object) -> Json:
    """Return the header of a genuine token, with changes."""
    genuine = {"alg": "RS256", "typ": "JWT", "kid": door.teams.teams.keys.newest.kid}
    return {name: value for name, value in {**genuine, **changed}.items() if value is not None}


def with_the_public_key(door: AtTheDoor) -> str:
    """Sign with HMAC, and the public key as its secret: the oldest trick there is."""
    shown = msgspec.json.encode(door.teams.teams.keys.newest.published())
    return by_hand(
        door,
        header(door, alg="HS256"),
        door.claims(),
        lambda signed: hmac.digest(shown, signed, hashlib.sha256),
    )


def with_its_own_key(door: AtTheDoor) -> str:
    """Bring the key along in the header of the token."""
    mine = Key("mine", ("msteams",))
    named = {"kid": "mine", "jwk": mine.published(), "jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/x"}
    return f"Bearer {mine.sign(door.claims(), headers=named)}"


def as_the_newest(door: AtTheDoor) -> str:
    """Sign with another key under the name of Teams' own."""
    mine = Key(door.teams.teams.keys.newest.kid, ("msteams",))
    return f"Bearer {mine.sign(door.claims())}"


def from_the_tenant(door: AtTheDoor) -> str:
    """Bring a token that Entra made for the bot's own app."""
    return f"Bearer {door.teams.teams.login.issue(door.teams.app_id)['access_token']}"


def without_endorsement(door: AtTheDoor) -> str:
    """Sign with a key of Teams that is not endorsed for any channel."""
    door.teams.teams.keys.rotate(endorsements=())
    return f"Bearer {door.token()}"


def endorsed_for_another(door: AtTheDoor) -> str:
    """Sign with a key that is endorsed for another channel."""
    door.teams.teams.keys.rotate(endorsements=("webchat", "directline"))
    return f"Bearer {door.token()}"


def now_and(seconds: float) -> Callable[[AtTheDoor, str], str]:
    """Return a token of which one time is so far from now."""
    return lambda door, name: f"Bearer {door.token(**{name: int(door.clocks.epoch() + seconds)})}"


HOUR = 3600
CASES: dict[str, Case] = {
    "no header": Case(authorization=lambda _: None),
    "an empty header": Case(authorization=lambda _: ""),
    "no scheme": Case(authorization=lambda door: door.token()),
    "another scheme": Case(authorization=lambda door: f"Basic {door.token()}"),
    "a scheme alone": Case(authorization=lambda _: "Bearer"),
    "garbage": Case(authorization=lambda _: "Bearer garbage"),
    "three empty parts": Case(authorization=lambda _: "Bearer .."),
    "two tokens": Case(authorization=lambda door: f"Bearer {door.token()} {door.token()}"),
    "a huge token": Case(authorization=lambda door: f"Bearer {door.token(padding='x' * 5000)}"),
    "a header that is no JSON": Case(authorization=lambda _: f"Bearer {base64.b64encode(b'[[[[').decode()}.e30.AA"),
    "a header deeper than any": Case(
        authorization=lambda _: f"Bearer {base64.urlsafe_b64encode(b'[' * 700).decode().rstrip('=')}.e30.AA"
    ),
    "a wrong signature": Case(authorization=lambda door: f"Bearer {door.token()[:-8]}AAAAAAAA"),
    "another's signature under Teams' name": Case(authorization=as_the_newest),
    "its own key": Case(authorization=with_its_own_key),
    "algorithm none": Case(
        authorization=lambda door: by_hand(door, header(door, alg="none"), door.claims(), lambda _: b"x")
    ),
    "HS256": Case(
        authorization=lambda door: "Bearer " + jwt.encode(door.claims(), "s" * 32, headers=header(door, alg="HS256"))
    ),
    "HS256 with the public key": Case(authorization=with_the_public_key),
    "RS512 of the right key": Case(
        authorization=lambda door: f"Bearer {door.teams.teams.keys.newest.sign(door.claims(), algorithm='RS512')}"
    ),
    "an unknown key": Case(authorization=lambda door: f"Bearer {Key('other', ('msteams',)).sign(door.claims())}"),
    "no key named": Case(
        authorization=lambda door: by_hand(door, header(door, kid=None), door.claims(), lambda _: b"x")
    ),
    "a list as the key's name": Case(
        authorization=lambda door: by_hand(door, header(door, kid=["a"]), door.claims(), lambda _: b"x")
    ),
    "ended": Case(authorization=lambda door: now_and(-HOUR)(door, "exp")),
    "not good yet": Case(authorization=lambda door: now_and(HOUR)(door, "nbf")),
    "no end": Case(authorization=lambda door: f"Bearer {door.token(exp=None)}"),
    "an end in words": Case(authorization=lambda door: f"Bearer {door.token(exp='never')}"),
    "for another app": Case(
        authorization=lambda door: f"Bearer {door.token(aud='00000000-0000-0000-0000-000000000000')}"
    ),
    "for nobody": Case(authorization=lambda door: f"Bearer {door.token(aud=None)}"),
    "of another issuer": Case(authorization=lambda door: f"Bearer {door.token(iss='https://sts.windows.net/x/')}"),
    "of no issuer": Case(authorization=lambda door: f"Bearer {door.token(iss=None)}"),
    "a token of the tenant": Case(authorization=from_the_tenant),
    "another service address": Case(
        authorization=lambda door: f"Bearer {door.token(serviceurl='https://smba.trafficmanager.net/emea/')}"
    ),
    "no service address signed": Case(authorization=lambda door: f"Bearer {door.token(serviceurl=None)}"),
    "no service address sent": Case(body=lambda door: door.activity(serviceUrl=None)),
    "neither": Case(
        authorization=lambda door: f"Bearer {door.token(serviceurl=None)}",
        body=lambda door: door.activity(serviceUrl=None),
    ),
    "a service address of strangers, signed": Case(
        authorization=lambda door: f"Bearer {door.token(serviceurl='https://evil.example.com/')}",
        body=lambda door: door.activity(serviceUrl="https://evil.example.com/"),
    ),
    "a key without endorsement": Case(authorization=without_endorsement),
    "a key for another channel": Case(authorization=endorsed_for_another),
    "another channel": Case(body=lambda door: door.activity(channelId="emulator")),
    "no channel": Case(body=lambda door: door.activity(channelId=None)),
    "no JSON": Case(body=lambda _: b"{", status=400),
    "nothing": Case(body=lambda _: b"", status=400),
    "a list": Case(body=lambda door: [door.activity()], status=400),
    "no type": Case(body=lambda door: door.activity(type=None), status=400),
    "a number as the type": Case(body=lambda door: door.activity(type=5), status=400),
    "deeper than any": Case(body=lambda _: b'{"type":' + b"[" * 100_000, status=400),
    "not UTF-8": Case(body=lambda _: b'{"type":"\xff"}', status=400),
    "plain text": Case(kind="text/plain", status=400),
    "no JSON and no token": Case(authorization=lambda _: None, body=lambda _: b"{"),
}


async def attempt(door: AtTheDoor, case: Case) -> int:
    """Send the request of a case and return the status."""
    body = case.body(door)
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    status, _ = await door.send(raw, authorization=case.authorization(door), kind=case.kind)
    return status


async def test_what_teams_sends_is_taken(door: AtTheDoor) -> None:
    """The control: without a fault the same request goes through, whole and once."""
    assert await attempt(door, Case()) == 200
    assert door.behind.taken == [door.activity()]


@pytest.mark.parametrize("name", CASES)
async def test_what_teams_did_not_send_is_refused(door: AtTheDoor, name: str) -> None:
    """401 for what is not Teams' own, 400 for what is no activity; nothing of it gets behind the door."""
    assert await attempt(door, CASES[name]) == CASES[name].status
    assert door.behind.taken == []
    assert await attempt(door, Case()) == 200 or "endorse" in name or "for another channel" in name


async def test_a_token_ends_even_if_it_was_good_before(door: AtTheDoor) -> None:
    """A token that was found to be genuine is remembered, but its end is looked at each time."""
    good = f"Bearer {door.token()}"
    body = msgspec.json.encode(door.activity())
    assert (await door.send(body, authorization=good))[0] == 200
    door.clocks.later = 2 * HOUR
    assert (await door.send(body, authorization=good))[0] == 401


async def test_a_retired_key_ends_what_it_signed(door: AtTheDoor) -> None:
    """Once Microsoft takes a key back, tokens of it are refused, those that were seen before too."""
    old = f"Bearer {door.token()}"
    body = msgspec.json.encode(door.activity())
    assert (await door.send(body, authorization=old))[0] == 200
    door.teams.teams.keys.rotate(retire=True)
    door.clocks.ahead = 25 * HOUR
    assert (await door.send(body, authorization=f"Bearer {door.token()}"))[0] == 200
    assert (await door.send(body, authorization=old))[0] == 401


async def test_a_remembered_token_is_good_for_its_own_address_only(door: AtTheDoor) -> None:
    """Each activity is held against the address that its token was signed for."""
    good = f"Bearer {door.token()}"
    assert (await door.send(msgspec.json.encode(door.activity()), authorization=good))[0] == 200
    moved = msgspec.json.encode(door.activity(serviceUrl=door.teams.service_url + "x"))
    assert (await door.send(moved, authorization=good))[0] == 401
