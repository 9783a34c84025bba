"""Faults on demand: what goes wrong between the app and this Slack, for tests that must see the app survive it."""

import random
from dataclasses import dataclass
from typing import Literal

from playground.slack.shapes import Json

Kind = Literal[
    "refuse",  # answer `status` and accept nothing
    "lose",  # accept, then lose the answer: `how` is reset, hang or status
    "ratelimit",  # answer 429 with Retry-After and accept nothing
    "slow",  # accept at once, answer after `seconds`
    "late",  # accept only after `seconds`, even if the caller has gone; `how` is wait or reset
    "error",  # answer Slack's error `error` and accept nothing
    "twice",  # deliver an envelope or request twice
    "delay",  # deliver an envelope or request after `seconds`
    "drop",  # never deliver it
    "forged",  # deliver it over HTTP with a wrong signature
    "stale",  # deliver it over HTTP with a right signature that is six minutes old
]
CALL_KINDS = frozenset({"refuse", "lose", "ratelimit", "slow", "late", "error"})
DELIVERY_KINDS = frozenset({"twice", "delay", "drop", "forged", "stale"})


@dataclass(kw_only=True)
class Fault:
    """One thing that goes wrong. None in a condition means any.

    on: a Web API method (`chat.postMessage`), a delivery (`slash_commands`, `interactive`, `events_api`) or `*`.
    times: how often; None is until it is cleared. chance: of it happening when it could, between 0 and 1.
    """

    kind: Kind
    on: str = "*"
    channel: str | None = None
    times: int | None = 1
    chance: float = 1.0
    status: int = 503
    how: str = "reset"
    error: str = "internal_error"
    retry_after: int = 1
    seconds: float = 1.0
    skip: int = 0
    met: int = 0


class Faults:
    """The faults that wait to happen, in the order in which they were given."""

    def __init__(self, *, seed: int = 1) -> None:
        self.waiting: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311 - it decides when tests fail, it keeps no secret

    def add(self, fault: Fault) -> Fault:
        """Let something go wrong from now on; ValueError for a kind that does not exist."""
        if fault.kind not in CALL_KINDS | DELIVERY_KINDS:
            message = f"There is no fault {fault.kind!r}: use one of {sorted(CALL_KINDS | DELIVERY_KINDS)}."
            raise ValueError(message)
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well again."""
        self.waiting.clear()

    def reseed(self, seed: int) -> None:
        """Begin the dice again, so that a run with chances can be repeated."""
        self._random.seed(seed)

    def next_for_call(self, method: str, args: Json) -> Fault | None:
        """Take the fault that this Web API call meets."""
        return self._take(CALL_KINDS, method, args.get("channel")) if self.waiting else None

    def next_for_delivery(self, kind: str) -> Fault | None:
        """Take the fault that this delivery meets."""
        return self._take(DELIVERY_KINDS, kind, None) if self.waiting else None

    def _take(self, kinds: frozenset[str], name: str, channel: object) -> Fault | None:
        for fault in self.waiting:
            fits = fault.kind in kinds and fault.on in ("*", name) and fault.channel in (None, channel)
            if not fits or (fault.chance < 1 and self._random.random() >= fault.chance):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.met += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
            return fault
        return None
