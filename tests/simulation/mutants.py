"""Relays with one safety less each. The simulation is worth something only if it catches every one of them."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import sqlalchemy as sa
from typing_extensions import override

from storage.relaying import Exchange, Relaying
from storage.settling import Settlement
from tests.simulation.world import TERMS, ImaginedPoster, Variant
from workflows.kernel.posts import NotSent, Outgoing, Place, Sent, Unknown, Verdict


class NeverLooks(ImaginedPoster):
    """Says of every message that it is not there."""

    @override
    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        return ()


class SilenceIsAbsence(ImaginedPoster):
    """Takes a look that failed for a message that is not there."""

    @override
    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        return await super().copies(outgoing, since_epoch_seconds=since_epoch_seconds) or ()


class LostIsNotSent(ImaginedPoster):
    """Takes a lost answer for a message that was not sent."""

    @override
    async def deliver(self, outgoing: Outgoing) -> Verdict:
        verdict = await super().deliver(outgoing)
        return NotSent(verdict.error, 0.1) if isinstance(verdict, Unknown) else verdict


class LostIsSent(ImaginedPoster):
    """Takes a lost answer for a message that was sent."""

    @override
    async def deliver(self, outgoing: Outgoing) -> Verdict:
        verdict = await super().deliver(outgoing)
        return Sent({"ts": "0"}) if isinstance(verdict, Unknown) else verdict


class NeverRemoves(ImaginedPoster):
    """Leaves surplus copies where they are."""

    @override
    async def remove(self, lane: str, place: Place) -> Verdict:
        return Sent(place)


class ForgetsDoubt(Relaying):
    """Sends again what a dead worker had claimed, without a look."""

    @override
    def exchange(self, settlements: Sequence[Settlement], *, most: int) -> Exchange:
        exchange = super().exchange(settlements, most=most)
        sure = tuple(msgspec.structs.replace(one, doubt=False) for one in exchange.claimed)
        return msgspec.structs.replace(exchange, claimed=sure)


class SettlesBeforeSending(Relaying):
    """Writes down as sent what it is only about to send."""

    @override
    def exchange(self, settlements: Sequence[Settlement], *, most: int) -> Exchange:
        exchange = super().exchange(settlements, most=most)
        with self.transaction() as (connection, _now):
            for one in exchange.claimed:
                connection.execute(sa.text("UPDATE effect SET state = 'sent' WHERE seq = :seq"), {"seq": one.seq})
        return exchange


MUTANTS = {
    "never looks": Variant(poster=NeverLooks),
    "takes silence for absence": Variant(poster=SilenceIsAbsence),
    "takes lost for not sent": Variant(poster=LostIsNotSent),
    "takes lost for sent": Variant(poster=LostIsSent),
    "never removes": Variant(poster=NeverRemoves),
    "forgets doubt": Variant(relaying=ForgetsDoubt),
    "settles before sending": Variant(relaying=SettlesBeforeSending),
    "no second look": Variant(terms=msgspec.structs.replace(TERMS, audit_after=timedelta(days=9)), audits=False),
    "no quarantine": Variant(terms=msgspec.structs.replace(TERMS, quarantine=timedelta(0))),
}
