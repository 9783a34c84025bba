"""The addresses that a bot uses: keys, tokens, the connector, and where consented files are put."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from playground.slack.faults import Fault
from playground.slack.shapes import Json
from playground.teams.connector import OPERATIONS, Call
from playground.teams.errors import TeamsError
from playground.teams.service import Teams

TEAMS = web.AppKey("teams", Teams)
_ROUTES = (
    ("POST", "conversations", "create"),
    ("POST", "conversations/{conversation}/activities", "send"),
    ("POST", "conversations/{conversation}/activities/{activity}", "reply"),
    ("PUT", "conversations/{conversation}/activities/{activity}", "update"),
    ("DELETE", "conversations/{conversation}/activities/{activity}", "delete"),
    ("GET", "conversations/{conversation}/pagedmembers", "pagedmembers"),
    ("GET", "conversations/{conversation}/members", "members"),
    ("GET", "conversations/{conversation}/members/{member}", "member"),
    ("GET", "teams/{team}", "team"),
    ("GET", "teams/{team}/conversations", "channels"),
)


def _json(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, headers=headers, content_type="application/json")


async def connector(request: web.Request, name: str) -> web.StreamResponse:
    """Answer a connector call, with the fault that it meets."""
    teams = request.app[TEAMS]
    path = dict(request.match_info)
    answer: tuple[int, object] = (0, None)
    headers: dict[str, str] = {}
    fault = None
    body: Json = {}
    try:
        body = await _admitted(request, teams)
        fault = teams.faults.next_for_call(name, {"channel": path.get("conversation")})
        if fault is not None and (early := await _before(request, teams, fault)) is not None:
            return early
        answer = OPERATIONS[name](Call(teams=teams, path=path, query=request.query, body=body))
    except TeamsError as error:
        answer, headers = (error.status, error.answer()), error.headers()
    teams.wire.note("in", "call", name, path=path, args=body, answer=answer[1], status=answer[0])
    if fault is not None and (late := await _after(request, teams, fault)) is not None:
        return late
    return _json(answer[1], status=answer[0], headers=headers)


async def met(
    request: web.Request, name: str, where: Json, call: Callable[[], Awaitable[tuple[int, object, dict[str, str]]]]
) -> web.StreamResponse:
    """Answer a call of another service, with the fault that it meets."""
    teams = request.app[TEAMS]
    fault = teams.faults.next_for_call(name, where)
    if fault is not None and (early := await _before(request, teams, fault)) is not None:
        return early
    status, answer, headers = await call()
    teams.wire.note("in", "call", name, path=dict(request.match_info), answer=answer, status=status)
    if fault is not None and (late := await _after(request, teams, fault)) is not None:
        return late
    return _json(answer, status=status, headers=headers)


async def _admitted(request: web.Request, teams: Teams) -> Json:
    teams.login.admit(request.headers.get("Authorization", ""))
    if request.match_info["tenant"] != teams.settings.tenant_id:
        raise TeamsError(404, "ServiceUrlNotFound", "There is no such service address.")
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        raise TeamsError(400, "BadSyntax", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise TeamsError(400, "BadSyntax", "The body is no object.")
    return body


async def _before(request: web.Request, teams: Teams, fault: Fault) -> web.Response | None:
    """Do what goes wrong before a call is accepted; None where it is accepted all the same."""
    teams.wire.note("in", "fault", request.path, fault=fault.kind, how=fault.how, times=fault.met)
    if fault.kind == "late":
        await teams.clock.sleep(fault.seconds)
    if fault.kind == "refuse":
        return _json({"error": {"code": "ServiceError", "message": "Try again later."}}, status=fault.status)
    if fault.kind == "ratelimit":
        words = {"error": {"code": "Throttled", "message": "Too many requests."}}
        return _json(words, status=429, headers={"Retry-After": str(fault.retry_after)} if fault.retry_after else {})
    if fault.kind == "error":
        return _json({"error": {"code": fault.error, "message": fault.error}}, status=fault.status)
    return None


async def _after(request: web.Request, teams: Teams, fault: Fault) -> web.Response | None:
    """Do what goes wrong after a call was accepted; None where it gets its answer."""
    if fault.kind == "slow":
        await teams.clock.sleep(fault.seconds)
    if fault.kind != "lose":
        return None
    if fault.how == "hang":
        await asyncio.Event().wait()
    if fault.how == "status":
        return _json({"error": {"code": "ServiceError", "message": "Unknown."}}, status=fault.status)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def token(request: web.Request) -> web.StreamResponse:
    """Answer a token request, with the fault that it meets (`on` token)."""
    teams = request.app[TEAMS]
    body = await request.read()
    fault = teams.faults.next_for_call("token", {})
    if fault is not None and fault.kind in ("refuse", "error"):
        return _json({"error": "temporarily_unavailable", "error_codes": [90033]}, status=fault.status)
    if fault is not None:
        await teams.clock.sleep(fault.seconds)
    try:
        status, answer = 200, teams.login.token(request.match_info["tenant"], body)
    except TeamsError as error:
        status, answer = error.status, error.answer()
    teams.wire.note("in", "call", "token", status=status)
    return _json(answer, status=status)


async def managed_identity(request: web.Request) -> web.Response:
    """Answer as the metadata service of a virtual machine with a managed identity does."""
    teams = request.app[TEAMS]
    if request.headers.get("Metadata", "").lower() != "true":
        return _json({"error": "invalid_request"}, status=400)
    named = request.query.get("client_id", teams.settings.app_id)
    if named != teams.settings.app_id:
        return _json({"error": "invalid_request", "error_description": "Identity not found"}, status=400)
    given = teams.login.issue(request.query.get("resource", ""))
    expires = str(int(teams.clock.now()) + teams.login.lasting_seconds)
    shown = {"expires_in": str(given["expires_in"]), "expires_on": expires, "resource": request.query.get("resource")}
    return _json({**given, **shown})


async def discovery(request: web.Request) -> web.Response:
    """Give Entra's OpenID document."""
    try:
        return _json(request.app[TEAMS].login.discovery(request.match_info["tenant"]))
    except TeamsError as error:
        return _json(error.answer(), status=error.status)


