"""Tells everybody who looks (pages, drivers) what changed, and keeps the log of what went over the wire."""

from collections import deque
from collections.abc import Callable

from playground.slack.clock import Clock
from playground.slack.shapes import Json

Listener = Callable[[Json], None]


class Hub:
    """Numbers each change and hands it to every listener, at once and in order."""

    def __init__(self) -> None:
        self.seq = 0
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Hear every change from now on; call what comes back to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, kind: str, **what: object) -> None:
        """Announce a change. Values are handed on as they are: nobody may alter them later."""
        self.seq += 1
        if self._listeners:
            frame = {"type": kind, "seq": self.seq, **what}
            for listener in tuple(self._listeners):
                listener(frame)


class Wire:
    """The last entries of what went in and out: Web API calls, envelopes, requests, acknowledgements."""

    def __init__(self, *, clock: Clock, hub: Hub, size: int) -> None:
        self._clock = clock
        self._hub = hub
        self._number = 0
        self.entries: deque[Json] = deque(maxlen=size)

    def note(self, direction: str, what: str, name: str, **body: object) -> None:
        """Write an entry. direction: `in` is towards this Slack, `out` is towards the app."""
        if not self.entries.maxlen:
            return
        self._number += 1
        entry: Json = {
            "number": self._number,
            "at": self._clock.now(),
            "direction": direction,
            "what": what,
            "name": name,
            "body": body,
        }
        self.entries.append(entry)
        self._hub.tell("wire", entry=entry)
