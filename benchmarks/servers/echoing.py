"""Two bots that answer each message with the same words: stock botbuilder, and our edge. Nothing else is behind them.

Both serve on one event loop of the same kind, tell their port in one line of JSON, and tell at /stall for how long the
loop was held up at most since it was last asked.
"""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from aiohttp import web

PATH = "/api/messages"
EVERY_SECONDS = 0.005


class Stall:
    """Looks at the clock every few milliseconds; what it comes late by, the loop was held up.

    What the thread waited for a processor, which others had, is the machine's and does not count.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Look until the process ends."""
        while True:
            before, waited = time.perf_counter(), _waited_seconds()
            await asyncio.sleep(EVERY_SECONDS)
            late = time.perf_counter() - before - EVERY_SECONDS
            self.longest = max(self.longest, late - (_waited_seconds() - waited))

    async def answer(self, _: web.Request) -> web.Response:
        """Tell the longest in milliseconds, and begin anew."""
        told, self.longest = self.longest, 0.0
        return web.json_response({"milliseconds": told * 1000})


def _waited_seconds() -> float:
    """Return for how long this thread could have run and had no processor, since it began."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


async def serve(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
    """Serve until the process is ended."""
    stall = Stall()
    app = web.Application()
    app.router.add_post(PATH, answer)
    app.router.add_get("/stall", stall.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    watching = asyncio.create_task(stall.watch())
    print(msgspec.json.encode({"port": runner.addresses[0][1]}).decode(), flush=True)
    await watching


def _given(name: str) -> str:
    return os.environ[name]  # noqa: TID251 - what a bot is told of the Teams it is in.


def _led_here(login: str) -> None:
    """Lead msal's requests to Entra to this machine: it takes only https addresses."""
    import requests  # noqa: PLC0415 - comes with botbuilder.

    sent = requests.Session.request

    def request(self: Any, method: str, url: str, **more: Any) -> Any:  # noqa: ANN401 - as requests has it.
        return sent(self, method, url.replace("https://login.microsoftonline.com/", login), **more)

    requests.Session.request = request  # type: ignore[method-assign, assignment]


async def stock() -> None:
    """Serve botbuilder as it comes, for a single tenant, with the one fault mended that lets no invoke through."""
    from botbuilder.core import ActivityHandler, TurnContext  # noqa: PLC0415
    from botbuilder.integration.aiohttp import (  # noqa: PLC0415
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
        cloud_adapter,
    )

    mended = cloud_adapter.serializer_helper
    cloud_adapter.serializer_helper = lambda body: body if isinstance(body, dict) else mended(body)
    _led_here(_given("TEAMS_LOGIN_URL"))

    tenant = _given("TEAMS_TENANT_ID")
    configured = {
        "APP_ID": _given("TEAMS_APP_ID"),
        "APP_PASSWORD": _given("TEAMS_APP_SECRET"),
        "APP_TENANTID": tenant,
        "APP_TYPE": "SingleTenant",
        "TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL": _given("TEAMS_OPENID_URL"),
        "TO_BOT_FROM_CHANNEL_TOKEN_ISSUER": "https://api.botframework.com",
        "TO_CHANNEL_FROM_BOT_LOGIN_URL": f"https://login.microsoftonline.com/{tenant}",
        "TO_CHANNEL_FROM_BOT_OAUTH_SCOPE": "https://api.botframework.com",
    }

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"You said: {turn_context.activity.text}")

    adapter, echo = CloudAdapter(ConfigurationBotFrameworkAuthentication(SimpleNamespace(**configured))), Echo()

    async def answer(request: web.Request) -> web.StreamResponse:
        found = await adapter.process(request, echo)
        assert isinstance(found, web.StreamResponse)
        return found

    await serve(answer)


async def ours() -> None:
    """Serve our door, our tokens and our connector."""
    from bot.metrics import Metrics  # noqa: PLC0415
    from bot.settings import read_settings  # noqa: PLC0415
    from bot.web import TeamsDoor  # noqa: PLC0415
    from handlers.slack.client import open_session  # noqa: PLC0415
    from handlers.teams.auth import BotAuth  # noqa: PLC0415
    from handlers.teams.connector import Connector  # noqa: PLC0415
    from handlers.teams.door import Door  # noqa: PLC0415
    from handlers.teams.keyring import Keyring  # noqa: PLC0415
    from handlers.teams.sign_in import SignIn  # noqa: PLC0415
    from handlers.teams.tokens import Tokens  # noqa: PLC0415
    from handlers.teams.values import Json, Reply  # noqa: PLC0415

    settings = read_settings().teams()
    assert settings is not None
    session = open_session()
    tokens = Tokens(SignIn(settings.registration, session), clock=lambda: datetime.now(UTC))  # noqa: TID251
    connector = Connector(session, tokens, cloud=settings.cloud)
    keys = Keyring(session, settings.cloud.openid, clock=time.monotonic)
    auth = BotAuth(keys, settings.cloud, app_id=settings.registration.app_id, now=time.time)  # noqa: TID251

    async def turn(activity: Json) -> Reply:
        said = {"type": "message", "text": f"You said: {activity['text']}", "replyToId": activity["id"]}
        await connector.send(activity["serviceUrl"], activity["conversation"]["id"], said)
        return Reply()

    gc.collect()
    gc.freeze()  # As the bot does.
    await serve(TeamsDoor(Door(auth, turn), Metrics()).answer)


if __name__ == "__main__":
    import uvloop

    uvloop.run({"stock": stock, "ours": ours}[sys.argv[1]]())
