"""The relay: how many posts leave per second of its own CPU, against a local Slack in a process of its own."""

import asyncio
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import sqlalchemy as sa

from benchmarks import grounds
from benchmarks.commands import environment, local_slack
from benchmarks.processes import Running, running
from storage import outbox, tables
from storage.engine import Database, open_database
from workflows.kernel.cards import Card, Fact
from workflows.kernel.posts import Post
from workflows.kernel.text import line

POSTS = 6000
LANES = 200
LONGEST_SECONDS = 120.0


def measure() -> dict[str, Any]:
    """Return posts per second, by the clock and by the relay's CPU, on both databases."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for name, url in (("sqlite", f"sqlite:///{folder}/relay.db"), ("postgresql", grounds.fresh(server, "relay"))):
            with local_slack() as slack:
                results[name] = _drained(slack, url)
    return results


def channel(number: int) -> str:
    """Return the id of the n-th channel of the bench."""
    return f"C{number:010d}"


async def _make_channels(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for number in range(LANES):
            made = {"name": f"bench-{number}", "id": channel(number), "members": []}
            async with session.post(f"{url}/_control/channel", json=made) as answer:
                assert answer.status == HTTPStatus.OK, await answer.text()


def _drained(slack: Running, url: str) -> dict[str, Any]:
    grounds.furnished(url, engagements=1)
    asyncio.run(_make_channels(slack.said["url"]))
    database = open_database(url)
    try:
        _promise(database)
    finally:
        database.close()
    with running(["benchmarks.servers.ours", "0", "delivers"], **environment(slack, url)) as process:
        before, started = process.cpu_seconds(), time.perf_counter()
        _wait_until_sent(url)
        wall, cpu = time.perf_counter() - started, process.cpu_seconds() - before
    return {
        "posts": POSTS,
        "per_second": round(POSTS / wall),
        "per_second_of_cpu": round(POSTS / max(cpu, 0.01)),
        "goal": "at least 2000 per second and core",
    }


def _promise(database: Database) -> None:
    """Promise the posts, to channels that the local Slack has, in lanes of their own."""
    now = datetime.now(UTC)  # noqa: TID251 - the bench has no other clock.
    card = Card(title="ENG-1 New portal", facts=(Fact("Customer", line("Acme Mills")),), body=(line("A few words."),))
    payload = msgspec.json.encode(Post(card=card)).decode()
    promises = [
        outbox.Promise(id=f"{number:032x}", lane=f"slack:{channel(number % LANES)}", payload=payload, due_at=now)
        for number in range(POSTS)
    ]
    with database.unit() as unit:
        outbox.promise(unit, promises, request_key="bench", now=now)
        unit.commit()


def _wait_until_sent(url: str) -> None:
    database = open_database(url, exclusive=False, pool_size=1)
    waiting = sa.select(sa.func.count()).select_from(tables.effect).where(tables.effect.c.state != "sent")
    deadline = time.perf_counter() + LONGEST_SECONDS
    try:
        while time.perf_counter() < deadline:
            with database.looking() as connection:
                if connection.execute(waiting).scalar() == 0:
                    return
            time.sleep(0.05)  # noqa: TID251 - the bench watches another process.
    finally:
        database.close()
    message = f"The relay had not sent {POSTS} posts after {LONGEST_SECONDS:.0f} s."
    raise RuntimeError(message)
