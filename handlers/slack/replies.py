"""Answers a person privately through the response_url of what they did; only ever at addresses that are Slack's."""

from typing import Any

import aiohttp
import structlog
from yarl import URL

log = structlog.get_logger()

LONGEST_REPLY_SECONDS = 5.0
LOOPBACK = "127.0.0.1"


class Replies:
    """Posts to response_urls. Slack takes five answers in thirty minutes at each."""

    def __init__(self, session: aiohttp.ClientSession, *, api_url: str) -> None:
        self._session = session
        api = URL(api_url)
        self._api = (api.scheme, api.host or "", api.port)
        self._hooks = ("https", f"hooks.{api.host}", 443)

    def allowed(self, url: str) -> bool:
        """Return whether an address is Slack's: the hooks of our API's own host over https, or that very host and port.

        Plain http is for a local Slack on 127.0.0.1 alone.
        """
        try:
            address = URL(url)
        except ValueError:
            return False
        where = (address.scheme, address.host or "", address.port)
        if address.user is not None or address.password is not None or where not in {self._api, self._hooks}:
            return False
        return address.scheme == "https" or (address.scheme == "http" and address.host == LOOPBACK)

    async def send(self, url: str, message: dict[str, Any], *, key: str) -> bool:
        """Post a message that only the person sees, once, and return whether Slack took it."""
        if not self.allowed(url):
            log.warning("slack_response_url_refused", request_key=key)
            return False
        body = {**message, "response_type": "ephemeral", "replace_original": False}
        timeout = aiohttp.ClientTimeout(total=LONGEST_REPLY_SECONDS)
        try:
            async with self._session.post(url, json=body, allow_redirects=False, timeout=timeout) as answer:
                taken = answer.status == 200  # noqa: PLR2004 - HTTP's OK.
        except (aiohttp.ClientError, TimeoutError, OSError):
            taken = False
        if not taken:
            log.warning("slack_reply_lost", request_key=key)
        return taken
