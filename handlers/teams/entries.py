"""Reads what was filled in: what a form's inputs sent becomes values by field key.

In our forms an input's id is the field's kind, a full stop and the field's key (forms.py makes both).
"""

from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import unquote

from handlers.teams.forms import NO, TYPED, YES
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import LONGEST_ENTRY, paragraphs, single_line
from workflows.kernel.forms import LOOKED_UP, FieldKind, Value

KINDS: frozenset[str] = frozenset(get_args(FieldKind)) | {f"{TYPED}{kind}" for kind in LOOKED_UP}
MOST_ENTRIES = 200
MOST_CHOSEN = 200
_LONGEST = 100_000


def values(data: Mapping[str, Any]) -> Mapping[str, Value]:
    """Return what was filled in, cleaned; an empty field is "". RefusedError names a field that is too long."""
    entered = {name: value for name, value in data.items() if name.partition(".")[0] in KINDS and "." in name}
    if len(entered) > MOST_ENTRIES:
        raise RefusedError(Reason.UNREADABLE)
    read: dict[str, Value] = {}
    for name, value in entered.items():
        kind, _, field = name.partition(".")
        read[field] = _value(field, kind, _typed(value))
    return read


def typed(data: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the kinds of the fields in which something was named instead of looked up, by their keys."""
    names = (name.removeprefix(TYPED) for name in data if name.startswith(TYPED) and name.partition(".")[0] in KINDS)
    return {field: kind for kind, _, field in (name.partition(".") for name in names)}


def _value(field: str, kind: str, typed: str) -> Value:
    if kind == "choices":
        parts = [part for part in typed.split(",") if part.strip()]
        if len(parts) > MOST_CHOSEN:
            raise RefusedError(Reason.UNREADABLE)
        return tuple(_text(field, kind, unquote(part)) for part in parts)
    words = _text(field, kind, typed)
    return words == YES if kind == "yes_no" and words in {YES, NO} else words


def _typed(value: object) -> str:
    """Return what a client sent as words: numbers come as numbers from some."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise RefusedError(Reason.UNREADABLE)
    return value


def _text(field: str, kind: str, text: str) -> str:
    cleaned = paragraphs(text) if kind == "long_text" else single_line(text)
    if len(cleaned) > LONGEST_ENTRY:
        raise RefusedError(Reason.TOO_LONG, field=field, most=str(LONGEST_ENTRY))
    return cleaned
