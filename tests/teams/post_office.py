"""A connector that answers as a test tells it to, over real HTTP: for answers that no sound Teams would give."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec
from aiohttp import web

from handlers.background import Background
from handlers.slack.client import open_session
from handlers.teams.clouds import CLOUDS
from handlers.teams.connector import Connector
from handlers.teams.conversations import Conversations
from handlers.teams.poster import TeamsPoster
from handlers.teams.values import Reference, Tenant
from playground.driver.watching import PATIENCE_SECONDS
from workflows.kernel.cards import Card

HERE = CLOUDS["public"].stand_in(openid="", service_hosts=frozenset({"127.0.0.1"}))
SCOPE = HERE.connector_scope
OURS = Tenant(tenant_id="3f3d1cea-7a18-41af-872b-cfbbd5140984", app_id="11111111-2222-3333-4444-555555555555")
ADA = "aaaaaaaa-0000-4000-8000-00000000ada0"
CHANNEL = "19:general@thread.tacv2"


@dataclass
class Asked:
    """One request as it came."""

    verb: str
    path: str
    body: Any
    token: str


@dataclass(kw_only=True)
class Says:
    """What is answered: a status with a code or a whole body; `lose` closes the line, `hang` never answers."""

    status: int = 201
    code: str = ""
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    lose: bool = False
    hang: bool = False


@dataclass
class PostOffice:
    """The requests that came, and the answers that are to be given to the next ones; then all is well."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Says] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        raw = await request.read()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(Asked(request.method, request.raw_path, msgspec.json.decode(raw) if raw else None, token))
        says = self.answers.pop(0) if self.answers else Says()
        if says.hang:
            await self.closing.wait()
        if says.lose or says.hang:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        body = says.body if says.body is not None else self._usual(says, request)
        if isinstance(body, str):
            return web.Response(status=says.status, text=body, content_type="text/html", headers=says.headers)
        return web.json_response(body, status=says.status, headers=says.headers)

    def _usual(self, says: Says, request: web.Request) -> object:
        if says.code:
            return {"error": {"code": says.code, "message": "no"}}
        if request.method == "POST" and request.path.endswith("/v3/conversations"):
            asked = self.asked[-1].body
            if asked["isGroup"]:
                number = str(1000 + len(self.asked))
                return {"id": f"{asked['channelData']['channel']['id']};messageid={number}", "activityId": number}
            return {"id": f"a:1{asked['members'][0]['id']}"}
        return {"id": str(1000 + len(self.asked))}


class Purse:
    """Tokens without an identity service; it notes what Teams refused."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.fault: Exception | None = None

    async def token(self, scope: str) -> str:
        """Return a token for a scope."""
        if self.fault is not None:
            raise self.fault
        assert scope == SCOPE
        return f"token-{len(self.refusals)}"

    def refused(self, scope: str, token: str) -> None:
        """Note a refusal."""
        assert scope == SCOPE
        self.refusals.append(token)


class Drawer:
    """Keeps references in memory, as the database would."""

    def __init__(self) -> None:
        self.kept: dict[str, Reference] = {}
        self.writes = 0
        self.reads = 0
        self.fault: Exception | None = None
        self.away = False

    async def read(self, address: str) -> Reference | None:
        """Return what is kept."""
        if self.away:
            raise OSError
        self.reads += 1
        return self.kept.get(address)

    async def latest(self, most: int) -> list[Reference]:
        """Return what was kept last."""
        if self.away:
            raise OSError
        return list(reversed(self.kept.values()))[:most]

    async def keep(self, reference: Reference) -> None:
        """Keep a reference."""
        if self.fault is not None:
            raise self.fault
        self.writes += 1
        self.kept[reference.address] = reference


@dataclass
class Bench:
    """A poster between a post office and what it needs."""

    office: PostOffice
    purse: Purse
    drawer: Drawer
    conversations: Conversations
    background: Background
    connector: Connector
    poster: TeamsPoster


def drawn(card: Card, _lane: str) -> dict[str, Any]:
    """Draw a card as its title, in an Adaptive Card where it has buttons."""
    if not card.buttons:
        return {"type": "message", "text": card.title}
    content = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": card.title}]}
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": content}]}


@asynccontextmanager
async def opened(
    *, service_url: str | None = None, longest_request_seconds: float = PATIENCE_SECONDS
) -> AsyncIterator[Bench]:
    """Open a post office on this machine, and a poster that knows it, or another address."""
    office, purse, drawer, background = PostOffice(), Purse(), Drawer(), Background()
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", office.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office.url = f"http://127.0.0.1:{runner.addresses[0][1]}/smba/"
    session: aiohttp.ClientSession
    async with open_session(longest_request_seconds=longest_request_seconds) as session:
        conversations = Conversations(drawer, background, clock=lambda: 1_800_000_000.0)
        connector = Connector(session, purse, cloud=HERE)
        where = office.url if service_url is None else service_url
        poster = TeamsPoster(connector, conversations, OURS, service_url=where, render=drawn)
        yield Bench(office, purse, drawer, conversations, background, connector, poster)
        await background.close()
    office.closing.set()
    await runner.cleanup()
