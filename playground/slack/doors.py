"""The addresses that tests and the page use: control by HTTP, changes by websocket, the page's files."""

import asyncio
from pathlib import Path

import msgspec
from aiohttp import WSMsgType, web
from yarl import URL

from playground.slack.attention import attention
from playground.slack.control import control, state
from playground.slack.core import Slack
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from playground.slack.sight import seen_by, snapshot_for
from playground.slack.web import SLACK

PAGE = Path(__file__).resolve().parent.parent / "page"
WAITING_FRAMES = 10_000
GATHERED_SECONDS = 0.05
_CALLS_ATTENTION = frozenset({"message", "message_changed", "message_deleted", "read", "modals", "person", "channel"})


def guard(request: web.Request) -> None:
    """Refuse what another web page sends: only this machine's own page, and programs, may come in here."""
    host = request.host.rpartition(":")[0]
    origin = request.headers.get("Origin")
    if host not in ("127.0.0.1", "localhost") or (origin is not None and URL(origin).authority != request.host):
        raise web.HTTPForbidden(text="Only the page of this server may do that.")


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


async def controlled(request: web.Request) -> web.Response:
    """Do what a test asks: POST /_control/NAME with a JSON object (or GET without)."""
    guard(request)
    raw = await request.read()
    try:
        args = msgspec.json.decode(raw) if raw else dict(request.query)
        return _answer({"ok": True, **await control(request.app[SLACK], request.match_info["name"], args)})
    except SlackError as error:
        return _answer(error.answer(), 400)
    except (KeyError, TypeError, ValueError) as error:
        return _answer({"ok": False, "error": "bad_arguments", "message": repr(error)}, 400)


async def changes(request: web.Request) -> web.WebSocketResponse:
    """Send the whole state, and then every change, of everybody: for drivers in other processes."""
    guard(request)
    slack = request.app[SLACK]
    ws = web.WebSocketResponse(heartbeat=30, max_msg_size=0)
    await ws.prepare(request)
    waiting: asyncio.Queue[Json] = asyncio.Queue()
    stop = slack.hub.listen(waiting.put_nowait)
    waiting.put_nowait({"type": "state", **state(slack, {})})
    sender = asyncio.ensure_future(_send_all(ws, waiting))
    try:
        async for _ in ws:
            pass
    finally:
        stop()
        sender.cancel()
    return ws


async def _send_all(ws: web.WebSocketResponse, waiting: asyncio.Queue[Json]) -> None:
    while not ws.closed:
        try:
            await _send(ws, await waiting.get())
        except ConnectionError:
            return


async def _send(ws: web.WebSocketResponse, frame: Json) -> None:
    await ws.send_str(msgspec.json.encode(frame).decode())


async def page_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one browser: it says who it is, sees what that person sees, and acts as that person."""
    guard(request)
    slack = request.app[SLACK]
    ws = web.WebSocketResponse(heartbeat=30, max_msg_size=0)
    await ws.prepare(request)
    visit = Visit(slack)
    stop = slack.hub.listen(visit.hear)
    sender = asyncio.ensure_future(_send_all(ws, visit.waiting))
    try:
        visit.show()
        async for frame in ws:
            if frame.type == WSMsgType.TEXT:
                slack.run(visit.take(msgspec.json.decode(frame.data)))
    finally:
        stop()
        visit.leave()
        sender.cancel()
    return ws


class Visit:
    """One open page."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.waiting: asyncio.Queue[Json] = asyncio.Queue(WAITING_FRAMES)
        self._soon: asyncio.TimerHandle | None = None
        self.person = ""

    def show(self) -> None:
        """Send everything that the person sees, and how much waits for everybody."""
        self.put(snapshot_for(self._slack, self.person))
        self._tell_attention()

    def leave(self) -> None:
        """Stop what is still to be sent."""
        if self._soon is not None:
            self._soon.cancel()

    def _tell_attention(self) -> None:
        self._soon = None
        self.put({"type": "attention", "people": attention(self._slack)})

    def hear(self, frame: Json) -> None:
        """Pass a change on, if the person sees it."""
        seen = seen_by(self._slack, self.person, frame)
        if seen is not None:
            self.put(seen)
        if frame["type"] in _CALLS_ATTENTION and self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(GATHERED_SECONDS, self._tell_attention)

    def put(self, frame: Json) -> None:
        """Send something; a page that did not read for long gets the whole state anew instead of what it missed."""
        if self.waiting.full():
            while not self.waiting.empty():
                _ = self.waiting.get_nowait()
            frame = snapshot_for(self._slack, self.person)
        self.waiting.put_nowait(frame)

    async def take(self, frame: Json) -> None:
        """Do what the page asks: become somebody, act, or control; the answer carries the request's `id`."""
        answer: Json = {"type": "answer", "id": frame.get("id")}
        try:
            if frame.get("type") == "be":
                self.person = str(frame["person"])
                self.show()
                given: Json = {"ok": True}
            elif frame.get("type") == "act":
                asked = {"person": self.person, "act": frame["act"], "args": frame.get("args")}
                given = await control(self._slack, "act", asked)
            else:
                given = {"ok": True, **await control(self._slack, str(frame.get("type")), frame.get("args") or {})}
            self.put({**answer, **given})
        except SlackError as error:
            self.put({**answer, **error.answer()})
        except (KeyError, TypeError, ValueError) as error:
            self.put({**answer, "ok": False, "error": "bad_arguments", "message": repr(error)})


async def index(_request: web.Request) -> web.StreamResponse:
    """Give the page."""
    found = PAGE / "index.html"
    return web.FileResponse(found) if found.exists() else web.Response(text="The page is not here yet.")


async def _looked_at_anew(request: web.Request, response: web.StreamResponse) -> None:
    """Have browsers ask whether a file of the page has changed, each time they load it."""
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers["Cache-Control"] = "no-cache"


def routes(app: web.Application) -> None:
    """Add these addresses to a web application."""
    app.on_response_prepare.append(_looked_at_anew)
    app.router.add_get("/_control/changes", changes)
    app.router.add_route("*", "/_control/{name}", controlled)
    app.router.add_get("/ui/socket", page_socket)
    app.router.add_get("/", index)
    PAGE.mkdir(exist_ok=True)
    app.router.add_static("/page/", PAGE)
