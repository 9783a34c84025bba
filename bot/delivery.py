"""Carries one claimed effect to its platform: look first where there is doubt, send once, and say what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from storage.settling import Claimed, Outcome, Settlement, Terms
from storage.unit import DatabaseLostError
from workflows.kernel.posts import (
    CannotReadBackError,
    NotSent,
    Outgoing,
    Payload,
    Place,
    Post,
    Poster,
    Rejected,
    Sent,
    Unknown,
    Verdict,
)

NO_POSTER_SECONDS = 60.0
PATIENCE_WITHOUT_POSTER = timedelta(minutes=10)
"""After so long it is a dead letter. While replicas are started again one after the other, with a platform that is
new to them, an older one must not let the letters of that platform die; a platform that nobody set up must not let
them wait in silence for a day."""
NO_POSTER: Mapping[str, str] = {
    "slack": "csops is not connected to Slack: set SLACK_BOT_TOKEN, or give this an address of Teams in csops.toml",
    "teams": "csops is not connected to Teams: set TEAMS_APP_ID and what goes with it, or give this an address of Slack"
    " in csops.toml",
    "mail": "csops sends no mail: set CSOPS_MAIL and what goes with it",
}
TARGET_SECONDS = 2.0
READ_AGAIN_SECONDS = 5.0
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far before its due time a message is looked for: the platform's clock need not be the database's."""

_PAYLOAD: msgspec.json.Decoder[Payload] = msgspec.json.Decoder(Payload)
_PLACE: msgspec.json.Decoder[dict[str, str]] = msgspec.json.Decoder(dict[str, str])
_ENCODER = msgspec.json.Encoder(order="sorted")

Quiet = Callable[[str, datetime], Awaitable[datetime | None]]
"""Returns when a person may be told what was due at a moment, where that is not at once."""
Standing = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Tells which of the reasons on which a message rests still stand. Raises DatabaseLostError."""

log = structlog.get_logger()


class Delivery:
    """Knows the posters by platform, and the boundaries at which a test may end the process."""

    def __init__(
        self,
        posters: Mapping[str, Poster],
        *,
        terms: Terms,
        longest_seconds: float,
        boundary: Callable[[str], None],
        standing: Standing,
        quiet: Quiet | None = None,
    ) -> None:
        self._posters = posters
        self._quiet = quiet
        self._standing = standing
        self._terms = terms
        self._longest_seconds = longest_seconds
        self._boundary = boundary

    async def carry(self, claimed: Claimed, *, deadline: float, look_first: bool) -> Settlement:
        """Return what became of the effect. It is not sent after `deadline`, which is a time of the event loop.

        `look_first` asks to look for it even though nothing is known to have gone wrong (the database was lost).
        """
        poster = self._posters.get(claimed.platform)
        if poster is None:
            return _without_poster(claimed)
        try:
            payload = _PAYLOAD.decode(claimed.payload)
        except msgspec.DecodeError as fault:
            return Settlement(claimed=claimed, outcome=Outcome.DEAD, error=f"the payload cannot be read: {fault}")
        unready = _unready(claimed, payload)
        if unready is not None:
            return unready
        outgoing: Outgoing | Settlement = outgoing_of(claimed, payload)
        if isinstance(payload, Post):
            outgoing = await self._looked(poster, outgoing_of(claimed, payload), claimed, look_first=look_first)
        if isinstance(outgoing, Settlement):
            return outgoing
        if asyncio.get_running_loop().time() > deadline:
            return Settlement(claimed=claimed, outcome=Outcome.AGAIN, error="the lease was over before it was sent")
        return self._settlement(claimed, await self._send(poster, outgoing), marker=outgoing.marker)

    async def _looked(
        self, poster: Poster, outgoing: Outgoing, claimed: Claimed, *, look_first: bool
    ) -> Outgoing | Settlement:
        """Look whether a post arrived before, where there is doubt, and whether its reasons still stand."""
        if claimed.doubt or look_first:
            found = await self._look(poster, outgoing, claimed)
            if isinstance(found, Settlement):
                return found
            outgoing = found
        return await self._held(claimed, outgoing) or await self._still(claimed, outgoing)

    async def _look(self, poster: Poster, outgoing: Outgoing, claimed: Claimed) -> Outgoing | Settlement:
        """Look for the message: found is sent; not to be known waits; absent, and it goes on."""
        self._boundary("before-read-back")
        try:
            copies = await copies_of(poster, outgoing, claimed, longest_seconds=self._longest_seconds)
        except CannotReadBackError:
            return msgspec.structs.replace(outgoing, marker=True) if claimed.doubt else outgoing
        self._boundary("after-read-back")
        if copies is None:
            wait = self._terms.quarantine.total_seconds() if claimed.doubt else READ_AGAIN_SECONDS
            error = "it may have arrived, and could not be looked for"
            return Settlement(claimed=claimed, outcome=Outcome.AGAIN, error=error, wait_seconds=wait)
        if copies:
            log.info("effect_found", effect=claimed.id, lane=claimed.lane, copies=len(copies))
            return Settlement(claimed=claimed, outcome=Outcome.SENT, result=written(copies[0]), doubt=True)
        return outgoing

    async def _held(self, claimed: Claimed, outgoing: Outgoing) -> Settlement | None:
        """Return how a reminder or a digest that is hours late waits for the working time of whom it is for."""
        payload = outgoing.payload
        if self._quiet is None or not isinstance(payload, Post) or not payload.heard_by:
            return None
        try:
            until = await self._quiet(payload.heard_by, claimed.due_at)
        except DatabaseLostError:
            error = "whether somebody works now could not be read"
            return Settlement(claimed=claimed, outcome=Outcome.AGAIN, error=error, wait_seconds=READ_AGAIN_SECONDS)
        if until is None:
            return None
        error = "it is late, and waits until the person works again"
        return Settlement(claimed=claimed, outcome=Outcome.LATER, error=error, due_at=until)

    async def _still(self, claimed: Claimed, outgoing: Outgoing) -> Outgoing | Settlement:
        """Leave out of a reminder what has been seen to since it was promised; where nothing is left, it is moot.

        A card without rows is about one thing alone, and leaves while one of its reasons stands.
        """
        payload = outgoing.payload
        if not isinstance(payload, Post) or not payload.rests_on:
            return outgoing
        try:
            standing = await self._standing(payload.rests_on)
        except DatabaseLostError:
            error = "whether its reason stands could not be read"
            return Settlement(claimed=claimed, outcome=Outcome.AGAIN, error=error, wait_seconds=READ_AGAIN_SECONDS)
        if not standing:
            return Settlement(claimed=claimed, outcome=Outcome.MOOT, error="its reason is gone")
        if not payload.card.rows:
            return outgoing
        rows = zip(payload.rests_on, payload.card.rows, strict=True)
        still = tuple(row for reason, row in rows if reason in standing)
        card = msgspec.structs.replace(payload.card, rows=still)
        return msgspec.structs.replace(outgoing, payload=msgspec.structs.replace(payload, card=card))

    async def _send(self, poster: Poster, outgoing: Outgoing) -> Verdict:
        self._boundary("before-post")
        try:
            async with asyncio.timeout(self._longest_seconds):
                verdict = await poster.deliver(outgoing)
        except TimeoutError:
            verdict = Unknown("the answer took too long")
        except Exception as fault:  # The edge of the process: a fault in a poster must not lose an effect.
            log.exception("effect_fault", effect=outgoing.id, lane=outgoing.lane)
            verdict = Unknown(f"csops failed while sending it ({type(fault).__name__})")
        self._boundary("after-post")
        return verdict

    def _settlement(self, claimed: Claimed, verdict: Verdict, *, marker: bool) -> Settlement:
        match verdict:
            case Sent():
                return Settlement(
                    claimed=claimed, outcome=Outcome.SENT, result=written(verdict.place), called=True, marker=marker
                )
            case NotSent():
                return Settlement(
                    claimed=claimed,
                    outcome=Outcome.AGAIN,
                    error=verdict.error,
                    wait_seconds=verdict.retry_after_seconds,
                    hold=verdict.hold,
                    called=True,
                )
            case Rejected():
                return Settlement(claimed=claimed, outcome=Outcome.DEAD, error=verdict.error, called=True)
            case Unknown():
                log.warning("effect_unknown", effect=claimed.id, lane=claimed.lane, error=verdict.error)
                return Settlement(
                    claimed=claimed,
                    outcome=Outcome.UNKNOWN,
                    error=verdict.error,
                    wait_seconds=self._terms.quarantine.total_seconds(),
                    called=True,
                    marker=marker,
                )


async def all_stand(reasons: Sequence[str]) -> Collection[str]:
    """Say that every reason stands, where nobody looks."""
    return reasons


def outgoing_of(claimed: Claimed, payload: Payload) -> Outgoing:
    """Return the effect as a poster takes it, with the place of the message that it refers to."""
    there = claimed.target_state == "sent" and claimed.target_place
    place = place_of(claimed.target_place) if there else None
    return Outgoing(id=claimed.id, lane=claimed.lane, payload=payload, place=place, marker=claimed.marker)


def payload_of(claimed: Claimed) -> Payload:
    """Return the effect's payload. Raises msgspec.DecodeError."""
    return _PAYLOAD.decode(claimed.payload)


