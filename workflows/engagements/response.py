"""The clock of a ticket's first response: by when somebody must have answered it (E, Service tiers); pure."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from workflows.kernel.people import Customer, Directory
from workflows.kernel.working_time import NOTHING, Calendar
from workflows.process.tables import Severity

WARNED: Final = "response-warned"
BREACHED: Final = "response-breached"
"""What there is to tell of a clock; the history calls it so."""


class Response(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The clock as it stands. `left` is what is left of it while it stands still."""

    target: timedelta
    warning: timedelta
    """How much of it is left when it warns."""
    round_the_clock: bool = False
    due_at: datetime | None = None
    warn_at: datetime | None = None
    left: timedelta = NOTHING
    warned: bool = False
    breached: bool = False
    given_at: datetime | None = None
    given_by: str = ""

    @property
    def runs(self) -> bool:
        """Whether it still waits for an answer, and does not stand still."""
        return self.given_at is None and self.due_at is not None

    @property
    def next_look(self) -> datetime | None:
        """When something is to be told: that it is about to run out, or that it has; None where nothing is."""
        if not self.runs:
            return None
        return self.due_at if self.warned and not self.breached else None if self.breached else self.warn_at


def begun(severity: Severity | None, customer: Customer, directory: Directory) -> Response | None:
    """Return the clock of a new ticket, not running yet; None for a customer without a tier: nothing is promised."""
    tier = directory.settings.tier(customer.tier)
    if tier is None:
        return None
    at_once = severity is not None and severity.round_the_clock
    target = timedelta(minutes=tier.first_response_minutes) if at_once else timedelta(hours=tier.other_response_hours)
    left = target * (100 - directory.settings.warn_percent) / 100
    return Response(target=target, warning=left, round_the_clock=at_once, left=target)


def resumed(response: Response, now: datetime, calendar: Calendar) -> Response:
    """Return the clock as it goes on from a moment, with what is left of it."""
    if response.given_at is not None or response.due_at is not None:
        return response
    before_warning = max(response.left - response.warning, NOTHING)
    return msgspec.structs.replace(
        response,
        due_at=calendar.later(now, response.left),
        warn_at=calendar.later(now, before_warning),
        left=NOTHING,
    )


def paused(response: Response, now: datetime, calendar: Calendar) -> Response:
    """Return the clock as it stands still from a moment on; one that has run out has run out."""
    if not response.runs or response.due_at is None or response.due_at <= now:
        return response
    return msgspec.structs.replace(response, left=calendar.between(now, response.due_at), due_at=None, warn_at=None)


def given(response: Response, now: datetime, person: str) -> Response:
    """Return the clock as somebody stops it by an answer; the first one counts."""
    if response.given_at is not None:
        return response
    return msgspec.structs.replace(response, given_at=now, given_by=person, left=NOTHING)


def told(response: Response, now: datetime) -> tuple[Response, str]:
    """Return the clock after a look at it, and what there is to tell: WARNED, BREACHED or nothing; each once."""
    if not response.runs or response.due_at is None or response.warn_at is None:
        return response, ""
    if response.due_at <= now and not response.breached:
        return msgspec.structs.replace(response, warned=True, breached=True), BREACHED
    if response.warn_at <= now and not response.warned:
        return msgspec.structs.replace(response, warned=True), WARNED
    return response, ""
