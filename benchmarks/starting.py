"""Starting: the command line against a bare Python, and from nothing to the first durable acknowledgement."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import clients, grounds
from benchmarks.commands import environment, local_slack, submissions
from benchmarks.processes import Running, running

RUNS = 15
STARTS = 5


def measure() -> dict[str, Any]:
    """Return the medians, with the goals beside them."""
    bare, helped = [], []
    for _ in range(RUNS):
        bare.append(_seconds([sys.executable, "-c", "pass"]))
        helped.append(_seconds([str(Path(sys.executable).parent / "csops"), "--help"]))
    ratio = statistics.median(one / other for one, other in zip(helped, bare, strict=True))
    with local_slack() as slack:
        starts = [_cold_start(slack) for _ in range(STARTS)]
    return {
        "csops --help": {"times_python_pass": round(ratio, 2), "goal": "at most 3"},
        "cold start to the first durable acknowledgement": {
            "seconds": round(statistics.median(seconds for seconds, _ in starts), 2),
            "goal": "under 0.6",
        },
        "idle memory": {
            "megabytes": round(statistics.median(megabytes for _, megabytes in starts), 1),
            "goal": "under 70",
        },
    }


def _seconds(words: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _cold_start(slack: Running) -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        url = f"sqlite:///{folder}/csops.db"
        grounds.furnished(url, engagements=3)
        body = submissions(slack).body(1, engagement=grounds.ids(url, 1)[0], arrival=0)
        started = time.perf_counter()
        with running(["benchmarks.servers.ours", "0", "delivers"], **environment(slack, url)) as process:
            asyncio.run(clients.closed_loop(process.said["port"], [body]))
            return time.perf_counter() - started, process.memory_megabytes()
