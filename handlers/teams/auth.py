"""Tells what Teams sent from what anybody else sent: botbuilder's place for it, with stricter checks than its own.

botbuilder's own check takes a token without an end, an activity without a service address and a key that is not
endorsed for Teams, answers 500 to what is no token, and fetches keys while everybody waits.

Source: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot".
"""

import re
from collections.abc import Callable
from typing import NoReturn

import jwt
import msgspec
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)
from jwt.types import Options
from jwt.utils import base64url_decode
from typing_extensions import override

from handlers.teams.clouds import Cloud
from handlers.teams.keyring import Keyring, SigningKey
from handlers.teams.values import CHANNEL_ID, Json

LEEWAY_SECONDS = 300.0
MOST_REMEMBERED = 500
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{1,6000}\.[A-Za-z0-9_-]{1,1000})", re.ASCII)
_OPTIONS: Options = {"require": ["exp", "iss", "aud"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}


class RefusedTokenError(PermissionError):
    """A request that is not Teams' own; the words are for the log and quote nothing of it."""


class _Header(msgspec.Struct, frozen=True):
    kid: str
    alg: str


class Verified(msgspec.Struct, frozen=True):
    """What a genuine token says, and the key that it was signed with."""

    claims: Json
    signed: SigningKey


class BotAuth(BotFrameworkAuthentication):  # type: ignore[misc]  # botbuilder ships no types.
    """Checks the tokens of requests to one bot. `now` gives seconds since 1970."""

    def __init__(self, keys: Keyring, cloud: Cloud, *, app_id: str, now: Callable[[], float]) -> None:
        if not app_id:
            raise ValueError("Without an app id anybody could speak as Teams.")
        self._keys = keys
        self._cloud = cloud
        self._app_id = app_id
        self._now = now
        self._genuine: dict[str, Verified] = {}

    async def verify(self, authorization: str) -> Verified:
        """Return what the token of a request says. Raises RefusedTokenError for every token that is not Teams'.

        The service uses one token for many requests, so a signature that was found to be right is not computed again;
        its times are looked at each time, and whether its key is still one of Microsoft's.
        """
        found = _BEARER.fullmatch(authorization)
        if found is None:
            raise RefusedTokenError("It has no bearer token.")
        known = self._genuine.get(found[1])
        key = await self._key(found[1])
        if known is None or known.signed is not key:
            known = Verified(self._claims(found[1], key), key)
            if len(self._genuine) >= MOST_REMEMBERED:
                self._genuine.clear()
            self._genuine[found[1]] = known
        self._in_time(known.claims)
        return known

    def fits(self, verified: Verified, *, channel: object, service_url: object) -> None:
        """Hold an activity against its token: the channel that was endorsed, the address that was signed, and ours."""
        if channel != CHANNEL_ID or CHANNEL_ID not in verified.signed.endorsements:
            raise RefusedTokenError("It is not endorsed for Teams.")
        claimed = verified.claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url or claimed != service_url:
            raise RefusedTokenError("Its service address is not the one that was signed.")
        if not self._cloud.serves(service_url):
            raise RefusedTokenError("Its service address is not one of this cloud's.")

    @override
    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        verified = await self.verify(auth_header)
        self.fits(verified, channel=activity.channel_id, service_url=activity.service_url)
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(verified.claims, True)  # noqa: FBT003 - its argument has no other name.
        result.audience = self._cloud.connector
        return result

    @override
    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> NoReturn:
        raise RefusedTokenError("Teams does not stream.")

    @override
    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        raise NotImplementedError("Messages go out by handlers.teams.connector.")

    @override
    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        raise NotImplementedError("Nobody signs in to anything here.")

    async def _key(self, token: str) -> SigningKey:
        try:
            raw = base64url_decode(token.partition(".")[0])
            header = msgspec.json.decode(raw, type=_Header)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            raise RefusedTokenError("Its token has no header that could be read.") from None
        if header.alg != "RS256":
            raise RefusedTokenError("Its token is not signed by RS256.")
        key = await self._keys.find(header.kid)
        if key is None:
            raise RefusedTokenError("Its token is signed by a key that Microsoft does not publish.")
        return key

    def _claims(self, token: str, key: SigningKey) -> Json:
        try:
            claims: Json = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._cloud.issuer,
                options=_OPTIONS,
            )
        except (jwt.PyJWTError, RecursionError, ValueError, TypeError) as error:
            raise RefusedTokenError(f"Its token is not for us ({type(error).__name__}).") from None
        return claims

    def _in_time(self, claims: Json) -> None:
        now = self._now()
        if not _moment(claims.get("exp")) > now - LEEWAY_SECONDS:
            raise RefusedTokenError("Its token has ended.")
        if not _moment(claims.get("nbf", 0)) < now + LEEWAY_SECONDS:
            raise RefusedTokenError("Its token is not good yet.")


def _moment(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RefusedTokenError("Its token has a time that is none.")
    return value
