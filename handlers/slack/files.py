"""Shares a file in a conversation: announced, uploaded, and shared there in one message (docs.slack.dev, files v2).

Only the last of the three calls shows anything to anybody, so only that one can be in doubt. A message that shares a
file takes no metadata; the beginning of the effect's id stands in the file's name, by which the message is found again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.slack.verdicts import NO_SUCH_THREAD, OK, code_of, refusal
from workflows.files.documents import TemplateFaultError
from workflows.files.making import Make
from workflows.kernel.files import File, name_of
from workflows.kernel.pictures import Picture
from workflows.kernel.posts import NotSent, Rejected, Sent, Unknown, Verdict

Json = dict[str, Any]
Call = Callable[..., Awaitable[Any]]
"""A client's `api_call`."""

UPLOAD_AGAIN_SECONDS = 5.0
LONGEST_UPLOAD_SECONDS = 8.0
_NO_RIGHT = "missing_scope"


class Files:
    """Makes files and shares them. `session` uploads the bytes, without any token."""

    def __init__(self, call: Call, session: aiohttp.ClientSession | None, make: Make) -> None:
        self._call = call
        self._make = make
        self._session = session

    async def share(self, shared: File, effect_id: str, where: Json, blocks: list[Json]) -> Verdict:
        """Share it once; `where` is `channel_id` and perhaps `thread_ts`. `blocks` stand beside it."""
        try:
            content = await asyncio.to_thread(self._make, shared)
            file = await self._uploaded(shared, effect_id, content)
        except TemplateFaultError as error:
            return Rejected(str(error))
        except SlackApiError as error:
            return _before(refusal(error), code_of(error))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return NotSent(f"the file could not be uploaded ({type(error).__name__})", UPLOAD_AGAIN_SECONDS)
        rich = [block for block in blocks if block["type"] == "rich_text"]  # Slack takes no other kind here.
        body = {"files": [{"id": file, "title": shared.title}], **where, "blocks": rich}
        try:
            answer = await self._shared(body)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return _for_good(refusal(error), code_of(error))
        return Sent({"channel": str(where["channel_id"]), **_stamp(answer, str(where["channel_id"])), "file": file})

    async def _shared(self, body: Json) -> Any:  # noqa: ANN401 - Slack's JSON.
        """Show it, beside its thread where that is certainly gone."""
        try:
            return await self._call("files.completeUploadExternal", json=body)
        except SlackApiError as error:
            if "thread_ts" not in body or code_of(error) not in NO_SUCH_THREAD:
                raise
        beside = {name: value for name, value in body.items() if name != "thread_ts"}
        return await self._call("files.completeUploadExternal", json=beside)

    async def _uploaded(self, shared: File, effect_id: str, content: bytes) -> str:
        """Announce the file and send its bytes; nobody sees it yet, so doing this twice does no harm."""
        asked: Json = {"filename": name_of(shared, effect_id), "length": len(content)}
        if isinstance(shared, Picture):
            asked["alt_txt"] = shared.alt
        announced = await self._call("files.getUploadURLExternal", params=asked)
        if self._session is None:
            raise ConnectionError
        timeout = aiohttp.ClientTimeout(total=LONGEST_UPLOAD_SECONDS)
        address = str(announced.get("upload_url"))
        async with self._session.post(address, data=content, timeout=timeout, allow_redirects=False) as answer:
            if answer.status != OK:
                raise ConnectionError
        return str(announced.get("file_id"))


def carries(message: Json, file: File, effect_id: str) -> bool:
    """Return whether a message shares the file of an effect."""
    name = name_of(file, effect_id)
    return any(one.get("name") == name for one in message.get("files") or [] if isinstance(one, dict))


def _before(said: NotSent | Rejected | Unknown, code: str) -> Verdict:
    """Return the verdict on a file that nobody can have seen: what is unknown of it is as good as not sent."""
    return NotSent(said.error, UPLOAD_AGAIN_SECONDS) if isinstance(said, Unknown) else _for_good(said, code)


def _for_good(said: NotSent | Rejected | Unknown, code: str) -> Verdict:
    """Return the verdict, but that a right to files which is missing holds up nothing else in the channel."""
    return Rejected(said.error) if code == _NO_RIGHT and isinstance(said, NotSent) else said


def _stamp(answer: Any, channel: str) -> dict[str, str]:  # noqa: ANN401 - Slack's JSON.
    """Return where the message stands, if Slack tells already."""
    stamps = [str(share["ts"]) for share in _shares(answer, channel) if isinstance(share, dict) and "ts" in share]
    return {"ts": stamps[0]} if stamps else {}


def _shares(answer: Any, channel: str) -> Iterator[Any]:  # noqa: ANN401 - Slack's JSON.
    for file in answer.get("files") or []:
        for visible in (file.get("shares") or {}).values():
            yield from visible.get(channel) or []
