"""The one place that every Web API call passes: token, its kind, scope, arguments, rate limit, faults, method."""

from dataclasses import dataclass, field

import msgspec
from yarl import URL

from playground.slack.calls import Call, Method
from playground.slack.core import Slack, Token
from playground.slack.errors import SlackError, bad_arguments
from playground.slack.faults import Fault
from playground.slack.limits import RateLimitedError
from playground.slack.methods import METHODS
from playground.slack.shapes import Json

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(kw_only=True)
class Request:
    """A Web API request as it came in."""

    method: str
    kind: str = ""
    authorization: str = ""
    body: bytes = b""
    query: str = ""
    fields: Json | None = None


@dataclass(kw_only=True)
class Answer:
    """What goes back. fault: what must still go wrong with it on the way."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None


def answer(slack: Slack, request: Request) -> Answer:
    """Answer a Web API call; a `late` fault comes back undone, for the caller to call `accept` later."""
    args: Json = {}
    try:
        args, token_text = _arguments(request)
        ready = _admitted(slack, request, args, token_text)
        fault = slack.faults.next_for_call(request.method, args)
        given = _faulty(slack, ready, fault) if fault is not None else accept(ready)
    except RateLimitedError as error:
        given = Answer(body=error.answer(), status=429, headers={"Retry-After": str(error.retry_after)})
    except SlackError as error:
        given = Answer(body=error.answer())
    slack.wire.note("in", "call", request.method, args=args, answer=given.body, status=given.status)
    return given


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A call that was admitted and can be carried out."""

    method: Method
    call: Call
    name: str


def accept(ready: Ready) -> Answer:
    """Carry an admitted call out. Slack tells with every answer what the token may do, and what the method asks for."""
    headers = {
        "X-OAuth-Scopes": ",".join(sorted(ready.call.token.scopes)),
        "X-Accepted-OAuth-Scopes": ",".join(ready.method.scopes),
    }
    try:
        return Answer(body=ready.method.run(ready.call), headers=headers)
    except SlackError as error:
        return Answer(body=error.answer(), headers=headers)


@dataclass(kw_only=True)
class Later(Answer):
    """An answer to a call that is accepted only after a time."""

    ready: Ready


def _faulty(slack: Slack, ready: Ready, fault: Fault) -> Answer:
    slack.wire.note("in", "fault", ready.name, fault=fault.kind, how=fault.how, times=fault.met)
    if fault.kind == "refuse":
        return Answer(body={"ok": False, "error": "service_unavailable"}, status=fault.status)
    if fault.kind == "ratelimit":
        return Answer(
            body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(fault.retry_after)}
        )
    if fault.kind == "error":
        return Answer(body={"ok": False, "error": fault.error})
    if fault.kind == "late":
        return Later(body={}, fault=fault, ready=ready)
    given = accept(ready)
    given.fault = fault
    if fault.kind == "lose" and fault.how == "status":
        given.status = fault.status
        given.body = {"ok": False, "error": "internal_error"}
    return given


def _arguments(request: Request) -> tuple[Json, str]:
    method = METHODS.get(request.method)
    if method is None:
        raise SlackError("unknown_method", req_method=request.method)
    token = request.authorization.removeprefix("Bearer").strip()
    if request.kind == _JSON:
        args = _from_json(request.body) if method.takes_json else {}
    elif request.fields is not None:
        args = dict(request.fields)
    elif request.kind == _FORM or not request.body:
        args = (
            dict(URL.build(query_string=request.body.decode("utf-8", "replace"), encoded=True).query)
            if request.body
            else {}
        )
    else:
        raise SlackError("invalid_post_type")
    if request.query:
        args = {**URL.build(query_string=request.query, encoded=True).query, **args}
    from_form = args.pop("token", "")
    return args, token or (from_form if request.kind != _JSON else "")


def _from_json(body: bytes) -> Json:
    if not body:
        return {}
    try:
        args = msgspec.json.decode(body)
    except msgspec.DecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(args, dict):
        raise SlackError("json_not_object")
    return args


def _admitted(slack: Slack, request: Request, args: Json, token_text: str) -> Ready:
    method = METHODS[request.method]
    token = _token(slack, method, token_text) if method.kinds else Token(kind="", user="", scopes=frozenset())
    missing = [name for name in method.needs if args.get(name) in (None, "")]
    if missing and method.missing:
        raise SlackError(method.missing)
    if missing:
        raise bad_arguments(*(f"missing required field: {name}" for name in missing))
    slack.limits.spend(method=request.method, tier=method.tier, args=args)
    return Ready(method=method, call=Call(slack=slack, token=token, args=args), name=request.method)


def _token(slack: Slack, method: Method, text: str) -> Token:
    if not text:
        raise SlackError("not_authed")
    token = slack.tokens.get(text)
    if token is None:
        raise SlackError("invalid_auth")
    if token.revoked:
        raise SlackError(token.revoked)
    if token.kind not in method.kinds:
        raise SlackError("not_allowed_token_type")
    if method.scopes and not token.scopes.intersection(method.scopes):
        raise SlackError("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(token.scopes)))
    return token
