"""What can be asked of offers, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.offers import actions, commands

CONTENTS = Chapter(
    commands={
        commands.AcceptOffer: Carried(of(opening.BY_ID, "engagement"), actions.accept),
        commands.ReturnOffer: Carried(of(opening.BY_ID, "engagement"), actions.give_back),
    },
    submitted={
        commands.RETURN: commands.return_submitted,
    },
    pressed={
        commands.ACCEPT: commands.accept_pressed,
        commands.RETURN: commands.return_pressed,
    },
)