def written(place: Place) -> str:
    """Return a place as it is kept."""
    return _ENCODER.encode(place).decode()


def place_of(kept: str) -> Place:
    """Return a place that `written` wrote."""
    return _PLACE.decode(kept)


async def copies_of(
    poster: Poster, outgoing: Outgoing, claimed: Claimed, *, longest_seconds: float
) -> tuple[Place, ...] | None:
    """Return where copies of a message stand, None when that cannot be known now. Raises CannotReadBackError."""
    since = (claimed.due_at - CLOCKS_DIFFER).timestamp()
    try:
        async with asyncio.timeout(longest_seconds):
            return await poster.copies(outgoing, since_epoch_seconds=since)
    except TimeoutError:
        return None


def _without_poster(claimed: Claimed) -> Settlement:
    """Return how an effect of a platform that is not set up waits for a while, and then is told of."""
    error = NO_POSTER.get(claimed.platform, f"csops has no connection to {claimed.platform}")
    return Settlement(
        claimed=claimed,
        outcome=Outcome.AGAIN,
        error=error,
        wait_seconds=NO_POSTER_SECONDS,
        patience=PATIENCE_WITHOUT_POSTER,
    )


def _unready(claimed: Claimed, payload: Payload) -> Settlement | None:
    """Return how an effect waits for what it refers to, or has nothing left to do; None when it can go."""
    if not claimed.target or claimed.target_state == "sent":
        return None
    if claimed.target_state in {"pending", "inflight"}:
        return Settlement(
            claimed=claimed,
            outcome=Outcome.LATER,
            error="it waits for the message that it belongs to",
            due_at=claimed.target_due_at,
            wait_seconds=TARGET_SECONDS,
        )
    if isinstance(payload, Post):
        return None  # The head of its thread never got through, so it stands by itself.
    return Settlement(claimed=claimed, outcome=Outcome.MOOT, error="the message that it changes never got through")
