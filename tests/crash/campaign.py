"""One run of kills: people click, processes die, answers get lost; then everything calms down and is counted."""

import asyncio
import itertools
import os
import random
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import sqlalchemy as sa

from handlers.slack.poster import EVENT_TYPE
from playground.driver import LocalSlack
from storage import tables
from storage.engine import Database, open_database
from tests.crash.fleet import LANES, Fleet, People, Replica, local_slack, nursery
from tests.crash.replica import TERMS
from tests.office import furnish
from tests.slack.wire import Json

BOUNDARIES = (
    "before-commit",
    "after-commit",
    "exchange-uncommitted",
    "exchange-committed",
    "before-read-back",
    "after-read-back",
    "before-post",
    "after-post",
    "before-remove",
    "after-remove",
    "audit-claimed",
    "audit-looked",
)
FAULTS = (
    {"kind": "lose", "how": "reset"},
    {"kind": "lose", "how": "status", "status": 502},
    {"kind": "lose", "how": "hang"},
    {"kind": "refuse", "status": 503},
    {"kind": "ratelimit", "retry_after": 1},
    {"kind": "late", "how": "reset", "seconds": 0.4},
    {"kind": "late", "how": "reset", "seconds": 1.2},
)
STUCK_SECONDS = 60.0
"""After so long without anything being done, what still waits is stuck. However much there is, that may take its time:
people click faster than a relay sends that is killed all the time."""
UNTIL_DOUBLED_SECONDS = 120.0


