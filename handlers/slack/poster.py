"""Sends what leaves for Slack, once each, and looks for it again: the one class that owns all posts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers import words
from handlers.slack.files import Files, carries
from handlers.slack.verdicts import CANNOT_BE_READ, NO_SUCH_THREAD, code_of, of_code, refusal
from workflows.files.making import Make, maker
from workflows.kernel.cards import Card
from workflows.kernel.files import File
from workflows.kernel.posts import (
    CannotReadBackError,
    NotSent,
    Outgoing,
    Place,
    Post,
    Rejected,
    Retract,
    Sent,
    Unknown,
    Update,
    Verdict,
)

Json = dict[str, Any]
Render = Callable[[Card], Json]
"""Makes `text` and `blocks` of a card."""

EVENT_TYPE = "csops_effect"
MOST_BLOCKS = 50
PAGE = 200
MOST_PAGES = 100
MOST_KNOWN_PEOPLE = 20_000

_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Reply(Protocol):
    """What the poster needs of an answer."""

    def get(self, key: str, default: Any = None, /) -> Any:  # noqa: ANN401 - Slack's JSON.
        """Return a part of the answer."""
        ...


class Api(Protocol):
    """What the poster needs of a client of handlers.slack.client."""

    async def api_call(
        self, api_method: str, *, http_verb: str = "POST", params: Json | None = None, json: Json | None = None
    ) -> Reply:
        """Call a method once; raises SlackApiError when Slack refuses, and what the transport raises."""
        ...


class _CannotOpenError(Exception):
    """The person's direct messages could not be opened; nothing was sent."""

    def __init__(self, verdict: NotSent | Rejected) -> None:
        super().__init__(verdict.error)
        self.verdict = verdict


