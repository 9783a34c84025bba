"""Sends what leaves for Teams, once each: the one class that owns all posts. Teams cannot be asked what it took."""

from collections.abc import Callable, Mapping

import aiohttp
import msgspec

from handlers import words
from handlers.teams import phrases
from handlers.teams.calling import Connects
from handlers.teams.channel_files import ChannelFiles, NotNowError, without
from handlers.teams.connector import ConnectorError
from handlers.teams.conversations import THREAD_MARK, Conversations, UnreadableError, person_body
from handlers.teams.files import offered
from handlers.teams.values import PLATFORM, Json, Reference, Tenant
from handlers.teams.verdicts import NO_SUCH_CHAT, NO_SUCH_MESSAGE, SOON_SECONDS, refusal
from workflows.files.documents import TemplateFaultError
from workflows.files.making import maker
from workflows.kernel.cards import Card
from workflows.kernel.posts import (
    CannotReadBackError,
    NotSent,
    Outgoing,
    Place,
    Post,
    Rejected,
    Retract,
    Sent,
    Unknown,
    Update,
    Verdict,
)

Render = Callable[[Card, str], Json]
"""Makes an activity of a card, for a lane."""

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
GROUP_CHAT = "@thread.v2"
"""How those of group chats end."""
CHANNEL = "19:"
"""How the conversation ids of channels begin; a person's address is the id that Entra has for them."""

MOST_ROOMS = 3
"""In how many channels somebody is looked for whose own id Teams does not take."""
BAD_REQUEST = 400
NOTHING_HEARD = "Teams has not called csops yet, so nobody knows where to post: write hello to csops in Teams"

_FAILURES = (ConnectorError, aiohttp.ClientError, TimeoutError, OSError)


class _CannotOpenError(Exception):
    """The chat with the person could not be opened; nothing was sent."""

    def __init__(self, verdict: NotSent | Rejected) -> None:
        super().__init__(verdict.error)
        self.verdict = verdict


