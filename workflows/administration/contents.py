"""What can be asked of administration, and what carries it out."""

from workflows.administration import actions, commands, forms, leaving, queries
from workflows.chapter import Chapter, nothing
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.ChangeEntry: Carried(nothing, actions.change),
        commands.RemoveEntry: Carried(nothing, actions.remove),
        commands.LetGo: Carried(nothing, leaving.let_go),
    },
    queries={
        commands.ShowAdministration: queries.show_administration,
        commands.ShowPart: queries.show_part,
        commands.ShowEntry: queries.show_entry,
        commands.ShowChanges: queries.show_changes,
    },
    forms={commands.EDIT: forms.entry_form, commands.LEAVE: forms.leave_form},
    submitted={commands.EDIT: commands.edit_submitted, commands.LEAVE: commands.leave_submitted},
    pressed={
        commands.PART: commands.part_pressed,
        commands.ENTRY: commands.entry_pressed,
        commands.EDIT: commands.edit_pressed,
        commands.REMOVE: commands.remove_pressed,
        commands.LEAVE: commands.leave_pressed,
        commands.CHANGES: commands.changes_pressed,
        commands.AWAY: commands.away_pressed,
    },
)
