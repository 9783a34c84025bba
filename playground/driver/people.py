"""People in the local Slack: what they do and what only they see."""

import base64
from typing import TYPE_CHECKING

from typing_extensions import override

from playground.driver.modals import Home, Modal
from playground.driver.places import Channel, Message
from playground.driver.staging import Reply
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.driver.local import LocalSlack


class Person:
    """Somebody in the workspace."""

    def __init__(self, slack: "LocalSlack", person_id: str, name: str) -> None:
        self._slack = slack
        self.id = person_id
        self.name = name
        self.drafts: dict[str, dict[tuple[str, str], object]] = {}

    @override
    def __repr__(self) -> str:
        """Show the name."""
        return f"<Person {self.name}>"

    # --- what they see

    @property
    def modal_views(self) -> list[Json]:
        """Their open modals as Slack shows them, the top one last."""
        return self._slack.link.mirror.modals.get(self.id, [])

    @property
    def home_view(self) -> Json:
        """Their Home; LookupError before the app published one."""
        return self._slack.link.mirror.homes[self.id]

    @property
    def ephemerals(self) -> list[Message]:
        """The messages that only they see, oldest first."""
        found = self._slack.link.mirror.ephemerals.get(self.id, [])
        return [Message(self._slack, one["channel"], one, self) for one in found]

    @property
    def dm(self) -> Channel:
        """Their direct message with the app; LookupError before there is one."""
        mirror = self._slack.link.mirror
        wanted = {self.id, mirror.bot_user}
        for one in mirror.channels.values():
            if one["kind"] == "im" and set(one["members"]) == wanted:
                return Channel(self._slack, one["id"])
        message = f"The app and {self.name} have not written to each other."
        raise LookupError(message)

    @property
    def dm_messages(self) -> list[Message]:
        """What is in their direct message with the app; empty before there is one."""
        try:
            return self.dm.messages
        except LookupError:
            return []

    @property
    def failures(self) -> list[str]:
        """What Slack told them of the app's failures."""
        return [one["text"] for one in self._slack.link.mirror.failures.get(self.id, ())]

    def modal(self) -> Modal:
        """The modal on top; LookupError if none is open."""
        if not self.modal_views:
            message = f"{self.name} has no modal open."
            raise LookupError(message)
        return Modal(self, self.modal_views[-1]["id"])

    def home(self) -> Home:
        """Their Home as it is; LookupError before the app published one."""
        return Home(self, self.home_view["id"])

    # --- waiting

    async def modal_opened(self, title: str = "", *, seconds: float = PATIENCE_SECONDS) -> Modal:
        """Wait for a modal on top, with this title if one is said."""

        def look() -> Modal | None:
            top = self.modal()
            return top if title in ("", top.title) else None

        found = await self._slack.until(look, seconds=seconds, what=f"a modal {title!r} for {self.name}")
        if found is None:
            raise LookupError(title)
        return found

    async def told(self, text: str, *, seconds: float = PATIENCE_SECONDS) -> Message:
        """Wait for a message for their eyes only, or in their direct message with the app, that shows a text."""

        def look() -> Message:
            found = [one for one in (*self.ephemerals, *self.dm_messages) if one.shows(text)]
            return found[-1]

        return await self._slack.until(look, seconds=seconds, what=f"{text!r} for {self.name}")

    # --- what they do

    async def act(self, name: str, args: Json) -> Json:
        """Do something by its name in the table of acts; SlackError if nobody could do that."""
        return await self._slack.link.call("act", {"person": self.id, "act": name, "args": args})

    async def command(
        self, command: str, text: str = "", *, channel: Channel | str = "general", thread_ts: str = ""
    ) -> Reply[Message]:
        """Use a slash command; SlackError where Slack refuses it (unknown, or in a thread)."""
        args = {"command": command, "text": text, "channel": _id(channel), "thread_ts": thread_ts}
        answer = await self.act("command", args)
        failure, raw = answer.get("failure") or {}, answer.get("message")
        message = Message(self._slack, raw.get("channel", _id(channel)), raw, self) if raw else None
        return Reply(message=message, failure=failure.get("text", ""), error=failure.get("error", ""))

    async def post(
        self, text: str, *, channel: Channel | str = "general", thread_ts: str = "", files: list[Json] | None = None
    ) -> Message:
        """Write a message; @name becomes a mention."""
        args: Json = {"channel": _id(channel), "text": text, "files": [one["id"] for one in files or ()]}
        if thread_ts:
            args["thread_ts"] = thread_ts
        answer = await self.act("post", args)
        return Message(self._slack, answer["channel"], answer["message"], self)

    async def say(self, text: str) -> Message:
        """Write to the app in their direct message."""
        return await self.post(text, channel=(await self.act("open_dm", {}))["channel"])

    async def shortcut(self, callback_id: str) -> Json:
        """Use a global shortcut."""
        return await self.act("shortcut", {"callback_id": callback_id})

    async def open_home(self) -> None:
        """Open the app's Home; wait with `slack.until(alice.home)` for what the app publishes."""
        await self.act("open_home", {})

    async def upload(self, name: str, content: bytes) -> Json:
        """Upload a file and give it as Slack describes it."""
        args = {"name": name, "content": base64.b64encode(content).decode()}
        found: Json = (await self.act("upload", args))["file"]
        return found

    async def change(self, **about: str) -> None:
        """Change their own profile: real_name, title, time_zone, status, status_emoji; the app hears user_change."""
        await self.act("profile", dict(about))

    async def join(self, channel: Channel | str) -> None:
        """Join a public channel."""
        await self.act("join", {"channel": _id(channel)})


def _id(channel: Channel | str) -> str:
    return channel if isinstance(channel, str) else channel.id
