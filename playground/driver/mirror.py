"""A copy of everything that is visible in a local Slack, kept up by its changes; waiting for it to become so."""

import bisect
from collections.abc import Callable

from playground.driver.watching import Watch
from playground.slack.messages import MOST_EPHEMERALS
from playground.slack.shapes import Json


class Mirror(Watch):
    """What the driver knows; `apply` takes one change."""

    def __init__(self) -> None:
        super().__init__()
        self.seq = 0
        self.people: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.messages: dict[str, dict[str, Json]] = {}
        self.order: dict[str, list[str]] = {}
        self.ephemerals: dict[str, list[Json]] = {}
        self.modals: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self.failures: dict[str, list[Json]] = {}
        self.sockets = 0
        self.bot_user = ""
        self._takers: dict[str, Callable[[Json], None]] = {
            "state": self._on_state,
            "person": self._on_person,
            "channel": self._on_channel,
            "message": self._on_message,
            "message_changed": self._on_message,
            "message_deleted": self._on_message_deleted,
            "ephemeral": self._on_ephemeral,
            "ephemeral_changed": self._on_ephemeral_changed,
            "ephemeral_deleted": self._on_ephemeral_deleted,
            "modals": self._on_modals,
            "home": self._on_home,
            "failure": self._on_failure,
            "sockets": self._on_sockets,
            "wire": self._on_wire,
        }

    def apply(self, frame: Json) -> None:
        """Take one change in; frames of a kind that is not known here are let pass."""
        take = self._takers.get(frame["type"])
        if take is not None:
            take(frame)
        self.seq = max(self.seq, int(frame.get("seq") or 0))
        self.changed()

    def forget(self, channel: str, ts: str) -> None:
        """Take a message out."""
        if self.messages.get(channel, {}).pop(ts, None) is not None:
            self.order[channel].remove(ts)

    def _put(self, channel: str, message: Json) -> None:
        known = self.messages.setdefault(channel, {})
        ts = message["ts"]
        if ts not in known:
            order = self.order.setdefault(channel, [])
            order.insert(bisect.bisect(order, ts), ts)
        known[ts] = message

    def _on_state(self, frame: Json) -> None:
        self.bot_user = frame["bot_user"]
        self.people = {one["id"]: one for one in frame["people"]}
        self.channels = {one["id"]: one for one in frame["channels"]}
        for channel, found in frame["messages"].items():
            for one in found:
                self._put(channel, one)
        self.ephemerals = {user: list(found) for user, found in frame["ephemerals"].items()}
        self.modals = dict(frame["modals"])
        self.homes = dict(frame["homes"])
        self.sockets = frame["sockets"]

    def _on_person(self, frame: Json) -> None:
        self.people[frame["person"]["id"]] = frame["person"]

    def _on_channel(self, frame: Json) -> None:
        self.channels[frame["channel"]["id"]] = frame["channel"]

    def _on_message(self, frame: Json) -> None:
        self._put(frame["channel"], frame["message"])

    def _on_message_deleted(self, frame: Json) -> None:
        self.forget(frame["channel"], frame["ts"])

    def _on_ephemeral(self, frame: Json) -> None:
        kept = self.ephemerals.setdefault(frame["user"], [])
        kept.append(frame["message"])
        del kept[:-MOST_EPHEMERALS]

    def _on_ephemeral_changed(self, frame: Json) -> None:
        kept = self.ephemerals.setdefault(frame["user"], [])
        for at, one in enumerate(kept):
            if one["ts"] == frame["message"]["ts"]:
                kept[at] = frame["message"]

    def _on_ephemeral_deleted(self, frame: Json) -> None:
        kept = self.ephemerals.get(frame["user"], [])
        self.ephemerals[frame["user"]] = [one for one in kept if one["ts"] != frame["ts"]]

    def _on_modals(self, frame: Json) -> None:
        self.modals[frame["user"]] = frame["stack"]

    def _on_home(self, frame: Json) -> None:
        self.homes[frame["user"]] = frame["view"]

    def _on_failure(self, frame: Json) -> None:
        kept = self.failures.setdefault(frame["user"], [])
        kept.append(frame)
        del kept[:-MOST_EPHEMERALS]

    def _on_sockets(self, frame: Json) -> None:
        self.sockets = frame["count"]

    def _on_wire(self, frame: Json) -> None:
        self.wire.append(frame["entry"])
