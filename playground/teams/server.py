"""The running server: one Teams behind one port of this machine."""

import socket

from aiohttp import web

from playground.ending import end
from playground.teams import control, graph
from playground.teams import web as teams_web
from playground.teams.service import Teams

HOST = "127.0.0.1"
MOST_BYTES = 8 * 1024 * 1024


class TeamsServer:
    """A local Teams that listens on 127.0.0.1 between `start` and `stop`."""

    def __init__(self, teams: Teams) -> None:
        self.teams = teams
        self._runner: web.AppRunner | None = None
        self._listening: socket.socket | None = None

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        app = web.Application(client_max_size=MOST_BYTES)
        app[teams_web.TEAMS] = self.teams
        teams_web.routes(app)
        graph.routes(app)
        control.routes(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        self._listening = socket.create_server((HOST, port), backlog=1024)
        await web.SockSite(self._runner, self._listening, backlog=1024).start()
        self.teams.settings.base_url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening and end what is under way."""
        await self.teams.stop()
        if self._runner is not None and self._listening is not None:
            await end(self._runner, self._listening)
