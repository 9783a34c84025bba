"""The keys that Microsoft signs activities with: fetched once a day, and when an unknown one turns up.

Source: learn.microsoft.com, "Authentication with the Bot Connector API": keys may be kept for 24 hours.
"""

import asyncio
import json
import urllib.parse
from collections.abc import Callable, Mapping
from typing import TypeVar

import aiohttp
import jwt
import msgspec
import structlog

T = TypeVar("T")

LASTING_SECONDS = 24 * 3600.0
PAUSE_SECONDS = 30.0
"""Between two looks for a key that nobody knows: whoever sends made-up tokens must not make the bot fetch each time."""
AFTER_FAILURE_SECONDS = 1.0
LONGEST_SECONDS = 5.0
LARGEST_BYTES = 1_000_000

log = structlog.get_logger()


class SigningKey(msgspec.Struct, frozen=True):
    """A key, and the channels that it may sign for."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class _Document(msgspec.Struct, frozen=True):
    jwks_uri: str


class _Published(msgspec.Struct, frozen=True):
    """A key as it is published. One that signs nothing that we take is left out."""

    kid: str = ""
    kty: str = ""
    n: str = ""
    e: str = ""
    endorsements: tuple[str, ...] = ()


class _Keys(msgspec.Struct, frozen=True):
    keys: tuple[_Published, ...]


class KeyringError(Exception):
    """The keys could not be fetched, in words."""


class Keyring:
    """The keys of one cloud. `clock` gives seconds that only grow."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        openid_url: str,
        *,
        clock: Callable[[], float],
        longest_seconds: float = LONGEST_SECONDS,
    ) -> None:
        self._session = session
        self._openid_url = openid_url
        self._clock = clock
        self._longest_seconds = longest_seconds
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._not_before = float("-inf")
        self._flight: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """Return a key by its id, or None. While the keys cannot be fetched, those that are known go on being good."""
        now = self._clock()
        known = self._keys.get(kid)
        if (known is None or now - self._fetched_at >= LASTING_SECONDS) and now >= self._not_before:
            await self.refresh()
            known = self._keys.get(kid)
        return known

    async def refresh(self) -> None:
        """Fetch the keys; whoever comes meanwhile waits for the same answer. A failure is logged."""
        if self._flight is None:
            self._flight = asyncio.create_task(self._fetch())
            self._flight.add_done_callback(self._landed)
        await asyncio.shield(self._flight)

    async def close(self) -> None:
        """Give up what is being fetched."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.gather(self._flight, return_exceptions=True)

    def _landed(self, _flight: asyncio.Task[None]) -> None:
        self._flight = None

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._longest_seconds):
                document = _read(await self._get(self._openid_url), _Document)
                self._keys = _usable(_read(await self._get(self._same(document.jwks_uri)), _Keys))
        except (aiohttp.ClientError, KeyringError, OSError) as error:  # A time-out is an OSError.
            self._not_before = self._clock() + AFTER_FAILURE_SECONDS
            log.warning("teams_keys_not_fetched", error=str(error) or type(error).__name__, kept=len(self._keys))
            return
        self._fetched_at = self._clock()
        self._not_before = self._fetched_at + PAUSE_SECONDS
        log.info("teams_keys_fetched", keys=len(self._keys))

    async def _get(self, url: str) -> bytes:
        async with self._session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's own.
                raise KeyringError(f"{url} answers {answer.status}.")
            content = await answer.content.read(LARGEST_BYTES + 1)
            while len(content) <= LARGEST_BYTES and (more := await answer.content.read(LARGEST_BYTES)):
                content += more
        if len(content) > LARGEST_BYTES:
            raise KeyringError(f"{url} answers more than {LARGEST_BYTES} bytes.")
        return content

    def _same(self, url: str) -> str:
        """Return the address of the keys, which must be of the host that named it."""
        try:
            ours, told = urllib.parse.urlsplit(self._openid_url), urllib.parse.urlsplit(url)
        except ValueError:
            raise KeyringError(f"{self._openid_url} names keys at no address.") from None
        if (ours.scheme, ours.netloc) != (told.scheme, told.netloc):
            raise KeyringError(f"{self._openid_url} names keys at another host.")
        return url


def _read(content: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise KeyringError(f"What was fetched is not what Microsoft publishes ({error}).") from None


def _usable(published: _Keys) -> dict[str, SigningKey]:
    """Return the RSA keys; none at all is as good as an answer that cannot be read."""
    found = {}
    for one in published.keys:
        if one.kty != "RSA" or not one.kid:
            continue
        shown = json.dumps({"kty": "RSA", "n": one.n, "e": one.e})
        try:
            key = jwt.PyJWK.from_json(shown, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        found[one.kid] = SigningKey(key, frozenset(one.endorsements))
    if not found:
        raise KeyringError("No key was published that could be used.")
    return found
