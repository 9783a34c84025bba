"""What people may ask of the directory: colleagues and customers for a form, what is left open, to be away."""

from collections.abc import Mapping
from typing import Final

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.requests import Pressed, Searched, Seen, Submitted, Typed

AWAY: Final = "people.away"
"""The form of an absence."""
BACK: Final = "people.back"
"""The button that ends an absence: its subject is the person, its version the absence's."""
LONGEST_WORDS: Final = 300

_PARTS: Final[Mapping[str, str]] = {
    "from": "first_day",
    "until": "last_day",
    "till": "last_day",
    "to": "delegate",
}


class FindCustomers(Query, frozen=True, kw_only=True):
    """Customers whose name begins so, or whose key it is."""

    words: str


class FindPeople(Query, frozen=True, kw_only=True):
    """Colleagues one of whose names begins so."""

    words: str


class CheckCompany(Query, frozen=True, kw_only=True):
    """What the company file leaves open that the processes need; for administrators."""


class GoAway(Command, frozen=True, kw_only=True):
    """Be away through the last day, with somebody who stands in (processes.md, Words).

    `person` is who is away, nobody meaning whoever asks; it and the delegate are keys, or words as they were typed.
    Days are ISO dates; without a first day it begins today.
    """

    person: str = ""
    first_day: str = ""
    last_day: str
    delegate: str = ""


class ComeBack(Command, frozen=True, kw_only=True):
    """End an absence before its last day. `version` is the one that the button was made for; 0 is whichever holds."""

    person: str = ""
    version: int = 0


class NoteStanding(Command, frozen=True, kw_only=True):
    """Keep what a platform says of an account, the actor's: `guest`, `bot`, `stranger`, `gone`; empty for a member."""

    what: str


def seen(request: Seen) -> NoteStanding:
    """Make the command of what a platform tells of an account."""
    return NoteStanding(actor=request.actor, request_key=request.request_key, what=request.what)


def from_typed(request: Typed) -> Query | Command | OpenForm | None:
    """Return what `/csops check`, `/csops away` and `/csops back` ask for, None where something else was typed."""
    verb, _, rest = request.words.strip().partition(" ")
    actor, key = request.actor, request.request_key
    match verb.lower():
        case "check" if not rest:
            return CheckCompany(actor=actor)
        case "away":
            said = away_words(rest)
            if said["last_day"] and said["delegate"]:
                return GoAway(actor=actor, request_key=key, **said)
            return OpenForm(actor=actor, form=AWAY, words=rest[:LONGEST_WORDS])
        case "back":
            return ComeBack(actor=actor, request_key=key, person=rest[:LONGEST_WORDS])
        case _:
            return None


def away_words(words: str) -> dict[str, str]:
    """Return what `[PERSON] [from DATE] until DATE to PERSON` says, by the form's fields."""
    found: dict[str, list[str]] = {"person": [], "first_day": [], "last_day": [], "delegate": []}
    here = "person"
    for word in words[:LONGEST_WORDS].split():
        named = _PARTS.get(word.lower())
        here = named or here
        if named is None:
            found[here].append(word)
    return {field: " ".join(said) for field, said in found.items()}


def away_submitted(request: Submitted) -> GoAway:
    """Make the command of the form; the action checks what was filled in."""
    said = {
        key: value for key in ("person", "first_day", "last_day", "delegate") if (value := request.text(key).strip())
    }
    return GoAway(actor=request.actor, request_key=request.request_key, **{"last_day": "", **said})


def back_pressed(request: Pressed) -> ComeBack:
    """Make the command of the button that ends an absence."""
    return ComeBack(
        actor=request.actor, request_key=request.request_key, person=request.subject, version=request.version
    )


def searched(request: Searched) -> Query | Refused:
    """Return the question that a field of people or customers asks while somebody types in it."""
    match request.source:
        case "customer":
            return FindCustomers(actor=request.actor, words=request.words)
        case "person":
            return FindPeople(actor=request.actor, words=request.words)
        case _:
            return Refused(reason=Reason.UNKNOWN_FORM)
