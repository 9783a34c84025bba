"""The addresses that an app uses: the Web API, its socket, answers to interactions, uploads and downloads."""

import asyncio

import msgspec
from aiohttp import BodyPartReader, WSMsgType, web

from playground.slack import gate
from playground.slack.core import Slack
from playground.slack.errors import SlackError
from playground.slack.people.answers import respond
from playground.slack.shapes import Json
from playground.slack.sockets import MOST_SOCKETS, Socket

SLACK = web.AppKey("slack", Slack)
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
CONNECTION_SECONDS = 3600


async def api(request: web.Request) -> web.StreamResponse:
    """Answer a Web API call, with the fault that it met."""
    slack = request.app[SLACK]
    answer = gate.answer(slack, await _read(request))
    if isinstance(answer, gate.Later):
        return await _later(request, answer)
    fault = answer.fault
    if fault is not None:
        if fault.kind == "slow":
            await slack.clock.sleep(fault.seconds)
        elif fault.how == "reset":
            return _reset(request)
        elif fault.how == "hang":
            await asyncio.Event().wait()
    return _json(answer)


def _json(answer: gate.Answer) -> web.Response:
    headers = {**_HEADERS, **answer.headers} if answer.headers else _HEADERS
    return web.Response(body=msgspec.json.encode(answer.body), status=answer.status, headers=headers)


async def _later(request: web.Request, later: gate.Later) -> web.StreamResponse:
    slack, seconds = request.app[SLACK], later.fault.seconds if later.fault else 0.0

    async def arrive() -> gate.Answer:
        await slack.clock.sleep(seconds)
        given = gate.accept(later.ready)
        slack.wire.note("in", "call", later.ready.name, arrived_late=True, answer=given.body)
        return given

    arriving = slack.begin(arrive())
    if later.fault is not None and later.fault.how == "reset":
        return _reset(request)
    given = await asyncio.shield(arriving)
    return _json(given) if isinstance(given, gate.Answer) else _reset(request)


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _read(request: web.Request) -> gate.Request:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    given = gate.Request(
        method=request.match_info["method"],
        kind=kind,
        authorization=request.headers.get("Authorization", ""),
        query=request.rel_url.raw_query_string,
    )
    if kind == "multipart/form-data":
        given.fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    else:
        given.body = await request.read()
    return given


async def link(request: web.Request) -> web.StreamResponse:
    """Hold one Socket Mode connection; its ticket opens it once."""
    slack = request.app[SLACK]
    sockets = slack.delivery.sockets
    if request.query.get("ticket", "") not in sockets.tickets:
        return web.Response(status=403, text="This address has been used or was never given.")
    del sockets.tickets[request.query["ticket"]]
    ws = web.WebSocketResponse(heartbeat=30, max_msg_size=0)
    await ws.prepare(request)
    if len(sockets.open) >= MOST_SOCKETS:
        await ws.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": "local"}})
        await ws.close()
        return ws
    transport = request.transport
    socket = sockets.connected(ws, transport)
    await ws.send_json(
        {
            "type": "hello",
            "num_connections": len(sockets.open),
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS},
            "connection_info": {"app_id": slack.workspace.app_id},
        }
    )
    slack.wire.note("in", "socket", "open", number=socket.number)
    try:
        async for frame in ws:
            if frame.type == WSMsgType.TEXT:
                _acknowledge(slack, socket, frame.data)
    finally:
        slack.wire.note("in", "socket", "closed", number=socket.number)
        sockets.disconnected(socket)
    return ws


def _acknowledge(slack: Slack, socket: Socket, text: str) -> None:
    try:
        frame = msgspec.json.decode(text)
    except msgspec.DecodeError:
        slack.wire.note("in", "ack", "not JSON", text=text[:200])
        return
    if isinstance(frame, dict) and "envelope_id" in frame:
        slack.delivery.sockets.acknowledged(socket, frame)


async def response_url(request: web.Request) -> web.Response:
    """Take an answer to an interaction."""
    slack = request.app[SLACK]
    try:
        body: Json = msgspec.json.decode(await request.read())
    except msgspec.DecodeError:
        return web.Response(status=400, text="invalid_payload")
    status, text = 200, "ok"
    try:
        respond(slack, slack.permissions.respond(request.match_info["key"]), body)
    except SlackError as error:
        status = 404 if error.error in ("used_url", "expired_url") else 400
        text = msgspec.json.encode(error.answer()).decode()
    slack.wire.note("in", "call", "response_url", args=body, answer=text, status=status)
    return web.Response(status=status, text=text)


async def upload(request: web.Request) -> web.Response:
    """Take the bytes of a file whose upload was announced."""
    slack = request.app[SLACK]
    file = next((one for one in slack.workspace.files.values() if one.secret == request.match_info["key"]), None)
    if file is None or file.complete:
        return web.Response(status=404, text="no such upload")
    content = await _content(request)
    if len(content) != file.size:
        return web.Response(status=400, text=f"expected {file.size} bytes and got {len(content)}")
    file.content = content
    return web.Response(text=f"OK - {file.size}")


async def _content(request: web.Request) -> bytes:
    if not request.headers.get("Content-Type", "").startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""


async def download(request: web.Request) -> web.Response:
    """Give a file to who has a token of this workspace, or to the page."""
    slack = request.app[SLACK]
    file = slack.workspace.files.get(request.match_info["file"])
    token = slack.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    from_page = "files:read" if request.query.get("page") else ""
    if token is None and not from_page:
        return web.Response(status=302, headers={"Location": f"{slack.settings.base_url}/?redir=files"})
    if file is None or file.deleted or file.content is None:
        return web.Response(status=404, text="no such file")
    if token is not None and "files:read" not in token.scopes:
        return web.Response(status=403, text="missing_scope files:read")
    return web.Response(body=file.content, content_type=file.mimetype)


def routes(app: web.Application) -> None:
    """Add these addresses to a web application."""
    app.router.add_route("*", "/api/{method}", api)
    app.router.add_get("/link/", link)
    app.router.add_post("/actions/{team}/{key}", response_url)
    app.router.add_post("/upload/v1/{key}", upload)
    app.router.add_get(r"/files-pri/{team:[A-Z0-9]+}-{file:[A-Z0-9]+}/{rest:.*}", download)
