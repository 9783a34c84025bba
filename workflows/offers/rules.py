"""What holds for offers: how an answer to one is kept in the history."""

from typing import Final

ACCEPTED: Final = "offer-accepted"
RETURNED: Final = "offer-returned"
LONGEST_NOTE: Final = 300


def note_of(text: str, reason: str = "") -> str:
    """Return what the history says of an answered offer: what it was, and why it came back."""
    said = text[:LONGEST_NOTE]
    return f"{said} · {reason}" if reason else said
