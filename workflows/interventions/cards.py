"""What people see of interventions: notes in the thread, and the answers to who made them."""

from collections.abc import Mapping
from datetime import datetime

from workflows.engagements.cards import owner_line, people_line, step_words
from workflows.engagements.work import Work
from workflows.kernel.absences import Away
from workflows.kernel.cards import Card
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Strong, Usage, When, line
from workflows.process.steps import Step


def assigned_note(work: Work, by: Line, away: Mapping[str, Away]) -> Card:
    """Return the note in the thread that somebody has the step now; they, and who stands in for them, are called."""
    person = people_line((work.owner,), notify=True, away=away) if work.owner else ()
    return Card(
        title="", body=(line(f"Step {step_words(work.step)} is in the hands of ", *person, " now, says ", *by),)
    )


def comment_note(by: Line, words: str) -> Card:
    """Return a comment as it stands in the thread: who says it, and the words as they were written."""
    return Card(title="", body=(line("Comment by ", *by, ":"),), quote=words)


def taken_back(by: Line, at: datetime) -> Card:
    """Return what becomes of a post when what it told of was taken back."""
    return Card(title="", body=(line("Taken back by ", *by, ", ", When(at), "."),))


def undone_answer(work: Work, directory: Directory) -> Card:
    """Return the private answer: where it stands again, in whose hands."""
    if work.ended:
        return Card(title=f"{work.key}: taken back", body=(line("It has ended, as before."),))
    said = line("It is at step ", Strong(step_words(work.step)), " again, in the hands of ")
    return Card(title=f"{work.key}: taken back", body=((*said, *owner_line(work, directory), "."),))


def cancelled_answer(work: Work) -> Card:
    """Return the private answer: that it has ended, and how it is taken up again."""
    again = line("It has ended for everybody. ", Usage(f"/engagement back {work.key}"), " takes it up again.")
    return Card(title=f"{work.key}: cancelled", body=(again,))


def answer(work: Work, said: str, step: Step | None = None) -> Card:
    """Return the private answer: what was done, and where it stands now."""
    stands = (line("It is at step ", Strong(step_words(step)), " now."),) if step else ()
    return Card(title=f"{work.key}: {said}", body=stands)
