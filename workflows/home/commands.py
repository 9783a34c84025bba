"""What people may ask of their Home: all of it, all of one section; and the buttons that type a command for them."""

from typing import Final

from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Query
from workflows.kernel.requests import Pressed, Typed, Visited

ALL: Final = "home.all"
"""The button that shows all of a section, by pages: its subject is the section."""
DO: Final = "home.do"
"""The button that does what its argument does when it is typed as a command."""
LONGEST_COMMAND: Final = 200


class ShowHome(Query, frozen=True, kw_only=True):
    """What waits for the person who asks, what they own, what is at risk, what they asked for, and where it stands."""


class ShowSection(Query, frozen=True, kw_only=True):
    """All of one section of the Home, page by page."""

    section: str
    page: int = 1


def visited(request: Visited) -> ShowHome:
    """Return what somebody sees who opens the Home."""
    return ShowHome(actor=request.actor)


def from_typed(request: Typed) -> ShowHome | None:
    """Return what `/csops` and `/csops mine` ask for; None for every other use of `/csops`."""
    return ShowHome(actor=request.actor) if request.words.strip().casefold() in {"", "mine"} else None


def all_pressed(request: Pressed) -> ShowSection:
    """Return a page of the section that a button names."""
    page = max(1, min(request.version or 1, MOST_PAGES))
    return ShowSection(actor=request.actor, section=request.subject, page=page)


def all_button(label: str, section: str, *, page: int = 1) -> Button:
    """Return the button that shows a page of a section."""
    return Button(key=ALL, label=label, subject=section, version=page)


def typed_by(request: Pressed) -> Typed:
    """Return the command that a button types."""
    verb, _, words = request.argument[:LONGEST_COMMAND].strip().partition(" ")
    return Typed(
        actor=request.actor, request_key=request.request_key, verb=verb, words=words.strip(), place=request.place
    )


def do_button(label: str, command: str) -> Button:
    """Return the button that types a command."""
    return Button(key=DO, label=label, subject="command", argument=command)
