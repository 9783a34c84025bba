"""How words are compared: however they are spelt, with or without capitals, accents and punctuation."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

KEPT_WORDS: Final = 400
"""So many different words of a piece of work are kept to find it by."""
LONGEST_WORD: Final = 40

WORD: Final = re.compile(r"[^\W_]+")
_OWN_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that are no others with a mark on them, and are typed as these where a keyboard has none of them."""


def plain(text: str) -> str:
    """Return text without capitals and without the marks on its letters."""
    parts = unicodedata.normalize("NFKD", text.casefold()).casefold()  # Some letters come apart into capitals.
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_OWN_LETTERS)


def words_of(text: str) -> list[str]:
    """Return the plain words of a text, in their order, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in WORD.findall(plain(text))))


def kept_words(kind: str, texts: Iterable[str]) -> str:
    """Return the words by which a piece of work is found (storage/finding.py); its kind is one that nobody can type."""
    return " ".join([f"_{kind}", *words_of(" ".join(texts))[:KEPT_WORDS]])
