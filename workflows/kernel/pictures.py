"""Pictures that go with a post: what they show, drawn when the post is sent, so that a promise stays small."""

from typing import ClassVar, Literal

import msgspec

from workflows.kernel.cleaning import cut

LONGEST_ALT = 1000
"""Characters of the words in a picture's place; platforms take no more."""

State = Literal["done", "now", "skipped", "ahead"]


class Stop(msgspec.Struct, frozen=True, array_like=True):
    """One step on the way of an engagement: its number and title, whose it is, and what became of it."""

    number: str
    title: str
    owners: str
    state: State
    words: str = ""


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag="picture"):
    """The way of an engagement through its process, as it stood when somebody asked for it."""

    suffix: ClassVar[str] = ".png"
    media_type: ClassVar[str] = "image/png"

    name: str
    """What the file is called, without its ending."""
    title: str
    subtitle: str
    stops: tuple[Stop, ...]
    ending: str = ""
    """How it ended; empty while it is under way."""

    @property
    def alt(self) -> str:
        """What the picture says, for who cannot see it: where it stands first, so that a cut takes the least."""
        parts = [f"Flow chart of {self.title}, {self.subtitle}."]
        parts += [f"Ended: {self.ending}."] if self.ending else []
        for state, word in (("now", "Now at"), ("done", "Done"), ("skipped", "Skipped"), ("ahead", "Not reached yet")):
            stops = [_words(stop) for stop in self.stops if stop.state == state]
            parts += [f"{word}: {'; '.join(stops)}."] if stops else []
        return cut(" ".join(parts), LONGEST_ALT)


def _words(stop: Stop) -> str:
    said = f" ({stop.words})" if stop.words and stop.state in {"done", "now"} else ""
    return f"{stop.number} {stop.title}".strip() + said
