"""Stand-ins on this machine: a Microsoft Graph and a mail server that answer as a test tells them to."""

import asyncio
import base64
import contextlib
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler


class StandInGraph:
    """People, groups, teams and mailboxes; `failures` are answered first, one for each request."""

    def __init__(self) -> None:
        self.users: list[dict[str, Any]] = []
        self.groups: dict[str, list[str]] = {}
        self.teams: dict[str, tuple[str, dict[str, str]]] = {}
        self.mailboxes = {"csops@fennwick.example"}
        self.failures: list[Callable[[], web.StreamResponse]] = []
        self.sent: list[EmailMessage] = []
        self.arrived = asyncio.Event()
        self.asked: list[str] = []
        self.tokens: list[str] = []
        self.page = 2
        self.next_host = ""
        self.lets_see_files = True
        self.at_once = 0
        self.most_at_once = 0
        application = web.Application(middlewares=[self._guard])
        application.router.add_get("/v1.0/users", self._users)
        application.router.add_get("/v1.0/groups/{id}/transitiveMembers/microsoft.graph.user", self._members)
        application.router.add_get("/v1.0/teams", self._teams)
        application.router.add_get("/v1.0/teams/{id}/channels", self._channels)
        application.router.add_get("/v1.0/teams/{id}/channels/{channel}/filesFolder", self._folder)
        application.router.add_post("/v1.0/users/{id}/sendMail", self._send)
        self.server = TestServer(application)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/v1.0"

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.tokens.append(request.headers["Authorization"].removeprefix("Bearer "))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        try:
            if self.failures:
                return self.failures.pop(0)()
            return await handler(request)
        finally:
            self.at_once -= 1

    def _paged(self, request: web.Request, rows: list[dict[str, Any]]) -> web.Response:
        start = int(request.query.get("$skiptoken", "0"))
        body: dict[str, Any] = {"value": rows[start : start + self.page]}
        if start + self.page < len(rows):
            host = self.next_host or f"http://{request.host}"
            body["@odata.nextLink"] = f"{host}{request.path}?$skiptoken={start + self.page}"
        return web.json_response(body)

    async def _users(self, request: web.Request) -> web.Response:
        wanted = request.query["$filter"].split("'")[1].casefold()
        found = [one for one in self.users if wanted in {one["mail"].casefold(), one["userPrincipalName"].casefold()}]
        return self._paged(request, found)

    async def _members(self, request: web.Request) -> web.Response:
        group = self.groups.get(request.match_info["id"])
        if group is None:
            return refusal(404, "Request_ResourceNotFound")
        return self._paged(request, [{"id": key} for key in group])

    async def _teams(self, request: web.Request) -> web.Response:
        return self._paged(request, [{"id": key, "displayName": name} for key, (name, _) in self.teams.items()])

    async def _channels(self, request: web.Request) -> web.Response:
        _, channels = self.teams[request.match_info["id"]]
        return self._paged(request, [{"id": key, "displayName": name} for key, name in channels.items()])

    async def _folder(self, _request: web.Request) -> web.Response:
        if not self.lets_see_files:
            return refusal(403, "accessDenied")
        return web.json_response({"id": "folder", "parentReference": {"driveId": "drive"}})

    async def _send(self, request: web.Request) -> web.Response:
        if request.match_info["id"] not in self.mailboxes:
            return refusal(404, "ErrorInvalidUser")
        if request.content_type != "text/plain":
            return refusal(400, "ErrorMimeContentInvalidBase64String")
        raw = base64.b64decode(await request.read(), validate=True)
        self.sent.append(read_mail(raw))
        self.arrived.set()
        return web.Response(status=202)


def refusal(status: int, code: str, **headers: str) -> web.Response:
    """Answer as Graph does when it refuses."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"error": {"code": code, "message": "It is refused."}}, status=status, headers=named)


def read_mail(raw: bytes) -> EmailMessage:
    """Return a mail as its reader has it."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@dataclass(kw_only=True)
class StandInMailServer:
    """Takes mail as RFC 5321 says. `answers` replaces what it says to a verb; an empty answer closes the line."""

    answers: dict[str, str] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["StandInMailServer"]:
        """Listen on this machine until the block ends."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._carry(reader, writer)
        writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        envelope: dict[str, str] = {}
        listening = await self._say(writer, "CONNECT", "220 here")
        while listening and (words := (await reader.readline()).decode().strip()):
            verb = words.partition(" ")[0].upper()
            envelope[verb] = words.partition("<")[2].partition(">")[0]
            listening = await self._say(writer, verb, self._usual(verb, words)) and verb != "QUIT"
            if listening and verb == "DATA" and self.answers.get("DATA", "354").startswith("354"):
                body = await reader.readuntil(b"\r\n.\r\n")
                if self.answers.get("BODY", "250").startswith("250"):
                    self._keep(body, envelope["MAIL"], envelope["RCPT"])
                listening = await self._say(writer, "BODY", "250 taken")

    def _keep(self, body: bytes, sender: str, to: str) -> None:
        raw = body.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        self.envelopes.append((sender, to))
        self.mails.append(read_mail(raw))
        self.arrived.set()

    def _usual(self, verb: str, words: str) -> str:
        if verb == "EHLO":
            return "250-here\r\n250 AUTH PLAIN" if self.login else "250 here"
        if verb == "AUTH":
            _, user, password = base64.b64decode(words.rpartition(" ")[2]).decode().split("\0")
            return "235 welcome" if (user, password) == self.login else "535 5.7.8 not you"
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")

    async def _say(self, writer: asyncio.StreamWriter, verb: str, usual: str) -> bool:
        """Say something; return False where the line is closed instead."""
        said = self.answers.get(verb, usual)
        if said:
            writer.write(f"{said}\r\n".encode())
            await writer.drain()
        return bool(said)
