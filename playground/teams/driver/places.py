"""Channels, chats and messages as tests read them and press in them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from typing_extensions import override

from playground.driver.staging import Readable, newest_with
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.shapes import Json
from playground.teams.reading import Press, card_of, presses, words_of
from playground.teams.state import Conversation
from playground.teams.state import Message as Raw

if TYPE_CHECKING:
    from playground.teams.driver.local import LocalTeams
    from playground.teams.driver.people import Person


def find_press(found: Iterable[Press], title: str) -> Press:
    """Find what can be pressed by its title; LookupError says what there is.

    What only asks once more (a ShowCard with one action in it) is pressed through: the person says yes.
    """
    known = list(found)
    for one in known:
        if title == one.title:
            inner = list(presses(one.action["card"])) if one.action["type"] == "Action.ShowCard" else []
            return inner[0] if len(inner) == 1 else one
    message = f"There is no {title!r} here; there are {[one.title for one in known]}."
    raise LookupError(message)


class Message(Readable):
    """A message as everybody sees it; `seen_by` shows it as one person does."""

    def __init__(self, local: "LocalTeams", raw: Raw, viewer: "Person | None" = None) -> None:
        self._local = local
        self._raw = raw
        self._viewer = viewer
        self._shown: Json = dict(raw.activity)
        self._view = raw.views.get(viewer.id) if viewer is not None else None

    @override
    def __repr__(self) -> str:
        """Show its words."""
        return f"<Message {self.id} {self.words!r}>"

    @property
    def id(self) -> str:
        """Its id in the conversation."""
        return self._raw.id

    @property
    def ts(self) -> str:
        """The same, under the name that it has on Slack."""
        return self._raw.id

    @property
    def conversation_id(self) -> str:
        """The conversation that it is in."""
        return self._raw.conversation

    @property
    def raw(self) -> Json:
        """The activity as it was when it was read, with `thread_ts` for the thread that it is in."""
        return {**self._shown, **({"thread_ts": self._raw.root} if self._raw.root else {})}

    @property
    def card(self) -> Json | None:
        """Its Adaptive Card: this person's own view where there is one."""
        return self._view or card_of(self._shown)

    @property
    def text(self) -> str:
        """Its text, without what its card says."""
        return str(self._shown.get("text") or "")

    @property
    @override
    def words(self) -> str:
        """All that can be read in it."""
        return "\n".join(part for part in (self.text, words_of(self.card or {})) if part)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed in it, without what stands behind a question."""
        card = self.card or {}
        asked = [one.action["card"] for one in presses(card) if one.action["type"] == "Action.ShowCard"]
        return [one.title for one in presses(card) if not any(one.card is inner for inner in asked)]

    @property
    def author(self) -> str:
        """The id of who wrote it (an MRI)."""
        return self._raw.sender

    @property
    def deleted(self) -> bool:
        """Whether it was taken away."""
        return self._raw.deleted

    @property
    def edits(self) -> int:
        """How often it was changed."""
        return self._raw.edits

    @property
    def mentioned(self) -> set[str]:
        """The ids of those whom it calls, as the mentions have them."""
        entities = [*(self._shown.get("entities") or ()), *((self.card or {}).get("msteams") or {}).get("entities", ())]
        return {str(one["mentioned"]["id"]) for one in entities if one.get("type") == "mention"}

    @property
    def replies(self) -> list["Message"]:
        """The replies under it, oldest first."""
        where = self._local.teams.tenant.conversations[self._raw.conversation]
        return [Message(self._local, one, self._viewer) for one in visible(where, self._viewer) if one.root == self.id]

    @property
    def now(self) -> "Message":
        """The same message as it is now; LookupError if it is gone."""
        if self._raw.deleted:
            raise LookupError(self.id)
        return Message(self._local, self._raw, self._viewer)

    def seen_by(self, person: "Person") -> "Message":
        """The same message as one person sees it now."""
        return Message(self._local, self._raw, person)

    async def click(self, name: str, *, by: "Person | None" = None, values: Mapping[str, object] | None = None) -> Json:
        """Press something by its title. The answer has `failure` if the bot failed; `values` are inputs by id."""
        who = by or self._viewer
        if who is None:
            message = "Say who presses: message.click('Approve', by=bob)."
            raise TypeError(message)
        found = find_press(presses(self.now.seen_by(who).card or {}), name)
        return await self._local.act(
            "press",
            person=who.id,
            conversation=self.conversation_id,
            id=self.id,
            action=found.action,
            card=found.card,
            values=dict(values or {}),
        )

    async def look(self, *, by: "Person") -> "Message":
        """Let a person look at it: a card that refreshes itself for them does so. Return it as they see it then."""
        await self._local.act("look", person=by.id, conversation=self.conversation_id, id=self.id)
        return self.seen_by(by)

    async def shortcut(self, callback_id: str, *, by: "Person") -> Json:
        """Use a message action on it."""
        return await self._local.act(
            "extend", person=by.id, command=callback_id, conversation=self.conversation_id, id=self.id
        )

    async def reply(self, text: str, *, by: "Person") -> "Message":
        """Answer in its thread."""
        return await by.post(text, channel=self.conversation_id, thread_ts=self._raw.root or self.id)

    async def consent(self, *, by: "Person", accept: bool = True) -> Json:
        """Say whether the bot may put the file there for which it asks."""
        return await self._local.act("consent", person=by.id, id=self.id, accept=accept)


def visible(where: Conversation, viewer: "Person | None") -> list[Raw]:
    """Give the messages of a conversation that a person sees: all but those for others and those taken away."""
    known = {"", viewer.id if viewer is not None else ""}
    return [one for one in where.messages.values() if not one.deleted and one.only_for in known]


class Channel:
    """A channel, or somebody's chat with the bot."""

    def __init__(self, local: "LocalTeams", conversation: str, viewer: "Person | None" = None) -> None:
        self._local = local
        self._viewer = viewer
        self.id = conversation

    @override
    def __repr__(self) -> str:
        """Show its name."""
        return f"<Channel {self.name or self.id}>"

    @property
    def info(self) -> Conversation:
        """What Teams knows of it."""
        return self._local.teams.tenant.conversations[self.id]

    @property
    def name(self) -> str:
        """Its name; empty for a chat."""
        return self.info.name

    @property
    def members(self) -> list[str]:
        """The ids of who is in it."""
        return list(self.info.members)

    @property
    def messages(self) -> list[Message]:
        """Its messages, oldest first, without replies in threads."""
        return [Message(self._local, one, self._viewer) for one in visible(self.info, self._viewer) if not one.root]

    def last(self) -> Message:
        """The newest message; LookupError without any."""
        return self.messages[-1]

    def find(self, text: str) -> Message:
        """The newest message in which a text can be read; LookupError without any."""
        return newest_with(self.messages, text, self)

    async def message_with(self, text: str, *, seconds: float = PATIENCE_SECONDS) -> Message:
        """Wait for a message in which a text can be read."""
        return await self._local.until(lambda: self.find(text), seconds=seconds, what=f"{text!r} in {self!r}")
