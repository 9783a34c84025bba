"""A relay between a real database and the strict local Slack, with short times, and what the channels show of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec
import sqlalchemy as sa

from bot.relay import Relay, RelayTerms
from handlers.slack.client import open_session, slack_client
from handlers.slack.poster import EVENT_TYPE, SlackPoster
from playground.driver import LocalSlack
from playground.slack.core import Settings
from storage import outbox, tables
from storage.engine import Database
from storage.relaying import Notice, Relaying, no_notice
from storage.settling import Pace, Terms
from storage.statements import Row
from workflows.kernel.cards import Card
from workflows.kernel.posts import Payload, Poster

SHORT = Terms(
    lease=timedelta(seconds=1.2),
    quarantine=timedelta(seconds=0.4),
    audit_after=timedelta(seconds=0.5),
    give_up_after=timedelta(seconds=60),
)
RELAY = RelayTerms(poll_seconds=0.05, longest_delivery_seconds=0.5, paranoid_seconds=0, grace_seconds=2)
LONGEST_REQUEST_SECONDS = 0.35


def drawn(card: Card) -> dict[str, object]:
    """Draw a card as its title, which is all that these tests look at."""
    words = {"type": "plain_text", "text": card.title}
    return {"text": card.title, "blocks": [{"type": "section", "block_id": "card:title", "text": words}]}


def clock() -> datetime:
    """Return the time, which on SQLite is the database's."""
    return datetime.now(UTC)  # noqa: TID251 - the edge of the tests.


@dataclass
class Rig:
    """One database, one Slack, and as many relays as a test starts."""

    database: Database
    slack: LocalSlack
    session: aiohttp.ClientSession
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def address(self) -> str:
        """The database's address."""
        return self.database.engine.url.render_as_string(hide_password=False)

    @property
    def posters(self) -> Mapping[str, Poster]:
        """The real poster."""
        return self.posters_of(SlackPoster)

    def posters_of(self, kind: type[SlackPoster], *, api_url: str = "") -> Mapping[str, Poster]:
        """Return the posters with another one for Slack."""
        return {"slack": self.poster(kind, api_url=api_url)}

    def poster(
        self, kind: type[SlackPoster], *, api_url: str = "", render: Callable[[Card], dict[str, object]] = drawn
    ) -> SlackPoster:
        """Return a poster for this Slack, or for another address."""
        client = slack_client(self.slack.bot_token, api_url=api_url or self.slack.api_url, session=self.session)
        return kind(client, render=render)

    def lane(self, name: str = "general") -> str:
        """Return the lane of a channel, which is made where it is missing."""
        return f"slack:{self.slack.channel(name).id}"

    def promise(self, lane: str, *payloads: Payload) -> list[str]:
        """Promise payloads in one command, and return their ids."""
        key, now = f"test-{next(self.keys)}", clock()
        promises = [
            outbox.Promise(
                id=outbox.effect_id(key, index), lane=lane, payload=msgspec.json.encode(payload).decode(), due_at=now
            )
            for index, payload in enumerate(payloads)
        ]
        with self.database.unit() as unit:
            outbox.promise(unit, promises, request_key=key, now=now)
            unit.commit()
        return [one.id for one in promises]

    @asynccontextmanager
    async def relay(
        self,
        *,
        terms: Terms = SHORT,
        relay_terms: RelayTerms = RELAY,
        pace: Pace | None = None,
        notice: Notice = no_notice,
        posters: Mapping[str, Poster] | None = None,
    ) -> AsyncIterator[Relay]:
        """Run a relay for the block."""
        paces = {"slack": pace} if pace else {}
        relaying = Relaying(self.database, clock=clock, terms=terms, paces=paces, notice=notice)
        relay = Relay(relaying, posters or self.posters, terms=relay_terms)
        task = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            relay.stop()
            await task

    def free_lanes(self) -> None:
        """Let every lane go on now, whatever it was told to wait for."""
        with self.database.transaction() as connection:
            connection.execute(sa.update(tables.lane).values(next_at=clock(), free_at=clock()))

    def row(self, effect_id: str) -> Row:
        """Return an effect as it is kept."""
        with self.database.transaction() as connection:
            return connection.execute(sa.select(tables.effect).where(tables.effect.c.id == effect_id)).one()

    async def until(self, condition: Callable[[], object], *, seconds: float = 15.0) -> None:
        """Wait until a condition holds; AssertionError when it does not in time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
            await asyncio.sleep(0.01)

    async def until_state(self, ids: list[str], state: str = "sent") -> None:
        """Wait until every effect is in a state."""
        await self.until(lambda: {self.row(one).state for one in ids} == {state})

    async def until_calm(self) -> None:
        """Wait until nothing is left to send and nothing to look at again."""
        await self.until(lambda: self._left() == 0)

    def copies(self, effect_id: str) -> list[str]:
        """Return the texts of all messages that carry an effect's id, in any channel."""
        return [
            str(message["text"])
            for channel in self.slack.slack.workspace.channels.values()
            for message in channel.messages.values()
            if (message.get("metadata") or {}).get("event_type") == EVENT_TYPE
            and message["metadata"]["event_payload"]["id"] == effect_id
        ]

    def texts(self, lane: str) -> list[str]:
        """Return what a channel shows, oldest first."""
        messages = self.slack.slack.workspace.channels[lane.partition(":")[2]].messages
        return [str(messages[ts]["text"]) for ts in sorted(messages)]

    def _left(self) -> int:
        effect = tables.effect.c
        busy = effect.state.in_(["pending", "inflight"]) | effect.audit_at.is_not(None)
        with self.database.transaction() as connection:
            return connection.execute(sa.select(sa.func.count()).where(busy)).scalar_one()


@asynccontextmanager
async def started(database: Database, *, rate_limits: bool = False) -> AsyncIterator[Rig]:
    """Start a Slack beside a database."""
    settings = Settings(rate_limits=rate_limits)
    async with (
        await LocalSlack.start(settings=settings) as slack,
        open_session(longest_request_seconds=LONGEST_REQUEST_SECONDS) as session,
    ):
        yield Rig(database, slack, session)
