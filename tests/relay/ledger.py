"""An outbox in a database, with time moved by hand: what the tests of claims and settlements stand on."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from storage import outbox, tables
from storage.engine import Database
from storage.relaying import Exchange, Notice, Relaying, no_notice
from storage.settling import Claimed, Outcome, Pace, Settlement, Terms
from storage.statements import Row
from workflows.kernel.cards import Card
from workflows.kernel.posts import Payload, Post, Update

MORNING = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)
TERMS = Terms(
    lease=timedelta(seconds=30),
    quarantine=timedelta(seconds=10),
    audit_after=timedelta(seconds=60),
    give_up_after=timedelta(hours=24),
)


class Ledger:
    """Promises, claims and settles. Time stands still but for `pass_time`."""

    def __init__(
        self,
        database: Database,
        *,
        pace: Pace | None = None,
        paces: Mapping[str, Pace] | None = None,
        notice: Notice = no_notice,
    ) -> None:
        self.database = database
        self.now = MORNING
        self.relaying = Relaying(
            database,
            clock=lambda: self.now,
            terms=TERMS,
            paces=paces or ({"slack": pace} if pace else {}),
            notice=notice,
            own_clock=True,
        )
        self._keys = itertools.count(1)

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def promise(self, lane: str, *payloads: Payload, after: float = 0.0) -> list[str]:
        """Promise payloads to a lane in one command, due after so many seconds; return their ids."""
        key = f"test-{next(self._keys)}"
        due_at = self.now + timedelta(seconds=after)
        promises = [
            outbox.Promise(
                id=outbox.effect_id(key, index),
                lane=lane,
                payload=msgspec.json.encode(payload).decode(),
                due_at=due_at,
            )
            for index, payload in enumerate(payloads)
        ]
        with self.database.unit() as unit:
            outbox.promise(unit, promises, request_key=key, now=self.now)
            unit.commit()
        return [one.id for one in promises]

    def claim(self, most: int = 50) -> tuple[Claimed, ...]:
        """Claim what is due."""
        return self.relaying.exchange((), most=most).claimed

    def settle(self, *settlements: Settlement, most: int = 0) -> Exchange:
        """Settle, and claim no more unless asked to."""
        return self.relaying.exchange(settlements, most=most)

    def send_all(self) -> list[str]:
        """Claim and settle as sent until nothing is due; return the ids in their order."""
        order = []
        while claimed := self.claim():
            order += [one.id for one in claimed]
            self.settle(*(sent(one) for one in claimed))
        return order

    def row(self, effect_id: str) -> Row:
        """Return an effect as it is kept."""
        with self.database.transaction() as connection:
            return connection.execute(sa.select(tables.effect).where(tables.effect.c.id == effect_id)).one()

    def states(self, ids: Sequence[str]) -> list[str]:
        """Return the effects' states."""
        return [self.row(one).state for one in ids]


def post(words: str, *, thread: str = "") -> Post:
    """Return a post."""
    return Post(card=Card(title=words), thread=thread)


def update(target: str, words: str) -> Update:
    """Return a new face of a message."""
    return Update(target=target, card=Card(title=words))


def sent(claimed: Claimed, where: str = "1.1") -> Settlement:
    """Return the settlement of an effect that was taken."""
    return Settlement(claimed=claimed, outcome=Outcome.SENT, result=f'{{"ts":"{where}"}}', called=True)


def again(claimed: Claimed, seconds: float, *, hold: bool = False) -> Settlement:
    """Return the settlement of an effect that was certainly not taken."""
    return Settlement(
        claimed=claimed, outcome=Outcome.AGAIN, error="not now", wait_seconds=seconds, called=True, hold=hold
    )


def unknown(claimed: Claimed) -> Settlement:
    """Return the settlement of an effect whose answer was lost."""
    wait = TERMS.quarantine.total_seconds()
    return Settlement(claimed=claimed, outcome=Outcome.UNKNOWN, error="lost", wait_seconds=wait, called=True)


def refused(claimed: Claimed) -> Settlement:
    """Return the settlement of an effect that was refused for good."""
    return Settlement(claimed=claimed, outcome=Outcome.DEAD, error="is_archived", called=True)
