"""What stops the clock of a ticket's first response, what lets it stand still, and how it is kept and shown (E).

It stops when somebody takes the ticket, says an outcome of it or comments on it, and stands still while the ticket
waits for somebody outside. Its moments are kept, so that an answer stays due when it was.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows import timing
from workflows.desk import Desk
from workflows.engagements.parts import TicketFacts
from workflows.engagements.response import Response, begun, given, paused, resumed
from workflows.kernel.cards import Card, Fact
from workflows.kernel.text import Line, Mention, Strong, When, line
from workflows.kernel.working_time import ROUND_THE_CLOCK
from workflows.process.steps import Kind

if TYPE_CHECKING:
    from workflows.engagements.work import Work

RESPONSE: Final = "response"
"""The kind of timer that warns of a first response, and notices that there was none; and its live cards."""
ANSWERS: Final = frozenset({"step", "handoff-accepted", "assigned", "comment"})
"""What the history calls a first response: an outcome, taking it, a comment."""

_TICKET = tables.ticket
KEEP: Final = Prepared(
    sa.update(_TICKET)
    .where(_TICKET.c.engagement_id == sa.bindparam("which", type_=sa.Text))
    .values(
        response=sa.bindparam("new_response", type_=sa.Text),
        respond_by=sa.bindparam("new_respond_by", type_=_TICKET.c.respond_by.type),
    )
)


def heard(desk: Desk, work: "Work", action: str) -> None:
    """Stop the clock where what was just written into the history is an answer, and let what warned say so."""
    response = work.ticket.response if work.ticket else None
    if response is None or response.given_at is not None or action not in ANSWERS or not _is_person(desk):
        return
    keep(desk, work, given(response, desk.now, desk.actor.key))
    late = "" if response.due_at is None or desk.now <= response.due_at else ", late"
    said = line("First response by ", *desk.by, ", ", When(desk.now), f"{late}.")
    work.refresh(desk, RESPONSE, Card(title=f"{work.key} {work.title}", status=said), last=True)


def arrived(desk: Desk, work: "Work", *, again: bool = False) -> None:
    """Let the clock stand still or go on as the step says that was reached; what has ended waits for no answer.

    Work that was taken up again has a new one, by its severity and what its customer's tier is by now.
    """
    kept = work.ticket.response if work.ticket else None
    response = _begun(desk, work) if again else kept
    if response is None or response.given_at is not None:
        return
    still = work.ended or work.step.kind == "wait"
    calendar = ROUND_THE_CLOCK if response.round_the_clock or work.ended else work.calendar(desk.directory, work.step)
    after = paused(response, desk.now, calendar) if still else resumed(response, desk.now, calendar)
    if after != kept:
        keep(desk, work, after)


def _begun(desk: Desk, work: "Work") -> Response | None:
    if work.ticket is None:
        return None
    kind = work.definition.kind_of.get(work.ticket.kind)
    severity = kind.severity(work.ticket.severity) if kind is not None and work.ticket.severity else None
    return begun(severity, work.customer, desk.directory)


def keep(desk: Desk, work: "Work", response: Response) -> None:
    """Keep the clock as it is now, and set its timer to when there is something to tell."""
    if work.ticket is None:
        return
    work.ticket = msgspec.structs.replace(work.ticket, response=response)
    if not work.is_new:
        row = {"new_response": packed(response), "new_respond_by": respond_by(response)}
        desk.unit.write(KEEP, {"which": work.id, **row})
    at = response.next_look
    if at is not None:
        timing.put(desk, f"{RESPONSE}:{work.id}", kind=RESPONSE, due_at=at, subject=work.id)
    elif not work.is_new:
        timing.drop(desk, f"{RESPONSE}:{work.id}")


def packed(response: Response | None) -> str:
    """Return the clock as the ticket's row keeps it."""
    return msgspec.json.encode(response).decode() if response is not None else ""


def respond_by(response: Response | None) -> datetime | None:
    """Return by when somebody must have answered, as the row keeps it; None where nobody must any more."""
    return response.due_at if response is not None and response.runs else None


def facts_of(kind: Kind | None, ticket: TicketFacts) -> tuple[Fact, ...]:
    """Return how badly a ticket hits its customer, and how the clock of its first response stands."""
    severity = kind.severity(ticket.severity) if kind is not None and ticket.severity else None
    facts: list[Fact] = []
    if severity is not None:
        facts.append(Fact("Severity", line(Strong(f"{severity.key} {severity.title}"), f": {severity.description}")))
    if ticket.response is not None:
        facts.append(Fact("First response", _stands(ticket.response)))
    return tuple(facts)


def _stands(response: Response) -> Line:
    if response.given_at is not None:
        late = response.due_at is not None and response.given_at > response.due_at
        who = Mention(response.given_by, notify=False)
        return line("late, " if late else "in time, ", When(response.given_at), ", by ", who)
    if response.due_at is None:
        return line("waits for somebody outside")
    if response.breached:
        return line("overdue since ", When(response.due_at))
    return line("due ", When(response.due_at))


def _is_person(desk: Desk) -> bool:
    return desk.actor.key in desk.directory.people
