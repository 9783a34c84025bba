"""A way to PostgreSQL on which one connection can be held up, as by a slow disk or a lost packet; the others go on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

MOST = 65536


class Stalling:
    """Passes bytes on between csops and the server. What holds the marked words is held until it is let go."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._marked = b""
        self._open: list[socket.socket] = []
        self.held = threading.Event()
        self.let_go = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def port(self) -> int:
        """Where csops connects to."""
        port: int = self._listener.getsockname()[1]
        return port

    def hold(self, words: str) -> None:
        """Hold the next bytes for the server that hold these words, and everything behind them on that connection."""
        self._marked = words.encode()

    def close(self) -> None:
        """Close everything."""
        self.let_go.set()
        for one in (self._listener, *self._open):
            one.close()

    def _listen(self) -> None:
        with suppress(OSError):  # The listener was closed: the test is over.
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server))
                self._open += [near, far]
                threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(far, near), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(MOST):
                if self._marked and self._marked in chunk:
                    self._marked = b""
                    self.held.set()
                    self.let_go.wait()
                target.sendall(chunk)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def stalling(url: str) -> Iterator[tuple[Stalling, str]]:
    """Return the way to the server at an address, and the address of that way."""
    parsed = sa.make_url(url)
    way = Stalling(Path(str(parsed.query["host"])) / ".s.PGSQL.5432")
    try:
        yield way, parsed.set(host="127.0.0.1", port=way.port, query={}).render_as_string(hide_password=False)
    finally:
        way.close()
