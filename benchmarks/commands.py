"""What a durable command costs: ours on both databases beside a bare Bolt app that only acknowledges the same form."""

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import clients, grounds
from benchmarks.payloads import SECRET, Submissions
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


@contextmanager
def local_slack() -> Iterator[Running]:
    """Start a local Slack that takes everything: what is measured is the bot."""
    with running(["playground.slack", "--no-limits", "--no-validation", "--wire", "0"]) as slack:
        yield slack


def environment(slack: Running, url: str) -> dict[str, str]:
    """Return the environment of a bot on a database and a local Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.said["bot_token"],
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.said["api_url"],
        "CSOPS_DATABASE_URL": url,
        "CSOPS_PORT": "0",
        "CSOPS_LOG_LEVEL": "warning",
    }


def submissions(slack: Running) -> Submissions:
    """Return what people of this Slack submit."""
    return Submissions(team=slack.said["team_id"], app=slack.said["app_id"], user=grounds.USER)


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
        return asyncio.run(_measure(contenders))


OPEN_LOOP = 500
PER_SECOND = 50


def _invented() -> Iterator[str]:
    return (f"{number:032x}" for number in count())


async def _measure(contenders: list[Contender]) -> dict[str, Any]:
    for contender in contenders:
        await clients.closed_loop(contender.process.said["port"], contender.bodies(WARM_UP))
    for _ in range(ROUNDS):
        for contender in contenders:
            await contender.round()
    bare = statistics.median(contenders[0].cpu_microseconds)
    results: dict[str, Any] = {}
    for contender in contenders:
        port = contender.process.said["port"]
        taken = sorted(await clients.open_loop(port, contender.bodies(OPEN_LOOP), per_second=PER_SECOND))
        own = statistics.median(contender.cpu_microseconds)
        ratios = [a / b for a, b in zip(contender.cpu_microseconds, contenders[0].cpu_microseconds, strict=True)]
        results[contender.name] = {
            "cpu_us": round(own),
            "of_bare": round(own / bare, 3),
            "median_of_ratios": round(statistics.median(ratios), 3),
            "p50_ms": round(taken[len(taken) // 2], 2),
            "p99_ms": round(taken[int(len(taken) * 0.99)], 2),
            "memory_mb": round(contender.process.memory_megabytes(), 1),
        }
    return results
