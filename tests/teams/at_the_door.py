"""A real door for Teams with nothing behind it but a list, in front of a local Teams; and any request to it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from bot.metrics import Metrics
from bot.settings import read_settings
from bot.web import TEAMS_PATH, Site, TeamsDoor, application
from bot.wiring import system_clock
from handlers.teams.adapter import Turn
from handlers.teams.auth import BotAuth
from handlers.teams.door import Door
from handlers.teams.keyring import Keyring
from handlers.teams.values import Json, Reply
from playground.driver.watching import PATIENCE_SECONDS
from playground.teams.driver import LocalTeams
from tests.ports import free_port


@dataclass
class Clocks:
    """The hands of both clocks, which tests push ahead: the key ring's, and that of the tokens' times."""

    ahead: float = 0.0
    later: float = 0.0

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return asyncio.get_running_loop().time() + self.ahead

    def epoch(self) -> float:
        """Seconds since 1970."""
        return system_clock().timestamp() + self.later


@dataclass
class Behind:
    """What came through the door, and what is answered."""

    answer: Callable[[Json], Reply] = lambda _: Reply()
    taken: list[Json] = field(default_factory=list)

    async def __call__(self, activity: Json) -> Reply:
        """Take one activity."""
        self.taken.append(activity)
        return self.answer(activity)


class AtTheDoor:
    """What a test has in hand."""

    def __init__(self, teams: LocalTeams, entry: Door, behind: Behind, clocks: Clocks) -> None:
        self.teams = teams
        self.entry = entry
        self.behind = behind
        self.clocks = clocks
        self.http = aiohttp.ClientSession()

    def claims(self, **changed: object) -> Json:
        """Return what a genuine token says now, with changes; None takes a claim away."""
        genuine = self.teams.teams.delivery.claims(service_url=self.teams.service_url, now=system_clock().timestamp())
        return {name: value for name, value in {**genuine, **changed}.items() if value is not None}

    def token(self, **changed: object) -> str:
        """Return a token that Teams itself signed, with such claims."""
        return self.teams.teams.keys.newest.sign(self.claims(**changed))

    def activity(self, **changed: object) -> Json:
        """Return a message as Teams sends it, with changes; None takes a part away."""
        genuine: Json = {
            "type": "message",
            "id": "1700000000001",
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "text": "help",
            "from": {"id": "29:1alice", "aadObjectId": "9309b7ae-a9a0-570b-9dcc-5f119f88279e", "name": "Alice"},
            "conversation": {
                "id": "a:1alice",
                "conversationType": "personal",
                "tenantId": self.teams.tenant_id,
            },
            "recipient": {"id": self.teams.bot_id, "name": "csops"},
            "channelData": {"tenant": {"id": self.teams.tenant_id}},
        }
        return {name: value for name, value in {**genuine, **changed}.items() if value is not None}

    async def send(
        self, body: bytes, *, authorization: str | None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer to a request."""
        headers = {"Content-Type": kind} | ({"Authorization": authorization} if authorization is not None else {})
        async with self.http.post(self.teams.teams.settings.bot_url, data=body, headers=headers) as answer:
            return answer.status, await answer.read()


@asynccontextmanager
async def at_the_door(
    behind: Behind | None = None, *, turn: Turn | None = None, key_seconds: float = PATIENCE_SECONDS
) -> AsyncIterator[AtTheDoor]:
    """Open a Teams and a door of its bot, over real HTTP; `turn` stands in the list's place.

    `key_seconds` is how long the key ring waits for an answer.
    """
    behind, clocks, port = behind or Behind(), Clocks(), free_port()
    async with (
        await LocalTeams.start(bot_url=f"http://127.0.0.1:{port}{TEAMS_PATH}") as teams,
        aiohttp.ClientSession() as session,
    ):
        settings = read_settings(teams.environment).teams()
        assert settings is not None
        keys = Keyring(session, settings.cloud.openid, clock=clocks.monotonic, longest_seconds=key_seconds)
        auth = BotAuth(keys, settings.cloud, app_id=settings.registration.app_id, now=clocks.epoch)

        async def ready() -> tuple[str, ...]:
            return ()

        entry = Door(auth, turn or behind)
        site = Site(application(None, Metrics(), ready, teams=TeamsDoor(entry, Metrics())), host="127.0.0.1", port=port)
        await site.open()
        stage = AtTheDoor(teams, entry, behind, clocks)
        try:
            yield stage
        finally:
            await stage.http.close()
            await site.close()
            await keys.close()
