"""The playground: from the command to a page that can be used; `python -m benchmarks fresh` begins with a clone."""

import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.processes import inherited

ROOT = Path(__file__).parents[1]
CSOPS = str(Path(sys.executable).parent / "csops")
STARTS = 5


class NotStartedError(Exception):
    """The playground ended before its page could be used."""


def measure() -> dict[str, Any]:
    """Return the seconds to a usable page, where the story is told first and with the data of last time."""
    first, again = [], []
    with tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        try:
            for _ in range(STARTS):
                first.append(_usable([CSOPS, "play", "--fresh", "--no-open"], {"CSOPS_DATA": folder}))
                again.append(_usable([CSOPS, "play", "--no-open"], {"CSOPS_DATA": folder}))
        except NotStartedError as error:
            return {"csops play to a usable page": {"not_measured": str(error), "goal": "under 3"}}
    return {
        "csops play --fresh to a usable page": {"seconds": round(statistics.median(first), 2)},
        "csops play to a usable page": {"seconds": round(statistics.median(again), 2), "goal": "under 3"},
    }


def fresh() -> dict[str, Any]:
    """Return the seconds that `make play` takes on a fresh clone, everything that it installs included."""
    with tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        clone = Path(folder) / "csops"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S607 - wherever it is.
        seconds = _usable(["make", "play", "ARGS=--fresh --no-open"], _installing(), at=clone)
    return {"make play on a fresh clone to a usable page": {"seconds": round(seconds, 1), "goal": "under 90"}}


def _installing() -> dict[str, str]:
    """Return what pip is told on this machine, such as a mirror."""
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_")}  # noqa: TID251 - for a child.


def _usable(words: list[str], environment: dict[str, str], *, at: Path = ROOT) -> float:
    """Return the seconds until the page answers at the address that is printed."""
    around = {**inherited(), **environment}
    around.pop("VIRTUAL_ENV", None)
    started = time.perf_counter()
    with subprocess.Popen(
        words, env=around, cwd=at, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if address := re.search(r"http://\S+", line):
                    asyncio.run(_page(address[0]))
                    return time.perf_counter() - started
        finally:
            os.killpg(process.pid, signal.SIGINT)
    message = "The playground did not start; is another one running?"
    raise NotStartedError(message)


async def _page(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == HTTPStatus.OK, answer.status
        assert "<html" in await answer.text()
