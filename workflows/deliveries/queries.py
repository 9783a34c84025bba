"""Questions about dead letters: which of them are about a piece of work."""

from collections.abc import Sequence
from typing import Final

from storage import letters
from workflows.deliveries import cards
from workflows.deliveries.actions import letter_of
from workflows.desk import Look
from workflows.engagements.work import Work
from workflows.kernel.cards import Row
from workflows.kernel.people import ADMIN

MOST_TOLD: Final = 5


def undelivered(look: Look, work: Work) -> Sequence[Row]:
    """Return what was promised about a piece of work and could not be delivered; administrators can try it again."""
    found = look.unit.rows(letters.DEAD_OF, {"subject": f"engagement:{work.id}", "most": MOST_TOLD})
    may = look.directory.acting_for(look.actor.key, look.directory.holders(ADMIN, None)) is not None
    return [cards.entry(letter_of(row, look.directory), may=may) for row in found]
