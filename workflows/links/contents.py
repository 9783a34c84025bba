"""What can be asked of links, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.links import actions, commands, queries

CONTENTS = Chapter(
    commands={
        commands.Link: Carried(of(opening.BY_KEY, "key"), actions.link),
        commands.Unlink: Carried(of(opening.BY_KEY, "key"), actions.unlink),
    },
    forms={
        commands.LINK: queries.link_form,
        commands.UNLINK: queries.unlink_form,
    },
    submitted={
        commands.LINK: commands.submitted,
        commands.UNLINK: commands.submitted,
    },
    pressed={
        commands.LINK: commands.pressed,
        commands.UNLINK: commands.pressed,
    },
)
