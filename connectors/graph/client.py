"""Calls Microsoft Graph with plain dicts: reads are tried again when Graph asks for it, writes go out once.

Source: learn.microsoft.com, "Paging Microsoft Graph data", "Throttling guidance", "Error responses".
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
import msgspec

Json = dict[str, Any]

LONGEST_SECONDS: Final = 10.0
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 60.0
FIRST_WAIT_SECONDS: Final = 1.0
MOST_PAGES: Final = 1000
_OK = range(200, 300)
_UNAUTHORIZED, _TOO_MANY, _SERVER_ERROR = 401, 429, 500


class TokenSource(Protocol):
    """What Graph needs of whoever holds the tokens."""

    async def token(self, scope: str) -> str:
        """Return a token; raises an OSError with words for a person where there is none."""
        ...

    def refused(self, scope: str, token: str) -> None:
        """Take note that a token was answered with 401."""
        ...


class GraphError(Exception):
    """Graph answered, and not with success: its `status`, its own `code`, and the seconds it asks to wait."""

    def __init__(self, *, status: int, code: str, message: str, retry_after_seconds: float) -> None:
        super().__init__(f"Graph answered {status} {code}: {message}")
        self.status = status
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class UnreachableError(Exception):
    """Graph gave no answer, or one that nobody can read."""


class Graph:
    """Graph as one app sees it. `base_url` ends in its version, such as https://graph.microsoft.com/v1.0."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: TokenSource,
        *,
        base_url: str,
        scope: str,
        wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._base = base_url.rstrip("/")
        self._scope = scope
        self._wait = wait

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Return one object. Raises GraphError, UnreachableError, and what the token source raises."""
        return await self._read(f"{self._base}/{path}", query)

    async def pages(self, path: str, query: Mapping[str, str] | None = None) -> AsyncIterator[Json]:
        """Give the objects of a list, over all its pages. A next page elsewhere than at Graph is never asked for."""
        url, asked = f"{self._base}/{path}", query
        for _ in range(MOST_PAGES):
            answer = await self._read(url, asked)
            listed = answer.get("value")
            for found in listed if isinstance(listed, list) else ():
                if isinstance(found, dict):
                    yield found
            following = answer.get("@odata.nextLink")
            if not isinstance(following, str):
                return
            if not self._is_ours(following):
                raise UnreachableError("Graph named a next page that is not its own.")
            url, asked = following, None  # The link holds its whole query.
        raise UnreachableError("Graph's list has no end.")

    async def post(self, path: str, body: bytes, *, content_type: str = "application/json") -> Json:
        """Send once, without trying again. Raises GraphError, OSError for no token, and what the transport raises."""
        return await self._once("POST", f"{self._base}/{path}", body=body, content_type=content_type)

    async def put(self, path: str, content: bytes, *, content_type: str) -> Json:
        """Send what replaces something, once. Raises as `post` does; `path` is encoded already."""
        return await self._once("PUT", f"{self._base}/{path}", body=content, content_type=content_type)

    async def _read(self, url: str, query: Mapping[str, str] | None) -> Json:
        """Read with patience: 429 and 5xx are asked again, after as long as Graph says or ever longer."""
        pause = FIRST_WAIT_SECONDS
        for left in reversed(range(TRIES)):
            try:
                return await self._once("GET", url, query=query)
            except GraphError as error:
                passing = error.status in {_UNAUTHORIZED, _TOO_MANY} or error.status >= _SERVER_ERROR
                if not passing or not left or error.retry_after_seconds > LONGEST_WAIT_SECONDS:
                    raise
                await self._wait(error.retry_after_seconds or pause)
            except (aiohttp.ClientError, TimeoutError) as error:
                if not left:
                    raise UnreachableError(f"Graph could not be reached ({type(error).__name__}).") from error
                await self._wait(pause)
            pause *= 2
        raise AssertionError  # The last try returned or raised.

    async def _once(
        self,
        verb: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        content_type: str = "",
    ) -> Json:
        token = await self._tokens.token(self._scope)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if content_type:
            headers["Content-Type"] = content_type
        async with self._session.request(
            verb,
            url,
            params=query,
            data=body,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=LONGEST_SECONDS),
            allow_redirects=False,  # The token goes to no other host.
        ) as answer:
            said = _read(await answer.read())
            if answer.status in _OK:
                return said
            if answer.status == _UNAUTHORIZED:
                self._tokens.refused(self._scope, token)
            raise _error(answer, said)

    def _is_ours(self, url: str) -> bool:
        ours, theirs = urlsplit(self._base), urlsplit(url)
        return (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


def _error(answer: aiohttp.ClientResponse, said: Json) -> GraphError:
    told = said.get("error")
    error = told if isinstance(told, dict) else {}
    retry_after = answer.headers.get("Retry-After", "")
    return GraphError(
        status=answer.status,
        code=str(error.get("code", "")),
        message=str(error.get("message", ""))[:200],
        retry_after_seconds=float(retry_after) if retry_after.isdecimal() else 0.0,
    )


def _read(body: bytes) -> Json:
    try:
        said = msgspec.json.decode(body) if body else {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return said if isinstance(said, dict) else {}
