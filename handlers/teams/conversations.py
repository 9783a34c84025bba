"""How each person and channel of Teams is reached again: told by every activity, remembered, and kept by a port."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec
import structlog

from handlers.background import Background
from handlers.teams.values import PLATFORM, Json, Reference, Tenant

THREAD_MARK = ";messageid="
MOST_REMEMBERED = 20_000
MOST_RECALLED = 5_000
FRESH_SECONDS = 60.0
"""For how long what was read is believed: another replica may have heard of a new service address meanwhile."""
SEEN_AGAIN_SECONDS = 24 * 3600
"""How old the kept moment may become while nothing else changes: not every click is worth a write."""

UNREADABLE = "how this address is reached cannot be looked up now"

log = structlog.get_logger()


class UnreadableError(Exception):
    """What is kept of an address cannot be read; whatever was to be sent there was not sent."""


class Keeper(Protocol):
    """Where references outlive the process; what it raises is only logged, since the next activity tells again."""

    async def read(self, address: str) -> Reference | None:
        """Return what is kept of an address."""
        ...

    async def latest(self, most: int) -> Sequence[Reference]:
        """Return what was told last, the newest first."""
        ...

    async def keep(self, reference: Reference) -> None:
        """Keep a reference; where it says nothing of a part, what was kept of that part stays."""
        ...


class Conversations:
    """The references of one process. `clock` tells seconds since 1970."""

    def __init__(self, keeper: Keeper, background: Background, *, clock: Callable[[], float]) -> None:
        self._keeper = keeper
        self._background = background
        self._clock = clock
        self._known: dict[str, tuple[Reference, float]] = {}

    async def of(self, address: str) -> Reference | None:
        """Return how an address is reached; None for one that never wrote, and into which the app was never put.

        Raises UnreadableError where that cannot be looked up now.
        """
        known = self._known.get(address)
        if known is not None and known[1] > self._now():
            return known[0]
        try:
            kept = await self._keeper.read(address)
        except Exception as error:
            if known is not None:
                return known[0]
            raise UnreadableError(UNREADABLE) from error
        if kept is not None:
            self._remember(kept)
        return kept or (known[0] if known is not None else None)

    async def service_url(self) -> str:
        """Return the service address that was heard of last, whoever told it; empty before the first activity."""
        try:
            latest = await self._keeper.latest(1)
        except Exception as error:
            raise UnreadableError(UNREADABLE) from error
        return latest[0].service_url if latest else ""

    async def recall(self) -> None:
        """Read what was told last by everybody: cards name people by ids that only their own activities tell."""
        for reference in reversed(await self._keeper.latest(MOST_RECALLED)):
            self._remember(reference)

    def rooms(self) -> list[Reference]:
        """Return some channels that are known here, the newest last."""
        return [reference for reference, _ in self._known.values() if reference.channel]

    def mri_of(self, user: str) -> str:
        """Return the id by which the bot knows somebody of whom Entra has the id `user`, empty where it does not."""
        known = self._known.get(f"{PLATFORM}:{user}")
        return known[0].user if known is not None else ""

    def saw(self, *references: Reference) -> None:
        """Take note of what an activity told. What changed is written afterwards; nobody waits for it."""
        for reference in references:
            known = self._known.get(reference.address)
            told = reference if known is None else _together(known[0], reference)
            if known is None or self._is_news(known[0], told):
                self._remember(told)
                self._background.start(self._keep(told))

    async def keep(self, reference: Reference) -> None:
        """Take note of a conversation that was just made, and keep it before anything goes on."""
        self._remember(reference)
        await self._keep(reference)

    def forget(self, address: str) -> None:
        """Forget what is remembered here of an address."""
        self._known.pop(address, None)

    def _is_news(self, known: Reference, told: Reference) -> bool:
        same = msgspec.structs.replace(told, seen=known.seen) == known
        return not same or int(told.seen or 0) - int(known.seen or 0) >= SEEN_AGAIN_SECONDS

    def _remember(self, reference: Reference) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[reference.address] = (reference, self._now() + FRESH_SECONDS)

    async def _keep(self, reference: Reference) -> None:
        try:
            await self._keeper.keep(reference)
        except Exception as error:  # noqa: BLE001 - the edge of the process: the next activity tells the same again.
            self.forget(reference.address)
            log.warning("reference_not_kept", address=reference.address, error=repr(error))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def epoch(self) -> str:
        """The moment as references carry it."""
        return str(int(self._clock()))


def references(activity: Mapping[str, Any], ours: Tenant, *, seen: str) -> Iterator[Reference]:
    """Return what an activity of ours tells: how its channel is reached, and how the person who sent it is.

    From a channel a person's own chat cannot be told, but it can be opened with the id that the bot knows them by.
    """
    conversation, sender = _part(activity, "conversation"), _part(activity, "from")
    where = _word(conversation, "id").partition(THREAD_MARK)[0]
    service_url = _word(activity, "serviceUrl")
    told = _part(activity, "channelData")
    common = {"service_url": service_url, "tenant": ours.tenant_id, "bot_id": ours.bot_id, "seen": seen}
    if not where or not service_url:
        return
    kind = _word(conversation, "conversationType") or ("personal" if where.startswith("a:") else "")
    if kind == "channel":
        channel = _word(_part(told, "channel"), "id") or where
        team = _word(_part(told, "team"), "id")
        yield Reference(address=f"{PLATFORM}:{where}", conversation=where, channel=channel, team=team, **common)
    person = _word(sender, "aadObjectId").lower()
    if person:
        chat = where if kind == "personal" else ""
        yield Reference(address=f"{PLATFORM}:{person}", conversation=chat, user=_word(sender, "id"), **common)


def person_body(where: Reference, person: str) -> Json:
    """Return what opens the chat with a person: by the id that the bot knows them by, or that of Entra."""
    return {
        "bot": {"id": where.bot_id},
        "isGroup": False,
        "members": [{"id": person}],
        "tenantId": where.tenant,
        "channelData": {"tenant": {"id": where.tenant}},
    }


def _together(known: Reference, told: Reference) -> Reference:
    """Return what was told, with what was known before where it says nothing."""
    silent = [name for name in ("conversation", "user", "channel", "team") if not getattr(told, name)]
    return msgspec.structs.replace(told, **{name: getattr(known, name) for name in silent})


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    return value if isinstance(value, Mapping) else {}


def _word(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""
