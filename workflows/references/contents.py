"""What can be asked of references, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.references import actions, commands, queries

CONTENTS = Chapter(
    commands={
        commands.RemoveReference: Carried(of(opening.CUSTOMER, "customer"), actions.remove_reference),
    },
    queries={
        commands.ListReferences: queries.list_references,
    },
    forms={
        commands.REMOVE: queries.remove_form,
    },
    submitted={
        commands.REMOVE: commands.remove_submitted,
    },
    pressed={
        commands.PAGE: commands.page_pressed,
    },
)
