"""The table of contents: every command, question, form and button, and what carries it out. Read it first."""

from collections.abc import Callable, Mapping
from typing import Any

from storage import opening
from storage.statements import Prepared
from workflows.desk import Carried, Look, Opening, Ties
from workflows.engagements import actions as engagement_actions
from workflows.engagements import commands as engagements
from workflows.engagements import forms as engagement_forms
from workflows.engagements import queries as engagement_queries
from workflows.handoffs import actions as handoff_actions
from workflows.handoffs import cards as handoff_cards
from workflows.handoffs import commands as handoffs
from workflows.kernel.answers import Answer, Opened, Reason, Refused, Shown
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.menu import Shortcut, Slash, Verb, help_card
from workflows.kernel.requests import Pressed, Request, Shared, Submitted, Typed, Visited
from workflows.process.catalogue import Definitions
from workflows.tickets import actions as ticket_actions
from workflows.tickets import commands as tickets
from workflows.tickets import forms as ticket_forms
from workflows.tickets import queries as ticket_queries

Routed = Command | Query | OpenForm | Opened | Refused
"""What a request turns into before any database is asked."""


def _of(statement: Prepared, name: str) -> Callable[[Any], Opening]:
    """Return an opening that reads the subject which the command names."""
    return lambda command: Opening(statement, getattr(command, name))


COMMANDS: Mapping[type[Command], Carried] = {
    engagements.StartEngagement: Carried(_of(opening.CUSTOMER, "customer"), engagement_actions.start_engagement),
    engagements.SayOutcome: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.say_outcome),
    engagements.TickItem: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.tick_item),
    engagements.GotIt: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.got_it),
    handoffs.AcceptHandOff: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.accept),
    handoffs.ReturnHandOff: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.give_back),
    handoffs.OfferAgain: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.offer_again),
    tickets.LogTicket: Carried(ticket_actions.opening_of, ticket_actions.log_ticket),
    tickets.AnswerQuestions: Carried(_of(opening.BY_ID, "engagement"), ticket_actions.answer_questions),
}

QUERIES: Mapping[type[Query], Callable[[Look, Any], Answer]] = {
    engagements.Help: lambda _look, _query: Shown(card=help_card(MENU)),
    engagements.ShowEngagement: engagement_queries.show_engagement,
    engagements.ListEngagements: engagement_queries.list_engagements,
    engagements.ShowHistory: engagement_queries.show_history,
    engagements.ShowChart: engagement_queries.show_chart,
    engagements.Mine: engagement_queries.mine,
    engagements.Find: engagement_queries.find_words,
    engagements.Why: engagement_queries.why,
    tickets.ShowTicket: ticket_queries.show_ticket,
    tickets.ListTickets: ticket_queries.list_tickets,
}

FORMS: Mapping[str, Callable[[Look, OpenForm], Form | Answer]] = {
    "step.fill": engagement_forms.fill_form,
    "step.done": engagement_forms.done_form,
    tickets.TYPED: ticket_forms.typed_form,
    tickets.MESSAGE: ticket_forms.message_form,
    tickets.QUESTIONS: ticket_forms.questions_form,
}

SUBMITTED: Mapping[str, Callable[[Submitted], Routed]] = {
    "engagement.new": engagements.start_submitted,
    "step.fill": engagements.fill_submitted,
    handoffs.RETURN: handoffs.return_submitted,
    tickets.LOG: tickets.log_submitted,
    tickets.QUESTIONS: tickets.questions_submitted,
}

PRESSED: Mapping[str, Callable[[Pressed], Routed]] = {
    "step.say": engagements.say,
    "step.fill": engagements.fill,
    "item.done": engagements.tick,
    "message.got-it": engagements.got_it,
    "list.page": engagements.page_of,
    handoffs.ACCEPT: handoffs.accept_pressed,
    handoffs.RETURN: handoffs.return_pressed,
    handoffs.OFFER_AGAIN: handoffs.offer_again_pressed,
    tickets.QUESTIONS: tickets.questions_pressed,
    tickets.SHOW: tickets.show_pressed,
    tickets.PAGE: tickets.page_pressed,
}

TIES = Ties(
    ask=handoff_actions.offer,
    offer=handoff_actions.offer,
    settle=handoff_actions.settle,
    face=handoff_cards.face,
    close=handoff_actions.settle,
)

