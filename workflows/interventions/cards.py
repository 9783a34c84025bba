"""What people see of interventions: notes in the thread, and the answers to who made them."""

from workflows.engagements.cards import step_words
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.text import Line, Mention, Strong, line
from workflows.process.steps import Step


def assigned_note(work: Work, by: Line) -> Card:
    """Return the note in the thread that somebody has the step now; they are called by it."""
    person = line(Mention(work.owner, notify=True)) if work.owner else ()
    return Card(
        title="", body=(line(f"Step {step_words(work.step)} is in the hands of ", *person, " now, says ", *by),)
    )


def comment_note(by: Line, words: str) -> Card:
    """Return a comment as it stands in the thread: who says it, and the words as they were written."""
    return Card(title="", body=(line("Comment by ", *by, ":"),), quote=words)


def answer(work: Work, said: str, step: Step | None = None) -> Card:
    """Return the private answer: what was done, and where it stands now."""
    stands = (line("It is at step ", Strong(step_words(step)), " now."),) if step else ()
    return Card(title=f"{work.key}: {said}", body=stands)
