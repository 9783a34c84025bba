"""Ends a local server so that nothing of it stays open."""

import asyncio
import socket

from aiohttp import web

ARRIVING = 5
"""So many turns of the loop a connection takes from being accepted to being known to aiohttp."""


async def end(runner: web.AppRunner, listening: socket.socket) -> None:
    """Accept nobody more, let who was just accepted arrive, and end them all.

    asyncio forgets to close a connection that was accepted as its server closes (Python 3.11: `Server._attach`).
    """
    asyncio.get_running_loop().remove_reader(listening.fileno())
    for _ in range(ARRIVING):
        await asyncio.sleep(0)
    await runner.cleanup()
