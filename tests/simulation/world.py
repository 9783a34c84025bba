"""Three relays, one outbox, one imagined platform: every step passes a gate where a worker may crash or freeze."""

import asyncio
import contextlib
import contextvars
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from bot.relay import Relay, RelayTerms
from storage import outbox, tables
from storage.engine import Database
from storage.relaying import Relaying
from storage.settling import Terms
from tests.relay.ledger import post
from tests.simulation.hours import ImaginedLoop
from workflows.kernel.posts import NotSent, Outgoing, Place, Sent, Unknown, Verdict

BEGIN = datetime(2031, 1, 1, tzinfo=UTC)
LANES = 3
WORKERS = 3
TERMS = Terms(
    lease=timedelta(seconds=6),
    quarantine=timedelta(seconds=2),
    audit_after=timedelta(seconds=12),
    give_up_after=timedelta(days=1),
)
RELAY = RelayTerms(poll_seconds=0.3, longest_delivery_seconds=2.0, paranoid_seconds=0, grace_seconds=1)
LONGEST_SECONDS = 4000.0

here: contextvars.ContextVar["Worker"] = contextvars.ContextVar("worker")


@dataclass(frozen=True, kw_only=True)
class Weather:
    """What goes wrong, as chances at each gate or request, until everything has been promised and a while after."""

    crash: float = 0.03
    freeze: float = 0.0
    network: float = 0.25
    latest_seconds: float = 1.5
    """How late a request may arrive at most; beyond the quarantine it makes a second copy for a while."""
    troubled_seconds: float = 40.0


@dataclass(kw_only=True)
class Outcome:
    """What a schedule ended with."""

    faults: list[str] = field(default_factory=list)
    doubled_for_a_while: int = 0
    crashes: int = 0
    freezes: int = 0
    network: int = 0


class Killed(asyncio.CancelledError):
    """A worker ends in the middle of what it does."""


