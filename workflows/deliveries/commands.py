"""What can be asked of a message that could not be delivered: try it again, drop it, list them all."""

from typing import Final

from workflows.kernel.commands import Command, Query
from workflows.kernel.requests import Pressed, Typed

RETRY: Final = "delivery.retry"
DROP: Final = "delivery.drop"


class RetryDelivery(Command, frozen=True, kw_only=True):
    """Send again what could not be delivered; `version` is the try after which the button was made."""

    delivery: str
    version: int


class DropDelivery(Command, frozen=True, kw_only=True):
    """Give up what could not be delivered."""

    delivery: str
    version: int


class ListFailed(Query, frozen=True, kw_only=True):
    """What could not be delivered and waits for somebody to see to it, newest first."""


def from_typed(request: Typed) -> ListFailed | None:
    """Return what `/csops failed` asks for, None for every other use of `/csops`."""
    return ListFailed(actor=request.actor) if request.words.strip().lower() == "failed" else None


def retry_pressed(request: Pressed) -> RetryDelivery:
    """Make the command of the button "Try again"."""
    return RetryDelivery(
        actor=request.actor, request_key=request.request_key, delivery=request.subject, version=request.version
    )


def drop_pressed(request: Pressed) -> DropDelivery:
    """Make the command of the button "Drop it"."""
    return DropDelivery(
        actor=request.actor, request_key=request.request_key, delivery=request.subject, version=request.version
    )
