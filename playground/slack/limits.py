"""Slack's rate limits: tiers per method, and about one message a second in each channel.

Slack documents the tiers (1+, 20+, 50+ and 100+ a minute per method and workspace) and about one chat.postMessage a
second and channel, with short bursts allowed. How long a burst may be is not documented: here it is
`POST_BURST` messages, and a tier's whole minute may be used at once.
"""

import math
from enum import Enum

from playground.slack.clock import Clock
from playground.slack.errors import SlackError
from playground.slack.shapes import Json

POST_BURST = 5
POSTS_A_MINUTE = 400
MOST_BUCKETS = 20_000


class Tier(Enum):
    """How often a method may be called; the value is calls a minute, and None is not limited here."""

    TWO = 20
    THREE = 50
    FOUR = 100
    POST = 60
    FREE = None


class RateLimitedError(SlackError):
    """Too many calls; answered with 429 and Retry-After, in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Limits:
    """Buckets that fill with time, one for each method and for each channel that is posted to."""

    def __init__(self, *, clock: Clock, enabled: bool) -> None:
        self._clock = clock
        self.enabled = enabled
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def spend(self, *, method: str, tier: Tier, args: Json) -> None:
        """Count one call; RateLimitedError if it is one too many."""
        if not self.enabled or tier is Tier.FREE:
            return
        if tier is Tier.POST:
            self._take(("post", str(args.get("channel"))), a_minute=60, most=POST_BURST)
            self._take(("post", ""), a_minute=POSTS_A_MINUTE, most=POSTS_A_MINUTE)
            return
        a_minute = tier.value or 1
        self._take((method, ""), a_minute=a_minute, most=a_minute)

    def forget(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()

    def _take(self, key: tuple[str, str], *, a_minute: int, most: int) -> None:
        now = self._clock.now()
        left, since = self._buckets.get(key, (float(most), now))
        left = min(float(most), left + (now - since) * a_minute / 60)
        if left < 1:
            self._buckets[key] = (left, now)
            raise RateLimitedError(max(1, math.ceil((1 - left) * 60 / a_minute)))
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.clear()
        self._buckets[key] = (left - 1, now)
