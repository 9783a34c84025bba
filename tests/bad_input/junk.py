"""What nobody should send and somebody will: words, values of a form, versions of a button."""

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[str, str] = {
    "nothing": "",
    "blanks": " \t\r\n ",
    "NUL": "a\x00b",
    "NUL alone": "\x00",
    "controls": "\x01\x07\x1b[31mred\x7f\x85",
    "bidi": "gpj.\u202eexe\u2066\u2069",
    "no width": "\u200b\u2060\ufeff",
    "half a pair": "a\ud800b",
    "two halves": "\udc00\ud83d",
    "no characters": "\ufffe\uffff\U0010ffff",
    "tags": "\U000e0041\U000e0042",
    "long": "x" * 100_000,
    "long and wide": "\N{GRINNING FACE}" * 25_000,
    "accents": "e" + "\u0301" * 5_000,
    "SQL": "' OR 1=1; DROP TABLE engagement; --",
    "formats": "{0.__class__} %s %(x)s ${x} {customer}",
    "percent": "%_\\",
    "deep JSON": "[" * 50_000,
    "JSON": '{"__proto__": {"a": NaN}}',
    "2**63": str(2**63),
    "-1": "-1",
    "400 digits": "9" * 400,
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "1e400": "1e400",
    "small": "0.00000000000001",
    "digits of another script": "\u0663\u0664",
    "year 0": "0000-01-01",
    "year 9999": "9999-12-31",
    "30 February": "2026-02-30",
    "a week": "2026-W09-1",
    "no date": "tomorrow",
    "script": "javascript:alert(1)",
    "link with NUL": "https://a\x00.example",
    "link with half a pair": "https://a\ud800.example",
    "link with a port": "https://example.com:99999999/",
    "link of IPv6": "https://[::1",
    "path": "../../etc/passwd",
    "separator": "high\x1flow",
    "mention": "<!channel> <@U123>",
}


def _deep() -> Any:  # noqa: ANN401 - it is none of the types that a value should be.
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    return nested


VALUES: Mapping[str, Any] = {
    **WORDS,
    "yes": True,
    "no": False,
    "none": None,
    "a number": 5,
    "a large number": 2**63,
    "a larger number": 10**40,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "no choices": (),
    "choices": ("high", "a\x00", "x" * 5000),
    "choices that are no words": (1, None, ("a",)),
    "a list": ["high"],
    "an object": {"a": {"b": "\x00"}},
    "bytes": b"\x00\xff",
    "deep": _deep(),
}

VERSIONS: Mapping[str, int] = {
    "-1": -1,
    "0": 0,
    "2**31 - 1": 2**31 - 1,
    "2**31": 2**31,
    "2**63": 2**63,
    "-2**63": -(2**63),
    "2**64": 2**64,
    "10**40": 10**40,
}
