"""What a durable press on Teams costs, beside the edge that does nothing and the raw driver saying the same SQL.

`python -m benchmarks teams_commands`.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa

from benchmarks import grounds, raw
from benchmarks.local_teams import control, environment, local_teams, presses, send_all
from benchmarks.processes import Running, running
from benchmarks.servers.echoing import PATH
from bot.web import TEAMS_PATH
from storage import tables
from storage.engine import open_database

ROUNDS = 7
PER_ROUND = 200
WARM_UP = 100


def measure() -> dict[str, Any]:
    """Return the CPU of a press in milliseconds: the edge alone, durable on either database, and the raw driver's."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="csops-bench-")))
        server = stack.enter_context(grounds.postgres())
        teams = stack.enter_context(local_teams())
        urls = {"sqlite": f"sqlite:///{folder}/teams.db", "postgresql": grounds.fresh(server, "teams")}
        cpu = asyncio.run(_measure(teams, urls))
        plain = {
            "sqlite": raw.sqlite(f"sqlite:///{folder}/first.db", f"sqlite:///{folder}/second.db"),
            "postgresql": raw.postgres(grounds.fresh(server, "teams_first"), grounds.fresh(server, "teams_second")),
        }
    found: dict[str, Any] = {"the edge alone": {"cpu_ms": round(cpu["edge"], 3)}}
    for name in urls:
        least = cpu["edge"] + plain[name]["cpu_us"] / 1000
        found[f"a durable press, {name}"] = {
            "cpu_ms": round(cpu[name], 3),
            "raw_sql_ms": round(plain[name]["cpu_us"] / 1000, 3),
            "of_edge_and_raw_sql": round(cpu[name] / least, 2),
            "goal": "at most 1.3",
        }
    return found


async def _measure(teams: Running, urls: dict[str, str]) -> dict[str, float]:
    """Let the edge and both bots take turns, and return the median CPU of each."""
    needed = WARM_UP + ROUNDS * PER_ROUND
    spent: dict[str, list[float]] = {"edge": [], **{name: [] for name in urls}}
    async with aiohttp.ClientSession() as http:
        person = await control(http, teams, "person", key="ada")
        signed = (await control(http, teams, "sign"))["authorization"]
        with ExitStack() as stack:
            edge = stack.enter_context(
                running(["benchmarks.servers.pressing", person["object_id"]], **environment(teams.said))
            )
            servers: dict[str, tuple[Running, str, list[bytes]]] = {}
            invented = [f"{number:032x}" for number in range(needed)]
            servers["edge"] = (edge, PATH, presses(teams.said, person, invented))
            for name, url in urls.items():
                _furnish(url, person["object_id"], needed)
                told = {**environment(teams.said), "CSOPS_DATABASE_URL": url, "CSOPS_PORT": "0"}
                bot = stack.enter_context(
                    running(["benchmarks.servers.ours", "0", "answers"], **told, CSOPS_LOG_LEVEL="warning")
                )
                servers[name] = (bot, TEAMS_PATH, presses(teams.said, person, grounds.ids(url, needed)))
            for turn in range(ROUNDS + 1):
                for name, (process, path, bodies) in servers.items():
                    start = WARM_UP + (turn - 1) * PER_ROUND if turn else 0
                    batch = bodies[start : start + PER_ROUND] if turn else bodies[:WARM_UP]
                    before = process.cpu_seconds()
                    address = f"http://127.0.0.1:{process.said['port']}{path}"
                    await send_all(http, address, batch, [signed] * len(batch))
                    if turn:
                        spent[name].append((process.cpu_seconds() - before) / len(batch) * 1000)
    for url in urls.values():
        grounds.check_moved(url, needed)
    return {name: statistics.median(values) for name, values in spent.items()}


def _furnish(url: str, user: str, engagements: int) -> None:
    """Make the ground of the other benches, with its one person on Teams too."""
    grounds.furnished(url, engagements=engagements)
    _with(
        url,
        lambda connection: connection.execute(
            sa.insert(tables.identity).values(platform="teams", user_id=user, person_key="ada")
        ),
    )


def _with(url: str, work: Callable[[sa.Connection], object]) -> None:
    database = open_database(url)
    try:
        with database.transaction() as connection:
            work(connection)
    finally:
        database.close()
