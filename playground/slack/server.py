"""The running server: one Slack behind one port of this machine."""

import socket
from pathlib import Path

import msgspec
from aiohttp import web

from playground.ending import end
from playground.slack import doors
from playground.slack import web as slack_web
from playground.slack.clock import Clock
from playground.slack.control import save
from playground.slack.core import Settings, Slack
from playground.slack.furnishing import channel
from playground.slack.manifest import read
from playground.slack.methods.scheduled import arm
from playground.slack.shapes import Json
from playground.slack.state import Workspace

HOST = "127.0.0.1"
KEEP_SECONDS = 3.0
MOST_BYTES = 64 * 1024 * 1024


class SlackServer:
    """A local Slack that listens on 127.0.0.1 between `start` and `stop`."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self._runner: web.AppRunner | None = None
        self._listening: socket.socket | None = None
        self._kept: tuple[Path, int] | None = None

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        app = web.Application(client_max_size=MOST_BYTES)
        app[slack_web.SLACK] = self.slack
        slack_web.routes(app)
        doors.routes(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        self._listening = socket.create_server((HOST, port), backlog=1024)
        await web.SockSite(self._runner, self._listening, backlog=1024).start()
        actual = self._runner.addresses[0][1]
        self.slack.settings.base_url = f"http://{HOST}:{actual}"
        self.slack.settings.socket_url = f"ws://{HOST}:{actual}"

    def keep(self, path: Path) -> None:
        """Write the workspace to a file every few seconds in which something changed, and when this stops."""
        self._kept = (path, self.slack.hub.seq)
        _ = self.slack.clock.after(KEEP_SECONDS, self._keep_again)

    def _keep_again(self) -> None:
        self._save()
        _ = self.slack.clock.after(KEEP_SECONDS, self._keep_again)

    def _save(self) -> None:
        if self._kept is not None and self._kept[1] != self.slack.hub.seq:
            self._kept = (self._kept[0], self.slack.hub.seq)
            save(self.slack, {"path": str(self._kept[0])})

    async def stop(self) -> None:
        """Stop listening and end what is under way."""
        self._save()
        await self.slack.stop()
        if self._runner is not None and self._listening is not None:
            await end(self._runner, self._listening)


def make(
    *,
    manifest: Json | str | Path | None = None,
    clock: Clock | None = None,
    settings: Settings | None = None,
    load: Path | None = None,
) -> Slack:
    """Make a Slack, with what was saved in a file if that is there, and a #general."""
    if load is not None and load.exists():
        workspace = msgspec.json.decode(load.read_bytes(), type=Workspace)
    else:
        workspace = Workspace()
    slack = Slack(workspace=workspace, manifest=read(manifest), settings=settings or Settings(), clock=clock or Clock())
    if not workspace.channels:
        _ = channel(slack, {"name": "general", "general": True})
    for waiting in workspace.scheduled.values():
        arm(slack, waiting)
    return slack
