"""What a durable command costs: ours on both databases beside a bare Bolt app that only acknowledges the same form."""

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import clients, grounds, raw
from benchmarks.local import environment, local_slack, submissions
from benchmarks.payloads import Submissions
from benchmarks.processes import Running, running

ROUNDS = 7
PER_ROUND = 300
WARM_UP = 150


@dataclass
class Contender:
    """One server under measurement, with what is sent to it."""

    name: str
    process: Running
    engagements: Iterator[str]
    submissions: Submissions
    cpu_microseconds: list[float] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def bodies(self, most: int) -> list[bytes]:
        """Return so many submissions, each of an engagement that nobody moved yet."""
        return [
            self.submissions.body(next(self.numbers), engagement=next(self.engagements), arrival=0) for _ in range(most)
        ]

    async def round(self) -> None:
        """Measure one round."""
        bodies = self.bodies(PER_ROUND)
        before = self.process.cpu_seconds()
        await clients.closed_loop(self.process.said["port"], bodies)
        self.cpu_microseconds.append((self.process.cpu_seconds() - before) / PER_ROUND * 1e6)


def measure() -> dict[str, Any]:
    """Return CPU per command and latency of every contender, and the ratios to the bare app."""
    needed = WARM_UP + ROUNDS * PER_ROUND + OPEN_LOOP
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        urls = {
            "sqlite": f"sqlite:///{folder}/sqlite.db",
            "postgresql": grounds.fresh(server, "commands"),
            "sqlite, 500 handlers": f"sqlite:///{folder}/handlers.db",
            "postgresql, 500 handlers": grounds.fresh(server, "handlers"),
        }
        for url in urls.values():
            grounds.furnished(url, engagements=needed)
        slack = stack.enter_context(local_slack())
        made = submissions(slack)
        bare = stack.enter_context(running(["benchmarks.servers.bare"], **environment(slack, "")))
        contenders = [Contender("bare", bare, _invented(), made)]
        for name, url in urls.items():
            words = ["benchmarks.servers.ours", "495" if "500" in name else "0", "answers"]
            process = stack.enter_context(running(words, **environment(slack, url)))
            contenders.append(Contender(name, process, iter(grounds.ids(url, needed)), made))
        results = asyncio.run(_measure(contenders))
        for url in urls.values():
            grounds.check_moved(url, needed)
        copies = {name: f"sqlite:///{folder}/raw-{name}.db" for name in ("first", "second")}
        results["sqlite, raw driver"] = raw.sqlite(copies["first"], copies["second"])
        copies = {name: grounds.fresh(server, f"raw_{name}") for name in ("first", "second")}
        results["postgresql, raw driver"] = raw.postgres(copies["first"], copies["second"])
    return results


OPEN_LOOP = 500
PER_SECOND = 50
GOALS = {
    "sqlite": "CPU at most 0.75 of bare, p99 under 50 ms",
    "postgresql": "CPU at most 0.75 of bare, p99 under 50 ms",
    "sqlite, 500 handlers": "CPU at most 1.05 of few",
    "postgresql, 500 handlers": "CPU at most 1.05 of few",
}


def _invented() -> Iterator[str]:
    return (f"{number:032x}" for number in count())


def _ratio(contender: Contender, other: Contender) -> float:
    """Return the median of the ratios of rounds that ran next to each other."""
    pairs = zip(contender.cpu_microseconds, other.cpu_microseconds, strict=True)
    return round(statistics.median(one / two for one, two in pairs), 3)


async def _measure(contenders: list[Contender]) -> dict[str, Any]:
    for contender in contenders:
        await clients.closed_loop(contender.process.said["port"], contender.bodies(WARM_UP))
    for _ in range(ROUNDS):
        for contender in contenders:
            await contender.round()
    results: dict[str, Any] = {}
    known = {contender.name: contender for contender in contenders}
    for contender in contenders:
        port = contender.process.said["port"]
        taken = sorted(await clients.open_loop(port, contender.bodies(OPEN_LOOP), per_second=PER_SECOND))
        few = known[contender.name.partition(",")[0]]
        results[contender.name] = {
            "cpu_us": round(statistics.median(contender.cpu_microseconds)),
            "of_bare": _ratio(contender, contenders[0]),
            **({"of_few": _ratio(contender, few)} if few is not contender else {}),
            "p50_ms": round(taken[len(taken) // 2], 2),
            "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
            "memory_mb": round(contender.process.memory_megabytes(), 1),
            **({"goal": GOALS[contender.name]} if contender.name in GOALS else {}),
        }
    return results
