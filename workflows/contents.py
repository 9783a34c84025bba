"""The table of contents: every command, question, form and button, and what carries it out. Read it first."""

from collections.abc import Callable, Mapping
from typing import Any

from storage import opening
from storage.statements import Prepared
from workflows.accounts import actions as account_actions
from workflows.accounts import commands as accounts
from workflows.accounts import queries as account_queries
from workflows.approvals import actions as approval_actions
from workflows.approvals import asking as approval_asking
from workflows.approvals import commands as approvals
from workflows.approvals import queries as approval_queries
from workflows.checkins import actions as checkin_actions
from workflows.checkins import commands as checkins
from workflows.checkins import queries as checkin_queries
from workflows.customers import actions as customer_actions
from workflows.customers import commands as customers
from workflows.customers import forms as customer_forms
from workflows.customers import queries as customer_queries
from workflows.deliveries import actions as delivery_actions
from workflows.deliveries import commands as deliveries
from workflows.desk import Carried, Desk, Look, Opening, Ties
from workflows.engagements import actions as engagement_actions
from workflows.engagements import charting as engagement_charting
from workflows.engagements import commands as engagements
from workflows.engagements import forms as engagement_forms
from workflows.engagements import lists as engagement_lists
from workflows.engagements import queries as engagement_queries
from workflows.engagements import reminding
from workflows.engagements.work import Work
from workflows.estimates import actions as estimate_actions
from workflows.estimates import commands as estimates
from workflows.estimates import queries as estimate_queries
from workflows.handoffs import actions as handoff_actions
from workflows.handoffs import cards as handoff_cards
from workflows.handoffs import commands as handoffs
from workflows.handoffs import deciding as handoff_deciding
from workflows.handoffs import queries as handoff_queries
from workflows.interventions import actions as intervention_actions
from workflows.interventions import commands as interventions
from workflows.interventions import forms as intervention_forms
from workflows.kernel.answers import Answer, Opened, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.menu import Shortcut, help_card
from workflows.kernel.requests import Pressed, Submitted
from workflows.links import actions as link_actions
from workflows.links import commands as links
from workflows.links import queries as link_queries
from workflows.menu import MENU
from workflows.people import absences, standings
from workflows.people import commands as people
from workflows.people import queries as people_queries
from workflows.references import actions as reference_actions
from workflows.references import commands as references
from workflows.references import queries as reference_queries
from workflows.reminders import actions as reminder_actions
from workflows.reminders import commands as reminders
from workflows.reminders import queries as reminder_queries
from workflows.tickets import actions as ticket_actions
from workflows.tickets import commands as tickets
from workflows.tickets import forms as ticket_forms
from workflows.tickets import queries as ticket_queries
from workflows.timing import TimerKind

Routed = Command | Query | OpenForm | Opened | Refused
"""What a request turns into before any database is asked."""


def _of(statement: Prepared, name: str) -> Callable[[Any], Opening]:
    """Return an opening that reads the subject which the command names."""
    return lambda command: Opening(statement, getattr(command, name))


def _nothing(_command: Command) -> Opening:
    """Return an opening that reads no subject: the action reads its own."""
    return Opening(opening.NOTHING)


COMMANDS: Mapping[type[Command], Carried] = {
    engagements.StartEngagement: Carried(_of(opening.CUSTOMER, "customer"), engagement_actions.start_engagement),
    engagements.SayOutcome: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.say_outcome),
    engagements.TickItem: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.tick_item),
    engagements.SendChart: Carried(engagement_charting.opening_of, engagement_charting.send_chart),
    engagements.GotIt: Carried(_of(opening.BY_ID, "engagement"), engagement_actions.got_it),
    handoffs.AcceptHandOff: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.accept),
    handoffs.ReturnHandOff: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.give_back),
    handoffs.OfferAgain: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_actions.offer_again),
    handoffs.DecideHandOff: Carried(_of(opening.BY_HANDOFF, "handoff"), handoff_deciding.decide),
    estimates.SaveEstimate: Carried(estimate_actions.opening_of, estimate_actions.save_estimate),
    estimates.SendEstimate: Carried(estimate_actions.opening_of, estimate_actions.send_estimate),
    approvals.Decide: Carried(_of(opening.BY_APPROVAL, "approval"), approval_actions.decide),
    approvals.AnswerQuestion: Carried(_of(opening.BY_APPROVAL, "approval"), approval_actions.answer_question),
    tickets.LogTicket: Carried(ticket_actions.opening_of, ticket_actions.log_ticket),
    tickets.AnswerQuestions: Carried(_of(opening.BY_ID, "engagement"), ticket_actions.answer_questions),
    links.Link: Carried(_of(opening.BY_KEY, "key"), link_actions.link),
    links.Unlink: Carried(_of(opening.BY_KEY, "key"), link_actions.unlink),
    checkins.StartCheckIns: Carried(_of(opening.CUSTOMER, "customer"), checkin_actions.start_check_ins),
    people.GoAway: Carried(_nothing, absences.go_away),
    people.ComeBack: Carried(_nothing, absences.come_back),
    people.NoteStanding: Carried(_nothing, standings.note_standing, by_platform=True),
    accounts.LinkAccount: Carried(_nothing, account_actions.link_account, for_strangers=True),
    accounts.UnlinkAccount: Carried(_nothing, account_actions.unlink_account),
    accounts.NotifyOn: Carried(_nothing, account_actions.notify_on),
    references.RemoveReference: Carried(_of(opening.CUSTOMER, "customer"), reference_actions.remove_reference),
    customers.SetStage: Carried(_of(opening.CUSTOMER, "customer"), customer_actions.set_stage),
    customers.HandOver: Carried(_of(opening.CUSTOMER, "customer"), customer_actions.hand_over),
    interventions.Assign: Carried(_of(opening.BY_ID, "engagement"), intervention_actions.assign),
    interventions.SetBack: Carried(_of(opening.BY_ID, "engagement"), intervention_actions.set_back),
    interventions.Cancel: Carried(_of(opening.BY_ID, "engagement"), intervention_actions.cancel),
    interventions.Comment: Carried(_of(opening.BY_ID, "engagement"), intervention_actions.comment),
    reminders.StopReminder: Carried(_of(opening.BY_ID, "engagement"), reminder_actions.stop_reminder),
    reminders.StopTimer: Carried(_nothing, reminder_actions.stop_timer),
    deliveries.RetryDelivery: Carried(_nothing, delivery_actions.retry),
    deliveries.DropDelivery: Carried(_nothing, delivery_actions.drop),
}


