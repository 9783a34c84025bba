"""Teams' rate limits: so many operations of a bot in a conversation within 1, 2, 30 and 3600 seconds.

Source: learn.microsoft.com, "Optimize your bot with rate limiting in Teams".
"""

import math
from collections import deque
from collections.abc import Mapping

from playground.slack.clock import Clock
from playground.teams.errors import TeamsError

WINDOWS: Mapping[str, tuple[tuple[float, int], ...]] = {
    "send": ((1, 7), (2, 8), (30, 60), (3600, 1800)),
    "create": ((1, 7), (2, 8), (30, 60), (3600, 1800)),
    "read": ((1, 14), (2, 16), (30, 120), (3600, 3600)),
}
"""For each kind of operation the windows in seconds and how many fit into each."""
ALL_A_SECOND = 50


class Limits:
    """Counts what was done lately, per conversation and for the whole tenant."""

    def __init__(self, *, clock: Clock, enabled: bool) -> None:
        self._clock = clock
        self.enabled = enabled
        self._lately: dict[tuple[str, str], deque[float]] = {}

    def spend(self, kind: str, conversation: str) -> None:
        """Count one operation; TeamsError 429 with Retry-After where it is one too many."""
        if not self.enabled:
            return
        now = self._clock.now()
        self._fits(("all", ""), ((1, ALL_A_SECOND),), now)
        self._fits((kind, conversation), WINDOWS[kind], now)
        for key in (("all", ""), (kind, conversation)):
            self._lately[key].append(now)

    def forget(self) -> None:
        """Begin to count anew."""
        self._lately.clear()

    def _fits(self, key: tuple[str, str], windows: tuple[tuple[float, int], ...], now: float) -> None:
        lately = self._lately.setdefault(key, deque())
        longest = windows[-1][0]
        while lately and lately[0] <= now - longest:
            lately.popleft()
        for seconds, most in windows:
            if len(lately) >= most and lately[-most] > now - seconds:
                wait = max(1, math.ceil(lately[-most] + seconds - now))
                raise TeamsError(429, "Throttled", "Too many requests.", retry_after=wait)
