"""What can be asked of a hand-off: take it, give it back with the reason, offer it again, or decide who has it."""

from typing import Final

from workflows.kernel.answers import Opened
from workflows.kernel.commands import Command, Query
from workflows.kernel.forms import Field, Form
from workflows.kernel.requests import Pressed, Submitted

ACCEPT: Final = "handoff.accept"
RETURN: Final = "handoff.return"
OFFER_AGAIN: Final = "handoff.offer-again"
DECIDE: Final = "handoff.decide"
DETAILS: Final = "handoff.details"

GIVER: Final = "giver"
RECEIVER: Final = "receiver"
"""Who has it by decision, where it is not somebody else."""

REASON = Field(
    key="reason",
    label="What is missing, or whose is it?",
    kind="long_text",
    hint="Whoever handed it over gets these words and can hand it over again.",
    max_length=1000,
)


PERSON = Field(key="person", label="Who does it?", kind="person")
WORDS = Field(
    key="words",
    label="Why?",
    kind="long_text",
    required=False,
    hint="Both sides read it.",
    max_length=1000,
)


class ShowHandOff(Query, frozen=True, kw_only=True):
    """All that a hand-off says: its nine parts, with what of its plan and its criteria is ticked off."""

    engagement: str


class AcceptHandOff(Command, frozen=True, kw_only=True):
    """Take what was handed over; `version` is the round that the button was made for."""

    handoff: str
    version: int


class ReturnHandOff(Command, frozen=True, kw_only=True):
    """Give it back to whoever handed it over, with the reason."""

    handoff: str
    version: int
    reason: str


class DecideHandOff(Command, frozen=True, kw_only=True):
    """Decide who has what was returned twice: the giver, the receiver, or the person who is named."""

    handoff: str
    version: int
    side: str = ""
    person: str = ""
    words: str = ""


class OfferAgain(Command, frozen=True, kw_only=True):
    """Hand over again what was returned."""

    handoff: str
    version: int


def accept_pressed(request: Pressed) -> AcceptHandOff:
    """Make the command of the button "Accept"."""
    return AcceptHandOff(
        actor=request.actor, request_key=request.request_key, handoff=request.subject, version=request.version
    )


def details_pressed(request: Pressed) -> ShowHandOff:
    """Make the question of the button "Details"."""
    return ShowHandOff(actor=request.actor, engagement=request.subject)


def return_pressed(request: Pressed) -> Opened:
    """Open the form that asks for the reason."""
    return Opened(
        form=Form(
            kind=RETURN,
            title="Return the hand-off",
            fields=(REASON,),
            submit="Return",
            subject=request.subject,
            version=request.version,
        )
    )


def return_submitted(request: Submitted) -> ReturnHandOff:
    """Make the command of the form; the action checks the reason."""
    return ReturnHandOff(
        actor=request.actor,
        request_key=request.request_key,
        handoff=request.subject,
        version=request.version,
        reason=request.text(REASON.key),
    )


def offer_again_pressed(request: Pressed) -> OfferAgain:
    """Make the command of the button "Hand off again"."""
    return OfferAgain(
        actor=request.actor, request_key=request.request_key, handoff=request.subject, version=request.version
    )


def decide_pressed(request: Pressed) -> DecideHandOff | Opened:
    """Make the command of "keeps it" and "takes it"; "Somebody else" opens the form that asks who."""
    if request.argument in {GIVER, RECEIVER}:
        return DecideHandOff(
            actor=request.actor,
            request_key=request.request_key,
            handoff=request.subject,
            version=request.version,
            side=request.argument,
        )
    return Opened(
        form=Form(
            kind=DECIDE,
            title="Somebody else does it",
            fields=(PERSON, WORDS),
            submit="Decide",
            subject=request.subject,
            version=request.version,
        )
    )


def decide_submitted(request: Submitted) -> DecideHandOff:
    """Make the command of the form; the action checks the person."""
    return DecideHandOff(
        actor=request.actor,
        request_key=request.request_key,
        handoff=request.subject,
        version=request.version,
        person=request.text(PERSON.key),
        words=request.text(WORDS.key),
    )
