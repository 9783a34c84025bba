"""Tells requests that Slack signed from all others, before a single byte of theirs is parsed.

Source: docs.slack.dev, "Verifying requests from Slack": HMAC-SHA256 over `v0:timestamp:body`, five minutes old at most.
"""

import hmac
import re
from collections.abc import Callable

OLDEST_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Signatures:
    """Checks signatures with one signing secret. `now` gives the seconds since 1970."""

    def __init__(self, secret: str, *, now: Callable[[], float]) -> None:
        if not secret:
            raise ValueError("Without a signing secret anybody could speak as Slack.")
        self._secret = secret.encode()
        self._now = now

    def genuine(self, body: bytes, *, timestamp: str | None, signature: str | None) -> bool:
        """Return whether Slack signed this body not long ago; False for whatever else may stand in the headers."""
        if timestamp is None or signature is None:
            return False
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            return False
        if abs(self._now() - int(timestamp)) > OLDEST_SECONDS:
            return False
        return hmac.compare_digest(self.of(body, timestamp), signature)

    def of(self, body: bytes, timestamp: str) -> str:
        """Return the signature of a body at a time."""
        signed = b"v0:%b:%b" % (timestamp.encode(), body)
        return "v0=" + hmac.digest(self._secret, signed, "sha256").hex()
