"""What can be asked of a ROM: save a revision, send it for approval, look at it; and what words become it."""

import re
from collections.abc import Mapping
from typing import Final

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Value
from workflows.kernel.requests import Pressed, Submitted, Typed

EDIT: Final = "rom.edit"
"""The form, and the button that opens it. Its subject is the engagement's id, its version the revision shown."""
CLONE: Final = "rom.clone"
"""The button that opens the form for another engagement; its argument is the number of the one to begin from."""
SEND: Final = "rom.send"
"""The button that sends a revision (its version) for approval."""
SHOW: Final = "rom.show"
"""The button that shows a ROM, or a page of the list: the argument is the engagement's key."""

ENGAGEMENT: Final = "engagement"
"""The form's field for the engagement, where the form was opened without one."""

_KEY: Final = re.compile(r"[A-Za-z]{1,8}-[0-9]{1,12}", re.ASCII)
_VERBS: Final = frozenset({"show", "send", "edit", "clone"})
MOST_PAGES: Final = 10_000
LONGEST_TITLE: Final = 150


class SaveEstimate(Command, frozen=True, kw_only=True):
    """Keep a revision of an engagement's ROM (A 2).

    `revision` is the one that the form showed (0: none yet), `rate_card` the card whose roles were its fields.
    """

    engagement: str = ""
    key: str = ""
    revision: int
    rate_card: str
    values: Mapping[str, Value]


class SendEstimate(Command, frozen=True, kw_only=True):
    """Send the newest revision for approval (A 3). `revision` is the one on the card; 0 is whichever is newest."""

    engagement: str = ""
    key: str = ""
    revision: int = 0


class ShowEstimate(Query, frozen=True, kw_only=True):
    """An engagement's ROM: its figures, its state, and what can be done with it."""

    key: str


class ListEstimates(Query, frozen=True, kw_only=True):
    """The newest ROMs, page by page."""

    page: int = 1


def from_typed(request: Typed) -> Command | Query | OpenForm | Refused:
    """Return what `/rom WORDS` asks for: nothing, `list`, or a verb and a number or title, in either order."""
    words = request.words.split()
    if not words:
        return OpenForm(actor=request.actor, form=EDIT)
    if words[0].lower() == "list" and len(words) == 1:
        return ListEstimates(actor=request.actor)
    verb, which, rest = _told_apart(words)
    if not which or len(rest) != (1 if verb == "clone" else 0):
        return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": request.verb, "words": request.words[:100]})
    if verb == "show":
        return ShowEstimate(actor=request.actor, key=which)
    if verb == "send":
        return SendEstimate(actor=request.actor, request_key=request.request_key, key=which)
    return OpenForm(actor=request.actor, form=EDIT, words=which, argument=rest[0].upper()[:40] if rest else "")


def _told_apart(words: list[str]) -> tuple[str, str, list[str]]:
    """Return the verb, the engagement (its number, or its title) and what is left, whichever of the two came first."""
    if words[0].lower() in _VERBS and len(words) > 1:
        verb, words = words[0].lower(), words[1:]
    elif len(words) > 1 and _KEY.fullmatch(words[0]):
        # Behind a number there is nothing but a verb.
        return words[1].lower(), words[0].upper() if words[1].lower() in _VERBS else "", words[2:]
    elif words[-1].lower() in _VERBS:
        verb, words = words[-1].lower(), words[:-1]
    else:
        verb = "edit"
    if _KEY.fullmatch(words[0]):
        return verb, words[0].upper(), words[1:]
    return verb, " ".join(words)[:LONGEST_TITLE], []


def edit_pressed(request: Pressed) -> OpenForm:
    """Open the form with the newest revision of an engagement's ROM."""
    return OpenForm(actor=request.actor, form=EDIT, subject=request.subject)


def clone_pressed(request: Pressed) -> OpenForm:
    """Open the form for another engagement, with what stands in this one's ROM; the argument is its key."""
    return OpenForm(actor=request.actor, form=EDIT, argument=request.argument)


def send_pressed(request: Pressed) -> SendEstimate:
    """Make the command of the button "Send for approval"."""
    return SendEstimate(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        revision=request.version,
    )


def show_pressed(request: Pressed) -> Query:
    """Show the ROM of the engagement that the button names, or the page of the list that it asks for."""
    if request.argument:
        return ShowEstimate(actor=request.actor, key=request.argument.upper()[:40])
    return ListEstimates(actor=request.actor, page=max(1, min(request.version, MOST_PAGES)))


def edit_submitted(request: Submitted) -> SaveEstimate:
    """Make the command of the form. The engagement is the form's own, or the one that was chosen in it."""
    return SaveEstimate(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        key="" if request.subject else request.text(ENGAGEMENT).strip().upper()[:40],
        revision=request.version,
        rate_card=request.argument,
        values=request.values,
    )
