"""Digests as administrators see and change them: what is sent by itself, where it goes, when next, and its form."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from workflows.administration import cards
from workflows.administration.commands import DIGESTS
from workflows.desk import Look
from workflows.digests import queries as digests
from workflows.digests.cards import EVERY, when_words
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.digests import Digest, Wish, shipped, wished
from workflows.kernel.forms import Choice, Field
from workflows.kernel.people import folded
from workflows.kernel.reading import several
from workflows.kernel.text import Line, Strong, When, line
from workflows.people.rules import CompanyState

NOBODY: Final = Choice("none", "No channel: it goes to people")
HOUR: Final = Field(
    key="hour", label="At what hour?", kind="number", hint="From 0 to 23, in the company's time zone.", max_length=2
)
OFF: Final = Field(
    key="off", label="Switch it off?", kind="yes_no", required=False, hint="Whoever asks for it sees it all the same."
)
_TAKEN_UP: Final = "A change counts within five minutes."


def rows_of(look: Look, words: str) -> list[Row]:
    """Return the digests whose title or key begins with some words, each with where it goes and when it comes next."""
    low = folded(words)
    found = wished(look.directory.settings.digests).values()
    return [_row(look, one) for one in found if folded(one.title).startswith(low) or one.key.startswith(low)]


def _row(look: Look, digest: Digest) -> Row:
    row = cards.row(DIGESTS, digest.key, line(Strong(digest.title)), "")
    next_at = _next(look, digest)
    next_words: Line = () if digest.off else (" · next: ", *next_at)
    return msgspec.structs.replace(row, detail=line(when_words(digest, digests.where(look, digest)), *next_words))


def entry_card(look: Look, digest: Digest, buttons: Sequence[Button]) -> Card:
    """Return a digest with when it comes, where it goes, who may ask for it, and what can be done about it."""
    titles = digests.titles(look)
    readers = ", ".join(titles.get(role, role) for role in dict.fromkeys((*digest.readers, *digest.people)))
    facts = (
        Fact("Comes", line(when_words(digest, digests.where(look, digest)))),
        Fact("Next", _next(look, digest)),
        Fact("Who may ask for it", line(readers if digest.readers else "everybody")),
    )
    return Card(title=digest.title, body=(line(_TAKEN_UP),), facts=facts, buttons=tuple(buttons))


def _next(look: Look, digest: Digest) -> Line:
    at = digests.next_at(look, digest)
    return line(When(at)) if at is not None else line("not by itself")


def fields_of(digest: Digest, channels: Sequence[str], roles: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields of a digest's form, as it is now. What cannot be otherwise is not asked."""
    choices = tuple(Choice(one, EVERY[one][:1].upper() + EVERY[one][1:]) for one in digest.periods)
    every = Field(key="every", label="How often?", kind="choice", choices=choices, initial=digest.every)
    places = (NOBODY, *(Choice(one, one) for one in sorted(channels)))
    to = Field(key="to", label="To which channel?", kind="choice", choices=places, initial=digest.to or NOBODY.value)
    held = tuple(Choice(key, f"{title} ({key})"[:75]) for key, title in sorted(roles.items()))
    people = Field(
        key="people",
        label="To the people of which roles?",
        kind="choices",
        required=False,
        hint="Each gets it in their own chat, in their own working time.",
        choices=held,
        initial=tuple(role for role in digest.people if role in roles) or None,
    )
    return (
        *((every,) if len(digest.periods) > 1 else ()),
        msgspec.structs.replace(HOUR, initial=str(digest.hour)),
        *(() if digest.personal else (to,)),
        people,
        msgspec.structs.replace(OFF, initial=digest.off),
    )


def content_of(key: str, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what was filled in as csops.toml would say it: only what is otherwise than it is shipped.

    Refused with NOT_TAKEN where it would go to a channel and to people, or nowhere.
    """
    digest = shipped()[key]
    to, people = values.get("to", NOBODY.value), several(values.get("people", ""))
    to = "" if to == NOBODY.value else to
    if to and people:
        raise _not_taken("It cannot go to a channel and to people.", "Keep one of them.")
    if not (to or people) and (digest.to or digest.people):
        raise _not_taken("It would go nowhere.", "Choose a channel or roles, or switch it off.")
    said: dict[str, Any] = {}
    if (to, frozenset(people)) != (digest.to, frozenset(digest.people)):
        said |= {"to": to} if to else {"people": list(people)}
    if values.get("every", digest.every) != digest.every:
        said["every"] = values["every"]
    if (hour := values["hour"]) != str(digest.hour):
        said["hour"] = int(hour) if hour.isdigit() else hour
    if values.get("off") == "yes":
        said["off"] = True
    return {"digests": {key: said}}


def _not_taken(what: str, mend: str) -> RefusedError:
    return RefusedError(Reason.NOT_TAKEN, "people", what=what, mend=mend)


def without_what_is_shipped(state: CompanyState) -> CompanyState:
    """Return the company without what it says of digests as they are shipped."""
    wishes = {key: wish for key, wish in state.terms.digests.items() if wish != Wish()}
    return msgspec.structs.replace(state, terms=msgspec.structs.replace(state.terms, digests=wishes))
