"""Entra's end-points as far as an app needs them: discovery, keys, and tokens for client credentials.

Source: learn.microsoft.com, "The OAuth 2.0 client credentials flow on the Microsoft identity platform".
"""

import hmac
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from typing_extensions import override
from yarl import URL

from playground.slack.clock import Clock
from playground.slack.shapes import Json
from playground.teams.errors import TeamsError
from playground.teams.keys import Keys

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CONNECTOR_AUDIENCE = "https://api.botframework.com"
CLOUD_LOGIN = "https://login.microsoftonline.com"
LONGEST_SECONDS = 3599


@dataclass(kw_only=True)
class App:
    """The app's registration: who it is, and what it proves that with."""

    app_id: str
    tenant_id: str
    secret: str
    certificates: dict[str, RSAPublicKey] = field(default_factory=dict)
    """Public keys by the thumbprint that an assertion names (`x5t`, `x5t#S256` or `kid`)."""
    federated: dict[str, str] = field(default_factory=dict)
    """Assertions of other issuers that are taken as they are, each with its subject."""


class Login:
    """Hands out tokens, and tells which tokens are its own."""

    def __init__(self, app: App, clock: Clock) -> None:
        self.app = app
        self.keys = Keys("entra")
        self.issued = 0
        self.lasting_seconds = LONGEST_SECONDS
        self._clock = clock
        self._admitted: dict[tuple[str, str], float] = {}

    def discovery(self, tenant: str) -> Json:
        """Give the tenant's OpenID document. Its addresses are the cloud's: an app that is led here rewrites them."""
        if tenant != self.app.tenant_id:
            raise _refused(400, "invalid_tenant", "AADSTS90002", f"Tenant '{tenant}' not found.")
        base = f"{CLOUD_LOGIN}/{tenant}"
        return {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorities(self) -> Json:
        """Give the names of the sign-in's hosts, which some clients ask for before anything else."""
        host = CLOUD_LOGIN.removeprefix("https://")
        found = f"{CLOUD_LOGIN}/{self.app.tenant_id}/v2.0/.well-known/openid-configuration"
        metadata = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
        return {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": [metadata]}

    def token(self, tenant: str, body: bytes) -> Json:
        """Answer a token request; LoginError in Entra's words."""
        form = URL.build(query_string=body.decode("ascii", "replace"), encoded=True).query
        if tenant != self.app.tenant_id:
            raise _refused(400, "invalid_tenant", "AADSTS90002", f"Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials":
            raise _refused(400, "unsupported_grant_type", "AADSTS70003", "The app requested an unsupported grant type.")
        if form.get("client_id") != self.app.app_id:
            words = f"Application with identifier '{form.get('client_id')}' was not found in the directory."
            raise _refused(400, "unauthorized_client", "AADSTS700016", words)
        self._prove(form.get("client_secret"), form.get("client_assertion"), form.get("client_assertion_type"))
        scope = form.get("scope", "")
        if not scope.endswith("/.default"):
            raise _refused(400, "invalid_scope", "AADSTS1002012", f"The provided value for scope {scope} is not valid.")
        return self.issue(scope.removesuffix("/.default"))

    def issue(self, audience: str) -> Json:
        """Give a token for an audience."""
        self.issued += 1
        now = int(self._clock.now())
        tenant = self.app.tenant_id
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + self.lasting_seconds,
            "appid": self.app.app_id,
            "tid": tenant,
            "uti": f"token-{self.issued}",
        }
        return {
            "token_type": "Bearer",
            "expires_in": self.lasting_seconds,
            "ext_expires_in": self.lasting_seconds,
            "access_token": self.keys.newest.sign(claims),
        }

    def admit(self, authorization: str, audience: str = CONNECTOR_AUDIENCE) -> None:
        """Refuse whoever does not bring a token of ours for this audience and app, as the connector refuses them."""
        if self._admitted.get((authorization, audience), 0.0) > self._clock.now():
            return
        scheme, _, token = authorization.partition(" ")
        denied = TeamsError(401, "Unauthorized", "Authorization has been denied for this request.")
        if scheme != "Bearer":
            raise denied
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next(key for key in self.keys.published if key.kid == kid)
            claims = jwt.decode(
                token,
                key.private.public_key(),
                algorithms=["RS256"],
                audience=audience,
                issuer=f"https://sts.windows.net/{self.app.tenant_id}/",
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, StopIteration):
            raise denied from None
        if claims["exp"] <= self._clock.now() or claims.get("appid") != self.app.app_id:
            raise denied
        self._admitted[authorization, audience] = float(claims["exp"])

    def _prove(self, secret: str | None, assertion: str | None, kind: str | None) -> None:
        if assertion is not None:
            if kind != ASSERTION_TYPE:
                raise _refused(400, "invalid_request", "AADSTS70002", "The client_assertion_type is not supported.")
            self._check_assertion(assertion)
        elif secret is None:
            words = "The request body must contain: 'client_assertion' or 'client_secret'."
            raise _refused(401, "invalid_client", "AADSTS7000218", words)
        elif not hmac.compare_digest(secret.encode(), self.app.secret.encode()):
            raise _refused(401, "invalid_client", "AADSTS7000215", "Invalid client secret provided.")

    def _check_assertion(self, assertion: str) -> None:
        if assertion in self.app.federated:
            return
        wrong = _refused(401, "invalid_client", "AADSTS700027", "The certificate's signature or audience is not valid.")
        try:
            header = jwt.get_unverified_header(assertion)
            named = [header.get(name) for name in ("x5t#S256", "x5t", "kid")]
            key = next(self.app.certificates[name] for name in named if name in self.app.certificates)
            claims = jwt.decode(assertion, key, algorithms=["RS256", "PS256"], options={"verify_aud": False})
        except (jwt.PyJWTError, StopIteration):
            raise wrong from None
        audience = str(claims.get("aud", ""))
        ours = claims.get("iss") == claims.get("sub") == self.app.app_id
        if not ours or self.app.tenant_id not in audience or not audience.endswith("/oauth2/v2.0/token"):
            raise wrong


class LoginError(TeamsError):
    """A token request that Entra refuses, in the form of OAuth's errors."""

    @override
    def answer(self) -> Json:
        """Give the body of the answer."""
        number = int(self.message[6:].partition(":")[0])
        return {
            "error": self.code,
            "error_description": self.message,
            "error_codes": [number],
            "timestamp": "2026-01-01 00:00:00Z",
            "trace_id": "00000000-0000-0000-0000-000000000001",
            "correlation_id": "00000000-0000-0000-0000-000000000002",
        }


def _refused(status: int, error: str, number: str, words: str) -> LoginError:
    return LoginError(status, error, f"{number}: {words}")
