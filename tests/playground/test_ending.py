"""The local servers end without anything left open, whenever somebody connects."""

import asyncio
import gc
import socket
from contextlib import ExitStack

import pytest
from yarl import URL

from playground.driver import LocalSlack


@pytest.mark.parametrize("turns", range(6))
async def test_who_connects_as_it_ends_is_let_go(turns: int) -> None:
    """However far the loop has come with a connection that was just accepted, it is closed with the others."""
    with ExitStack() as clients:
        async with await LocalSlack.start() as slack:
            address = ("127.0.0.1", URL(slack.api_url).port)
            for _ in range(20):
                client = clients.enter_context(socket.socket())
                client.settimeout(0)
                client.connect_ex(address)
            for _ in range(turns):
                await asyncio.sleep(0)
    gc.collect()  # What was left open would be told of now, as an error.
