"""Starting: the command line against a bare Python, and from nothing to the first durable acknowledgement."""

import asyncio
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import clients, grounds
from benchmarks.local import control, environment, local_slack, submissions
from benchmarks.processes import Running, as_installed, cpu_seconds, inherited, memory_megabytes
from bot.wiring import SETTLED_AFTER_SECONDS

RUNS = 15
STARTS = 7
CSOPS = str(Path(sys.executable).parent / "csops")


def measure() -> dict[str, Any]:
    """Return the medians, with the goals beside them."""
    bare, helped = [], []
    for _ in range(RUNS):
        bare.append(_seconds([sys.executable, "-c", "pass"]))
        helped.append(_seconds([CSOPS, "--help"]))
    ratio = statistics.median(one / other for one, other in zip(helped, bare, strict=True))
    with local_slack() as slack:
        control(slack, "channel", *({"name": one, "id": f"C{one.upper()}"} for one in ("acme", "sales")))
        starts = [_cold_start(slack) for _ in range(STARTS)]
    seconds, cpu, megabytes = (round(statistics.median(figures), 2) for figures in zip(*starts, strict=True))
    return {
        "csops --help": {"times_python_pass": round(ratio, 2), "goal": "at most 3"},
        "cold start to the first durable acknowledgement": {
            "seconds": seconds,
            "cpu_seconds": cpu,
            "goal": "under 0.6 seconds",
        },
        "idle memory": {"megabytes": megabytes, "goal": "under 70"},
    }


def _seconds(words: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _cold_start(slack: Running) -> tuple[float, float, float]:
    """Return the seconds from the start of `csops serve` until a form was saved, its CPU until then, and its memory."""
    with tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        url = f"sqlite:///{folder}/csops.db"
        grounds.furnished(url, engagements=3)
        body = submissions(slack).body(1, engagement=grounds.ids(url, 1)[0], arrival=0)
        around = {**inherited(), **environment(slack, url), **as_installed(folder)}
        started = time.perf_counter()
        with subprocess.Popen([CSOPS, "serve"], env=around, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            told = process.stdout.readline()
            port = re.search("port ([0-9]+)", told)
            assert port, told
            asyncio.run(clients.closed_loop(int(port[1]), [body]))
            seconds, cpu = time.perf_counter() - started, cpu_seconds(process.pid)
            time.sleep(SETTLED_AFTER_SECONDS + 1)  # noqa: TID251 - idle memory is what it comes to rest at.
            megabytes = memory_megabytes(process.pid)
            process.send_signal(signal.SIGTERM)
            return seconds, cpu, megabytes
