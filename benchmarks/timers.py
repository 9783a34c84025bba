"""Timers: a tick over a million that wait, and people who are answered while ten thousand fall due at once.

Each of the ten thousand posts a line into one of five hundred channels, at the pace that Slack allows a channel. The
local Slack has the clock on the wall, and does not keep Slack's limit of a few hundred posts a minute for a whole
workspace: with that they would take half an hour. Rounds with nothing due take turns with those in which it all is.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import clients, grounds
from benchmarks.commands import PER_SECOND
from benchmarks.local import control, environment, local_slack, submissions
from benchmarks.processes import Running, running
from playground.slack.limits import POST_BURST
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
_POSTED = sa.and_(tables.effect.c.lane.like("slack:C0000%"), tables.effect.c.state == "sent")


def ticks() -> dict[str, Any]:
    """Return what a tick takes where nothing is due."""
    return {f"{name}, a tick over {WAITING} that wait": found for name, found in _on_both(_ticks)}


def due() -> dict[str, Any]:
    """Return how people are answered while much falls due at once, and how fast and in which order that leaves."""
    return {f"{name}, {DUE} due at once": found for name, found in _on_both(_drained)}


def _on_both(measured: Callable[[str], dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        yield "sqlite", measured(f"sqlite:///{folder}/timers.db")
        yield "postgresql", measured(grounds.fresh(stack.enter_context(grounds.postgres()), "timers"))


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
    quiet, busy, seconds, posted = [], [], [], []
    for number in range(ROUNDS):
        at = WARM_UP + 2 * number * ASKED
        quiet.append(_median(port, bodies[at : at + ASKED]))
        _set(database, DUE, first=_now() - timedelta(minutes=1), lanes=LANES, name=f"round-{number}")
        started = time.perf_counter()
        _until(database, sa.select(sa.func.count()).select_from(tables.timer_run), more_than=number * DUE)
        busy.append(_median(port, bodies[at + ASKED : at + 2 * ASKED]))
        _until(database, sa.select(sa.func.count()).select_from(tables.timer_run), more_than=(number + 1) * DUE - 1)
        seconds.append(time.perf_counter() - started)
        _until(database, sa.select(sa.func.count()).where(_POSTED), more_than=(number + 1) * DUE - 1)
        posted.append(time.perf_counter() - started)
    figures = {
        "acknowledged_p50_ms": round(statistics.median(quiet), 2),
        "while_draining_p50_ms": round(statistics.median(busy), 2),
        "ratio": round(statistics.median(one / other for one, other in zip(busy, quiet, strict=True)), 2),
        "drained_in_s": round(statistics.median(seconds), 1),
        "posted_in_s": round(statistics.median(posted), 1),
        "out_of_order": _out_of_order(database),
        "faster_than_a_channel_may": _too_fast(slack),
        "goal": "acknowledged at most 1.2 times later, in order, no channel too fast",
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


def _too_fast(slack: Running) -> int:
    """Return how many posts came to a channel sooner than Slack allows: one a second after a burst of five."""
    (state,) = control(slack, "state", {})
    ours = (of_one for name, of_one in state["messages"].items() if name in {_channel(one) for one in range(LANES)})
    times = [sorted(float(one["ts"]) for one in of_one) for of_one in ours]
    return sum(
        any(number - before >= POST_BURST + at - since for before, since in enumerate(of_one[:number]))
        for of_one in times
        for number, at in enumerate(of_one)
    )


def _out_of_order(database: Database) -> int:
    """Return how often something that was due earlier was done later."""
    run = tables.timer_run.c
    with database.looking() as connection:
        names = connection.execute(sa.select(run.timer).order_by(run.at)).scalars().all()
    return sum(later < earlier for earlier, later in itertools.pairwise(names))
