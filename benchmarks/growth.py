"""Growth: what one command costs with a thousand, a hundred thousand and a million engagements, on both databases."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import grounds
from storage.engine import Database, open_database
from tests.office import Office
from workflows.engagements.commands import SayOutcome
from workflows.kernel.answers import Done
from workflows.kernel.people import Identity

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 8
PER_ROUND = 60
WARM_UP = 100


@dataclass
class Ground:
    """A database of one size, with an office in it and the engagements that nobody moved yet."""

    database: Database
    office: Office
    engagements: Iterator[str]
    cpu_microseconds: list[float] = field(default_factory=list)
    taken_microseconds: list[float] = field(default_factory=list)

    def move(self, most: int) -> list[float]:
        """Move so many engagements and return the microseconds of each."""
        taken = []
        for engagement in islice(self.engagements, most):
            started = time.perf_counter()
            _say(self.office, engagement)
            taken.append((time.perf_counter() - started) * 1e6)
        return taken

    def round(self) -> None:
        """Measure one round."""
        before = time.process_time()
        self.taken_microseconds.append(statistics.median(self.move(PER_ROUND)))
        self.cpu_microseconds.append((time.process_time() - before) / PER_ROUND * 1e6)


def measure() -> dict[str, Any]:
    """Return CPU and the median by the clock per size, and how much the largest costs more; the sizes take turns."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for kind in ("sqlite", "postgresql"):
            found = {}
            for size in SIZES:
                url = f"sqlite:///{folder}/{size}.db" if kind == "sqlite" else grounds.fresh(server, f"growth_{size}")
                grounds.furnished(url, engagements=size)
                found[size] = stack.enter_context(_ground(url))
            for _ in range(ROUNDS):
                for ground in found.values():
                    ground.round()
            results[kind] = _figures(found)
    return results


@contextmanager
def _ground(url: str) -> Iterator[Ground]:
    engagements = iter(grounds.ids(url, WARM_UP + ROUNDS * PER_ROUND))
    database = open_database(url)
    ground = Ground(database, Office(database), engagements)
    ground.move(WARM_UP)
    try:
        yield ground
    finally:
        ground.office.dispatcher.close()
        database.close()


def _figures(found: Mapping[int, Ground]) -> dict[str, Any]:
    small, large = found[SIZES[0]], found[SIZES[-1]]
    sizes = {
        f"{size} engagements": {
            "cpu_us": round(statistics.median(ground.cpu_microseconds)),
            "p50_us": round(statistics.median(ground.taken_microseconds)),
        }
        for size, ground in found.items()
    }
    return {
        **sizes,
        "growth_percent": _growth(large.taken_microseconds, small.taken_microseconds),
        "cpu_growth_percent": _growth(large.cpu_microseconds, small.cpu_microseconds),
        "goal": "under 10 %",
    }


def _growth(large: Sequence[float], small: Sequence[float]) -> float:
    ratio = statistics.median(one / other for one, other in zip(large, small, strict=True))
    return round((ratio - 1) * 100, 1)


def _say(office: Office, engagement: str) -> None:
    asked = SayOutcome(
        actor=Identity("slack", grounds.USER),
        request_key=f"bench:{engagement}",
        engagement=engagement,
        arrival=0,
        outcome="scoped",
    )
    answer = office.dispatcher.answer(asked)
    assert isinstance(answer, Done), answer
