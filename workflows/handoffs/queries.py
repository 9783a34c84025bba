"""Questions about hand-offs: everything that one says."""

from workflows.desk import Look
from workflows.engagements import briefs
from workflows.engagements.forms import find
from workflows.handoffs.commands import ShowHandOff
from workflows.kernel.answers import Shown


def show_hand_off(look: Look, query: ShowHandOff) -> Shown:
    """Show all parts of a hand-off whole, to who asked alone; refused with NOT_FOUND where they may not see it."""
    return Shown(card=briefs.whole_card(find(look, query.engagement, by_key=False), look.directory))
