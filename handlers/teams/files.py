"""Hands a picture to a person as a file: offered in their chat, and put into their folder once they say yes.

A message of Teams has no room for a picture, and bots may put files nowhere but where somebody consented to, in their
own chat. The offer carries what the picture shows, so nothing is kept for it here.
Source: learn.microsoft.com, "Send and receive files using the bot".
"""

import asyncio
import base64
import binascii
import urllib.parse
import zlib
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec

from workflows.kernel.cleaning import cut
from workflows.kernel.pictures import Picture
from workflows.process.chart.trail import draw_trail

Json = dict[str, Any]

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
LONGEST_UPLOAD_SECONDS = 20.0
LONGEST_CONTEXT = 8_000
_LARGEST_PICTURE = 100_000
_DESCRIPTION = 250
_FOLDERS = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
_TAKEN = range(200, 300)


async def drawn(picture: Picture) -> bytes:
    """Return the picture as PNG; drawing takes a moment, and the event loop has others to serve."""
    return await asyncio.to_thread(draw_trail, picture)


async def offered(activity: Json, picture: Picture | None) -> Json:
    """Return the message with an offer of its picture; unchanged where it has none, or none that can be carried."""
    if picture is None:
        return activity
    kept = base64.b64encode(zlib.compress(msgspec.json.encode(picture))).decode()
    if len(kept) > LONGEST_CONTEXT:
        return activity
    content = {
        "description": cut(picture.alt, _DESCRIPTION),
        "sizeInBytes": len(await drawn(picture)),
        "acceptContext": {"picture": kept},
        "declineContext": {},
    }
    offer = {"contentType": CONSENT, "name": f"{picture.name}.png", "content": content}
    return {**activity, "attachments": [*activity["attachments"], offer], "attachmentLayout": "list"}


def wanted(value: object) -> Picture | None:
    """Return the picture of an offer that somebody took; None where they did not, or where it is none of ours."""
    if not isinstance(value, Mapping) or value.get("action") != "accept":
        return None
    context = value.get("context")
    kept = context.get("picture") if isinstance(context, Mapping) else None
    if not isinstance(kept, str) or len(kept) > LONGEST_CONTEXT:
        return None
    try:
        told = zlib.decompressobj().decompress(base64.b64decode(kept, validate=True), _LARGEST_PICTURE)
        return msgspec.json.decode(told, type=Picture)
    except (binascii.Error, zlib.error, msgspec.DecodeError, ValueError, RecursionError):
        return None


class Files:
    """Puts what somebody consented to into their folder."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def put(self, picture: Picture, value: Mapping[str, Any], *, service_url: str) -> Json | None:
        """Put the picture where Teams said, and return the message that leads there; None where that went wrong."""
        told = value.get("uploadInfo")
        place: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
        address = str(place.get("uploadUrl") or "")
        if not allowed(address, service_url):
            return None
        content = await drawn(picture)
        headers = {"Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}", "Content-Type": "image/png"}
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
