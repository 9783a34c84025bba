"""The Teams edge: turns beside stock botbuilder, what an invoke costs before the SQL, and the memory of both platforms.

A turn is a signed message to the bot and its answer through the connector, before the message is acknowledged. The
local Teams runs in a process of its own; both bots talk to the same one, in turns. `python -m benchmarks teams_turns`.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import aiohttp

from benchmarks import grounds, local
from benchmarks.local_teams import AT_ONCE, control, environment, local_teams, messages, presses, send_all
from benchmarks.processes import Running, as_installed, running
from benchmarks.servers.echoing import PATH

ROUNDS = 3
PRESSES = 1000
SETTLING_SECONDS = 3.0
TURNS = {"stock": 60, "ours": 1200}
TURNS_WHEN_SLOW = {"stock": 30, "ours": 1200}
BOTS = ("stock", "ours")


def measure() -> dict[str, Any]:
    """Return what both manage, side by side, with the goals."""
    figures: dict[str, Any] = {}
    for latency, turns, goal in ((0.0, TURNS, "at least 4"), (0.2, TURNS_WHEN_SLOW, "at least 10")):
        with local_teams() as teams:
            found = asyncio.run(_compare(teams, latency, turns))
        figures[f"turns, {latency * 1000:.0f} ms for a token"] = _figures(found, goal)
    with local_teams() as teams:
        figures["an invoke before the SQL"] = asyncio.run(_invokes(teams))
        figures["idle memory, Slack and Teams"] = {"megabytes": round(_idle(teams), 1), "goal": "under 95"}
    return figures


def _idle(teams: Running) -> float:
    """Return the memory of the real bot on both platforms, once it has its keys and has settled."""
    with local.local_slack() as slack, tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        url = f"sqlite:///{folder}/csops.db"
        grounds.furnished(url, engagements=3)
        both = {**local.environment(slack, url), **environment(teams.said), **as_installed(folder)}
        with running(["benchmarks.servers.ours", "0", "delivers"], **both) as process:
            time.sleep(SETTLING_SECONDS)  # noqa: TID251 - what is measured is a process that nobody asks anything.
            return process.memory_megabytes()


async def _invokes(teams: Running) -> dict[str, Any]:
    """Return what a press costs: under one token, as the service sends many, and each under a token of its own."""
    async with aiohttp.ClientSession() as http:
        person = await control(http, teams, "person", key="ann")
        same = (await control(http, teams, "sign"))["authorization"]
        costs: dict[str, list[float]] = {"same": [], "new": []}
        with running(["benchmarks.servers.pressing", person["object_id"]], **environment(teams.said)) as server:
            bodies = presses(teams.said, person, [f"{number:032x}" for number in range(PRESSES)])
            for turn in range(ROUNDS + 1):
                new = (await control(http, teams, "sign", count=PRESSES))["authorizations"]
                for name, headers in (("same", [same] * PRESSES), ("new", new)):
                    cpu = server.cpu_seconds()
                    await send_all(http, _address(server), bodies, headers)
                    if turn:
                        costs[name].append((server.cpu_seconds() - cpu) / PRESSES * 1000)
    return {
        "cpu_ms": round(statistics.median(costs["same"]), 3),
        "cpu_ms_with_a_new_token": round(statistics.median(costs["new"]), 3),
        "goal": "at most 0.6",
    }


def _figures(found: dict[str, list[dict[str, float]]], goal: str) -> dict[str, Any]:
    def middle(bot: str, name: str) -> float:
        return statistics.median(one[name] for one in found[bot])

    return {
        "stock_per_second": round(middle("stock", "rate"), 1),
        "ours_per_second": round(middle("ours", "rate"), 1),
        "times_stock": round(middle("ours", "rate") / middle("stock", "rate"), 1),
        "goal": goal,
        "stock_cpu_ms": round(middle("stock", "cpu"), 2),
        "ours_cpu_ms": round(middle("ours", "cpu"), 2),
        "stock_longest_stall_ms": round(middle("stock", "stall"), 1),
        "ours_longest_stall_ms": round(middle("ours", "stall"), 1),
        "stall_goal": "no longer than 50",
    }


async def _compare(teams: Running, latency: float, turns: dict[str, int]) -> dict[str, list[dict[str, float]]]:
    said, told = teams.said, environment(teams.said)
    found: dict[str, list[dict[str, float]]] = {bot: [] for bot in BOTS}
    async with aiohttp.ClientSession() as http:
        person = await control(http, teams, "person", key="ann")
        if latency:
            await control(http, teams, "fault", kind="slow", on="token", times=None, seconds=latency)
        signed = (await control(http, teams, "sign"))["authorization"]
        for turn in range(ROUNDS + 1):
            for bot in BOTS:
                with running(["benchmarks.servers.echoing", bot], **told) as server:
                    bodies = messages(said, person, turns[bot])
                    await send_all(http, _address(server), bodies[:AT_ONCE], [signed] * AT_ONCE)  # For warming up.
                    measured = await _one_round(http, server, bodies, signed)
                if turn:
                    found[bot].append(measured)
    return found


async def _one_round(
    http: aiohttp.ClientSession, server: Running, bodies: Sequence[bytes], authorization: str
) -> dict[str, float]:
    await _stall(http, server)
    cpu, started = server.cpu_seconds(), time.perf_counter()
    await send_all(http, _address(server), bodies, [authorization] * len(bodies))
    seconds = time.perf_counter() - started
    return {
        "rate": len(bodies) / seconds,
        "cpu": (server.cpu_seconds() - cpu) / len(bodies) * 1000,
        "stall": await _stall(http, server),
    }


async def _stall(http: aiohttp.ClientSession, server: Running) -> float:
    async with http.get(f"http://127.0.0.1:{server.said['port']}/stall") as answer:
        return float((await answer.json())["milliseconds"])


def _address(server: Running) -> str:
    return f"http://127.0.0.1:{server.said['port']}{PATH}"
