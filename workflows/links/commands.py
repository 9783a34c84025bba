"""What people may ask of links: to make one and to take one off; how words, buttons and forms become it."""

import re
from typing import Final

from workflows.kernel.cleaning import single_line
from workflows.kernel.commands import Command, OpenForm
from workflows.kernel.requests import Pressed, Submitted, Typed

LINK: Final = "work.link"
UNLINK: Final = "work.unlink"
OTHER: Final = "other"
"""The field that says with what."""
LONGEST_WORDS: Final = 150
_VERBS: Final = {"link": LINK, "unlink": UNLINK}
_NUMBER: Final = re.compile(r"[A-Za-z]{1,10}-[0-9]{1,15}")


class Link(Command, frozen=True, kw_only=True):
    """Let two pieces of work show each other as they stand."""

    key: str
    other: str


class Unlink(Command, frozen=True, kw_only=True):
    """Let two pieces of work show each other no more."""

    key: str
    other: str


def from_typed(request: Typed) -> Link | Unlink | OpenForm | None:
    """Return what `/ticket link|unlink TCK-12 TCK-13` asks for, None where it is something else.

    With one number, a form asks for the other.
    """
    verb, _, rest = request.words.strip().partition(" ")
    form = _VERBS.get(verb.lower())
    first, _, second = single_line(rest).partition(" ")
    if form is None or not (first.isdigit() or _NUMBER.fullmatch(first)):
        return None
    if not second:
        return OpenForm(actor=request.actor, form=form, subject=key_of(first))
    return _command(form, request, key_of(first), key_of(second))


def pressed(request: Pressed) -> OpenForm:
    """Return the form of a button; its argument is the number of the work that it stands on."""
    return OpenForm(actor=request.actor, form=request.button, subject=key_of(request.argument))


def submitted(request: Submitted) -> Link | Unlink:
    """Return the link that a form makes or takes off; the action checks what was chosen."""
    return _command(request.form, request, key_of(request.subject), key_of(request.text(OTHER)))


def key_of(words: str) -> str:
    """Return a number as it is kept: tck-12 and 12 are TCK-12; other words as they are, for they are a title."""
    said = single_line(words)[:LONGEST_WORDS]
    if said.isdigit():
        return f"TCK-{said}"
    return said.upper() if _NUMBER.fullmatch(said) else said


def _command(form: str, request: Typed | Submitted, key: str, other: str) -> Link | Unlink:
    kind = Link if form == LINK else Unlink
    return kind(actor=request.actor, request_key=request.request_key, key=key, other=other)
