"""Bodies are decoded fast, and exactly as Python's own decoder would."""

import json
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bodies import BodyError, decode, form

FORM = "application/x-www-form-urlencoded"
words = st.text(max_size=60)


@given(st.lists(st.tuples(words, words), max_size=8))
def test_forms_decode_as_urllib_decodes_them(pairs: list[tuple[str, str]]) -> None:
    """Whatever Slack encodes, both decoders give the same."""
    body = urlencode(pairs)

    assert form(body) == dict(parse_qsl(body, keep_blank_values=True))


@given(st.text("abc%+&=123ABCDEFéß;? #/\\\"'", max_size=60))
def test_forms_that_nobody_encodes_so_decode_the_same_too(body: str) -> None:
    """Broken percent signs, doubled fields and raw letters make no difference between the two."""
    assert form(body) == dict(parse_qsl(body, keep_blank_values=True))


@given(st.recursive(st.none() | st.booleans() | st.integers() | words, lambda inner: st.lists(inner, max_size=4)))
def test_a_payload_comes_out_as_the_text_that_went_in(value: object) -> None:
    """The JSON of a click is handed on as it is, to be read once."""
    text = json.dumps({"type": "x", "inner": value}, ensure_ascii=False)

    assert decode(f"payload={quote_plus(text)}".encode(), FORM) == text
    assert decode(text.encode(), "application/json") == text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"\xff", FORM), (b"a=1", "text/plain"), (b"a=1", ""), (b"&".join([b"a=1"] * 51), FORM)],
)
def test_what_is_no_body_of_slacks_is_refused(body: bytes, content_type: str) -> None:
    """Other encodings and forms of endless fields are not decoded."""
    with pytest.raises(BodyError):
        decode(body, content_type)
