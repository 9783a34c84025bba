"""What can be asked of approvals, and what carries it out."""

from storage import opening
from workflows.approvals import actions, commands, queries, several
from workflows.chapter import Chapter, nothing, of
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.Decide: Carried(of(opening.BY_APPROVAL, "approval"), actions.decide),
        commands.ApproveSeveral: Carried(nothing, several.approve_several),
        commands.AnswerQuestion: Carried(of(opening.BY_APPROVAL, "approval"), actions.answer_question),
    },
    queries={
        commands.ListApprovals: queries.list_approvals,
        commands.ShowApproval: queries.show_approval,
    },
    forms={
        commands.DECIDE: queries.decision_form,
        commands.ANSWER: queries.answer_form,
        commands.CHOOSE: several.choose_form,
        commands.SEVERAL: several.several_form,
    },
    submitted={
        commands.DECIDE: commands.decide_submitted,
        commands.ANSWER: commands.answer_submitted,
        commands.CHOOSE: commands.choose_submitted,
        commands.SEVERAL: commands.several_submitted,
    },
    pressed={
        commands.DECIDE: commands.decide_pressed,
        commands.ASK: commands.ask_pressed,
        commands.ANSWER: commands.answer_pressed,
        commands.CHOOSE: commands.choose_pressed,
        commands.LIST: commands.list_pressed,
        commands.SHOW: commands.show_pressed,
    },
)