class SlackPoster:
    """A Poster (workflows.kernel.posts) for one workspace."""

    def __init__(self, client: Api, *, render: Render, make: Make | None = None) -> None:
        self._client = client
        self._render = render
        self._direct: dict[str, str] = {}
        self._files = Files(client.api_call, getattr(client, "session", None), make or maker())

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Send it once; a reply whose thread is certainly gone is sent beside it instead."""
        try:
            match outgoing.payload:
                case Post():
                    return await self._post(outgoing, outgoing.payload)
                case Update():
                    return await self._update(outgoing, outgoing.payload)
                case Retract():
                    return await self._delete(outgoing.place)
        except _CannotOpenError as error:
            return error.verdict

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Return where messages with the effect's id stand: in the thread that it belongs under and in the channel."""
        try:
            channel = await self._channel(outgoing.lane)
            thread_ts = _thread_ts(outgoing, channel)
            oldest = f"{max(since_epoch_seconds, 0):.6f}"
            found = await self._in_thread(channel, thread_ts, oldest, outgoing) if thread_ts else []
            found += await self._search("conversations.history", {"channel": channel}, oldest, outgoing)
        except _CannotOpenError:
            return None
        except _FAILURES as error:
            if code_of(error) in CANNOT_BE_READ:
                raise CannotReadBackError(code_of(error)) from error
            return None
        return tuple({"channel": channel, "ts": ts} for ts in sorted(set(found)))

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Delete a message; one that is gone already counts as deleted."""
        del lane  # The place says where it is.
        return await self._delete(place)

    async def _post(self, outgoing: Outgoing, post: Post) -> Verdict:
        channel = await self._channel(outgoing.lane)
        if post.file is not None:
            return await self._share(outgoing, post, post.file, channel)
        body: Json = {
            "channel": channel,
            **self._content(outgoing, post.card),
            "metadata": _metadata(outgoing.id),
            "client_msg_id": _as_uuid(outgoing.id),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        thread_ts = _thread_ts(outgoing, channel)
        if not thread_ts:
            return await self._send("chat.postMessage", body)
        try:
            return _sent(await self._client.api_call("chat.postMessage", json={**body, "thread_ts": thread_ts}))
        except _FAILURES as error:
            if code_of(error) not in NO_SUCH_THREAD:
                return refusal(error)
        return await self._send("chat.postMessage", body)

    async def _share(self, outgoing: Outgoing, post: Post, file: File, channel: str) -> Verdict:
        blocks = self._content(outgoing, post.card)["blocks"]
        thread_ts = _thread_ts(outgoing, channel)
        where = {"channel_id": channel, **({"thread_ts": thread_ts} if thread_ts else {})}
        return await self._files.share(file, outgoing.id, where, blocks)

    async def _update(self, outgoing: Outgoing, update: Update) -> Verdict:
        place = outgoing.place or {}
        content = self._content(outgoing, update.card)
        return await self._send(
            "chat.update",
            {"channel": place.get("channel"), "ts": place.get("ts"), **content, "metadata": _metadata(update.target)},
        )

    async def _delete(self, place: Place | None) -> Verdict:
        where = dict(place or {})
        verdict = await self._send("chat.delete", {"channel": where.get("channel"), "ts": where.get("ts")})
        return Sent(where) if verdict == of_code("message_not_found") else verdict

    def _content(self, outgoing: Outgoing, card: Card) -> Json:
        drawn = self._render(card)
        blocks = list(drawn["blocks"])
        if outgoing.marker:
            said = {"type": "plain_text", "text": words.MAY_BE_A_REPEAT}
            note = {"type": "context", "block_id": "card:repeat", "elements": [said]}
            blocks = [*blocks[: MOST_BLOCKS - 1], note]
        return {"text": drawn["text"], "blocks": blocks, "link_names": False, "parse": "none"}

    async def _send(self, method: str, body: Json) -> Verdict:
        try:
            return _sent(await self._client.api_call(method, json=body))
        except _FAILURES as error:
            return refusal(error)

    async def _channel(self, lane: str) -> str:
        """Return the conversation behind an address; a person's direct messages are opened once and remembered."""
        address = lane.partition(":")[2]
        if not address.startswith(("U", "W")):
            return address
        known = self._direct.get(address)
        if known is not None:
            return known
        try:
            answer = await self._client.api_call("conversations.open", json={"users": address})
            opened = str(answer.get("channel", {}).get("id", ""))
        except _FAILURES as error:
            verdict = refusal(error)
            # Opening twice does no harm, so what is unknown of it is as good as not sent.
            raise _CannotOpenError(NotSent(verdict.error, 5.0) if isinstance(verdict, Unknown) else verdict) from error
        if len(self._direct) >= MOST_KNOWN_PEOPLE:
            self._direct.clear()
        self._direct[address] = opened
        return opened

    async def _in_thread(self, channel: str, thread_ts: str, oldest: str, outgoing: Outgoing) -> list[str]:
        try:
            return await self._search("conversations.replies", {"channel": channel, "ts": thread_ts}, oldest, outgoing)
        except SlackApiError as error:
            if code_of(error) in NO_SUCH_THREAD:
                return []
            raise

    async def _search(self, method: str, where: Json, oldest: str, outgoing: Outgoing) -> list[str]:
        """Return the ts of every message since `oldest` that carries the effect, over all pages."""
        found: list[str] = []
        asked = {**where, "oldest": oldest, "inclusive": True, "include_all_metadata": True, "limit": PAGE}
        for _ in range(MOST_PAGES):
            answer = await self._client.api_call(method, http_verb="GET", params=asked)
            found += _carrying(answer.get("messages") or [], outgoing)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
            asked = {**asked, "cursor": cursor}
        raise TimeoutError  # More than can be read: it cannot be known now.


def _carrying(messages: list[Json], outgoing: Outgoing) -> Iterator[str]:
    file = outgoing.payload.file if isinstance(outgoing.payload, Post) else None
    for message in messages:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        ours = metadata.get("event_type") == EVENT_TYPE and payload.get("id") == outgoing.id
        if ours or (file is not None and carries(message, file, outgoing.id)):
            yield str(message["ts"])


def _as_uuid(effect_id: str) -> str:
    """Return the id as Slack's clients write theirs. Slack may know a repeat by it; nothing of ours relies on that."""
    return "-".join((effect_id[:8], effect_id[8:12], effect_id[12:16], effect_id[16:20], effect_id[20:32]))


def _metadata(effect_id: str) -> Json:
    return {"event_type": EVENT_TYPE, "event_payload": {"id": effect_id}}


def _thread_ts(outgoing: Outgoing, channel: str) -> str:
    """Return the message that a post belongs under, if that stands in the same channel."""
    if not isinstance(outgoing.payload, Post):
        return ""
    place: Mapping[str, str] = outgoing.place or {}
    if outgoing.payload.under:
        # As handlers/slack/parse.py makes the key: slack:TEAM:CHANNEL:TS.
        place = dict(zip(("platform", "team", "channel", "ts"), outgoing.payload.under.split(":"), strict=False))
    return place.get("ts", "") if place.get("channel") == channel else ""


def _sent(answer: Reply) -> Verdict:
    channel, ts = answer.get("channel"), answer.get("ts")
    if not isinstance(channel, str) or not isinstance(ts, str):
        return Unknown("Slack's answer does not say where the message stands")
    return Sent({"channel": channel, "ts": ts})
