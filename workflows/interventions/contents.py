"""What can be asked of interventions, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.engagements.undoing import UNDO
from workflows.interventions import actions, commands, forms, undoing

CONTENTS = Chapter(
    commands={
        commands.Assign: Carried(of(opening.BY_ID, "engagement"), actions.assign),
        commands.SetBack: Carried(of(opening.BY_ID, "engagement"), actions.set_back),
        commands.Cancel: Carried(of(opening.BY_ID, "engagement"), actions.cancel),
        commands.Comment: Carried(of(opening.BY_ID, "engagement"), actions.comment),
        commands.Undo: Carried(of(opening.BY_ID, "engagement"), undoing.undo),
    },
    forms={
        commands.ASSIGN: forms.assign_form,
        commands.SET_BACK: forms.set_back_form,
        commands.CANCEL: forms.cancel_form,
        commands.COMMENT: forms.comment_form,
    },
    submitted={
        commands.ASSIGN: commands.assign_submitted,
        commands.SET_BACK: commands.set_back_submitted,
        commands.CANCEL: commands.cancel_submitted,
        commands.COMMENT: commands.comment_submitted,
    },
    pressed={
        UNDO: commands.undo_pressed,
        commands.ASSIGN: commands.pressed,
        commands.SET_BACK: commands.pressed,
        commands.CANCEL: commands.pressed,
        commands.COMMENT: commands.pressed,
    },
)