class TeamsPoster:
    """A Poster (workflows.kernel.posts) for one tenant.

    `service_url` is where an address is tried that has not been heard of yet; every activity tells a better one.
    """

    def __init__(
        self,
        connector: Connects,
        conversations: Conversations,
        ours: Tenant,
        *,
        service_url: str,
        render: Render,
        files: ChannelFiles | None = None,
    ) -> None:
        self._connector = connector
        self._conversations = conversations
        self._ours = ours
        self._service_url = service_url
        self._render = render
        self._files = files
        self._make = files.make if files is not None else maker()

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Send it once; a reply whose thread is certainly gone begins one of its own."""
        try:
            match outgoing.payload:
                case Post():
                    return await self._post(outgoing, outgoing.payload)
                case Update():
                    return await self._update(outgoing, outgoing.payload)
                case Retract():
                    return await self._delete(outgoing.lane, outgoing.place)
        except _CannotOpenError as error:
            return error.verdict
        except (UnreadableError, NotNowError, TemplateFaultError) as error:
            return _not_posted(error)

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Raise CannotReadBackError: a bot cannot read a conversation of Teams."""
        del outgoing, since_epoch_seconds
        message = "Teams gives a bot no way to read what it wrote"
        raise CannotReadBackError(message)

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Delete a message; one that is gone already counts as deleted."""
        return await self._delete(lane, place)

    async def _post(self, outgoing: Outgoing, post: Post) -> Verdict:
        address = outgoing.lane.partition(":")[2]
        if not address.startswith(CHANNEL):
            offer = await offered(outgoing, self._make)
            sent = await self._to_person(outgoing.lane, self._activity(outgoing, post.card))
            return await self._under(sent, offer) if isinstance(sent, Sent) and offer is not None else sent
        where = await self._reference(outgoing.lane)
        shared = without(post, phrases.NO_FILES_HERE)
        if self._files is not None and not address.endswith(GROUP_CHAT):
            shared = await self._files.card(post, outgoing.id, where)
        activity = self._activity(outgoing, shared)
        if address.endswith(GROUP_CHAT):
            return await self._in_chat(where, activity)
        root = _root(outgoing, post, where.conversation)
        if not root:
            return await self._begin_thread(where, activity)
        try:
            return await self._say(where, activity, thread=root)
        except _FAILURES as error:
            if not isinstance(error, ConnectorError) or error.code not in NO_SUCH_MESSAGE:
                return refusal(error)
        return await self._begin_thread(where, activity)

    async def _in_chat(self, where: Reference, activity: Json) -> Verdict:
        """Post where there are no threads: with a person, or in a group chat."""
        try:
            return await self._say(where, activity)
        except _FAILURES as error:
            return refusal(error)

    async def _begin_thread(self, where: Reference, activity: Json) -> Verdict:
        body = {
            "bot": {"id": where.bot_id},
            "isGroup": True,
            "tenantId": where.tenant,
            "channelData": {"channel": {"id": where.conversation}, "tenant": {"id": where.tenant}},
            "activity": activity,
        }
        try:
            made = await self._connector.create_conversation(where.service_url, body)
        except _FAILURES as error:
            return refusal(error)
        return _sent(where, made.conversation, made.activity or made.conversation.partition(THREAD_MARK)[2])

    async def _to_person(self, lane: str, activity: Json) -> Verdict:
        """Post in the chat with a person, which is opened where it is not known, or no longer."""
        where = await self._reference(lane)
        if where.conversation:
            try:
                return await self._say(where, activity)
            except _FAILURES as error:
                if not isinstance(error, ConnectorError) or error.code not in NO_SUCH_CHAT:
                    return refusal(error)
        return await self._in_chat(await self._opened(where), activity)

    async def _under(self, sent: Sent, offer: Json) -> Verdict:
        """Offer a file under its card. The card stands, so what keeps the offer back leaves the post as a doubt."""
        try:
            await self._connector.send(sent.place["service"], sent.place["conversation"], offer)
        except _FAILURES as error:
            verdict = refusal(error)
            return Unknown(verdict.error) if isinstance(verdict, NotSent) else verdict
        return sent

    async def _say(self, where: Reference, activity: Json, *, thread: str = "") -> Verdict:
        """Post where a reference leads to, or in a thread there; raises what the connector raises."""
        conversation = f"{where.conversation}{THREAD_MARK}{thread}" if thread else where.conversation
        return _sent(where, conversation, await self._connector.send(where.service_url, conversation, activity))

    async def _opened(self, where: Reference) -> Reference:
        """Open the chat with a person, and keep how it is reached."""
        person = where.address.partition(":")[2]
        try:
            made = await self._open(where, person)
        except _FAILURES as error:
            verdict = refusal(error)
            # Opening twice does no harm, so what is unknown of it is as good as not sent.
            raise _CannotOpenError(
                NotSent(verdict.error, SOON_SECONDS) if isinstance(verdict, Unknown) else verdict
            ) from error
        if not made.conversation:
            raise _CannotOpenError(NotSent("Teams did not say which chat it opened", SOON_SECONDS))
        await self._conversations.keep(made)
        return made

    async def _open(self, where: Reference, person: str) -> Reference:
        """Open the chat. Where Teams does not take the id of Entra, the team's list of members has another one."""
        user = where.user
        try:
            made = await self._connector.create_conversation(where.service_url, person_body(where, user or person))
        except ConnectorError as error:
            user = "" if user or error.status != BAD_REQUEST else await self._looked_up(person)
            if not user:
                raise
            made = await self._connector.create_conversation(where.service_url, person_body(where, user))
        epoch = self._conversations.epoch
        return msgspec.structs.replace(where, conversation=made.conversation, user=user, seen=epoch)

    async def _looked_up(self, person: str) -> str:
        """Return the id by which the bot knows somebody who is in one of its teams, empty where they are in none."""
        for room in self._conversations.rooms()[-MOST_ROOMS:]:
            try:
                member = await self._connector.member(room.service_url, room.conversation, person)
            except ConnectorError:
                continue
            if isinstance(found := member.get("id"), str):
                return found
        return ""

    async def _update(self, outgoing: Outgoing, update: Update) -> Verdict:
        place = outgoing.place or {}
        activity = {**self._activity(outgoing, update.card), "id": place.get("activity", "")}
        try:
            service_url = await self._service_of(outgoing.lane, place)
            await self._connector.update(service_url, place.get("conversation", ""), activity["id"], activity)
        except _FAILURES as error:
            return refusal(error)
        return Sent(place)

    async def _delete(self, lane: str, place: Place | None) -> Verdict:
        where = dict(place or {})
        try:
            service_url = await self._service_of(lane, where)
            await self._connector.delete(service_url, where.get("conversation", ""), where.get("activity", ""))
        except _FAILURES as error:
            gone = isinstance(error, ConnectorError) and error.code in NO_SUCH_MESSAGE
            return Sent(where) if gone else refusal(error)
        return Sent(where)

    def _activity(self, outgoing: Outgoing, card: Card) -> Json:
        activity = self._render(card, outgoing.lane)
        return marked(activity) if outgoing.marker else activity

    async def _reference(self, lane: str) -> Reference:
        """Return how a lane is reached; where nothing was heard of it yet, by what its address itself says."""
        known = await self._conversations.of(lane)
        if known is not None:
            return known
        address = lane.partition(":")[2]
        channel = address if address.startswith(CHANNEL) else ""
        service_url = await self._conversations.service_url() or self._service_url
        if not service_url:
            raise _CannotOpenError(NotSent(NOTHING_HEARD, SOON_SECONDS))
        return Reference(
            address=lane,
            conversation=channel,
            service_url=service_url,
            tenant=self._ours.tenant_id,
            bot_id=self._ours.bot_id,
            channel=channel,
        )

    async def _service_of(self, lane: str, place: Mapping[str, str]) -> str:
        known = await self._conversations.of(lane)
        return known.service_url if known is not None else place.get("service", "") or self._service_url


