"""A relay between a real database and the strict local Teams, with short times, and what people see of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp
import msgspec
import sqlalchemy as sa
from pydantic import SecretStr

from bot.references import KeptReferences
from bot.relay import Relay, RelayTerms
from handlers.background import Background
from handlers.slack.client import open_session
from handlers.teams.connector import Connector
from handlers.teams.conversations import Conversations
from handlers.teams.credentials import Registration, Secret
from handlers.teams.poster import TeamsPoster
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import Tokens
from handlers.teams.values import Tenant
from playground.driver.watching import PATIENCE_SECONDS
from playground.teams.driver.local import LocalTeams
from playground.teams.driver.places import Channel, Message
from playground.teams.service import Settings
from storage import outbox, tables
from storage.engine import Database
from storage.relaying import Notice, Relaying, no_notice
from storage.settling import Pace, Terms
from storage.statements import Row
from tests.relay.rig import SHORT, clock
from tests.teams.post_office import HERE, drawn
from workflows.kernel.posts import Payload

PATIENT = RelayTerms(poll_seconds=0.05, longest_delivery_seconds=PATIENCE_SECONDS, paranoid_seconds=0, grace_seconds=2)
"""A busy machine must not be taken for a Teams that does not answer."""
HASTY = replace(PATIENT, longest_delivery_seconds=3)
"""For a Teams that does not answer."""
TERMS = msgspec.structs.replace(SHORT, lease=timedelta(seconds=90))


@dataclass
class TeamsRig:
    """One database, one Teams, and as many relays as a test starts."""

    database: Database
    teams: LocalTeams
    session: aiohttp.ClientSession
    background: Background
    tokens: Tokens
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def poster(self, kind: type[TeamsPoster] = TeamsPoster, *, service_url: str = "") -> TeamsPoster:
        """Return a poster for this Teams."""
        ours = Tenant(tenant_id=self.teams.tenant_id, app_id=self.teams.app_id)
        conversations = Conversations(KeptReferences(self.database), self.background, clock=lambda: 1_800_000_000.0)
        connector = Connector(self.session, self.tokens, cloud=HERE)
        return kind(connector, conversations, ours, service_url=service_url or self.teams.service_url, render=drawn)

    def lane(self, name: str = "general") -> str:
        """Return the lane of a channel, which is made where it is missing."""
        return f"teams:{self.teams.channel(name).id}"

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
        poster: TeamsPoster | None = None,
        terms: Terms = TERMS,
        relay_terms: RelayTerms = PATIENT,
        paces: Mapping[str, Pace] | None = None,
        notice: Notice = no_notice,
    ) -> AsyncIterator[Relay]:
        """Run a relay for the block."""
        relaying = Relaying(self.database, clock=clock, terms=terms, paces=paces or {}, notice=notice)
        relay = Relay(relaying, {"teams": poster or self.poster()}, terms=relay_terms)
        task = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            relay.stop()
            await task

    def row(self, effect_id: str) -> Row:
        """Return an effect as it is kept."""
        with self.database.transaction() as connection:
            return connection.execute(sa.select(tables.effect).where(tables.effect.c.id == effect_id)).one()

    async def until(self, condition: Callable[[], object], *, seconds: float = 60.0) -> None:
        """Wait until a condition holds; AssertionError when it does not in time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
            await asyncio.sleep(0.01)

    async def until_state(self, ids: list[str], state: str = "sent") -> None:
        """Wait until every effect is in a state."""
        await self.until(lambda: {self.row(one).state for one in ids} == {state})

    def shown(self, lane: str) -> list[Message]:
        """Return what a channel shows, threads and all, oldest first."""
        where = Channel(self.teams, lane.partition(":")[2])
        found = [one for message in where.messages for one in (message, *message.replies)]
        return sorted(found, key=lambda one: int(one.id))

    def words(self, lane: str) -> list[str]:
        """Return what can be read in a channel, oldest first."""
        return [one.words for one in self.shown(lane)]


@asynccontextmanager
async def started(database: Database, *, rate_limits: bool = False) -> AsyncIterator[TeamsRig]:
    """Start a Teams beside a database."""
    settings = Settings(rate_limits=rate_limits, validate_cards=True)
    async with (
        await LocalTeams.start(settings=settings) as teams,
        open_session(longest_request_seconds=PATIENT.longest_delivery_seconds) as session,
    ):
        registration = Registration(
            app_id=teams.app_id,
            tenant_id=teams.tenant_id,
            credential=Secret(SecretStr(teams.app_secret)),
            login="https://login.microsoftonline.com",
            local=teams.login_url,
        )
        background, tokens = Background(), Tokens(SignIn(registration, session), clock=clock)
        yield TeamsRig(database, teams, session, background, tokens)
        await background.close()
        await tokens.close()
