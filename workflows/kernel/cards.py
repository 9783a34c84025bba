"""Cards: what a message means (title, facts, text, checklist, actions), never how a platform draws it."""

from typing import Literal

import msgspec

from workflows.kernel.text import Line

Style = Literal["default", "primary", "danger"]


class Fact(msgspec.Struct, frozen=True):
    """A labelled value, such as Customer: Northwind."""

    label: str
    value: Line


class Item(msgspec.Struct, frozen=True):
    """One line of a checklist."""

    title: str
    done: bool = False
    note: Line = ()


class Confirm(msgspec.Struct, frozen=True):
    """The question that a platform asks before it sends a click on."""

    title: str
    text: str
    yes: str
    no: str = "Keep it"


class Button(msgspec.Struct, frozen=True):
    """An action: the key names it in the registry; `subject` is an opaque id; `version` tells a stale card."""

    key: str
    label: str
    subject: str
    version: int = 0
    argument: str = ""
    style: Style = "default"
    confirm: Confirm | None = None


class Row(msgspec.Struct, frozen=True):
    """One entry of a list card: a line, a smaller line under it, a button beside it and more buttons below.

    A `heading` stands over the entries that follow it.
    """

    text: Line
    detail: Line = ()
    button: Button | None = None
    buttons: tuple[Button, ...] = ()
    heading: bool = False


class Table(msgspec.Struct, frozen=True):
    """Words in rows and columns: a few columns, which a phone still shows. Each row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A message. `quote` is text of a customer or a colleague, shown as typed and never formatted.

    `rows` make it a list; `more` says how many entries were left out. `home` is somebody's Home: after a press on it it
    shows itself anew.
    """

    title: str
    status: Line = ()
    facts: tuple[Fact, ...] = ()
    body: tuple[Line, ...] = ()
    quote: str = ""
    items: tuple[Item, ...] = ()
    table: Table | None = None
    rows: tuple[Row, ...] = ()
    more: str = ""
    buttons: tuple[Button, ...] = ()
    footer: Line = ()
    home: bool = False


def note(*pieces: object) -> Card:
    """Return a card that is a single line of text: a short answer, or a note in a thread."""
    return Card(title="", body=(tuple(pieces),))  # type: ignore[arg-type]  # Callers pass Pieces; a variadic union reads worse.
