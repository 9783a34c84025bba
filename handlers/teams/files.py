"""Hands a file to a person: offered in their chat, and put into their folder once they say yes.

A message of Teams has no room for a file, and bots may put files nowhere but where somebody consented to, in their own
chat. The offer names the effect that it came with; what was promised with it is read again when they say yes.
Source: learn.microsoft.com, "Send and receive files using the bot".
"""

import asyncio
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from handlers.teams.deliveries import Delivery
from workflows.files.documents import TemplateFaultError
from workflows.files.making import Make
from workflows.kernel.cleaning import cut
from workflows.kernel.files import File, name_of
from workflows.kernel.posts import Outgoing, Post

Json = dict[str, Any]

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
LONGEST_UPLOAD_SECONDS = 20.0
_DESCRIPTION = 250
_FOLDERS = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
_TAKEN = range(200, 300)

Promised = Callable[[str], Awaitable[Outgoing | None]]
"""Reads the effect with an id, as it was promised; None where there is none, or its text is kept no longer."""


async def offered(outgoing: Outgoing, make: Make) -> Json | None:
    """Return the message that offers its post's file; None where it has none. Raises TemplateFaultError.

    It goes by itself: Teams makes several messages of one with several attachments, and then tells the id of none.
    """
    file = outgoing.payload.file if isinstance(outgoing.payload, Post) else None
    if file is None:
        return None
    content = {
        "description": cut(file.alt, _DESCRIPTION),
        "sizeInBytes": len(await asyncio.to_thread(make, file)),
        "acceptContext": {"effect": outgoing.id},
        "declineContext": {},
    }
    name = name_of(file)
    return {
        "type": "message",
        "summary": name,
        "attachments": [{"contentType": CONSENT, "name": name, "content": content}],
    }


def wanted(value: object) -> str:
    """Return the id of the effect whose file somebody took; empty where they did not, or where it is none of ours."""
    if not isinstance(value, Mapping) or value.get("action") != "accept":
        return ""
    context = value.get("context")
    effect = context.get("effect") if isinstance(context, Mapping) else None
    return effect if isinstance(effect, str) else ""


class Files:
    """Puts what somebody consented to into their folder."""

    def __init__(self, session: aiohttp.ClientSession, promised: Promised, make: Make) -> None:
        self._session = session
        self._make = make
        self._promised = promised

    async def put(self, delivery: Delivery) -> Json | None:
        """Put the file where Teams said, and return the message that leads there; None where that went wrong."""
        told = delivery.data.get("uploadInfo")
        place: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
        address = str(place.get("uploadUrl") or "")
        file = await self._file(delivery)
        if file is None or not allowed(address, delivery.service_url):
            return None
        try:
            content = await asyncio.to_thread(self._make, file)
        except TemplateFaultError:
            return None
        headers = {"Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}", "Content-Type": file.media_type}
        timeout = aiohttp.ClientTimeout(total=LONGEST_UPLOAD_SECONDS)
        try:
            async with self._session.put(
                address, data=content, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                if answer.status not in _TAKEN:
                    return None
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
        return _put(place)

    async def _file(self, delivery: Delivery) -> File | None:
        """Return what was offered to this very person; the id came back from outside, and may be anybody's."""
        effect = wanted(delivery.data)
        outgoing = await self._promised(effect) if effect else None
        if outgoing is None or outgoing.lane != delivery.lane or not isinstance(outgoing.payload, Post):
            return None
        return outgoing.payload.file


def allowed(address: str, service_url: str) -> bool:
    """Return whether an upload may go to an address: a folder of SharePoint, or the very host of a local Teams."""
    try:
        there, here = urllib.parse.urlsplit(address), urllib.parse.urlsplit(service_url)
        local = (there.hostname, there.port) == (here.hostname, here.port)
    except ValueError:
        return False
    if there.scheme == "http":
        return local and there.hostname in {"127.0.0.1", "localhost", "::1"}
    return there.scheme == "https" and (there.hostname or "").endswith(_FOLDERS) and there.username is None


def _put(place: Mapping[str, Any]) -> Json:
    name, kind, key = (str(place.get(part) or "") for part in ("name", "fileType", "uniqueId"))
    info = {
        "contentType": INFO,
        "name": name,
        "contentUrl": str(place.get("contentUrl") or ""),
        "content": {"uniqueId": key, "fileType": kind},
    }
    return {"type": "message", "summary": name, "attachments": [info]}
