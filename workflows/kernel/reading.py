"""Reading a form: what was filled in becomes checked, normal words; a fault names its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.forms import Field, Value

MOST = Decimal(10) ** 12
"""No number or amount of a form is larger; a slip of the finger is not a budget."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]{1,6})?")
_GROUPED = re.compile(r"[\s'_,](?=[0-9]{3}(?:\D|$))")
_SEPARATOR = "\x1f"
"""Between the choices of a field that takes several; it cannot be typed."""


def read_values(fields: Sequence[Field], values: Mapping[str, Value]) -> dict[str, str]:
    """Return the values of the fields as words that are safe to keep: numbers plain, dates ISO, yes or no.

    A field that was left empty is not in the result. Raises RefusedError with the field's key.
    """
    ready: dict[str, str] = {}
    for field in fields:
        words = _words(field, values.get(field.key))
        if not words:
            if field.required:
                raise RefusedError(Reason.FIELD_MISSING, field.key, label=field.label)
            continue
        if len(words) > field.max_length:
            raise RefusedError(Reason.TOO_LONG, field.key, label=field.label, most=str(field.max_length))
        ready[field.key] = _READERS.get(field.kind, _as_typed)(field, words)
    return ready


def several(words: str) -> tuple[str, ...]:
    """Return the choices of a field that takes several, as `read_values` kept them."""
    return tuple(words.split(_SEPARATOR)) if words else ()


def read_number(words: str, field: str, label: str) -> Decimal:
    """Return a number as a person types it (1,200.50 or 1 200.50); refused when it is none, or beyond MOST."""
    plain = _GROUPED.sub("", words.strip())
    if not _NUMBER.fullmatch(plain):
        raise RefusedError(Reason.NOT_A_NUMBER, field, label=label)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise RefusedError(Reason.NOT_A_NUMBER, field, label=label) from None
    if abs(number) > MOST:
        raise RefusedError(Reason.OUT_OF_RANGE, field, label=label)
    return number


def _words(field: Field, value: object) -> str:
    """Return what was filled in as clean words; what the field's kind has no use for was not filled in.

    The doors clean every word; what is kept and hashed is clean whichever way it came.
    """
    if isinstance(value, str):
        seen = single_line(value)  # What nobody can see was not filled in.
        return paragraphs(value) if seen and field.kind == "long_text" else seen
    if isinstance(value, bool) and field.kind == "yes_no":
        return "yes" if value else "no"
    if isinstance(value, tuple) and field.kind == "choices":
        return _SEPARATOR.join(single_line(one) for one in value if isinstance(one, str))
    return ""


def _as_typed(_field: Field, words: str) -> str:
    return words


def _number(field: Field, words: str) -> str:
    return format(read_number(words, field.key, field.label).normalize(), "f")


def _money(field: Field, words: str) -> str:
    amount = read_number(words, field.key, field.label)
    if amount < 0:
        raise RefusedError(Reason.OUT_OF_RANGE, field.key, label=field.label)
    return format(amount, "f")


def _date(field: Field, words: str) -> str:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise RefusedError(Reason.NOT_A_DATE, field.key, label=field.label) from None
    if not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        raise RefusedError(Reason.OUT_OF_RANGE, field.key, label=field.label)
    return day.isoformat()


def _choice(field: Field, words: str) -> str:
    if words not in {choice.value for choice in field.choices}:
        raise RefusedError(Reason.NOT_A_CHOICE, field.key, label=field.label)
    return words


def _choices(field: Field, words: str) -> str:
    for one in several(words):
        _choice(field, one)
    return words


def _yes_no(field: Field, words: str) -> str:
    if words not in {"yes", "no"}:
        raise RefusedError(Reason.NOT_A_CHOICE, field.key, label=field.label)
    return words


def is_link(words: str) -> bool:
    """Return whether words are a web address and nothing else."""
    try:
        parts = urlsplit(words)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(sign in words for sign in " <>|\n\t")


def _link(field: Field, words: str) -> str:
    if not is_link(words):
        raise RefusedError(Reason.NOT_A_LINK, field.key, label=field.label)
    return words


_READERS: Mapping[str, Callable[[Field, str], str]] = {
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "link": _link,
}
