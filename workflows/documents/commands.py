"""What people may ask of documents, and how words and buttons become it."""

from workflows.engagements.commands import ALONE, key_of, looks_like_key
from workflows.kernel.commands import Command
from workflows.kernel.requests import Pressed, Typed

VERB = "document"
LONGEST_WORDS = 75


class SendDocument(Command, frozen=True, kw_only=True):
    """Make a document of an engagement: again in its thread, or a copy for the person who asks.

    `document` is its name, or the beginning of its name or title; without it, the one that was made last. `place` is
    where it was asked for; empty where it is for that person alone.
    """

    engagement: str = ""
    key: str = ""
    document: str = ""
    place: str = ""


def from_typed(request: Typed) -> SendDocument | None:
    """Return what `/engagement document ENG-12 [NAME]` asks for, None where it is something else."""
    verb, _, rest = request.words.strip().partition(" ")
    if verb.lower() != VERB:
        return None
    key, _, name = rest.strip().partition(" ")
    which, document = (key, name) if looks_like_key(key) else (rest, "")
    return SendDocument(
        actor=request.actor,
        request_key=request.request_key,
        key=key_of(which),
        document=document.strip()[:LONGEST_WORDS],
        place=request.place,
    )


def pressed(request: Pressed) -> SendDocument:
    """Return what a button asks for; its argument is the document's name."""
    return SendDocument(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        document=request.argument,
        place="" if request.version == ALONE else request.place,
    )
