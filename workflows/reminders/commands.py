"""What people may ask of reminders: which they have, to stop one, to have it again; how words and buttons become it."""

from typing import Final

from workflows.kernel.commands import MOST_PAGES, Command, Query
from workflows.kernel.requests import Pressed, Typed

LIST: Final = "reminders.list"
STOP: Final = "reminders.stop"
GO_ON: Final = "reminders.go-on"
TIMER: Final = "timer"
"""The subject of a button that is about a timer of one's own; what else it could be is an engagement."""


class ListReminders(Query, frozen=True, kw_only=True):
    """Of what the asking person is reminded, and what happens by itself for them."""

    page: int = 1


class StopReminder(Command, frozen=True, kw_only=True):
    """Be reminded no more of something of an engagement, until that has changed; or, with `stopped` false, again."""

    engagement: str
    about: str
    stopped: bool


class StopTimer(Command, frozen=True, kw_only=True):
    """Let something of one's own happen by itself no more; or, with `stopped` false, again."""

    timer: str
    stopped: bool


def from_typed(request: Typed) -> Query | None:
    """Return what `/csops reminders` asks for, None where something else was typed."""
    return ListReminders(actor=request.actor) if request.words.strip().casefold() == "reminders" else None


def list_pressed(request: Pressed) -> ListReminders:
    """Return a page of the list."""
    return ListReminders(actor=request.actor, page=max(1, min(request.version, MOST_PAGES)))


def stop_pressed(request: Pressed) -> StopReminder | StopTimer:
    """Return the stop that a button asks for."""
    return _switch(request, stopped=True)


def go_on_pressed(request: Pressed) -> StopReminder | StopTimer:
    """Return the start anew that a button asks for."""
    return _switch(request, stopped=False)


def _switch(request: Pressed, *, stopped: bool) -> StopReminder | StopTimer:
    actor, key = request.actor, request.request_key
    if request.subject == TIMER:
        return StopTimer(actor=actor, request_key=key, timer=request.argument, stopped=stopped)
    return StopReminder(
        actor=actor, request_key=key, engagement=request.subject, about=request.argument, stopped=stopped
    )