def _mine(look: Look, query: engagements.Mine) -> Answer:
    """List what waits for the asking person. Subjects meet only here: decisions come before what the spine knows."""
    waiting = approval_queries.list_approvals(look, approvals.ListApprovals(actor=query.actor)).card
    more = "More decisions wait for you; /approvals lists them." if waiting.buttons else waiting.more
    decisions = Card(title="", rows=waiting.rows, more=more)
    return engagement_lists.mine(look, query, decisions=decisions, absences=absences.absences_card(look))


def _customer(look: Look, query: customers.ShowCustomer) -> Answer:
    """Show an account card, on which check-ins say how the last one went."""
    return customer_queries.show_customer(look, query, last_said=checkin_queries.last_said)


QUERIES: Mapping[type[Query], Callable[[Look, Any], Answer]] = {
    engagements.Help: lambda _look, _query: Shown(card=help_card(MENU)),
    engagements.ShowEngagement: engagement_queries.show_engagement,
    engagements.ListEngagements: engagement_lists.list_engagements,
    engagements.ShowHistory: engagement_queries.show_history,
    engagements.Mine: _mine,
    engagements.FindTitle: engagement_queries.find_title,
    engagements.Find: engagement_lists.find_words,
    engagements.Why: engagement_queries.why,
    engagements.LookUp: engagement_lists.look_up,
    people.FindCustomers: people_queries.find_customers,
    people.FindPeople: people_queries.find_people,
    people.CheckCompany: people_queries.check_company,
    estimates.ShowEstimate: estimate_queries.show_estimate,
    estimates.ListEstimates: estimate_queries.list_estimates,
    approvals.ListApprovals: approval_queries.list_approvals,
    approvals.ShowApproval: approval_queries.show_approval,
    tickets.ShowTicket: ticket_queries.show_ticket,
    tickets.ListTickets: ticket_queries.list_tickets,
    tickets.LookUpTickets: ticket_queries.look_up,
    checkins.ListCheckIns: checkin_queries.list_check_ins,
    accounts.ShowAccounts: account_queries.show_accounts,
    references.ListReferences: reference_queries.list_references,
    handoffs.ShowHandOff: handoff_queries.show_hand_off,
    customers.ShowCustomer: _customer,
    reminders.ListReminders: lambda look, query: reminder_queries.list_reminders(look, query, TIMERS),
    deliveries.ListFailed: delivery_actions.list_failed,
}

FORMS: Mapping[str, Callable[[Look, OpenForm], Form | Answer]] = {
    "step.fill": engagement_forms.fill_form,
    "step.done": engagement_forms.done_form,
    estimates.EDIT: estimate_queries.estimate_form,
    approvals.DECIDE: approval_queries.decision_form,
    approvals.ANSWER: approval_queries.answer_form,
    interventions.ASSIGN: intervention_forms.assign_form,
    interventions.SET_BACK: intervention_forms.set_back_form,
    interventions.CANCEL: intervention_forms.cancel_form,
    interventions.COMMENT: intervention_forms.comment_form,
    links.LINK: link_queries.link_form,
    links.UNLINK: link_queries.unlink_form,
    checkins.REPORT: checkin_queries.report_form,
    references.REMOVE: reference_queries.remove_form,
    customers.STAGE: customer_forms.stage_form,
    customers.HAND_OFF: customer_forms.hand_off_start_form,
    tickets.TYPED: ticket_forms.typed_form,
    tickets.MESSAGE: ticket_forms.message_form,
    tickets.QUESTIONS: ticket_forms.questions_form,
    people.AWAY: absences.away_form,
}