class Worker:
    """One replica; it is killed and started again, and may stop for a while without noticing."""

    def __init__(self, world: "World", number: int) -> None:
        self.world = world
        self.number = number
        self.dead = False
        self.frozen_until = 0.0
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start a relay."""
        relaying = self.world.relaying()
        relay = Relay(relaying, {"slack": self.world.poster()}, terms=RELAY)
        context = contextvars.copy_context()
        context.run(here.set, self)
        self.task = self.world.loop.create_task(relay.run(), context=context)

    def kill(self) -> None:
        """End everything that the worker does, wherever it is, and start its successor a little later."""
        self.dead = True
        assert self.task is not None
        self.task.cancel()
        successor = Worker(self.world, self.number)
        self.world.workers[self.number] = successor
        self.world.loop.call_later(self.world.dice.uniform(0.05, 2.0), successor.start)


class World:
    """One schedule, which its seed decides."""

    def __init__(self, database: Database, *, seed: int, weather: Weather, variant: "Variant | None" = None) -> None:
        self.database = database
        self.dice = random.Random(seed)  # noqa: S311 - the seed is what makes a schedule repeatable.
        self.weather = weather
        self.variant = variant or Variant()
        self.loop = ImaginedLoop(self._in_thread)
        self.outcome = Outcome()
        self.shown: list[tuple[float, str, str]] = []
        self._stamp = 0
        self.workers: list[Worker] = []

    @property
    def troubled(self) -> bool:
        """Whether things still go wrong."""
        return self.loop.time() < self.weather.troubled_seconds

    def now(self) -> datetime:
        """Return the imagined moment."""
        return BEGIN + timedelta(seconds=self.loop.time())

    def relaying(self) -> Relaying:
        """Return a worker's view of the outbox."""
        return self.variant.relaying(self.database, clock=self.now, terms=self.variant.terms)

    def poster(self) -> "ImaginedPoster":
        """Return a worker's way to the platform."""
        return self.variant.poster(self)

    def run(self, effects: int) -> Outcome:
        """Promise effects while everything goes wrong, let it calm down, and judge."""
        try:
            self.loop.run_until_complete(self._run(effects))
        finally:
            self.loop.close()
        return self.outcome

    async def _run(self, effects: int) -> None:
        self.workers = [Worker(self, number) for number in range(WORKERS)]
        for worker in self.workers:
            worker.start()
        promised = []
        for number in range(effects):
            await self._pass_time(self.dice.uniform(0, self.weather.troubled_seconds / effects))
            promised.append(self._promise(number))
        calm = False
        while not calm and self.loop.time() < LONGEST_SECONDS:
            await asyncio.sleep(1.0)
            calm = not self.troubled and self._is_calm()
        self._judge(promised, calm=calm)
        for worker in self.workers:
            worker.dead = True
            if worker.task is not None:
                worker.task.cancel()
        await asyncio.sleep(0)
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _promise(self, number: int) -> tuple[str, str]:
        key, lane = f"command-{number}", f"slack:C{number % LANES}"
        payload = msgspec.json.encode(post(str(number))).decode()
        one = outbox.Promise(id=outbox.effect_id(key, 0), lane=lane, payload=payload, due_at=self.now())
        with self.database.unit() as unit:
            outbox.promise(unit, [one], request_key=key, now=self.now())
            unit.commit()
        return lane, one.id

    def _is_calm(self) -> bool:
        effect = tables.effect.c
        waits = effect.state.in_(["pending", "inflight"])
        busy = waits | effect.audit_at.is_not(None) if self.variant.audits else waits
        with self.database.transaction() as connection:
            return connection.execute(sa.select(sa.func.count()).where(busy)).scalar_one() == 0

    def _judge(self, promised: list[tuple[str, str]], *, calm: bool) -> None:
        copies = Counter(effect for _, _, effect in self.shown)
        faults = [] if calm else ["something is stuck"]
        faults += [f"{effect} stands {copies[effect]} times" for _, effect in promised if copies[effect] != 1]
        for lane in {lane for lane, _ in promised}:
            seen = [effect for _, place, effect in sorted(self.shown) if place == lane]
            expected = [effect for place, effect in promised if place == lane]
            if [effect for effect in expected if effect in seen] != list(dict.fromkeys(seen)):
                faults.append(f"{lane} is out of order")
        self.outcome.faults = faults

    async def gate(self) -> None:
        """Let the worker crash or freeze here, or merely lose a moment."""
        worker = here.get()
        if worker.dead:
            raise Killed
        if self.troubled and self.dice.random() < self.weather.crash:
            self.outcome.crashes += 1
            worker.kill()
            raise Killed
        if self.troubled and self.dice.random() < self.weather.freeze:
            self.outcome.freezes += 1
            worker.frozen_until = self.loop.time() + self.dice.uniform(1, 2.5) * TERMS.lease.total_seconds()
        await self._pass_time(self.dice.uniform(0, 0.05))
        while self.loop.time() < worker.frozen_until and not worker.dead:
            # A frozen process does not even notice its own time limits: it goes on where it stood.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(worker.frozen_until - self.loop.time())
        if worker.dead:
            raise Killed

    async def _in_thread(self, work: Callable[[], object]) -> object:
        await self.gate()
        done = work()
        await self.gate()
        return done

    async def _pass_time(self, seconds: float) -> None:
        passed = asyncio.Event()
        self.loop.call_later(seconds, passed.set)
        await passed.wait()

    def show(self, lane: str, effect: str) -> Place:
        """Let the platform take a message."""
        self._stamp += 1
        stamp = float(self._stamp)
        if any(one == effect for _, _, one in self.shown):
            self.outcome.doubled_for_a_while += 1
        self.shown.append((stamp, lane, effect))
        return {"ts": str(self._stamp)}


class ImaginedPoster:
    """The platform as a worker meets it."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Take the message, or not, or late, and lose the answer, or not."""
        world = self.world
        await world.gate()
        place = None
        if world.troubled and world.dice.random() < world.weather.network:
            world.outcome.network += 1
            verdict = self._trouble(outgoing)
        else:
            place = world.show(outgoing.lane, outgoing.id)
            verdict = Sent(place)
        await world.gate()
        return verdict

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Look for the message, which may fail."""
        del since_epoch_seconds  # Little enough has happened to look at all of it.
        world = self.world
        await world.gate()
        if world.troubled and world.dice.random() < world.weather.network:
            return None
        found = tuple({"ts": str(int(stamp))} for stamp, _, effect in sorted(world.shown) if effect == outgoing.id)
        await world.gate()
        return found

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Take a message away."""
        del lane
        await self.world.gate()
        self.world.shown = [one for one in self.world.shown if str(int(one[0])) != place["ts"]]
        await self.world.gate()
        return Sent(place)

    def _trouble(self, outgoing: Outgoing) -> Verdict:
        world = self.world
        kind = world.dice.choice(["refused", "throttled", "lost", "late"])
        if kind == "throttled":
            return NotSent("429", world.dice.uniform(0.1, 1.0))
        if kind == "lost":
            world.show(outgoing.lane, outgoing.id)
        if kind == "late":
            late = world.dice.uniform(0, world.weather.latest_seconds)
            world.loop.call_later(late, world.show, outgoing.lane, outgoing.id)
        return Unknown(kind)


@dataclass(frozen=True)
class Variant:
    """What a schedule is run with; the mutants have one safety less."""

    poster: type[ImaginedPoster] = ImaginedPoster
    relaying: type[Relaying] = Relaying
    terms: Terms = TERMS
    audits: bool = True
