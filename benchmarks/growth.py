"""Growth: what one command costs with a thousand, a hundred thousand and a million engagements, on both databases."""

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import grounds
from storage.engine import open_database
from tests.office import Office
from workflows.engagements.commands import SayOutcome
from workflows.kernel.answers import Done
from workflows.kernel.people import Identity

SIZES = (1_000, 100_000, 1_000_000)
COMMANDS = 400
WARM_UP = 100


def measure() -> dict[str, Any]:
    """Return the microseconds of CPU and the median by the clock per size, and how much the largest costs more."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for kind in ("sqlite", "postgresql"):
            figures = {}
            for size in SIZES:
                url = f"sqlite:///{folder}/{size}.db" if kind == "sqlite" else grounds.fresh(server, f"growth_{size}")
                grounds.furnished(url, engagements=size)
                figures[size] = _commands(url)
            small, large = figures[SIZES[0]]["p50_us"], figures[SIZES[-1]]["p50_us"]
            growth = {"growth_percent": round((large / small - 1) * 100, 1), "goal": "under 10 %"}
            results[kind] = {**{f"{size} engagements": one for size, one in figures.items()}, **growth}
    return results


def _commands(url: str) -> dict[str, int]:
    found = grounds.ids(url, WARM_UP + COMMANDS)
    database = open_database(url)
    office = Office(database)
    try:
        for number, engagement in enumerate(found[:WARM_UP]):
            _say(office, engagement, f"warm:{number}")
        taken, before = [], time.process_time()
        for number, engagement in enumerate(found[WARM_UP:]):
            started = time.perf_counter()
            _say(office, engagement, f"bench:{number}")
            taken.append((time.perf_counter() - started) * 1e6)
        cpu = (time.process_time() - before) / COMMANDS * 1e6
        return {"cpu_us": round(cpu), "p50_us": round(statistics.median(taken))}
    finally:
        office.dispatcher.close()
        database.close()


def _say(office: Office, engagement: str, key: str) -> None:
    asked = SayOutcome(
        actor=Identity("slack", grounds.USER), request_key=key, engagement=engagement, arrival=0, outcome="scoped"
    )
    answer = office.dispatcher.answer(asked)
    assert isinstance(answer, Done), answer
