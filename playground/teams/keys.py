"""The keys with which this Teams signs, as its OpenID documents publish them, and the tokens that it signs.

Source: learn.microsoft.com, "Authenticate requests from the Bot Connector service to your bot".
"""

from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from playground.slack.shapes import Json

BITS = 2048


class Key:
    """One RSA key: its id, and the channels that it may sign for."""

    def __init__(self, kid: str, endorsements: tuple[str, ...]) -> None:
        self.kid = kid
        self.private: RSAPrivateKey = generate_private_key(public_exponent=65537, key_size=BITS)
        self.endorsements = endorsements

    def published(self) -> Json:
        """Give it as the key document shows it."""
        shown: Json = msgspec.json.decode(RSAAlgorithm.to_jwk(self.private.public_key()))
        shown.pop("key_ops", None)
        shown |= {"use": "sig", "kid": self.kid, "x5t": self.kid}
        if self.endorsements:
            shown["endorsements"] = list(self.endorsements)
        return shown

    def sign(self, claims: Json, *, algorithm: str = "RS256", headers: Json | None = None) -> str:
        """Sign claims into a token."""
        named: dict[str, Any] = {"kid": self.kid, "x5t": self.kid, **(headers or {})}
        return jwt.encode(claims, self.private, algorithm=algorithm, headers=named)


class Keys:
    """The keys of one issuer; the newest signs, all that were not retired are published."""

    def __init__(self, name: str, endorsements: tuple[str, ...] = ()) -> None:
        self._name = name
        self._endorsements = endorsements
        self._made = 0
        self._published: list[Key] = []

    @property
    def published(self) -> list[Key]:
        """The keys that are published, the oldest first; the first one is made when somebody looks."""
        if not self._published:
            self.rotate()
        return self._published

    @property
    def newest(self) -> Key:
        """The key that signs."""
        return self.published[-1]

    def rotate(self, *, endorsements: tuple[str, ...] | None = None, retire: bool = False) -> Key:
        """Begin to sign with a new key; `retire` takes the older ones out of the published ones."""
        self._made += 1
        key = Key(f"{self._name}-{self._made}", self._endorsements if endorsements is None else endorsements)
        if retire:
            self._published.clear()
        self._published.append(key)
        return key

    def document(self) -> Json:
        """Give the key document (JWKS)."""
        return {"keys": [key.published() for key in self.published]}
