"""`make bench`: every figure beside its goal, side by side in one run; `python -m benchmarks NAME` runs one part."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import (
    commands,
    growth,
    lookups,
    patience,
    playing,
    relaying,
    slack_edge,
    starting,
    teams_commands,
    teams_turns,
    timers,
)

RESULTS = Path(__file__).parent / "results.json"
PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "starting": starting.measure,
    "playing": playing.measure,
    "edge": slack_edge.measure,
    "commands": commands.measure,
    "patience": patience.measure,
    "relaying": relaying.measure,
    "growth": growth.measure,
    "home": lookups.home,
    "account": lookups.account,
    "report": lookups.report,
    "find": lookups.find,
    "timers": timers.ticks,
    "due": timers.due,
    "teams_turns": teams_turns.measure,
    "teams_commands": teams_commands.measure,
    "fresh": playing.fresh,  # The last, because it takes a network.
}


def main(names: list[str]) -> int:
    """Run the parts that are named, all where none is, print them, and keep the figures."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
        return 2
    for name in names or PARTS:
        started = time.perf_counter()
        print(f"== {name} (load {os.getloadavg()[0]:.1f})", flush=True)
        figures = PARTS[name]()
        _show(figures)
        _keep(name, figures)
        print(f"   took {time.perf_counter() - started:.0f} s", flush=True)
    return 0


def _keep(name: str, figures: dict[str, Any]) -> None:
    """Write the figures of a part beside those that are there by now: somebody else may have measured meanwhile."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**kept, name: figures}, indent=1) + "\n")


def _show(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        shown = ", ".join(f"{key} {one}" for key, one in value.items()) if isinstance(value, dict) else value
        print(f"   {name}: {shown}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
