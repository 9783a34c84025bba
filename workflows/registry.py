"""The registry: turns a request into what it asks for, and knows who carries that out by the table of contents."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from workflows import timing
from workflows.accounts import commands as accounts
from workflows.administration import commands as administration
from workflows.approvals import commands as approvals
from workflows.chapter import Routed
from workflows.checkins import commands as checkins
from workflows.contents import COMMANDS, FORMS, PRESSED, QUERIES, SUBMITTED, TIES, TIMERS
from workflows.customers import commands as customers
from workflows.deliveries import commands as deliveries
from workflows.desk import Carried, Look
from workflows.digests import commands as digests
from workflows.documents import commands as documents
from workflows.engagements import commands as engagements
from workflows.estimates import commands as estimates
from workflows.home import commands as home
from workflows.interventions import commands as interventions
from workflows.kernel.answers import Answer, Reason, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.requests import Pressed, Request, Searched, Seen, Shared, Submitted, Typed, Visited
from workflows.links import commands as links
from workflows.people import commands as people
from workflows.privacy import commands as privacy
from workflows.process.catalogue import Definitions
from workflows.references import commands as references
from workflows.references import study_commands as case_studies
from workflows.reminders import commands as reminders
from workflows.tickets import commands as tickets
from workflows.tickets.entry import LOG
from workflows.timing import TimerKind

USUAL_PROCESS = "services-engagement"
"""What `/engagement new` begins unless another process is chosen (processes.md A 1)."""


class Registry:
    """Knows what each request is, and who carries it out. `reached` are the systems that this process reaches.

    A test passes the kinds of `timers` that it needs.
    """

    def __init__(
        self,
        definitions: Definitions,
        *,
        reached: frozenset[str] = frozenset(),
        timers: Mapping[str, TimerKind] = TIMERS,
    ) -> None:
        # What has kinds is logged with a command of its own (/ticket), not started by hand.
        by_hand = [one for name in definitions.processes if not (one := definitions.current(name)).kinds]
        by_hand.sort(key=lambda one: one.process != USUAL_PROCESS)
        self._processes = tuple((one.process, one.title) for one in by_hand)
        has_tickets = tickets.PROCESS in definitions.processes
        self._kinds = definitions.current(tickets.PROCESS).kinds if has_tickets else ()
        self._verbs: Mapping[str, Callable[[Typed], Routed]] = {
            "/engagement": lambda typed: (
                interventions.from_typed(typed)
                or documents.from_typed(typed)
                or privacy.from_typed(typed)
                or engagements.from_typed(typed, self._processes)
            ),
            "/rom": estimates.from_typed,
            "/approvals": approvals.from_typed,
            "/checkin": checkins.from_typed,
            "/customer": customers.from_typed,
            "/handoff": customers.hand_off_typed,
            "/references": references.from_typed,
            "/casestudy": case_studies.from_typed,
            "/ticket": lambda typed: _ticket_typed(typed) or tickets.from_typed(typed, self._kinds),
            "/csops": _csops,
        }
        self._ways: Mapping[type[Request], Callable[[Any], Routed]] = {
            Typed: self._typed,
            Pressed: self._pressed,
            Submitted: _submitted,
            Searched: _searched,
            Shared: self._shared,
            Visited: home.visited,
            Seen: people.seen,
        }
        fire = Carried(timing.opening_of, partial(timing.fire, kinds=timers), by_clock=True)
        self._carried: Mapping[type[Command], Carried] = {**COMMANDS, timing.Fire: fire}
        self.ties = msgspec.structs.replace(TIES, reached=reached)

    def route(self, request: Request) -> Routed:
        """Return what a request asks for; pure, so a form can open before any database is asked."""
        way = self._ways.get(type(request))
        return way(request) if way else Refused(reason=Reason.UNKNOWN_COMMAND)

    def carried(self, kind: type[Command]) -> Carried:
        """Return how a kind of command is carried out."""
        return self._carried[kind]

    def form(self, kind: str) -> Callable[[Look, OpenForm], Form | Answer]:
        """Return what builds a form that must look something up first; it may find that no form is needed."""
        return FORMS[kind]

    def question(self, kind: type[Query]) -> Callable[[Look, Any], Answer]:
        """Return what answers a kind of question."""
        return QUERIES[kind]

    def _typed(self, request: Typed) -> Routed:
        way = self._verbs.get(request.verb)
        if way is None:
            return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": request.verb, "words": request.words})
        return way(request)

    def _pressed(self, request: Pressed) -> Routed:
        if request.button == home.DO:
            return self._typed(home.typed_by(request))
        way = PRESSED.get(request.button)
        return way(request) if way else Refused(reason=Reason.UNKNOWN_BUTTON)

    def _shared(self, request: Shared) -> Routed:
        if request.shortcut != LOG:
            return Refused(reason=Reason.UNKNOWN_COMMAND)
        return tickets.from_shared(request, self._kinds)


def _csops(typed: Typed) -> Routed:
    """Return what `/csops WORDS` asks for, of the first subject that knows the words."""
    return (
        deliveries.from_typed(typed)
        or administration.from_typed(typed)
        or interventions.csops_typed(typed)
        or digests.from_typed(typed)
        or people.from_typed(typed)
        or accounts.from_typed(typed)
        or reminders.from_typed(typed)
        or home.from_typed(typed)
        or engagements.csops_typed(typed)
    )


def _submitted(request: Submitted) -> Routed:
    way = SUBMITTED.get(request.form)
    return way(request) if way else Refused(reason=Reason.UNKNOWN_FORM)


def _searched(request: Searched) -> Routed:
    if request.source == "engagement":
        return engagements.LookUp(actor=request.actor, words=request.words)
    if request.source == "ticket":
        return tickets.LookUpTickets(actor=request.actor, words=request.words)
    return people.searched(request)


def _ticket_typed(typed: Typed) -> Routed | None:
    return links.from_typed(typed) or interventions.ticket_typed(typed)
