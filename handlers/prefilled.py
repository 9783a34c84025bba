"""What stands in a form's input when it opens, as it is safe to show; the same on every platform."""

import re

from workflows.kernel.cleaning import LONGEST_ENTRY, cut, paragraphs, single_line
from workflows.kernel.forms import Field

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?")


def most_in(field: Field) -> int:
    """Return how many characters an input takes."""
    return max(1, min(field.max_length, LONGEST_ENTRY))


def words_in(field: Field) -> str | None:
    """Return the words that an input begins with, None for none: what was typed wrongly before as well."""
    if not isinstance(field.initial, str):
        return None
    words = paragraphs(field.initial) if field.kind == "long_text" else single_line(field.initial)
    return cut(words, most_in(field))


def number_in(field: Field) -> str | None:
    """Return the number that an input begins with, empty for none; None for words that are no number."""
    typed = single_line(field.initial) if isinstance(field.initial, str) else ""
    return typed if not typed or _NUMBER.fullmatch(typed) else None
