"""People in the local Teams: what they do and what only they see."""

from typing import TYPE_CHECKING

from typing_extensions import override

from playground.driver.staging import Reply
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.shapes import Json
from playground.teams.driver.dialogs import Dialog
from playground.teams.driver.places import Channel, Message
from playground.teams.reading import presses
from playground.teams.state import Person as Raw

if TYPE_CHECKING:
    from playground.teams.driver.local import LocalTeams

ANSWER_SECONDS = 5.0
IN_THE_CHAT = "Fill it in here"
"""What stands beside a button that opens a dialog, for clients that have none."""


class Person:
    """Somebody in the tenant."""

    def __init__(self, local: "LocalTeams", raw: Raw, name: str) -> None:
        self._local = local
        self._raw = raw
        self.id = raw.id
        self.object_id = raw.object_id
        self.name = name
        self.shown_name = raw.name
        self.notices: list[str] = []
        self.failures: list[str] = []
        local.teams.hub.listen(self._hear)

    @override
    def __repr__(self) -> str:
        """Show the name."""
        return f"<Person {self.name}>"

    def _hear(self, frame: Json) -> None:
        if frame.get("person") == self.id and frame["type"] in ("notice", "failure"):
            (self.notices if frame["type"] == "notice" else self.failures).append(frame["text"])

    # --- what they see

    @property
    def dialog(self) -> Json | None:
        """Their open dialog as Teams shows it."""
        found = self._local.teams.tenant.dialogs.get(self.id)
        return found if found is not None and found["open"] else None

    @property
    def dm(self) -> Channel:
        """Their chat with the bot; LookupError before there is one."""
        found = self._local.teams.tenant.personal(self._raw)
        if found is None:
            message = f"{self.name} has no chat with the bot."
            raise LookupError(message)
        return Channel(self._local, found.id, self)

    @property
    def dm_messages(self) -> list[Message]:
        """What the bot wrote to them alone: in their chat with it, or for their eyes only."""
        everywhere = self._local.teams.tenant.conversations.values()
        private = [
            one
            for where in everywhere
            for one in where.messages.values()
            if one.only_for == self.id and not one.deleted
        ]
        chat = [one for one in self.dm.messages if one.author == self._local.bot_id]
        return [*chat, *(Message(self._local, one, self) for one in private)]

    def modal(self) -> Dialog:
        """The open dialog; LookupError if none is."""
        if self.dialog is None:
            message = f"{self.name} has no dialog open."
            raise LookupError(message)
        return Dialog(self)

    # --- waiting

    async def modal_opened(self, title: str = "", *, seconds: float = PATIENCE_SECONDS) -> Dialog:
        """Wait for a dialog, with this title if one is said."""

        def look() -> Dialog | None:
            top = self.modal()
            return top if title in ("", top.title) else None

        found = await self._local.until(look, seconds=seconds, what=f"a dialog {title!r} for {self.name}")
        if found is None:
            raise LookupError(title)
        return found

    async def told(self, text: str, *, seconds: float = PATIENCE_SECONDS) -> Message:
        """Wait for a message from the bot to them alone that shows a text."""

        def look() -> Message:
            return [one for one in self.dm_messages if one.shows(text)][-1]

        return await self._local.until(look, seconds=seconds, what=f"{text!r} for {self.name}")

    # --- what they do

    async def act(self, name: str, **args: object) -> Json:
        """Do something by its name (playground/teams/acts.py); TeamsError if nobody could do that."""
        return await self._local.act(name, person=self.id, **args)

    async def post(self, text: str, *, channel: Channel | str = "", thread_ts: str = "") -> Message:
        """Write a message; `<at>name</at>` is a mention. Without a channel it goes to the bot."""
        answer = await self.act("write", text=text, conversation=_id(channel), root=thread_ts)
        where = self._local.teams.tenant.conversations[answer["conversation"]]
        return Message(self._local, where.messages[answer["id"]], self)

    async def say(self, text: str) -> Message:
        """Write to the bot in their chat with it."""
        return await self.post(text)

    async def command(
        self, command: str, text: str = "", *, channel: Channel | str = "", thread_ts: str = "", opens: bool = True
    ) -> Reply[Message]:
        """Say a command to the bot: plain in their chat with it, by its name in a channel; wait for its answer.

        Where the answer is a button that opens a dialog, they press it (unless `opens` is false), as Slack opens the
        form by itself.
        """
        words = f"{command.removeprefix('/')} {text}".strip()
        name = self._local.teams.settings.bot_name
        said = f"<at>{name}</at> {words}" if channel else words
        answer = await self.act("write", text=said, conversation=_id(channel), root=thread_ts)
        failed = answer.get("failure") or {}
        if failed:
            return Reply(failure=failed["text"], error=failed["error"])
        found = await self._local.until(
            lambda: self._answer_to(answer), seconds=ANSWER_SECONDS, what=f"an answer to {said!r}"
        )
        openers = [one for one in presses(found.card or {}) if _opens(one.action)]
        offered = [title for title in found.buttons if title != IN_THE_CHAT]
        if opens and len(openers) == 1 and len(offered) == 1:
            pressed = await found.click(openers[0].title, by=self)
            failed = pressed.get("failure") or {}
            return Reply(failure=failed.get("text", ""), error=failed.get("error", ""))
        return Reply(message=found)

    def _answer_to(self, said: Json) -> Message:
        """Find what the bot answered: in the chat, under the message, or for their eyes only; LookupError before.

        An answer names what it answers, so that what else arrives meanwhile is not taken for it; only one that had to
        go from a channel into their chat does not.
        """
        where = self._local.teams.tenant.conversations[said["conversation"]]
        later = [*where.messages.values(), *(self.dm.info.messages.values() if where.kind == "channel" else ())]
        for one in later:
            if one.sender != self._local.bot_id or int(one.id) <= int(said["id"]) or one.only_for not in ("", self.id):
                continue
            answered = one.activity.get("replyToId")
            instead = answered is None and where.kind == "channel" and one.conversation != where.id
            if answered == said["id"] or instead:
                return Message(self._local, one, self)
        raise LookupError(said["id"])

    async def shortcut(self, callback_id: str) -> Json:
        """Use an action of the message extension, not on a message."""
        return await self.act("extend", command=callback_id)

    async def search(self, query: str, *, command: str = "find") -> list[Json]:
        """Search with the message extension; each found thing is an attachment with its preview."""
        answer = await self.act("search", command=command, query=query)
        return [*(answer.get("attachments") or ())]

    async def open_home(self) -> None:
        """Ask for their Home; wait with `told` for what the bot shows."""
        await self.say("home")

    async def install(self, *, action: str = "add") -> Json:
        """Put the app into their chats, or take it out."""
        return await self.act("install", action=action)


def _opens(action: Json) -> bool:
    data = action.get("data")
    meant = data.get("msteams") if isinstance(data, dict) else None
    return isinstance(meant, dict) and meant.get("type") == "task/fetch"


def _id(channel: Channel | str) -> str:
    return channel if isinstance(channel, str) else channel.id
