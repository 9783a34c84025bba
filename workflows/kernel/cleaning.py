"""Cleans what people and platforms send: every word passes here at the door, before anything looks at it.

What is taken out cannot be seen, or turns the text around that can (Unicode Technical Report 36): controls, NUL, lone
surrogates, bidirectional marks, zero-width characters, tags. What is left is in normal form C, so that the same words
are the same bytes on every database.
"""

import re
import unicodedata

LONGEST_ENTRY = 3000
"""Characters in one field of a form or one line of words; longer ones are refused, since cutting would change them."""
LONGEST_MESSAGE = 3000
"""Characters of a message that somebody shared; the rest is cut, since the message itself stays where it is."""

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Controls but for tab and line feed; what turns text around beyond its own end; annotations, tags and noncharacters.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
# What has no width or no glyph of its own: a single line has no honest use for it.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2060-\u2064\u3164\ufeff\uffa0]"
)
# Joiners have one between letters of scripts that need them and between the parts of an emoji.
_STRAY_JOINERS = re.compile("(?<![\u0300-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0300-\U0010ffff])")
_MANY_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")


def single_line(text: str) -> str:
    """Return the text as one line of visible words, with single spaces between them."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    text = _NEVER.sub("", _LINE_BREAKS.sub(" ", _whole(text)))
    text = _MANY_JOINERS.sub(r"\1", _UNSEEN.sub("", text))
    text = _STRAY_JOINERS.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Return the text with its line breaks and tabs, without anything that hides or turns what is read."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _NEVER.sub("", _LINE_BREAKS.sub("\n", _whole(text)))).strip()


def visible(text: str) -> str:
    """Return words on their way out to people as they are read: with their blanks, without what has no width."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _NEVER.sub("", _LINE_BREAKS.sub("\n", _whole(text))))


def cut(text: str, most: int, mark: str = "…") -> str:
    """Return the text in at most so many characters, ending in the mark where something is missing.

    A character is not parted from the accents and joiners that belong to it.
    """
    if len(text) <= most:
        return text
    end = max(0, most - len(mark))
    while end > 0 and _belongs_to_the_one_before(text[end]):
        end -= 1
    return text[:end].rstrip("\u200d \n\t") + mark


def _whole(text: str) -> str:
    """Half a surrogate pair is no character and fits in no database; it becomes the mark for what could not be read."""
    return _SURROGATES.sub("\ufffd", text)


def _belongs_to_the_one_before(character: str) -> bool:
    return unicodedata.combining(character) != 0 or "\ufe00" <= character <= "\ufe0f" or character == "\u200d"
