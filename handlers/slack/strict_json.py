"""Reads JSON strictly: no NaN, no endless numbers, no bottomless nesting, and an object at the top."""

import json
from typing import Any, NoReturn

import msgspec

LONGEST_NUMBER = 300
"""Digits; a longer number takes quadratic time to read."""


class ShapeError(ValueError):
    """The payload is none that Slack would send; the message says what is wrong with it and quotes nothing of it."""


def json_object(text: str) -> dict[str, Any]:
    """Return the object; ShapeError for everything else."""
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = _with_half_characters(text)
    except RecursionError:
        raise ShapeError("It is nested too deeply.") from None
    if not isinstance(value, dict):
        raise ShapeError("It is no JSON object.")
    return value


def _with_half_characters(text: str) -> object:
    """Read JSON with escapes for half of a character, which is no fault of who typed it; cleaning mends it later."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_int=_whole, parse_float=_fraction)
    except ShapeError:
        raise
    except (ValueError, RecursionError):
        raise ShapeError("It is no JSON.") from None


def _no_number(word: str) -> NoReturn:
    raise ShapeError(f"{word} is no number of JSON.")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ShapeError("It holds a number of too many digits.")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or abs(float(digits)) == float("inf"):
        raise ShapeError("It holds a number that is out of range.")
    return float(digits)
