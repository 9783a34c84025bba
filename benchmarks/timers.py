"""Timers: a tick over a million that wait, and people who are answered while ten thousand fall due at once."""

import asyncio
import itertools
import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import clients, grounds
from benchmarks.commands import PER_SECOND
from benchmarks.local import control, environment, local_slack, submissions
from benchmarks.processes import Running, running
from storage import tables
from storage.engine import Database, open_database
from storage.timers import Timers

WAITING = 1_000_000
TICKS = 200
DUE = 10_000
LANES = 500
WARM_UP = 100
ASKED = 500
ROUNDS = 3
LONGEST_SECONDS = 300.0


def measure() -> dict[str, Any]:
    """Return what a tick takes where nothing is due, and how people are answered while much is."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for name, url in (("sqlite", f"sqlite:///{folder}/ticks.db"), ("postgresql", grounds.fresh(server, "ticks"))):
            results[f"{name}, a tick over {WAITING} that wait"] = _ticks(url)
        for name, url in (("sqlite", f"sqlite:///{folder}/due.db"), ("postgresql", grounds.fresh(server, "due"))):
            results[f"{name}, {DUE} due at once"] = _drained(url)
    return results


def _ticks(url: str) -> dict[str, Any]:
    grounds.furnished(url, engagements=1)
    database = open_database(url)
    _set(database, WAITING, first=_now() + timedelta(days=1), lanes=LANES)
    timers = Timers(database, clock=_now, lease=timedelta(seconds=1))
    taken = []
    for _ in range(TICKS):
        started = time.perf_counter()
        assert timers.claim(most=16) == []
        taken.append((time.perf_counter() - started) * 1000)
    database.close()
    taken.sort()
    return {
        "p50_ms": round(statistics.median(taken), 2),
        "p99_ms": round(taken[int(TICKS * 0.99)], 2),
        "goal": "under 5 ms",
    }


def _drained(url: str) -> dict[str, Any]:
    """Let commands come at a fixed rate, in turn with nothing due and while timers that are due are carried out."""
    needed = WARM_UP + 2 * ROUNDS * ASKED
    grounds.furnished(url, engagements=needed)
    with local_slack() as slack:
        made = ({"name": f"bench-{number}", "id": _channel(number), "members": []} for number in range(LANES))
        control(slack, "channel", *made, *({"name": one, "id": f"C{one.upper()}"} for one in ("acme", "sales")))
        with running(["benchmarks.servers.ours", "0", "paced"], **environment(slack, url)) as process:
            return _answered(url, slack, process, grounds.ids(url, needed))


def _answered(url: str, slack: Running, process: Running, engagements: list[str]) -> dict[str, Any]:
    made = submissions(slack)
    bodies = [made.body(number, engagement=one, arrival=0) for number, one in enumerate(engagements)]
    port = process.said["port"]
    asyncio.run(clients.closed_loop(port, bodies[:WARM_UP]))
    database = open_database(url, exclusive=False)
    quiet, busy, seconds = [], [], []
    for number in range(ROUNDS):
        at = WARM_UP + 2 * number * ASKED
        quiet.append(_median(port, bodies[at : at + ASKED]))
        _set(database, DUE, first=_now() - timedelta(minutes=1), lanes=LANES, name=f"round-{number}")
        started = time.perf_counter()
        _until(database, sa.select(sa.func.count()).select_from(tables.timer_run), more_than=number * DUE)
        busy.append(_median(port, bodies[at + ASKED : at + 2 * ASKED]))
        _until(database, sa.select(sa.func.count()).select_from(tables.timer_run), more_than=(number + 1) * DUE - 1)
        seconds.append(time.perf_counter() - started)
    figures = {
        "acknowledged_p50_ms": round(statistics.median(quiet), 2),
        "while_draining_p50_ms": round(statistics.median(busy), 2),
        "ratio": round(statistics.median(one / other for one, other in zip(busy, quiet, strict=True)), 2),
        "drained_in_s": round(statistics.median(seconds), 1),
        "out_of_order": _out_of_order(database),
        "goal": "acknowledged at most 1.2 times later, in order",
    }
    database.close()
    return figures


def _median(port: int, bodies: list[bytes]) -> float:
    return statistics.median(asyncio.run(clients.open_loop(port, bodies, per_second=PER_SECOND)))


def _channel(number: int) -> str:
    return f"C{number:010d}"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the bench has no other clock.


def _set(database: Database, count: int, *, first: datetime, lanes: int, name: str = "wait") -> None:
    """Set so many timers a millisecond apart."""
    for start in range(0, count, 10_000):
        rows = [
            {
                "id": f"{name}-{number:07d}",
                "kind": "beat",
                "subject": f"slack:{_channel(number % lanes)}",
                "due_at": first + timedelta(milliseconds=number),
                "next_at": first + timedelta(milliseconds=number),
                "set_by": "ada",
                "set_at": first,
            }
            for number in range(start, min(start + 10_000, count))
        ]
        with database.transaction() as connection:
            connection.execute(sa.insert(tables.timer), rows)


def _until(database: Database, counted: sa.Select[int], *, more_than: int) -> None:
    deadline = time.perf_counter() + LONGEST_SECONDS
    while time.perf_counter() < deadline:
        with database.looking() as connection:
            if connection.execute(counted).scalar_one() > more_than:
                return
        time.sleep(0.2)  # noqa: TID251 - the bench watches another process.
    message = f"Not {more_than} timers were carried out after {LONGEST_SECONDS:.0f} s."
    raise RuntimeError(message)


def _out_of_order(database: Database) -> int:
    """Return how often something that was due earlier was done later."""
    run = tables.timer_run.c
    with database.looking() as connection:
        names = connection.execute(sa.select(run.timer).order_by(run.at)).scalars().all()
    return sum(later < earlier for earlier, later in itertools.pairwise(names))
