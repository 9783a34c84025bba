"""The table of contents: what can be asked of each subject stands in its own `contents.py`. Read it first.

Subjects never import each other. What needs two of them is tied here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workflows.accounts.contents import CONTENTS as ACCOUNTS
from workflows.administration.contents import CONTENTS as ADMINISTRATION
from workflows.approvals import actions as approval_actions
from workflows.approvals import asking as approval_asking
from workflows.approvals import queries as approval_queries
from workflows.approvals.contents import CONTENTS as APPROVALS
from workflows.chapter import Routed, together
from workflows.checkins import queries as checkin_queries
from workflows.checkins import risks as checkin_risks
from workflows.checkins.contents import CONTENTS as CHECKINS
from workflows.customers import actions as customer_actions
from workflows.customers import commands as customers
from workflows.customers import queries as customer_queries
from workflows.customers.contents import CONTENTS as CUSTOMERS
from workflows.deliveries import queries as delivery_queries
from workflows.deliveries.contents import CONTENTS as DELIVERIES
from workflows.desk import Carried, Desk, Look, Ties
from workflows.documents.contents import CONTENTS as DOCUMENTS
from workflows.engagements import commands as engagements
from workflows.engagements import explaining
from workflows.engagements.contents import CONTENTS as ENGAGEMENTS
from workflows.engagements.work import Work
from workflows.estimates.contents import CONTENTS as ESTIMATES
from workflows.handoffs import actions as handoff_actions
from workflows.handoffs import cards as handoff_cards
from workflows.handoffs import waiting as handoff_waiting
from workflows.handoffs.contents import CONTENTS as HANDOFFS
from workflows.home import commands as home
from workflows.home import queries as home_queries
from workflows.home.contents import CONTENTS as HOME
from workflows.interventions.contents import CONTENTS as INTERVENTIONS
from workflows.kernel.answers import Answer, Shown
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.menu import Shortcut, help_card
from workflows.kernel.requests import Pressed, Submitted
from workflows.links.contents import CONTENTS as LINKS
from workflows.menu import MENU
from workflows.offers.contents import CONTENTS as OFFERS
from workflows.people import absences
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
    *(HOME, INTERVENTIONS, PRIVACY, DOCUMENTS, REMINDERS, PEOPLE, ACCOUNTS, DELIVERIES, ADMINISTRATION),
)


HOME_SOURCES: Mapping[str, home_queries.Source] = {
    "decisions": approval_queries.piles,
    "hand-offs": handoff_waiting.piles,
    "at-risk": checkin_risks.piles,
}
"""What other subjects bring to the Home, by the kind of a section."""


def _home(look: Look, _query: home.ShowHome) -> Answer:
    """Show the Home. Subjects meet only here: each brings what waits for the asking person."""
    return home_queries.show_home(look, HOME_SOURCES, absences.absences_card(look))


def _section(look: Look, query: home.ShowSection) -> Answer:
    """Show all of one section of the Home."""
    return home_queries.show_section(look, query, HOME_SOURCES)


OTHERS = explaining.Others(deciders=approval_asking.deciders, undelivered=delivery_queries.undelivered)


def _why(look: Look, query: engagements.Why) -> Answer:
    """Say why a piece of work is where it is, with what decisions and deliveries know of it."""
    return explaining.why(look, query, OTHERS)


def _customer(look: Look, query: customers.ShowCustomer) -> Answer:
    """Show an account card, on which check-ins say how the last one went."""
    return customer_queries.show_customer(look, query, last_said=checkin_queries.last_said)


_TIED: Mapping[type[Query], Callable[[Look, Any], Answer]] = {
    engagements.Help: lambda _look, _query: Shown(card=help_card(MENU)),
    home.ShowHome: _home,
    home.ShowSection: _section,
    customers.ShowCustomer: _customer,
    engagements.Why: _why,
    reminders.ListReminders: lambda look, query: reminder_queries.list_reminders(look, query, TIMERS),
}

COMMANDS: Mapping[type[Command], Carried] = together(*(one.commands for one in CHAPTERS))
QUERIES: Mapping[type[Query], Callable[[Look, Any], Answer]] = together(*(one.queries for one in CHAPTERS), _TIED)
FORMS: Mapping[str, Callable[[Look, OpenForm], Form | Answer]] = together(*(one.forms for one in CHAPTERS))
SUBMITTED: Mapping[str, Callable[[Submitted], Routed]] = together(*(one.submitted for one in CHAPTERS))
PRESSED: Mapping[str, Callable[[Pressed], Routed]] = together(*(one.pressed for one in CHAPTERS))
TIMERS: Mapping[str, TimerKind] = together(*(one.timers for one in CHAPTERS))
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
    show=_show,
    unlist=reference_actions.unlist,
)

SHORTCUTS: tuple[Shortcut, ...] = (Shortcut(key=LOG, title="Log a ticket", summary="Make a ticket of this message"),)
