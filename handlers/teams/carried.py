"""What buttons and forms carry through Teams and back: an opaque subject, a version and an argument, nothing else.

It is read as untrusted all the same: whoever may act, and on what, is looked up when the click arrives. A form carries
its own labels too, since Teams sends back only what was filled in; they are shown to the sender alone, and only again.
"""

import base64
import binascii
import zlib
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.forms import LOOKED_UP, Form

Json = dict[str, Any]

FETCH = {"type": "task/fetch"}
"""Stands under `msteams` in what a button carries, and lets Teams ask for a dialog."""
LONGEST_KEPT = 16_000
"""Characters that a form may carry of itself; a larger one cannot be shown again, and says so."""
_LARGEST_FORM = 400_000

_Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,80}\Z")]
_Subject = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:/|@;=~-]{0,300}\Z")]
_Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]
_Words = Annotated[str, Meta(pattern="^[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{0,1500}\\Z")]
_Typed = Annotated[str, Meta(max_length=3100)]
_Nonce = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{0,40}\Z")]


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that any of our buttons and forms ever carries; which parts are filled tells what it is.

    `button` and `form` name it in the registry; `typed` are words to be read as if they had been typed; `opened` tells
    one showing of a form from the next. `own` tells of a button that it stands on an answer that one person has, which
    nothing changes afterwards; `turn` asks for the answer in the place of the card, as a list's pages do.
    """

    button: _Key | None = None
    form: _Key | None = None
    typed: _Typed | None = None
    subject: _Subject = ""
    version: _Version = 0
    argument: _Words = ""
    opened: _Nonce = ""
    kept: Annotated[str, Meta(max_length=LONGEST_KEPT)] = ""
    own: bool = False
    turn: bool = False
    home: Annotated[str, Meta(pattern=r"^[!-~]{0,300}\Z")] = ""
    """That a button stands on somebody's Home; in a form that was opened there, the message that the Home is."""
    here: bool = False
    """Whether the form is wanted as a card in the chat, for a client that has no dialogs."""


def pack(*, subject: str, version: int, argument: str, **more: str) -> Json:
    """Return what a button or a form carries. ValueError where a card asks for what would not come back."""
    packed = {"subject": subject, "version": version, "argument": argument}
    told: Json = {**more, **{name: value for name, value in packed.items() if value}}
    try:
        msgspec.convert(told, Carried)
    except msgspec.ValidationError as error:
        raise ValueError(f"A button or form cannot carry this subject, version or argument: {error}") from None
    return told


def unpack(data: object) -> Carried:
    """Return what came back. RefusedError where it is nothing that we ever sent."""
    try:
        return msgspec.convert(data, Carried)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError):
        raise RefusedError(Reason.UNREADABLE) from None


def keep(form: Form) -> str:
    """Return a form without what it was filled with, to be carried; empty where it is too large for that."""
    bare = tuple(field if field.kind in LOOKED_UP else replace(field, initial=None) for field in form.fields)
    try:
        told = msgspec.json.encode(replace(form, fields=bare))
    except UnicodeEncodeError:
        return ""
    kept = base64.b64encode(zlib.compress(told, 6)).decode()
    return kept if len(kept) <= LONGEST_KEPT else ""


def kept_form(kept: str) -> Form | None:
    """Return the form again, None where it was not kept or is none of ours."""
    try:
        unpacking = zlib.decompressobj()
        told = unpacking.decompress(base64.b64decode(kept, validate=True), _LARGEST_FORM)
        return msgspec.json.decode(told, type=Form)
    except (binascii.Error, zlib.error, msgspec.DecodeError, ValueError, RecursionError):
        return None
