"""Everything around the bot that is never killed: a local Slack, the people who click, and the one who kills."""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import msgspec

from playground.driver import LocalSlack
from tests.crash.replica import Orders
from tests.ports import free_port
from tests.slack import wire

LANES = 6
SECRET = "local-signing-secret"
CLICK_AGAIN_SECONDS = 3.0
PAUSE_SECONDS = 0.1
MOST_CLICKS = 600


@dataclass
class Replica:
    """One place for a process, with its port; the process in it changes with every kill."""

    number: int
    port: int
    pid: int = 0
    boundary: str = ""


class Fleet:
    """The replicas of one run."""

    def __init__(
        self,
        nursery: Process,
        slack: LocalSlack,
        *,
        database_url: str,
        count: int,
        poster: str,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._nursery = nursery
        self._slack = slack
        self._poster = poster
        self._more = more or {}
        self._database_url = database_url
        self.replicas = [Replica(number, free_port()) for number in range(count)]

    async def start(self, replica: Replica, *, boundary: str = "", hit: int = 1, freezes: bool = False) -> None:
        """Start a process in a place; it is ready when its port answers. At a boundary it dies, or freezes."""
        environment = {
            "CSOPS_DATABASE_URL": self._database_url,
            "CSOPS_PORT": str(replica.port),
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self._slack.api_url,
            **self._more,
        }
        orders = Orders(environment=environment, poster=self._poster, boundary=boundary, hit=hit, freezes=freezes)
        stdin, stdout = self._nursery.stdin, self._nursery.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(msgspec.json.encode(orders) + b"\n")
        replica.pid, replica.boundary = int(await stdout.readline()), boundary

    async def until_ready(self, replica: Replica) -> bool:
        """Wait until the process listens; False when it died before."""
        deadline = asyncio.get_running_loop().time() + 20
        while alive(replica.pid) and asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", replica.port)
                writer.close()
                return True
            await asyncio.sleep(0.005)
        return False

    async def kill(self, replica: Replica) -> None:
        """End the process with SIGKILL, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(replica.pid, signal.SIGKILL)
        while alive(replica.pid):  # noqa: ASYNC110 - a process that was killed sets no event.
            await asyncio.sleep(0.002)

    async def until_dead(self, replica: Replica, *, seconds: float) -> bool:
        """Wait for a process to end itself; False when it does not in time."""
        return await _within(seconds, lambda: not alive(replica.pid))

    async def until_frozen(self, replica: Replica, *, seconds: float) -> bool:
        """Wait for a process to freeze by itself; False when it does not in time."""
        return await _within(seconds, lambda: frozen(replica.pid))


class People:
    """Each starts engagements in a channel of their own, one after the other, and clicks until it is acknowledged."""

    def __init__(self, slack: LocalSlack, replicas: list[Replica], *, seed: int) -> None:
        self._slack = slack
        self._replicas = replicas
        self._random = random.Random(seed)  # noqa: S311 - it chooses whom to ask, it keeps no secret.
        self._numbers = itertools.count(1)
        self.app_id = ""
        self.acknowledged: list[str] = []
        self._last_words = ""
        self.stopping = False

    async def click(self, lane: int, session: aiohttp.ClientSession) -> None:
        """Start engagements until told to stop; the last one is always acknowledged."""
        while not self.stopping:
            title = f"job-{next(self._numbers):05d}"
            body = wire.form_of(self._submission(title, lane))
            tries = 0
            while not await self._acknowledges(session, body):
                tries += 1
                assert tries < MOST_CLICKS, f"nobody acknowledges {title}; the last words were {self._last_words}"
                await asyncio.sleep(0.05)
            self.acknowledged.append(title)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _acknowledges(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        port = self._random.choice(self._replicas).port
        headers = wire.signed(body, secret=SECRET)
        timeout = aiohttp.ClientTimeout(total=CLICK_AGAIN_SECONDS)
        try:
            url = f"http://127.0.0.1:{port}/slack/events"
            async with session.post(url, data=body, headers=headers, timeout=timeout) as answer:
                self._last_words = await answer.text()
                return answer.status == 200 and ": started" in self._last_words
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._last_words = repr(error)
            return False

    def _submission(self, title: str, lane: int) -> wire.Json:
        chosen = {"type": "static_select", "selected_option": {"value": "services-engagement"}}
        customer = {"type": "external_select", "selected_option": {"value": f"lane{lane}"}}
        values = {
            "process": {"choice": chosen},
            "customer": {"customer": customer},
            "title": {"text": wire.typed(title)},
        }
        team = self._slack.team_id
        sent = wire.submission(values, id=f"V{title}", callback_id="engagement.new", private_metadata='["",0,""]')
        user = {"id": "UADA", "username": "ada", "name": "ada", "team_id": team}
        return {**sent, "user": user, "team": {"id": team, "domain": "x"}, "api_app_id": self.app_id}


def alive(pid: int) -> bool:
    """Return whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def frozen(pid: int) -> bool:
    """Return whether a process stands still; Linux says so behind its name, which is in brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


async def _within(seconds: float, happened: Callable[[], bool]) -> bool:
    """Wait until something that a process does by itself has happened; False when it has not in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not happened():
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(0.005)
    return True


@asynccontextmanager
async def local_slack() -> AsyncIterator[LocalSlack]:
    """Start a local Slack in a process of its own, with a channel for each lane."""
    words = [sys.executable, "-m", "playground.slack", "--no-limits", "--wire", "0"]
    process = await asyncio.create_subprocess_exec(*words, stdout=PIPE)
    assert process.stdout is not None
    addresses = msgspec.json.decode(await process.stdout.readline())
    slack = await LocalSlack.connect(addresses["url"])
    try:
        slack.person("ada", id="UADA")
        for name in (*(f"lane{number}" for number in range(LANES)), "sales", "approvals", "operations", "internal"):
            slack.channel(name, id=f"C{name.upper()}")
        await slack.advance(0)
        yield slack
    finally:
        await slack.stop()
        process.terminate()
        await process.wait()


@asynccontextmanager
async def nursery() -> AsyncIterator[Process]:
    """Start the process that starts the others."""
    words = [sys.executable, "-m", "tests.crash.replica"]
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()
