"""The table of contents: what can be asked of each subject stands in its own `contents.py`. Read it first.

Subjects never import each other. What needs two of them is tied here and in `meeting.py`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from workflows import meeting
from workflows.accounts.contents import CONTENTS as ACCOUNTS
from workflows.administration.contents import CONTENTS as ADMINISTRATION
from workflows.approvals import actions as approval_actions
from workflows.approvals import asking as approval_asking
from workflows.approvals.contents import CONTENTS as APPROVALS
from workflows.chapter import Routed, nothing, together
from workflows.checkins.contents import CONTENTS as CHECKINS
from workflows.customers import actions as customer_actions
from workflows.customers import commands as customers
from workflows.customers.contents import CONTENTS as CUSTOMERS
from workflows.deliveries.contents import CONTENTS as DELIVERIES
from workflows.desk import Carried, Desk, Look, Ties
from workflows.digests import actions as digest_actions
from workflows.digests import commands as digests
from workflows.digests.contents import CONTENTS as DIGESTS
from workflows.documents.contents import CONTENTS as DOCUMENTS
from workflows.engagements import commands as engagements
from workflows.engagements.contents import CONTENTS as ENGAGEMENTS
from workflows.engagements.work import Work
from workflows.estimates.contents import CONTENTS as ESTIMATES
from workflows.handoffs import actions as handoff_actions
from workflows.handoffs import cards as handoff_cards
from workflows.handoffs.contents import CONTENTS as HANDOFFS
from workflows.home import commands as home
from workflows.home.contents import CONTENTS as HOME
from workflows.interventions.contents import CONTENTS as INTERVENTIONS
from workflows.kernel.answers import Answer, Shown
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.menu import Shortcut, help_card
from workflows.kernel.requests import Pressed, Submitted
from workflows.links.contents import CONTENTS as LINKS
from workflows.meeting import DIGEST_SOURCES
from workflows.menu import MENU
from workflows.offers.contents import CONTENTS as OFFERS
from workflows.people.contents import CONTENTS as PEOPLE
from workflows.privacy.contents import CONTENTS as PRIVACY
from workflows.references import actions as reference_actions
from workflows.references.contents import CONTENTS as REFERENCES
from workflows.reminders import commands as reminders
from workflows.reminders import queries as reminder_queries
from workflows.reminders.contents import CONTENTS as REMINDERS
from workflows.tickets.contents import CONTENTS as TICKETS
from workflows.tickets.entry import LOG
from workflows.timing import TimerKind

CHAPTERS = (
    *(ENGAGEMENTS, HANDOFFS, ESTIMATES, APPROVALS, TICKETS, LINKS, CHECKINS, OFFERS, CUSTOMERS, REFERENCES),
    *(HOME, INTERVENTIONS, PRIVACY, DOCUMENTS, REMINDERS, DIGESTS, PEOPLE, ACCOUNTS, DELIVERIES, ADMINISTRATION),
)


_TIED: Mapping[type[Query], Callable[[Look, Any], Answer]] = {
    engagements.Help: lambda _look, query: Shown(card=help_card(MENU, query.name)),
    home.ShowHome: meeting.show_home,
    home.ShowSection: meeting.show_section,
    customers.ShowCustomer: meeting.show_customer,
    engagements.Why: meeting.why,
    reminders.ListReminders: lambda look, query: reminder_queries.list_reminders(look, query, TIMERS),
}

_TIED_COMMANDS: Mapping[type[Command], Carried] = {
    digests.SendReport: Carried(nothing, partial(digest_actions.send_report, sources=DIGEST_SOURCES)),
}
_TIED_TIMERS: Mapping[str, TimerKind] = {
    digest_actions.SEND: TimerKind(partial(digest_actions.send, sources=DIGEST_SOURCES), "last", "Send a digest"),
    digest_actions.TELL: TimerKind(partial(digest_actions.tell, sources=DIGEST_SOURCES), "last", "Your own digest"),
}
COMMANDS: Mapping[type[Command], Carried] = together(*(one.commands for one in CHAPTERS), _TIED_COMMANDS)
QUERIES: Mapping[type[Query], Callable[[Look, Any], Answer]] = together(*(one.queries for one in CHAPTERS), _TIED)
FORMS: Mapping[str, Callable[[Look, OpenForm], Form | Answer]] = together(*(one.forms for one in CHAPTERS))
SUBMITTED: Mapping[str, Callable[[Submitted], Routed]] = together(*(one.submitted for one in CHAPTERS))
PRESSED: Mapping[str, Callable[[Pressed], Routed]] = together(*(one.pressed for one in CHAPTERS))
TIMERS: Mapping[str, TimerKind] = together(*(one.timers for one in CHAPTERS), _TIED_TIMERS)
"""What happens by itself, by the kind of its timer; `workflows/timing.py` sets, moves and stops timers."""


def _close(desk: Desk, work: Work) -> None:
    """End what still waits when a process ends: its hand-off and its decision."""
    handoff_actions.settle(desk, work, done=False)
    approval_actions.close(desk, work)
    customer_actions.tell_the_end(desk, work)


def _show(desk: Desk, work: Work) -> None:
    """Post what is live where the work is posted now: the card of its step, and its decision."""
    handoff_actions.show(desk, work)
    approval_actions.show(desk, work)


TIES = Ties(
    ask=approval_actions.ask,
    offer=handoff_actions.offer,
    settle=handoff_actions.settle,
    face=handoff_cards.face,
    close=_close,
    deciders=approval_asking.deciders,
    enlist=reference_actions.enlist,
    refresh=approval_asking.refresh,
    show=_show,
    unlist=reference_actions.unlist,
)

SHORTCUTS: tuple[Shortcut, ...] = (Shortcut(key=LOG, title="Log a ticket", summary="Make a ticket of this message"),)
