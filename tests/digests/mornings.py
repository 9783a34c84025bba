"""Time that passes in an office with digests: what left by itself, when and where to."""

from datetime import datetime
from typing import Any, NamedTuple

from tests.office import Office
from tests.reminders.stand import Waiting
from workflows.digests.commands import KeepDigests
from workflows.kernel.answers import Done
from workflows.kernel.posts import Post
from workflows.timing import CLOCK


class Left(NamedTuple):
    """A post that left by itself."""

    at: datetime
    lane: str
    post: Post

    @property
    def title(self) -> str:
        """What it is called, up to its period or count."""
        return self.post.card.title.partition(":")[0]


class Mornings:
    """Lets days pass."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._waiting = Waiting(office)
        self.keep()

    def keep(self) -> None:
        """See to it that every digest has its timer, as the chore does each hour."""
        asked = KeepDigests(actor=CLOCK, request_key=f"digests:{self.office.now.isoformat()}")
        answer = self.office.dispatcher.answer(asked)
        assert isinstance(answer, Done), answer

    def until(self, moment: datetime) -> list[Left]:
        """Let time pass until a moment, and return what left on the way."""
        found: list[Left] = []
        while (at := self._waiting.next_at()) is not None and at <= moment:
            self.office.now = max(self.office.now, at)
            found += self.tick()
        self.office.now = moment
        return found

    def tick(self) -> list[Left]:
        """Carry out what is due now, and return what left."""
        seen = len(self.office.sent())
        self._waiting.tick()
        new: list[Any] = self.office.sent()[seen:]
        return [Left(self.office.now, one.lane, one.payload) for one in new if isinstance(one.payload, Post)]
