"""What people may ask beside the process: assign, set back, cancel, comment; how words, buttons and forms become it."""

from typing import Final

from workflows.engagements.commands import key_of, looks_like_key
from workflows.kernel.commands import Command, OpenForm
from workflows.kernel.forms import Field
from workflows.kernel.requests import Pressed, Submitted, Typed

ASSIGN: Final = "work.assign"
SET_BACK: Final = "work.set-back"
CANCEL: Final = "work.cancel"
COMMENT: Final = "work.comment"
LONGEST_WORDS: Final = 2000

REASON = Field(key="reason", label="Why?", kind="long_text", hint="It stands in the history.", max_length=1000)
WORDS = Field(
    key="words",
    label="Comment",
    kind="long_text",
    hint="It goes into the thread and into the history, as you write it.",
    max_length=LONGEST_WORDS,
)
_VERBS: Final = {"assign": ASSIGN, "take": ASSIGN, "back": SET_BACK, "cancel": CANCEL, "comment": COMMENT}


class Assign(Command, frozen=True, kw_only=True):
    """Give the current step to somebody who may do it; whoever may do it takes it over in the same way."""

    engagement: str
    arrival: int
    person: str


class SetBack(Command, frozen=True, kw_only=True):
    """Take an engagement back to a step where it was before, because an outcome was said by mistake."""

    engagement: str
    arrival: int
    step: str
    reason: str


class Cancel(Command, frozen=True, kw_only=True):
    """End an engagement before its process does, with the reason."""

    engagement: str
    arrival: int
    reason: str


class Comment(Command, frozen=True, kw_only=True):
    """Say something about an engagement, for its thread and its history."""

    engagement: str
    words: str


class Undo(Command, frozen=True, kw_only=True):
    """Take back what the actor did last, within a minute. Without an engagement it is their last change of any.

    `version` is the engagement's after what the button tells of; 0 where it was typed.
    """

    engagement: str = ""
    version: int = 0


def csops_typed(request: Typed) -> Undo | None:
    """Return what `/csops undo` asks for, None where it is something else."""
    if request.words.strip().lower() != "undo":
        return None
    return Undo(actor=request.actor, request_key=request.request_key)


def undo_pressed(request: Pressed) -> Undo:
    """Make the command of the button in an answer."""
    return Undo(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, version=request.version
    )


def from_typed(request: Typed) -> OpenForm | None:
    """Return what `/engagement assign|take|back|cancel|comment KEY ...` asks for, None where it is something else."""
    verb, _, rest = request.words.strip().partition(" ")
    form = _VERBS.get(verb.lower())
    if form is None:
        return None
    key, _, words = rest.strip().partition(" ")
    said = "me" if verb.lower() == "take" else words.strip()[:LONGEST_WORDS]
    return OpenForm(actor=request.actor, form=form, subject=key_of(key), words=said)


def ticket_typed(request: Typed) -> OpenForm | None:
    """Return the same for `/ticket assign|take|comment TCK-12 ...`, None where it is something else."""
    verb, _, rest = request.words.strip().partition(" ")
    first = rest.strip().partition(" ")[0]
    return from_typed(request) if verb.lower() in {"assign", "take", "comment"} and looks_like_key(first) else None


def pressed(request: Pressed) -> OpenForm:
    """Return the form of a button; its argument is the number of the engagement, as in `/engagement cancel ENG-12`."""
    return OpenForm(actor=request.actor, form=request.button, subject=key_of(request.argument))


def assign_submitted(request: Submitted) -> Assign:
    """Make the command of the form; the action checks who was chosen."""
    return Assign(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        person=request.text("person"),
    )


def set_back_submitted(request: Submitted) -> SetBack:
    """Make the command of the form; the action checks the step and the reason."""
    return SetBack(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        step=request.text("step"),
        reason=request.text(REASON.key),
    )


def cancel_submitted(request: Submitted) -> Cancel:
    """Make the command of the form; the action checks the reason."""
    return Cancel(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        reason=request.text(REASON.key),
    )


def comment_submitted(request: Submitted) -> Comment:
    """Make the command of the form; the action checks the words."""
    return Comment(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        words=request.text(WORDS.key),
    )
