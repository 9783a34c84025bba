"""Ports for what a test starts and must know the address of beforehand."""

import secrets
import socket
from contextlib import suppress


def free_port() -> int:
    """Return a port that nobody listens on, and that no system gives to whoever asks for any port."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
