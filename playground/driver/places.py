"""Channels, threads and messages as tests read them and click in them."""

from typing import TYPE_CHECKING

from typing_extensions import override

from playground.driver.choices import caption, find, pressed_on, question, state_value, words_of
from playground.driver.staging import Readable, newest_with
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.blocks.surfaces import interactive
from playground.slack.people.values import VALUES
from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.driver.local import LocalSlack
    from playground.driver.people import Person


class Message(Readable):
    """A message as it was when it was read; `now` reads it again."""

    def __init__(self, slack: "LocalSlack", channel: str, raw: Json, viewer: "Person | None" = None) -> None:
        self._slack = slack
        self._viewer = viewer
        self.channel_id = channel
        self.raw = raw

    @override
    def __repr__(self) -> str:
        """Show its words."""
        return f"<Message {self.ts} {self.words!r}>"

    @property
    def ts(self) -> str:
        """Its time, which is its key in the channel."""
        return str(self.raw["ts"])

    @property
    def text(self) -> str:
        """Its text, without what its blocks say."""
        return str(self.raw.get("text") or "")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, those of attachments too."""
        inner = [block for one in self.raw.get("attachments") or () for block in one.get("blocks") or ()]
        return [*(self.raw.get("blocks") or ()), *inner]

    @property
    @override
    def words(self) -> str:
        """All that can be read in it: its blocks if it has any, else its text; attachments too."""
        shown = words_of(self.raw["blocks"]) if self.raw.get("blocks") else self.text
        return "\n".join(part for part in (shown, words_of(self.raw.get("attachments") or [])) if part)

    @property
    def buttons(self) -> list[str]:
        """What can be used in it: the texts of buttons, the captions of selects."""
        return [caption(block, element) for block in self.blocks for _, element in interactive(block)]

    @property
    def author(self) -> str:
        """The id of who wrote it."""
        return str(self.raw.get("user", ""))

    @property
    def metadata(self) -> Json | None:
        """Its metadata."""
        return self.raw.get("metadata")

    @property
    def thread(self) -> "Thread":
        """The thread under it, or that it is in."""
        return Thread(self._slack, self.channel_id, str(self.raw.get("thread_ts") or self.ts))

    @property
    def replies(self) -> list["Message"]:
        """The replies under it."""
        return self.thread.replies

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Who reacted with what."""
        return {one["name"]: list(one["users"]) for one in self.raw.get("reactions", ())}

    @property
    def now(self) -> "Message":
        """The same message as it is now; LookupError if it is gone."""
        mirror = self._slack.link.mirror
        if self._viewer is not None:
            for one in mirror.ephemerals.get(self._viewer.id, ()):
                if one["ts"] == self.ts:
                    return Message(self._slack, self.channel_id, one, self._viewer)
        return Message(self._slack, self.channel_id, mirror.messages[self.channel_id][self.ts], self._viewer)

    def asks(self, name: str) -> str:
        """What is asked before a button does anything, its title and text; empty where it acts at once."""
        return question(find(self.now.blocks, name)[1])

    async def click(self, name: str, *, by: "Person | None" = None, value: object = None, confirm: bool = True) -> Json:
        """Click a button, or choose `value` in a select; by its text, action_id or block_id.

        by: who does it; not needed for a message that only one person sees. confirm: what is answered where a dialog
        asks first; with False nothing reaches the app. The answer has `failure` if the app failed.
        """
        who = by or self._viewer
        if who is None:
            message = "Say who clicks: message.click('Approve', by=bob)."
            raise TypeError(message)
        fresh = self.now
        block, element = find(fresh.blocks, name)
        if not pressed_on(element, confirm=confirm):
            return {}
        chosen = state_value(element, value) if element["type"] in VALUES else value
        args = {
            "channel": self.channel_id,
            "ts": self.ts,
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": chosen,
        }
        return await who.act("click", args)

    async def shortcut(self, callback_id: str, *, by: "Person") -> Json:
        """Use a message shortcut on it."""
        return await by.act("message_shortcut", {"callback_id": callback_id, "channel": self.channel_id, "ts": self.ts})

    async def react(self, name: str, *, by: "Person", remove: bool = False) -> None:
        """React to it, or take a reaction back."""
        await by.act("react", {"channel": self.channel_id, "ts": self.ts, "name": name, "remove": remove})

    async def reply(self, text: str, *, by: "Person") -> "Message":
        """Answer in its thread."""
        thread = str(self.raw.get("thread_ts") or self.ts)
        return await by.post(text, channel=self.channel_id, thread_ts=thread)


class Thread:
    """A message and the replies under it."""

    def __init__(self, slack: "LocalSlack", channel: str, ts: str) -> None:
        self._slack = slack
        self.channel_id = channel
        self.ts = ts

    @property
    def parent(self) -> Message:
        """The message on top."""
        return Message(self._slack, self.channel_id, self._slack.link.mirror.messages[self.channel_id][self.ts])

    @property
    def replies(self) -> list[Message]:
        """The replies, oldest first."""
        mirror = self._slack.link.mirror
        found = (mirror.messages[self.channel_id][ts] for ts in mirror.order.get(self.channel_id, ()))
        return [
            Message(self._slack, self.channel_id, one)
            for one in found
            if one.get("thread_ts") == self.ts and one["ts"] != self.ts
        ]

    def last(self) -> Message:
        """The newest reply; LookupError without any."""
        return self.replies[-1]


class Channel:
    """A channel or a direct message."""

    def __init__(self, slack: "LocalSlack", channel_id: str) -> None:
        self._slack = slack
        self.id = channel_id

    @override
    def __repr__(self) -> str:
        """Show its name."""
        return f"<Channel {self.name or self.id}>"

    @property
    def info(self) -> Json:
        """What Slack knows of it."""
        return self._slack.link.mirror.channels[self.id]

    @property
    def name(self) -> str:
        """Its name; empty for direct messages."""
        return str(self._slack.link.mirror.channels.get(self.id, {}).get("name", ""))

    @property
    def members(self) -> list[str]:
        """The ids of who is in it."""
        return list(self.info["members"])

    @property
    def messages(self) -> list[Message]:
        """Its messages, oldest first, without replies in threads."""
        mirror = self._slack.link.mirror
        found = (mirror.messages[self.id][ts] for ts in mirror.order.get(self.id, ()))
        return [
            Message(self._slack, self.id, one)
            for one in found
            if one.get("thread_ts", one["ts"]) == one["ts"] or one.get("subtype") == "thread_broadcast"
        ]

    def last(self) -> Message:
        """The newest message; LookupError without any."""
        return self.messages[-1]

    def find(self, text: str) -> Message:
        """The newest message in which a text can be read; LookupError without any."""
        return newest_with(self.messages, text, self)

    async def message_with(self, text: str, *, seconds: float = PATIENCE_SECONDS) -> Message:
        """Wait for a message in which a text can be read."""
        return await self._slack.until(lambda: self.find(text), seconds=seconds, what=f"{text!r} in {self!r}")
