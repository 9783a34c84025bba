"""A slow Slack: how long people wait for an acknowledgement while each answer of the Web API takes two seconds."""

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import clients, grounds
from benchmarks.commands import OPEN_LOOP, PER_SECOND
from benchmarks.local import control, environment, local_slack, submissions
from benchmarks.processes import Running, running

SLACK_SECONDS = 2.0
WARM_UP = 100
GOAL = "p99 under 50 ms"


def measure() -> dict[str, Any]:
    """Return the latency of acknowledgements at a fixed rate, with a Slack that answers at once and with a slow one."""
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        for name, url in (("sqlite", f"sqlite:///{folder}/slow.db"), ("postgresql", grounds.fresh(server, "slow"))):
            needed = WARM_UP + 2 * OPEN_LOOP
            grounds.furnished(url, engagements=needed)
            with local_slack() as slack:
                control(slack, "channel", *({"name": one, "id": f"C{one.upper()}"} for one in ("acme", "sales")))
                with running(["benchmarks.servers.ours", "0", "delivers"], **environment(slack, url)) as process:
                    results |= _at_both(name, slack, process, grounds.ids(url, needed))
    return results


def _at_both(name: str, slack: Running, process: Running, engagements: list[str]) -> dict[str, Any]:
    made = submissions(slack)
    bodies = [made.body(number, engagement=one, arrival=0) for number, one in enumerate(engagements)]
    port = process.said["port"]
    asyncio.run(clients.closed_loop(port, bodies[:WARM_UP]))
    quick = _waited(port, bodies[WARM_UP : WARM_UP + OPEN_LOOP])
    control(slack, "fault", {"kind": "slow", "on": "*", "times": None, "seconds": SLACK_SECONDS})
    slow = _waited(port, bodies[WARM_UP + OPEN_LOOP :])
    return {
        f"{name}, Slack answers at once": quick | {"goal": GOAL},
        f"{name}, Slack takes {SLACK_SECONDS:.0f} s": slow | {"goal": GOAL},
    }


def _waited(port: int, bodies: list[bytes]) -> dict[str, Any]:
    taken = sorted(asyncio.run(clients.open_loop(port, bodies, per_second=PER_SECOND)))
    return {"p50_ms": round(taken[len(taken) // 2], 2), "p99_ms": round(taken[int(len(taken) * 0.99)], 2)}
