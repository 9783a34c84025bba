"""Stands between Microsoft's Agents Playground and the bot: the playground signs nothing, and the bot believes no less.

What the playground sends is signed here as Teams signs it; what the bot sends is passed on when its token is ours. The
playground has no dialogs, and a button that opens one does nothing there: it opens its form in the chat instead.
"""

import time
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
import msgspec
from aiohttp import web

from handlers.teams.carried import FETCH
from playground.slack.clock import Clock
from playground.teams.errors import TeamsError
from playground.teams.keys import Keys
from playground.teams.login import App, Login

ISSUER: Final = "https://api.botframework.com"
LIFETIME_SECONDS: Final = 3600


class Bridge:
    """Keys, sign-in and both ways through. `bot` and `client` are the addresses of the two that it stands between."""

    def __init__(self, app: App, *, bot: str, client: str) -> None:
        self._app = app
        self._bot = bot
        self._client = client
        self._keys = Keys("bridge", ("msteams",))
        self._login = Login(app, Clock())
        self._keys.rotate()
        self._session: aiohttp.ClientSession

    def application(self) -> web.Application:
        """Return the web application; it listens on this machine alone."""
        made = web.Application(client_max_size=16 * 1024 * 1024)
        made.cleanup_ctx.append(self._open)
        made.router.add_get("/openid", self._openid)
        made.router.add_get("/keys", self._published)
        made.router.add_get("/login/{tenant}/v2.0/.well-known/openid-configuration", self._discovery)
        made.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._token)
        made.router.add_post("/messages", self._to_bot)
        made.router.add_route("*", "/_connector/{path:.*}", self._to_client)
        return made

    async def _open(self, _application: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            self._session = session
            yield

    async def _openid(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"http://{request.host}/keys"})

    async def _published(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [key.published() for key in self._keys.published]})

    async def _discovery(self, request: web.Request) -> web.Response:
        return web.json_response(self._login.discovery(request.match_info["tenant"]))

    async def _token(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(self._login.token(request.match_info["tenant"], await request.read()))
        except TeamsError as error:
            return web.json_response({"error": str(error)}, status=400)

    async def _to_bot(self, request: web.Request) -> web.Response:
        """Sign an activity of the playground and hand it to the bot."""
        activity = msgspec.json.decode(await request.read())
        now = int(time.time())  # noqa: TID251 - the edge of a tool.
        claims = {
            "iss": ISSUER,
            "aud": self._app.app_id,
            "serviceurl": activity.get("serviceUrl", ""),
            "nbf": now - 60,
            "exp": now + LIFETIME_SECONDS,
        }
        headers = {"Authorization": f"Bearer {self._keys.newest.sign(claims)}", "Content-Type": "application/json"}
        answer = await self._pass_on("POST", self._bot, msgspec.json.encode(activity), headers)
        answer.body = without_dialogs(answer.body if isinstance(answer.body, bytes) else b"")
        return answer

    async def _to_client(self, request: web.Request) -> web.Response:
        """Hand to the playground what the bot sends, if its token is one of ours."""
        try:
            self._login.admit(request.headers.get("Authorization", ""))
        except TeamsError as error:
            return web.json_response({"error": {"code": "Unauthorized", "message": str(error)}}, status=401)
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        said = without_dialogs(await request.read())
        return await self._pass_on(request.method, f"{self._client}{request.raw_path}", said, headers)

    async def _pass_on(self, verb: str, url: str, body: bytes, headers: dict[str, str]) -> web.Response:
        try:
            async with self._session.request(verb, url, data=body, headers=headers) as answer:
                said = await answer.read()
                return web.Response(status=answer.status, body=said, content_type=answer.content_type)
        except aiohttp.ClientError as error:
            return web.json_response({"error": {"code": "Unreachable", "message": str(error)}}, status=502)


def without_dialogs(said: bytes) -> bytes:
    """Return what the bot says with each button that opens a dialog as one that opens the same form in the chat."""
    try:
        return msgspec.json.encode(_in_the_chat(msgspec.json.decode(said)))
    except msgspec.DecodeError:
        return said


def _in_the_chat(said: object) -> object:
    if isinstance(said, list):
        return [_in_the_chat(one) for one in said]
    if not isinstance(said, dict):
        return said
    data = said.get("data")
    if said.get("type") == "Action.Submit" and isinstance(data, dict) and data.get("msteams") == FETCH:
        rest = {name: value for name, value in data.items() if name != "msteams"}
        return {**said, "type": "Action.Execute", "verb": "press", "data": rest}
    return {name: _in_the_chat(value) for name, value in said.items()}
