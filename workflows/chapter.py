"""A chapter of the table of contents: what can be asked of one subject, and what carries it out."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from storage import opening
from storage.statements import Prepared
from workflows.desk import Carried, Look, Opening
from workflows.kernel.answers import Answer, Opened, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.requests import Pressed, Submitted
from workflows.timing import TimerKind

Routed = Command | Query | OpenForm | Opened | Refused
"""What a request turns into before any database is asked."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """What one subject declares in its `contents.py`; `workflows/contents.py` puts the chapters together."""

    commands: Mapping[type[Command], Carried] = {}
    queries: Mapping[type[Query], Callable[[Look, Any], Answer]] = {}
    forms: Mapping[str, Callable[[Look, OpenForm], Form | Answer]] = {}
    """Forms that must look something up before they can be shown, by their name."""
    submitted: Mapping[str, Callable[[Submitted], Routed]] = {}
    """What becomes of a form that was sent."""
    pressed: Mapping[str, Callable[[Pressed], Routed]] = {}
    """What becomes of a button that was pressed, by the button's key."""
    timers: Mapping[str, TimerKind] = {}
    """What happens by itself, by the kind of its timer."""


def of(statement: Prepared, name: str) -> Callable[[Any], Opening]:
    """Return an opening that reads the subject which the command names."""
    return lambda command: Opening(statement, getattr(command, name))


def nothing(_command: Command) -> Opening:
    """Return an opening that reads no subject: the action reads its own."""
    return Opening(opening.NOTHING)


def together(*parts: Mapping[Key, Value]) -> dict[Key, Value]:
    """Return the parts as one. Raises ValueError where two of them declare the same."""
    whole: dict[Key, Value] = {}
    for part in parts:
        twice = whole.keys() & part.keys()
        if twice:
            raise ValueError(f"Declared twice: {', '.join(sorted(map(str, twice)))}")
        whole.update(part)
    return whole