SUBMITTED: Mapping[str, Callable[[Submitted], Routed]] = {
    "engagement.new": engagements.start_submitted,
    "step.fill": engagements.fill_submitted,
    handoffs.RETURN: handoffs.return_submitted,
    handoffs.DECIDE: handoffs.decide_submitted,
    estimates.EDIT: estimates.edit_submitted,
    approvals.DECIDE: approvals.decide_submitted,
    approvals.ANSWER: approvals.answer_submitted,
    interventions.ASSIGN: interventions.assign_submitted,
    interventions.SET_BACK: interventions.set_back_submitted,
    interventions.CANCEL: interventions.cancel_submitted,
    interventions.COMMENT: interventions.comment_submitted,
    links.LINK: links.submitted,
    links.UNLINK: links.submitted,
    checkins.CUSTOMER: checkins.customer_submitted,
    customers.CHOOSE: customers.chosen,
    references.REMOVE: references.remove_submitted,
    customers.STAGE: customers.stage_submitted,
    customers.HAND_OFF: customers.hand_off_submitted,
    tickets.LOG: tickets.log_submitted,
    tickets.QUESTIONS: tickets.questions_submitted,
    people.AWAY: people.away_submitted,
}

PRESSED: Mapping[str, Callable[[Pressed], Routed]] = {
    "step.say": engagements.say,
    "step.fill": engagements.fill,
    "item.done": engagements.tick,
    "message.got-it": engagements.got_it,
    "engagement.chart": engagements.chart_pressed,
    "engagement.show": engagements.show_pressed,
    "list.page": engagements.page_of,
    handoffs.ACCEPT: handoffs.accept_pressed,
    handoffs.RETURN: handoffs.return_pressed,
    handoffs.OFFER_AGAIN: handoffs.offer_again_pressed,
    handoffs.DECIDE: handoffs.decide_pressed,
    handoffs.DETAILS: handoffs.details_pressed,
    estimates.EDIT: estimates.edit_pressed,
    estimates.CLONE: estimates.clone_pressed,
    estimates.SEND: estimates.send_pressed,
    estimates.SHOW: estimates.show_pressed,
    approvals.DECIDE: approvals.decide_pressed,
    approvals.ASK: approvals.ask_pressed,
    approvals.ANSWER: approvals.answer_pressed,
    approvals.LIST: approvals.list_pressed,
    approvals.SHOW: approvals.show_pressed,
    interventions.ASSIGN: interventions.pressed,
    interventions.SET_BACK: interventions.pressed,
    interventions.CANCEL: interventions.pressed,
    interventions.COMMENT: interventions.pressed,
    links.LINK: links.pressed,
    links.UNLINK: links.pressed,
    checkins.REPORT: checkins.report_pressed,
    checkins.START: checkins.start_pressed,
    checkins.PAGE: checkins.page_pressed,
    references.PAGE: references.page_pressed,
    customers.SHOW: customers.show_pressed,
    customers.STAGE: customers.stage_pressed,
    customers.HAND_OFF: customers.hand_off_pressed,
    tickets.QUESTIONS: tickets.questions_pressed,
    tickets.SHOW: tickets.show_pressed,
    tickets.PAGE: tickets.page_pressed,
    people.BACK: people.back_pressed,
    reminders.LIST: reminders.list_pressed,
    reminders.STOP: reminders.stop_pressed,
    reminders.GO_ON: reminders.go_on_pressed,
    deliveries.RETRY: deliveries.retry_pressed,
    deliveries.DROP: deliveries.drop_pressed,
}


TIMERS: Mapping[str, TimerKind] = {
    reminding.WATCH: TimerKind(reminder_actions.look, "all", "Look after what waits"),
    reminder_actions.NUDGE: TimerKind(reminder_actions.tell, "all", "Tell of what waits"),
}
"""What happens by itself, by the kind of its timer; `workflows/timing.py` sets, moves and stops timers."""


def _close(desk: Desk, work: Work) -> None:
    """End what still waits when a process ends: its hand-off and its decision."""
    handoff_actions.settle(desk, work, done=False)
    approval_actions.close(desk, work)
    customer_actions.tell_the_end(desk, work)


TIES = Ties(
    ask=approval_actions.ask,
    offer=handoff_actions.offer,
    settle=handoff_actions.settle,
    face=handoff_cards.face,
    close=_close,
    deciders=approval_asking.deciders,
)

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(key=tickets.LOG, title="Log a ticket", summary="Make a ticket of this message"),
)
