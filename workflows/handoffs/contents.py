"""What can be asked of handoffs, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.handoffs import actions, commands, deciding, queries

CONTENTS = Chapter(
    commands={
        commands.AcceptHandOff: Carried(of(opening.BY_HANDOFF, "handoff"), actions.accept),
        commands.ReturnHandOff: Carried(of(opening.BY_HANDOFF, "handoff"), actions.give_back),
        commands.OfferAgain: Carried(of(opening.BY_HANDOFF, "handoff"), actions.offer_again),
        commands.DecideHandOff: Carried(of(opening.BY_HANDOFF, "handoff"), deciding.decide),
    },
    submitted={
        commands.RETURN: commands.return_submitted,
        commands.DECIDE: commands.decide_submitted,
    },
    queries={
        commands.ShowHandOff: queries.show_hand_off,
    },
    pressed={
        commands.ACCEPT: commands.accept_pressed,
        commands.RETURN: commands.return_pressed,
        commands.OFFER_AGAIN: commands.offer_again_pressed,
        commands.DECIDE: commands.decide_pressed,
        commands.DETAILS: commands.details_pressed,
    },
)