async def authorities(request: web.Request) -> web.Response:
    """Give the names of Entra's hosts."""
    return _json(request.app[TEAMS].login.authorities())


async def login_keys(request: web.Request) -> web.Response:
    """Give Entra's keys."""
    return _json(request.app[TEAMS].login.keys.document())


async def metadata(request: web.Request) -> web.StreamResponse:
    """Give the OpenID document of the Bot Framework, with the fault that it meets (`on` openid)."""
    teams = request.app[TEAMS]
    fault = teams.faults.next_for_call("openid", {})
    if fault is not None and (early := await _before(request, teams, fault)) is not None:
        return early
    base = teams.settings.base_url
    return _json(
        {
            "issuer": teams.settings.issuer,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{base}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
    )


async def keys(request: web.Request) -> web.StreamResponse:
    """Give the keys of the Bot Framework, with the fault that it meets (`on` keys)."""
    teams = request.app[TEAMS]
    fault = teams.faults.next_for_call("keys", {})
    teams.wire.note("in", "call", "keys", status=200)
    if fault is not None and (early := await _before(request, teams, fault)) is not None:
        return early
    return _json(teams.keys.document())


async def upload(request: web.Request) -> web.Response:
    """Take a file that a person consented to, at the address that only this consent names."""
    tenant, name = request.app[TEAMS].tenant, request.match_info["key"]
    if tenant.uploads.get(name, b"") is not None:
        return web.Response(status=404)
    content = await request.read()
    wanted = f"bytes 0-{len(content) - 1}/{len(content)}"
    if request.headers.get("Content-Range") != wanted:
        return _json({"error": {"code": "invalidRange", "message": f"Content-Range must be {wanted}."}}, status=400)
    tenant.uploads[name] = content
    request.app[TEAMS].hub.tell("upload", key=name)
    return _json({"id": name}, status=201)


def routes(app: web.Application) -> None:
    """Add these addresses to a web application."""
    for method, address, name in _ROUTES:

        async def answer(request: web.Request, name: str = name) -> web.StreamResponse:
            return await connector(request, name)

        app.router.add_route(method, f"/smba/emea/{{tenant}}/v3/{address}", answer)
    app.router.add_get("/v1/.well-known/openidconfiguration", metadata)
    app.router.add_get("/v1/.well-known/keys", keys)
    app.router.add_get("/login/common/discovery/instance", authorities)
    app.router.add_post("/login/{tenant}/oauth2/v2.0/token", token)
    app.router.add_get("/login/{tenant}/v2.0/.well-known/openid-configuration", discovery)
    app.router.add_get("/login/{tenant}/discovery/v2.0/keys", login_keys)
    app.router.add_get("/metadata/identity/oauth2/token", managed_identity)
    app.router.add_put("/upload/{key}", upload)
