"""The only maker of Slack clients: our address, our time limits, one shared session, and no retries of its own."""

import logging
import urllib.parse

import aiohttp
import msgspec
from slack_sdk.web.async_client import AsyncWebClient

Client = AsyncWebClient
"""For annotations elsewhere: clients are made here alone."""

LONGEST_REQUEST_SECONDS = 10.0
"""The relay's lease must be at least three times as long (storage.settling.Terms)."""
LONGEST_CONNECT_SECONDS = 3.0
MOST_CONNECTIONS = 200

_quiet = logging.getLogger("csops.slack")
_quiet.setLevel(logging.WARNING)  # The SDK writes out every request for a logger that has no level of its own.


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def open_session(*, longest_request_seconds: float = LONGEST_REQUEST_SECONDS) -> aiohttp.ClientSession:
    """Return the session that every client of the process shares; whoever opened it closes it."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=longest_request_seconds, sock_connect=LONGEST_CONNECT_SECONDS),
        connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS),
        json_serialize=_as_json,
    )


def slack_client(token: str, *, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client that sends each request once.

    The SDK's own would repeat a post whose answer was lost, and so double it.
    """
    client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[], logger=_quiet)
    if urllib.parse.urlsplit(api_url).hostname in {"127.0.0.1", "::1", "localhost"}:
        client.proxy = None  # A local Slack is never behind the proxy that the environment may name.
    return client
