"""The message that a ticket is logged from: what a form carries of it, and what of it is safe to keep."""

from typing import Annotated, Final

import msgspec

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import single_line
from workflows.kernel.reading import is_link

LONGEST_LINK: Final = 400
LONGEST_KEY: Final = 200
MOST_FILES: Final = 20
LONGEST_SOURCE: Final = 1000
"""Characters that a form carries of where a message came from; files that do not fit are only counted."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The message that a ticket is logged from. `left_out` counts the files that are only in the message."""

    key: str
    place: str = ""
    link: str = ""
    files: tuple[str, ...] = ()
    left_out: int = 0


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    place: str = ""
    link: str = ""
    files: tuple[str, ...] = ()
    left_out: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


def pack(source: Source) -> str:
    """Return what the form carries of a message's place, link and files, within LONGEST_SOURCE characters."""
    link, *files = (single_line(words) for words in (source.link, *source.files))
    links = [file for file in files if is_link(file) and len(file) <= LONGEST_LINK]
    link = link if is_link(link) and len(link) <= LONGEST_LINK else ""
    place = single_line(source.place)[:200]
    while True:
        left_out = source.left_out + len(source.files) - len(links)
        packed = msgspec.json.encode(_Packed(place, link, tuple(links), left_out)).decode()
        if len(packed) <= LONGEST_SOURCE or not links:
            return packed
        links.pop()


def unpack(key: str, packed: str) -> Source | None:
    """Return the message again, None where there is none; the action checks it. Refused with UNREADABLE."""
    if not key:
        return None
    try:
        found = msgspec.json.decode(packed or "[]", type=_Packed)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise RefusedError(Reason.UNREADABLE) from None
    return Source(key=key, place=found.place, link=found.link, files=found.files, left_out=found.left_out)


def checked(source: Source | None) -> Source | None:
    """Return the message as it is safe to keep: visible words, links that are links; None where it has no key."""
    key = single_line(source.key)[:LONGEST_KEY] if source else ""
    if source is None or not key:
        return None
    links = (single_line(words) for words in (source.link, *source.files))
    link, *files = (words if is_link(words) and len(words) <= LONGEST_LINK else "" for words in links)
    return Source(
        key=key,
        place=single_line(source.place),
        link=link,
        files=tuple(filter(None, files))[:MOST_FILES],
        left_out=source.left_out,
    )
