"""Turns through the Teams edge: stock botbuilder and ours give the same echo, with 0 and 200 ms for a token.

A turn is a signed message to the bot and its answer through the connector, before the message is acknowledged. The
local Teams runs in a process of its own; both bots talk to the same one, in turns. `python -m benchmarks teams_turns`.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
import msgspec

from benchmarks.processes import Running, running
from benchmarks.servers.echoing import PATH

ROUNDS = 3
AT_ONCE = 10
TURNS = {"stock": 60, "ours": 1200}
TURNS_WHEN_SLOW = {"stock": 30, "ours": 1200}
BOTS = ("stock", "ours")
QUIET = ["playground.teams", "--no-limits", "--no-validation", "--wire", "0"]


def measure() -> dict[str, Any]:
    """Return what both manage, side by side, with the goals."""
    figures: dict[str, Any] = {}
    for latency, turns, goal in ((0.0, TURNS, "at least 4"), (0.2, TURNS_WHEN_SLOW, "at least 10")):
        with running(QUIET) as teams:
            found = asyncio.run(_compare(teams, latency, turns))
        figures[f"turns, {latency * 1000:.0f} ms for a token"] = _figures(found, goal)
    return figures


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
    said = teams.said
    environment = {
        "TEAMS_APP_ID": said["app_id"],
        "TEAMS_TENANT_ID": said["tenant_id"],
        "TEAMS_APP_SECRET": said["app_secret"],
        "TEAMS_LOGIN_URL": said["login_url"],
        "TEAMS_OPENID_URL": said["openid_url"],
        "TEAMS_SERVICE_HOSTS": said["service_hosts"],
    }
    found: dict[str, list[dict[str, float]]] = {bot: [] for bot in BOTS}
    async with aiohttp.ClientSession() as http:
        person = await _control(http, teams, "person", key="ann")
        if latency:
            await _control(http, teams, "fault", kind="slow", on="token", times=None, seconds=latency)
        signed = await _control(http, teams, "sign")
        for turn in range(ROUNDS + 1):
            for bot in BOTS:
                with running(["benchmarks.servers.echoing", bot], **environment) as server:
                    bodies = _bodies(said, person, turns[bot])
                    await _send_all(
                        http, server, bodies[:AT_ONCE], signed["authorization"]
                    )  # The first are for warming up.
                    measured = await _one_round(http, server, bodies, signed["authorization"])
                if turn:
                    found[bot].append(measured)
    return found


async def _one_round(
    http: aiohttp.ClientSession, server: Running, bodies: Sequence[bytes], authorization: str
) -> dict[str, float]:
    await _stall(http, server)
    cpu, started = server.cpu_seconds(), time.perf_counter()
    await _send_all(http, server, bodies, authorization)
    seconds = time.perf_counter() - started
    return {
        "rate": len(bodies) / seconds,
        "cpu": (server.cpu_seconds() - cpu) / len(bodies) * 1000,
        "stall": await _stall(http, server),
    }


async def _send_all(http: aiohttp.ClientSession, server: Running, bodies: Sequence[bytes], authorization: str) -> None:
    waiting: Iterator[bytes] = iter(bodies)
    url = f"http://127.0.0.1:{server.said['port']}{PATH}"
    headers = {"Authorization": authorization, "Content-Type": "application/json"}

    async def work() -> None:
        for body in waiting:
            async with http.post(url, data=body, headers=headers) as answer:
                if answer.status not in {200, 201}:
                    message = f"{answer.status}: {(await answer.text())[:300]}"
                    raise RuntimeError(message)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _stall(http: aiohttp.ClientSession, server: Running) -> float:
    async with http.get(f"http://127.0.0.1:{server.said['port']}/stall") as answer:
        return float((await answer.json())["milliseconds"])


async def _control(http: aiohttp.ClientSession, teams: Running, name: str, **args: object) -> dict[str, Any]:
    async with http.post(f"{teams.said['url']}/_control/{name}", data=msgspec.json.encode(args)) as answer:
        found: dict[str, Any] = await answer.json()
    assert found["ok"], found
    return found


def _bodies(said: dict[str, Any], person: dict[str, Any], count: int) -> list[bytes]:
    """Return messages as Teams sends them."""
    activity = {
        "type": "message",
        "text": "show ENG-12",
        "textFormat": "plain",
        "timestamp": "2026-01-01T10:00:00.000Z",
        "localTimestamp": "2026-01-01T11:00:00.000+01:00",
        "channelId": "msteams",
        "serviceUrl": said["service_url"],
        "from": {"id": person["id"], "name": "Ann", "aadObjectId": person["object_id"]},
        "conversation": {
            "conversationType": "personal",
            "tenantId": said["tenant_id"],
            "id": person["conversation"],
        },
        "recipient": {"id": said["bot_id"], "name": "csops"},
        "entities": [{"locale": "en-GB", "country": "GB", "platform": "Web", "type": "clientInfo"}],
        "channelData": {"tenant": {"id": said["tenant_id"]}},
        "attachments": [{"contentType": "text/html", "content": "<p>show ENG-12</p>"}],
        "locale": "en-GB",
    }
    return [msgspec.json.encode({**activity, "id": f"17000000{number:05}"}) for number in range(count)]