def _not_posted(error: Exception) -> Verdict:
    """Return the verdict on what was not posted at all: a template can only be mended by a person."""
    if isinstance(error, TemplateFaultError):
        return Rejected(str(error))
    return NotSent(str(error), error.retry_after_seconds if isinstance(error, NotNowError) else SOON_SECONDS)


def marked(activity: Json) -> Json:
    """Return an activity that says of itself that it may be a repeat."""
    attachments = list(activity.get("attachments") or [])
    for number, one in enumerate(attachments):
        if one.get("contentType") == ADAPTIVE_CARD:
            card = one["content"]
            note = {"type": "TextBlock", "text": words.MAY_BE_A_REPEAT, "isSubtle": True, "size": "Small", "wrap": True}
            attachments[number] = {**one, "content": {**card, "body": [*card.get("body", []), note]}}
            return {**activity, "attachments": attachments}
    said = activity.get("text") or ""
    return {**activity, "text": f"{said}\n\n{words.MAY_BE_A_REPEAT}".strip()}


def _root(outgoing: Outgoing, post: Post, channel: str) -> str:
    """Return the first message of the thread that a post belongs into, if that stands in the same channel."""
    place: Mapping[str, str] = outgoing.place or {}
    if post.under:
        # As handlers/teams/parse.py makes the key: teams:CONVERSATION:ACTIVITY.
        conversation, _, activity = post.under.removeprefix(f"{PLATFORM}:").rpartition(":")
        place = {"conversation": conversation, "activity": activity}
    there, _, root = place.get("conversation", "").partition(THREAD_MARK)
    return (root or place.get("activity", "")) if there == channel else ""


def _sent(where: Reference, conversation: str, activity: str) -> Verdict:
    if not conversation or not activity:
        return Unknown("Teams' answer does not say where the message stands")
    return Sent({"conversation": conversation, "activity": activity, "service": where.service_url})
