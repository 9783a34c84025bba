"""What who links two pieces of work is told."""

from workflows.engagements.parts import Linked
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.text import Strong, line


def linked_card(work: Work, other: Linked) -> Card:
    """Return the answer to who made a link: where the other stands, and what follows."""
    said = line(Strong(work.key), " and ", Strong(other.key), " show each other from now on, as they stand.")
    stands = line(Strong(other.key), f"{other.words.removeprefix(other.key)} is at “{other.state}”.")
    return Card(title=f"{work.key}: linked with {other.key}", body=(said, stands))


def unlinked_card(work: Work, other: Linked) -> Card:
    """Return the answer to who took a link off."""
    said = line(Strong(work.key), " and ", Strong(other.name), " show each other no more.")
    return Card(title=f"{work.key}: no longer linked with {other.name}", body=(said,))
