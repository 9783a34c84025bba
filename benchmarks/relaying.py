"""The relay: posts per second of its own CPU against a local Slack, and what a throttled channel does to the others."""

import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from benchmarks import grounds
from benchmarks.local import control, environment, local_slack
from benchmarks.processes import Running, running
from storage import outbox, tables
from storage.engine import Database, open_database
from workflows.kernel.cards import Card, Fact
from workflows.kernel.posts import Post
from workflows.kernel.text import line

POSTS = 6000
LANES = 200
PAIRS = 4
LONGEST_SECONDS = 120.0


def measure() -> dict[str, Any]:
    """Return posts per second by the clock and by the relay's CPU, and the delay by a throttled channel."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for name, url in (("sqlite", f"sqlite:///{folder}/relay.db"), ("postgresql", grounds.fresh(server, "relay"))):
            with local_slack() as slack:
                results[name] = _drained(slack, url)
                results[f"{name}, one channel throttled"] = _throttled(slack, url)
    return results


def channel(number: int) -> str:
    """Return the id of the n-th channel of the bench."""
    return f"C{number:010d}"


def _make_channels(slack: Running) -> None:
    made = ({"name": f"bench-{number}", "id": channel(number), "members": []} for number in range(LANES))
    control(slack, "channel", *made)


def _drained(slack: Running, url: str) -> dict[str, Any]:
    grounds.furnished(url, engagements=1)
    _make_channels(slack)
    wall, cpu = _sent(slack, url, start=0)
    return {
        "posts": POSTS,
        "per_second": round(POSTS / wall),
        "per_second_of_cpu": round(POSTS / max(cpu, 0.01)),
        "goal": "at least 2000 per second and core",
    }


def _throttled(slack: Running, url: str) -> dict[str, Any]:
    """Return how much later the other channels have everything when Slack takes nothing for one of them."""
    _make_channels(slack)
    ratios = []
    for pair in range(PAIRS):
        seconds = {}
        for turn, throttled in enumerate((bool(pair % 2), not pair % 2)):  # Whoever goes second finds more rows.
            if throttled:
                control(slack, "fault", {"kind": "ratelimit", "channel": channel(0), "times": None, "retry_after": 1})
            seconds[throttled], _ = _sent(slack, url, start=(2 * pair + turn + 1) * POSTS)
            control(slack, "clear_faults", {})
        ratios.append(seconds[True] / seconds[False])
    delay = (statistics.median(ratios) - 1) * 100
    return {"delay_percent": round(delay, 1), "pairs": PAIRS, "goal": "others at most 5 % later"}


def _sent(slack: Running, url: str, *, start: int) -> tuple[float, float]:
    """Promise posts and return the seconds until the last one outside the first channel was sent: clock and CPU."""
    database = open_database(url)
    try:
        _promise(database, start)
    finally:
        database.close()
    with running(["benchmarks.servers.ours", "0", "delivers"], **environment(slack, url)) as process:
        before, started = process.cpu_seconds(), time.perf_counter()
        _wait_until_sent(url)
        return time.perf_counter() - started, process.cpu_seconds() - before


def _promise(database: Database, start: int) -> None:
    """Promise the posts, to channels that the local Slack has, in lanes of their own."""
    now = datetime.now(UTC)  # noqa: TID251 - the bench has no other clock.
    card = Card(title="ENG-1 New portal", facts=(Fact("Customer", line("Acme Mills")),), body=(line("A few words."),))
    payload = msgspec.json.encode(Post(card=card)).decode()
    promises = [
        outbox.Promise(id=f"{number:032x}", lane=f"slack:{channel(number % LANES)}", payload=payload, due_at=now)
        for number in range(start, start + POSTS)
    ]
    with database.unit() as unit:
        outbox.promise(unit, promises, request_key=f"bench:{start}", now=now)
        unit.commit()


def _wait_until_sent(url: str) -> None:
    database = open_database(url, exclusive=False, pool_size=1)
    others = tables.effect.c.lane != f"slack:{channel(0)}"
    waiting = sa.select(sa.func.count()).select_from(tables.effect).where(tables.effect.c.state != "sent", others)
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
