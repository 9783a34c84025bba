"""Load from the bench's own process: closed loop for what a request costs, open loop for how long it takes."""

import asyncio
import time
from collections.abc import Iterator, Sequence

import aiohttp

from benchmarks.payloads import signed

AT_ONCE = 8


class Refused(Exception):  # noqa: N818 - the bench stops on it; nobody handles it.
    """The server did not do what was asked, so its time would measure nothing."""


async def closed_loop(port: int, bodies: Sequence[bytes]) -> float:
    """Send all bodies, a few at a time, and return the seconds that it took."""
    waiting: Iterator[bytes] = iter(bodies)
    async with aiohttp.ClientSession() as session:
        started = time.perf_counter()

        async def work() -> None:
            for body in waiting:
                await _send(session, port, body)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return time.perf_counter() - started


async def open_loop(port: int, bodies: Sequence[bytes], *, per_second: float) -> list[float]:
    """Send the bodies at a fixed rate, whatever the server does, and return each one's milliseconds."""
    taken: list[float] = []
    async with aiohttp.ClientSession() as session:
        started = time.perf_counter()

        async def one(index: int, body: bytes) -> None:
            due = started + index / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await _send(session, port, body)
            taken.append((time.perf_counter() - due) * 1000)

        await asyncio.gather(*(one(index, body) for index, body in enumerate(bodies)))
    return taken


async def _send(session: aiohttp.ClientSession, port: int, body: bytes) -> None:
    url = f"http://127.0.0.1:{port}/slack/events"
    async with session.post(url, data=body, headers=signed(body)) as answer:
        text = await answer.text()
        if answer.status != 200 or '"errors"' in text:  # noqa: PLR2004 - HTTP's OK.
            message = f"{answer.status}: {text[:300]}"
            raise Refused(message)
