"""What comes in: what a person typed, pressed, submitted, searched or shared, the same from every platform.

Each door parses its platform's request into one of these; the registry turns it into a command, a query or a form.
"""

from collections.abc import Mapping

import msgspec

from workflows.kernel.forms import Value
from workflows.kernel.people import Identity


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and the key that is the same for every delivery of the same click, so that it is answered the same."""

    actor: Identity
    request_key: str


class Typed(Request, frozen=True, kw_only=True):
    """A slash command: `/ticket list acme` is verb `/ticket`, words `list acme`. `place` is the channel's address."""

    verb: str
    words: str = ""
    place: str = ""


class Pressed(Request, frozen=True, kw_only=True):
    """A button: which one, and the opaque id, version and argument that it carried.

    `place` is the address of the channel that it was pressed in; empty where that is not known.
    """

    button: str
    subject: str
    version: int
    argument: str = ""
    place: str = ""


class Submitted(Request, frozen=True, kw_only=True):
    """A form that was sent, with what was filled in by field key."""

    form: str
    subject: str
    version: int
    argument: str
    values: Mapping[str, Value]

    def text(self, key: str) -> str:
        """Return the words in a field; empty where it holds none, or something that is no words."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""


class Searched(Request, frozen=True, kw_only=True):
    """Somebody types in a field whose choices are looked up: `source` is the field's kind."""

    source: str
    words: str


class Shared(Request, frozen=True, kw_only=True):
    """A message that somebody picked for the bot: its text, link and files, and the key that is the message's own."""

    shortcut: str
    message_key: str
    text: str
    link: str
    place: str
    files: tuple[str, ...] = ()


class Visited(Request, frozen=True, kw_only=True):
    """Somebody opened the bot's home."""


class Seen(Request, frozen=True, kw_only=True):
    """A platform tells whose an account is now: `what` is empty for a member, else as workflows.people.standings."""

    what: str
