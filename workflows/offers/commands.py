"""What can be asked of an offer: to take it, or to give it back with the reason."""

from typing import Final

from workflows.kernel.answers import Opened
from workflows.kernel.commands import Command
from workflows.kernel.forms import Field, Form
from workflows.kernel.requests import Pressed, Submitted

ACCEPT: Final = "offer.accept"
RETURN: Final = "offer.return"

REASON = Field(
    key="reason",
    label="Why not, or whose is it?",
    kind="long_text",
    hint="Whoever found it gets these words.",
    max_length=1000,
)


class AcceptOffer(Command, frozen=True, kw_only=True):
    """Take what was posted; `offer` is the name of its live card."""

    engagement: str
    offer: str


class ReturnOffer(Command, frozen=True, kw_only=True):
    """Give it back to whoever found it, with the reason."""

    engagement: str
    offer: str
    reason: str


def accept_pressed(request: Pressed) -> AcceptOffer:
    """Make the command of the button "Accept"."""
    return AcceptOffer(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, offer=request.argument
    )


def return_pressed(request: Pressed) -> Opened:
    """Open the form that asks for the reason."""
    form = Form(
        kind=RETURN,
        title="Give it back",
        fields=(REASON,),
        submit="Return",
        subject=request.subject,
        argument=request.argument,
    )
    return Opened(form=form)


def return_submitted(request: Submitted) -> ReturnOffer:
    """Make the command of the form; the action checks the reason."""
    return ReturnOffer(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        offer=request.argument,
        reason=request.text(REASON.key),
    )
