"""Speaks with Entra through msal, in a worker thread; the HTTP itself goes out by the session of the house.

msal is imported when the first token is asked for, because a company without Teams must not pay for it.
"""

import asyncio
import logging
import urllib.parse
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec

from handlers.teams.credentials import CredentialError, Managed, Registration, for_msal
from handlers.teams.token_faults import Fault, fault_of_answer, fault_of_exception

LONGEST_SECONDS = 10.0
MACHINE = "169.254.169.254"
"""Where a machine of Azure asks for its own identity."""


class Granted(msgspec.Struct, frozen=True):
    """A token, and for how long it is good from now on."""

    token: str
    seconds: int


class Transport:
    """What msal needs of an HTTP client. Called in a worker thread; the requests go out on the event loop."""

    def __init__(
        self, session: aiohttp.ClientSession, loop: asyncio.AbstractEventLoop, registration: Registration
    ) -> None:
        self._session = session
        self._loop = loop
        self._registration = registration
        self.retry_after = ""

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_more: object,
    ) -> "Response":
        """Send a GET once. Raises what aiohttp raises."""
        return self._ask("GET", url, params, headers, None)

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **_more: object,
    ) -> "Response":
        """Send a form by POST once. Raises what aiohttp raises."""
        return self._ask("POST", url, params, headers, urllib.parse.urlencode(data or {}))

    def close(self) -> None:
        """Leave the session open: it is not ours."""

    def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        form: str | None,
    ) -> "Response":
        given = dict(headers or {})
        if form is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        sending = self._send(method, self._address(url), params=params, headers=given, data=form)
        asked = asyncio.run_coroutine_threadsafe(sending, self._loop)
        try:
            return asked.result(LONGEST_SECONDS * 2)
        finally:
            asked.cancel()

    def _address(self, url: str) -> str:
        """Return where a request goes: with a sign-in on this machine, there and nowhere else."""
        local = self._registration.local
        if not local:
            return url
        parts, here = urllib.parse.urlsplit(url), urllib.parse.urlsplit(local)
        query = f"?{parts.query}" if parts.query else ""
        if parts.hostname == MACHINE:
            return f"{here.scheme}://{here.netloc}{parts.path}{query}"
        if parts.hostname != urllib.parse.urlsplit(self._registration.login).hostname:
            raise CredentialError(f"The sign-in on this machine points to {parts.hostname}, which is never asked.")
        return f"{local.rstrip('/')}{parts.path}{query}"

    async def _send(self, method: str, url: str, **more: Any) -> "Response":  # noqa: ANN401 - as aiohttp takes it.
        limit = aiohttp.ClientTimeout(total=LONGEST_SECONDS)
        async with self._session.request(method, url, timeout=limit, allow_redirects=False, **more) as answer:
            self.retry_after = answer.headers.get("Retry-After", "")
            return Response(answer.status, await answer.text(errors="replace"), dict(answer.headers))


class Response(msgspec.Struct, frozen=True):
    """An answer as msal reads it; errors it raises itself."""

    status_code: int
    text: str
    headers: dict[str, str]


class SignIn:
    """One confidential client for the whole process, made for the first token and again after a failure."""

    def __init__(self, registration: Registration, session: aiohttp.ClientSession) -> None:
        self._registration = registration
        self._session = session
        self._app: Any = None

    def acquire(self, scope: str, loop: asyncio.AbstractEventLoop) -> Granted | Fault:
        """Ask for a token; never from msal's own cache, because `Tokens` keeps what is still good. In a thread."""
        transport = Transport(self._session, loop, self._registration)
        try:
            answer = self._answer(scope, transport)
            if isinstance(answer.get("access_token"), str):
                return Granted(answer["access_token"], int(answer.get("expires_in") or 0))
        except Exception as error:  # noqa: BLE001 - msal raises what it likes; each becomes words for a person.
            self._app = None  # A file may have been mended meanwhile, and msal remembers failures.
            return fault_of_exception(error, self._registration, transport.retry_after)
        self._app = None
        return fault_of_answer(answer, self._registration, transport.retry_after)

    def _answer(self, scope: str, transport: Transport) -> Mapping[str, Any]:
        import msal  # noqa: PLC0415 - see the module's docstring.

        logging.getLogger("msal").setLevel(logging.CRITICAL)  # It would write whole answers out.
        credential = self._registration.credential
        if isinstance(credential, Managed):
            identity = (
                msal.UserAssignedManagedIdentity(client_id=credential.client_id)
                if credential.client_id
                else msal.SystemAssignedManagedIdentity()
            )
            client = msal.ManagedIdentityClient(identity, http_client=transport)
            machine: Mapping[str, Any] = client.acquire_token_for_client(resource=scope.removesuffix("/.default"))
            return machine
        if self._app is None:
            self._app = msal.ConfidentialClientApplication(
                self._registration.app_id,
                client_credential=for_msal(credential),
                authority=f"{self._registration.login}/{self._registration.tenant_id}",
                instance_discovery=False,  # The host is one of our own table; there is nothing to find out.
                http_client=transport,
            )
        self._app.remove_tokens_for_client()
        answer: Mapping[str, Any] = self._app.acquire_token_for_client(scopes=[scope])
        return answer
