"""What is kept of what people and platforms send."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.kernel.cleaning import cut, paragraphs, single_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HIDDEN = "\x00\x07\x1b\x7f\x9f\u200b\u200e\u200f\u061c\u202a\u202e\u2066\u2069\u2060\ufeff\u00ad\ufffe\U000e0041\u3164"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Northwind", "Northwind"),
        ("  Northwind   Traders ", "Northwind Traders"),
        ("Northwind\tTraders\r\nLtd", "Northwind Traders Ltd"),
        ("Northwind\x00", "Northwind"),
        ("a\u202e0001 RUE", "a0001 RUE"),
        ("pay\u200bpal", "paypal"),
        ("non\u00a0breaking", "non breaking"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("e\u0301tude", "étude"),
        ("\U0001f469\u200d\U0001f4bb works", "\U0001f469\u200d\U0001f4bb works"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("not\u200dhing", "nothing"),
        ("line\u2028separator", "line separator"),
    ],
)
def test_single_line_keeps_the_visible_words(sent: str, kept: str) -> None:
    """One line holds what can be seen, with single spaces, in normal form."""
    assert single_line(sent) == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("one\u2029two\x0bthree", "one\ntwo\nthree"),
        ("\tindented\n\tmore\x00", "indented\n\tmore"),
        ("מחיר\u200f: 10", "מחיר\u200f: 10"),
        ("a\u202etxt.exe\u202c", "atxt.exe"),
    ],
)
def test_paragraphs_keep_their_lines(sent: str, kept: str) -> None:
    """Longer text keeps line breaks and the marks that right-to-left scripts use, but nothing that overrides order."""
    assert paragraphs(sent) == kept


@given(ANY_TEXT)
@example(HIDDEN)
@example("\u1100\u200b\u1161")
@example("a\u200b\u0301\u200d\u0301")
def test_a_cleaned_line_is_clean(text: str) -> None:
    """Whatever is sent, what comes out is one line that every database takes, and cleaning it again changes nothing."""
    line = single_line(text)

    assert single_line(line) == line
    assert line == line.strip()
    assert "\n" not in line
    line.encode()
    assert not set(line) & set(HIDDEN)
    assert unicodedata.is_normalized("NFC", line)


@given(ANY_TEXT)
def test_cleaned_paragraphs_are_clean(text: str) -> None:
    """Longer text comes out without controls but tabs and line feeds, and cleaning it again changes nothing."""
    kept = paragraphs(text)

    assert paragraphs(kept) == kept
    kept.encode()
    assert not {character for character in kept if unicodedata.category(character) == "Cc"} - {"\t", "\n"}


@given(ANY_TEXT, st.integers(1, 40))
def test_cut_keeps_within_the_limit(text: str, most: int) -> None:
    """Cut text is never longer than the limit, and text that fits is left alone."""
    short = cut(text, most)

    assert len(short) <= most
    assert short == text or len(text) > most


def test_cut_does_not_part_an_accent_from_its_letter() -> None:
    """Where the limit falls inside a character made of several, no loose accent or joiner is left."""
    assert cut("caf" + "e\u0301" * 3, 6) == "cafe\u0301…"
    assert cut("ab\U0001f469\u200d\U0001f4bb!", 5) == "ab\U0001f469…"
