"""A sign-in on this machine for tests: Entra's discovery and token endpoints, and the one that Azure gives machines."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

TENANT = "7f2b6a1c-2a7e-4f0e-9a52-6f0d3a0c1b11"
APP = "0d1f6f2e-5b3c-4c55-8a0b-6b8f8b3f9a22"
SECRET = "what-nobody-knows"
LOGIN = "https://login.microsoftonline.com"
CONNECTOR_SCOPE = "https://api.botframework.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Key:
    """A key with its certificate, as PEM."""

    def __init__(self) -> None:
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "csops")])
        start = datetime(2026, 1, 1, tzinfo=UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(1)
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=3650))
            .sign(self.private, hashes.SHA256())
        )
        self.private_pem = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.certificate_pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.thumbprint = self.certificate.fingerprint(hashes.SHA1()).hex()  # noqa: S303 - what Entra calls it.


class Entra:
    """What it takes, what it was asked, and what it shall fail with."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.assertions: list[dict[str, Any]] = []
        self.lifetime = 3600
        self.failures: list[web.Response] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.federated: set[str] = set()
        self.key: Key | None = None
        application = web.Application()
        application.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discover)
        application.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        application.router.add_get("/metadata/identity/oauth2/token", self._machine)
        self.server = TestServer(application)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def tokens(self) -> int:
        """How often a token was asked for."""
        return self.requests["token"] + self.requests["machine"]

    async def _discover(self, request: web.Request) -> web.Response:
        self.requests["discovery"] += 1
        tenant = request.match_info["tenant"]
        if tenant != TENANT:
            return web.json_response({"error": "invalid_tenant", "error_description": "AADSTS90002"}, status=400)
        return web.json_response(
            {
                "issuer": f"{LOGIN}/{tenant}/v2.0",
                "authorization_endpoint": f"{LOGIN}/{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{LOGIN}/{tenant}/oauth2/v2.0/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        failed = await self._held("token")
        if failed is not None:
            return failed
        form = await request.post()
        assert form["grant_type"] == "client_credentials"
        refusal = self._refusal({name: str(value) for name, value in form.items()})
        if refusal:
            description = f"{refusal}: It is refused.\r\nTrace ID: 1"
            return web.json_response({"error": "invalid_client", "error_description": description}, status=401)
        return self._granted(str(form["scope"]))

    async def _machine(self, request: web.Request) -> web.Response:
        failed = await self._held("machine")
        if failed is not None:
            return failed
        if request.query.get("client_id") not in {APP, None} or request.headers.get("Metadata") != "true":
            refused = {"error": "invalid_request", "error_description": "Identity not found"}
            return web.json_response(refused, status=400)
        return self._granted(request.query["resource"])

    async def _held(self, kind: str) -> web.Response | None:
        self.requests[kind] += 1
        self.asked.set()
        await self.gate.wait()
        return self.failures.pop(0) if self.failures else None

    def _granted(self, audience: str) -> web.Response:
        token = f"{audience.removesuffix('/.default')}#{self.tokens}"
        return web.json_response({"token_type": "Bearer", "access_token": token, "expires_in": self.lifetime})

    def _refusal(self, form: dict[str, str]) -> str:
        if form["client_id"] != APP:
            return "AADSTS700016"
        if "client_secret" in form:
            return "" if form["client_secret"] == SECRET else "AADSTS7000215"
        assert form["client_assertion_type"] == JWT_BEARER
        assertion = form["client_assertion"]
        if assertion in self.federated:
            return ""
        if self.key is None:
            return "AADSTS700213"
        self.assertions.append(jwt.get_unverified_header(assertion))
        audience = f"{LOGIN}/{TENANT}/oauth2/v2.0/token"
        try:
            jwt.decode(
                assertion, self.key.private.public_key(), algorithms=["PS256", "RS256"], audience=audience, issuer=APP
            )
        except jwt.InvalidTokenError:
            return "AADSTS700027"
        return ""
