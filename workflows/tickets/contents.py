"""What can be asked of tickets, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.engagements.responding import RESPONSE
from workflows.tickets import actions, commands, deadlines, entry, forms, handling, queries
from workflows.timing import TimerKind

CONTENTS = Chapter(
    commands={
        commands.LogTicket: Carried(actions.opening_of, actions.log_ticket),
        commands.AddToTicket: Carried(of(opening.BY_KEY, "key"), actions.add_to_ticket),
        commands.AnswerQuestions: Carried(of(opening.BY_ID, "engagement"), actions.answer_questions),
        commands.SetPriority: Carried(of(opening.BY_KEY, "key"), actions.set_priority),
    },
    queries={
        commands.ShowTicket: queries.show_ticket,
        commands.ListTickets: queries.list_tickets,
        commands.ShowQueue: handling.show_queue,
        commands.LookUpTickets: queries.look_up,
    },
    forms={
        commands.CLOSE: forms.close_form,
        commands.PRIORITY: forms.priority_form,
        commands.TYPED: forms.typed_form,
        commands.MESSAGE: forms.message_form,
        commands.QUESTIONS: forms.questions_form,
    },
    submitted={
        entry.LOG: commands.log_submitted,
        commands.PRIORITY: commands.priority_submitted,
        commands.QUESTIONS: commands.questions_submitted,
    },
    pressed={
        commands.QUESTIONS: commands.questions_pressed,
        commands.SHOW: commands.show_pressed,
        commands.PRIORITY: commands.priority_pressed,
        commands.PAGE: commands.page_pressed,
        commands.QUEUE: commands.queue_pressed,
    },
    timers={RESPONSE: TimerKind(deadlines.look, catch_up="all", title="First responses to tickets")},
)
