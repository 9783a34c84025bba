"""The Poster of mail: makes the message of an effect and hands it to whatever sends mail here."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from connectors.mail.message import is_address, message, message_id
from workflows.kernel.people import Directory
from workflows.kernel.posts import CannotReadBackError, Outgoing, Place, Post, Rejected, Sent, Verdict

NOT_OURS_ANY_MORE = "a mail that was sent cannot be changed or taken back"


class Sender(Protocol):
    """What takes a mail: connectors.mail.smtp or connectors.mail.by_graph."""

    async def send(self, mail: EmailMessage, *, to: str, sender: str) -> Verdict:
        """Send it once; `Sent` has an empty place, because the poster knows it."""
        ...


class MailPoster:
    """A Poster (workflows.kernel.posts) for lanes `mail:<address>`. `sender` is the address that mail comes from."""

    def __init__(
        self,
        way: Sender,
        *,
        sender: str,
        directory: Callable[[], Directory],
        now: Callable[[], datetime],
    ) -> None:
        self._way = way
        self._sender = sender
        self._directory = directory
        self._now = now

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Send it once."""
        if not isinstance(outgoing.payload, Post):
            return Rejected(NOT_OURS_ANY_MORE)
        to = outgoing.lane.partition(":")[2]
        if not is_address(to):
            return Rejected(f"{to} is no address that mail servers take: mend it in csops.toml")
        mail = message(outgoing, outgoing.payload.card, self._directory(), sender=self._sender, now=self._now())
        verdict = await self._way.send(mail, to=to, sender=self._sender)
        return Sent({"message_id": message_id(outgoing.id, self._sender)}) if isinstance(verdict, Sent) else verdict

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Nobody can look into the mailbox of who was written to."""
        del outgoing, since_epoch_seconds
        raise CannotReadBackError

    async def remove(self, lane: str, place: Place) -> Verdict:
        """A mail that is there stays there."""
        del lane, place
        return Rejected(NOT_OURS_ANY_MORE)
