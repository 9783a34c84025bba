"""What buttons and views carry through Slack and back: an opaque subject, a version and an argument, nothing else.

It is read as untrusted all the same: whoever may act, and on what, is looked up when the click arrives.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from workflows.kernel.answers import Reason, RefusedError

LONGEST_VALUE = 2000
"""Characters in a button's value; a view's private_metadata would take 3000."""
HOME_MARK = "home "
"""Stands before what a view carries that was opened from the Home, so that the Home shows itself anew afterwards."""
COPY_MARK = "~"
"""Sets a number off from a button's key where one block has several buttons of the same key."""

_Subject = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:/|-]{0,200}\Z")]
_Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Argument = Annotated[str, Meta(pattern="^[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{0,1000}\\Z")]


class Carried(msgspec.Struct, frozen=True, array_like=True):
    subject: _Subject = ""
    version: _Version = 0
    argument: _Argument = ""


_decoder = msgspec.json.Decoder(Carried)
_encoder = msgspec.json.Encoder()


def pack(*, subject: str, version: int, argument: str) -> str:
    """Return what a button or a view carries. ValueError where a card asks for what would not come back."""
    packed = _encoder.encode(Carried(subject, version, argument))
    try:
        _decoder.decode(packed)
    except msgspec.DecodeError as error:
        raise ValueError(f"A button or form cannot carry this subject, version or argument: {error}") from None
    text = packed.decode()
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"A button carries at most {LONGEST_VALUE} characters; this argument is too long.")
    return text


def unpack(text: str) -> Carried:
    """Return what came back. RefusedError where it is nothing that we ever sent."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise RefusedError(Reason.UNREADABLE) from None