MENU: tuple[Slash, ...] = (
    Slash(
        command="/engagement",
        summary="Start an engagement, see where it stands, move it on",
        hint="new | show ENG-12 | list [customer] | done ENG-12 | history ENG-12 | chart ENG-12",
        verbs=(
            Verb("", "Start an engagement: a form opens"),
            Verb("new TITLE", "The same, with the title filled in"),
            Verb("show ENG-12", "Where it stands, who can move it, and the buttons to do so"),
            Verb("list", "What is under way; `list acme` for one customer, `list services-engagement` for one process"),
            Verb("done ENG-12", "Say what came of the current step"),
            Verb("history ENG-12", "What happened, step by step"),
            Verb("chart ENG-12", "The whole process, with the step it is at"),
        ),
    ),
    Slash(
        command="/ticket",
        summary="Log a customer's request, see which are under way",
        hint="[KIND] [CUSTOMER] [TITLE] | list [mine | KIND | CUSTOMER] | show TCK-12",
        verbs=(
            Verb("", "Log a ticket: a form opens"),
            Verb("bug acme The login fails", "The same, with what the words mean filled in"),
            Verb("list", "The tickets under way; `list mine`, `list bug` or `list acme` for fewer"),
            Verb("show TCK-12", "All there is to a ticket, and the buttons to move it on"),
        ),
    ),
    Slash(
        command="/csops",
        summary="What waits for you, where things are and why",
        hint="mine | find WORDS | why ENG-12 | help",
        verbs=(
            Verb("", "What waits for you"),
            Verb("mine", "The same"),
            Verb("find WORDS", "Find by number, or by the beginning of a customer's name"),
            Verb("why ENG-12", "Why it is where it is, who can move it, what happened last"),
            Verb("help", "Every command"),
        ),
    ),
)

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(key=tickets.LOG, title="Log a ticket", summary="Make a ticket of this message"),
)


USUAL_PROCESS = "services-engagement"
"""What `/engagement new` begins unless another process is chosen (processes.md A 1)."""


class Registry:
    """Knows what each request is, and who carries it out."""

    def __init__(self, definitions: Definitions) -> None:
        # What has kinds is logged with a command of its own (/ticket), not started by hand.
        by_hand = [one for name in definitions.processes if not (one := definitions.current(name)).kinds]
        by_hand.sort(key=lambda one: one.process != USUAL_PROCESS)
        self._processes = tuple((one.process, one.title) for one in by_hand)
        has_tickets = tickets.PROCESS in definitions.processes
        self._kinds = definitions.current(tickets.PROCESS).kinds if has_tickets else ()
        self.ties = TIES

    def route(self, request: Request) -> Routed:
        """Return what a request asks for; pure, so a form can open before any database is asked."""
        match request:
            case Typed():
                return self._typed(request)
            case Pressed():
                pressed = PRESSED.get(request.button)
                return pressed(request) if pressed else Refused(reason=Reason.UNKNOWN_BUTTON)
            case Submitted():
                submitted = SUBMITTED.get(request.form)
                return submitted(request) if submitted else Refused(reason=Reason.UNKNOWN_FORM)
            case Shared(shortcut=tickets.LOG):
                return tickets.from_shared(request, self._kinds)
            case Visited():
                return engagements.Mine(actor=request.actor)
            case _:
                return Refused(reason=Reason.UNKNOWN_COMMAND)

    def carried(self, kind: type[Command]) -> Carried:
        """Return how a kind of command is carried out."""
        return COMMANDS[kind]

    def form(self, kind: str) -> Callable[[Look, OpenForm], Form | Answer]:
        """Return what builds a form that must look something up first; it may find that no form is needed."""
        return FORMS[kind]

    def question(self, kind: type[Query]) -> Callable[[Look, Any], Answer]:
        """Return what answers a kind of question."""
        return QUERIES[kind]

    def _typed(self, request: Typed) -> Routed:
        match request.verb:
            case "/engagement":
                return engagements.from_typed(request, self._processes)
            case "/ticket":
                return tickets.from_typed(request, self._kinds)
            case "/csops":
                return engagements.csops_typed(request)
            case _:
                return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": request.verb, "words": request.words})
