"""What whoever asked for a document is told."""

from workflows.engagements import documenting
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.text import line
from workflows.process.steps import Paper


def answer(work: Work, paper: Paper, said: str) -> Card:
    """Return the private answer, with a button for each of the engagement's other documents."""
    others = tuple(documenting.button(work, one) for one in documenting.reached(work) if one != paper)
    return Card(title=f"{work.key}: {paper.title}", body=(line(said),), buttons=others)
