"""What became of a delivery, in words, and what its notice is called."""

from collections.abc import Mapping
from typing import Final

import msgspec

from workflows.kernel.people import PLATFORMS, Directory
from workflows.kernel.posts import Payload, Retract, Update
from workflows.kernel.text import Line, Piece, Strong, Usage, as_place, line

NOTICE: Final = "dead:"
"""What the request key of a notice begins with, by which a notice that itself could not be delivered is known."""

_PAST: Final[Mapping[str, str]] = {
    "sent": "delivered",
    "dropped": "dropped",
    "moot": "overtaken by a newer one",
}


def past_word(state: str) -> str:
    """Return the word for what became of a delivery that is no dead letter any more."""
    return _PAST.get(state, "tried again")


def notice_key(delivery: str, version: int) -> str:
    """Return the request key of the notice of one death: a delivery that dies again is told of again."""
    return f"{NOTICE}{delivery}:{version}"


def is_notice(request_key: str) -> bool:
    """Return whether a promise is a notice itself: nobody is told of those, or there would be no end."""
    return request_key.startswith(NOTICE)


def what_it_was(payload: str) -> str:
    """Return what a message was about, for who decides whether it is still needed; empty when it cannot be read."""
    try:
        read = msgspec.json.decode(payload, type=Payload)
    except msgspec.DecodeError:
        return ""
    if isinstance(read, Retract):
        return "a message to be taken away"
    if read.private:
        return "a message about private work"
    words = read.card.title or " ".join("".join(map(_said, line)).strip() for line in read.card.body)
    return f"a change of “{words}”" if isinstance(read, Update) else words


def _said(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.words if isinstance(piece, Strong | Usage) else ""


def where_to(lane: str, directory: Directory) -> Line:
    """Return an address as people call it: whose it is and on what, or the channel and what it is for."""
    people = [key for key, address in directory.addresses.items() if address == lane]
    people += [key for key, person in directory.people.items() if person.email and lane == f"mail:{person.email}"]
    if people:
        platform = PLATFORMS.get(lane.partition(":")[0])
        return line(f"{directory.named(people[0])} {f'on {platform}' if platform else 'by mail'}")
    purposes = ", ".join(sorted(purpose for purpose, address in directory.channels.items() if address == lane))
    channel = as_place(lane)
    return line(channel, f", the channel for {purposes}") if purposes else line(channel)
