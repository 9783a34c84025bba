"""The signature with which Slack proves that a request is its own (version v0)."""

import hashlib
import hmac

from playground.slack.clock import wall

STALE_SECONDS = 360


def sign(secret: str, body: bytes, forge: str = "") -> dict[str, str]:
    """Make the headers that prove a request to be Slack's; `forge` is forged or stale, for tests of the app's guard.

    The time is the real one, not this Slack's, because the app compares it with its own clock.
    """
    moment = int(wall()) - (STALE_SECONDS if forge == "stale" else 0)
    base = f"v0:{moment}:".encode() + body
    digest = hmac.new(b"wrong" if forge == "forged" else secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}