@dataclass(kw_only=True)
class Report:
    """What a run did and found."""

    name: str
    kills: int = 0
    freezes: int = 0
    boundaries: int = 0
    acknowledged: int = 0
    posts: int = 0
    faults: int = 0
    lost: int = 0
    doubled: int = 0
    strays: int = 0
    order_breaks: int = 0
    stuck: int = 0
    dead: int = 0

    def line(self) -> str:
        """Return the run in one line."""
        return (
            f"{self.name}: kills {self.kills} (of them freezes {self.freezes}, at boundaries {self.boundaries}), "
            f"acknowledged {self.acknowledged}, posts {self.posts}, faults {self.faults}, lost {self.lost}, "
            f"doubled {self.doubled}, strays {self.strays}, order breaks {self.order_breaks}, stuck {self.stuck}, "
            f"dead letters {self.dead}"
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a run goes. `freeze_every` makes every n-th kill a freeze beyond the lease; 0 is never."""

    name: str
    replicas: int = 1
    kills: int = 10
    freeze_every: int = 0
    poster: str = "real"
    chance: float = 0.035
    """Of each of the faults, so that about every fifth post meets one."""
    until_doubled: bool = False
    """Whether people go on clicking after the kills until a channel shows something twice, which a control must."""
    seed: int = 1


async def run(plan: Plan, database_url: str) -> Report:
    """Run a plan and return what was found."""
    prepare(database_url)
    report = Report(name=plan.name)
    async with local_slack() as slack, nursery() as parent, aiohttp.ClientSession() as session:
        fleet = Fleet(parent, slack, database_url=database_url, count=plan.replicas, poster=plan.poster)
        people = People(slack, fleet.replicas, seed=plan.seed)
        people.app_id = (await slack.control("addresses"))["app_id"]
        for replica in fleet.replicas:
            await fleet.start(replica)
        for fault in FAULTS:
            await slack.fault(on="chat.postMessage", times=None, chance=plan.chance, **fault)
        await slack.fault("refuse", "conversations.history", times=None, chance=0.1)
        async with asyncio.TaskGroup() as clicking:
            for lane in range(LANES):
                clicking.create_task(people.click(lane, session))
            await do_kills(plan, fleet, report)
            if plan.until_doubled:
                await doubled(slack, database_url)
            people.stopping = True
        report.faults = sum(fault["met"] for fault in (await slack.control("faults"))["faults"])
        await slack.control("clear_faults")
        report.stuck = await calm(database_url)
        for replica in fleet.replicas:
            await fleet.kill(replica)
        report.acknowledged = len(people.acknowledged)
        await count(report, people.acknowledged, database_url, slack)
    return report


def prepare(database_url: str) -> None:
    """Write the company into the database, with a customer for each lane."""
    database = open_database(database_url)
    furnish(database)
    with database.transaction() as connection:
        for number in range(LANES):
            key = f"lane{number}"
            row = {"key": key, "name": key, "folded_name": key, "channel": f"slack:C{key.upper()}"}
            connection.execute(sa.insert(tables.customer).values(**row))
    database.close()


async def do_kills(plan: Plan, fleet: Fleet, report: Report) -> None:
    """Kill one replica after the other, in turn at random moments and at each boundary, and start it again."""
    dice = random.Random(plan.seed)  # noqa: S311 - it chooses when to kill.
    orders = itertools.cycle([("", 1), *((name, hit) for hit in (1, 2, 3) for name in BOUNDARIES)])
    for number in range(1, plan.kills + 1):
        replica = dice.choice(fleet.replicas)
        at_boundary = bool(replica.boundary)
        if not at_boundary:
            assert await fleet.until_ready(replica), "a replica did not start"
        report.kills += 1
        if plan.freeze_every and number % plan.freeze_every == 0 and not at_boundary:
            await freeze(replica)
            report.freezes += 1
            continue
        dies_by_itself = await fleet.until_dead(replica, seconds=3.0 if at_boundary else dice.uniform(0.02, 0.8))
        report.boundaries += at_boundary and dies_by_itself
        await fleet.kill(replica)
        boundary, hit = next(orders) if number % 2 else ("", 1)
        await fleet.start(replica, boundary=boundary, hit=hit)


async def freeze(replica: Replica) -> None:
    """Stop a process for longer than its lease, then let it go on."""
    os.kill(replica.pid, signal.SIGSTOP)
    until = asyncio.get_running_loop().time() + TERMS.lease.total_seconds() + 0.5
    while asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - it is time that must pass.
        await asyncio.sleep(0.05)
    os.kill(replica.pid, signal.SIGCONT)


async def doubled(slack: LocalSlack, database_url: str) -> None:
    """Wait, while people click and answers get lost, until a message stands twice and nobody doubts it any more.

    What is in doubt is looked at again, and its copies are taken away. Gives up after a long while.
    """
    effect = tables.effect.c
    certain = sa.select(effect.id).where(effect.state == "sent", effect.doubt.is_(False))
    database = open_database(database_url, exclusive=False)
    deadline = asyncio.get_running_loop().time() + UNTIL_DOUBLED_SECONDS
    found: set[str] = set()
    while not found and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.2)
        twice = {key for key, number in copies_of(await shown_by(slack)).items() if number > 1}
        with database.looking() as connection:
            found = set(connection.execute(certain.where(effect.id.in_(twice))).scalars())
    database.close()


async def calm(database_url: str) -> int:
    """Wait until nothing waits and nothing is to be looked at again; return how much is stuck."""
    effect = tables.effect.c
    busy = sa.select(sa.func.count()).where(effect.state.in_(["pending", "inflight"]) | effect.audit_at.is_not(None))
    database = open_database(database_url, exclusive=False)
    loop = asyncio.get_running_loop()
    least = left = scalar(database, busy)
    until = loop.time() + STUCK_SECONDS
    while left and loop.time() < until:
        await asyncio.sleep(0.1)
        left = scalar(database, busy)
        if left < least:
            least, until = left, loop.time() + STUCK_SECONDS
    database.close()
    return left


def scalar(database: Database, asked: sa.Select[int]) -> int:
    """Return one number."""
    with database.engine.connect() as connection:
        return int(connection.execute(asked).scalar_one())


async def count(report: Report, acknowledged: Sequence[str], database_url: str, slack: LocalSlack) -> None:
    """Compare what was acknowledged, what the database says, and what the channels show."""
    database = open_database(database_url)
    with database.transaction() as connection:
        titles = Counter(connection.execute(sa.select(tables.engagement.c.title)).scalars())
        effects = connection.execute(sa.select(tables.effect).order_by(tables.effect.c.seq)).all()
    database.close()
    channels = await shown_by(slack)
    copies = copies_of(channels)
    shown = [message for messages in channels.values() for message in messages]
    words = "\n".join(str(message.get("text")) for message in shown)
    posts = [row for row in effects if row.kind == "post"]
    report.posts = sum(row.state == "sent" for row in posts)
    report.dead = sum(row.state == "dead" for row in effects)
    report.lost = sum(titles[title] != 1 or title not in words for title in acknowledged)
    report.lost += sum(copies[row.id] == 0 for row in posts if row.state == "sent")
    report.doubled = sum(copies[row.id] > 1 for row in posts) + sum(number > 1 for number in titles.values())
    report.strays = len(set(copies) - {row.id for row in posts})
    order = {row.id: row.seq for row in posts}
    report.order_breaks = sum(breaks(messages, order) for messages in channels.values())


async def shown_by(slack: LocalSlack) -> dict[str, list[Json]]:
    """Return the messages of every channel."""
    channels: dict[str, list[Json]] = (await slack.control("state"))["messages"]
    return channels


def copies_of(channels: Mapping[str, Sequence[Json]]) -> Counter[str]:
    """Return how often each promise stands in a channel."""
    carry = (carried(message) for messages in channels.values() for message in messages)
    return Counter(effect for effect in carry if effect)


def breaks(messages: Sequence[Json], order: Mapping[str, int]) -> int:
    """Return how often a channel shows a message before one that was promised earlier."""
    by_time = sorted(messages, key=lambda message: str(message["ts"]))
    promised = [order[effect] for message in by_time if (effect := carried(message)) in order]
    return sum(later < earlier for earlier, later in itertools.pairwise(promised))


def carried(message: Json) -> str:
    """Return the id of the effect that a message carries."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str(metadata["event_payload"]["id"])
