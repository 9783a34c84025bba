"""What leaves the process: the payloads of the outbox, and the verdicts that a platform's poster gives on each."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from workflows.kernel.cards import Button, Card
from workflows.kernel.files import File


class Post(msgspec.Struct, frozen=True, tag="post"):
    """A new message in the lane's channel or to its person; `thread` is the effect id of the message it belongs under.

    Where that message never got through, the post stands by itself. `under` is the key of somebody else's message that
    it belongs under, as `Shared.message_key` gave it; the platform that made the key can read it. A `picture` goes with
    the card where the platform can show one; the card says what it shows in any case. `rests_on` names the reason of
    each row of the card: a row whose reason is gone when the message leaves is left out, and without any it does not.
    A card without rows leaves while one of its reasons stands.
    """

    card: Card
    thread: str = ""
    under: str = ""
    file: File | None = None
    alone: Button | None = None
    rests_on: tuple[str, ...] = ()
    private: bool = False
    """Whether nobody else may read what it says, not even where it is told that it could not be delivered."""
    heard_by: str = ""
    """The person whom it only reminds or informs: what could not leave for long waits for their working time again."""


class Update(msgspec.Struct, frozen=True, tag="update"):
    """A new face for the message that the effect `target` sent. Sending it twice does no harm."""

    target: str
    card: Card
    private: bool = False


class Retract(msgspec.Struct, frozen=True, tag="retract"):
    """The message that the effect `target` sent is taken away."""

    target: str


Payload = Post | Update | Retract

Place = Mapping[str, str]
"""Where a platform put a message, in its own words: for Slack `channel` and `ts`."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One effect on its way. `lane` is the address (slack:C123, slack:U123); `place` is where its target or thread is.

    `marker` asks the poster to say on the message that it may be a repeat.
    """

    id: str
    lane: str
    payload: Payload
    place: Place | None = None
    marker: bool = False


class Sent(msgspec.Struct, frozen=True):
    """The platform took it and told where it put it."""

    place: Place


class NotSent(msgspec.Struct, frozen=True):
    """It was certainly not taken: try again after so many seconds.

    `hold` says that nothing at all gets through now (a token was revoked): the message waits without ageing.
    """

    error: str
    retry_after_seconds: float
    hold: bool = False


class Rejected(msgspec.Struct, frozen=True):
    """It was certainly refused and will be again: a person must look."""

    error: str


class Unknown(msgspec.Struct, frozen=True):
    """It may have been taken: look before sending it again."""

    error: str


Verdict = Sent | NotSent | Rejected | Unknown


class Poster(Protocol):
    """Everything that a platform must be able to do with what leaves; there is one per platform."""

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Send it once, without any retry of its own."""
        ...

    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        """Return every message that carries the effect's id, oldest first; None when it cannot be known now.

        A platform that can never tell raises CannotReadBackError.
        """
        ...

    async def remove(self, lane: str, place: Place) -> Verdict:
        """Take a surplus copy away."""
        ...


class CannotReadBackError(Exception):
    """This platform gives no way to find out whether a message arrived."""
