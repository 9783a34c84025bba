"""What can be asked of estimates, and what carries it out."""

from workflows.chapter import Chapter
from workflows.desk import Carried
from workflows.estimates import actions, commands, queries

CONTENTS = Chapter(
    commands={
        commands.SaveEstimate: Carried(actions.opening_of, actions.save_estimate),
        commands.SendEstimate: Carried(actions.opening_of, actions.send_estimate),
    },
    queries={
        commands.ShowEstimate: queries.show_estimate,
        commands.ListEstimates: queries.list_estimates,
    },
    forms={
        commands.EDIT: queries.estimate_form,
    },
    submitted={
        commands.EDIT: commands.edit_submitted,
    },
    pressed={
        commands.EDIT: commands.edit_pressed,
        commands.CLONE: commands.clone_pressed,
        commands.SEND: commands.send_pressed,
        commands.SHOW: commands.show_pressed,
    },
)
