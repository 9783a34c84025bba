"""What can be asked of customers, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.customers import actions, commands, forms
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.SetStage: Carried(of(opening.CUSTOMER, "customer"), actions.set_stage),
        commands.HandOver: Carried(of(opening.CUSTOMER, "customer"), actions.hand_over),
        commands.NoteCustomer: Carried(of(opening.CUSTOMER, "customer"), actions.note_customer),
    },
    forms={
        commands.STAGE: forms.stage_form,
        commands.HAND_OFF: forms.hand_off_start_form,
        commands.REMARK: forms.note_form,
    },
    submitted={
        commands.CHOOSE: commands.chosen,
        commands.STAGE: commands.stage_submitted,
        commands.HAND_OFF: commands.hand_off_submitted,
        commands.REMARK: commands.note_submitted,
    },
    pressed={
        commands.SHOW: commands.show_pressed,
        commands.STAGE: commands.stage_pressed,
        commands.HAND_OFF: commands.hand_off_pressed,
        commands.REMARK: commands.note_pressed,
    },
)
