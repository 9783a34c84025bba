"""What people are told of an offer that somebody answered."""

from datetime import datetime

from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.text import Line, Mention, When, line


def answered(word: str, by: Line, at: datetime) -> Line:
    """Return who answered, and when."""
    return line(f"{word} by ", *by, ", ", When(at), ".")


def thread_note(work: Work, word: str, by: Line, text: str, reason: str = "") -> Card:
    """Return the note in the thread, which calls whoever has the work."""
    called = line(Mention(work.owner), ": ") if work.owner else ()
    return Card(title="", body=(line(*called, f"{word} by ", *by, f": {text}"),), quote=reason)


def answer_card(work: Work, title: str, said: str) -> Card:
    """Return the private answer to who clicked."""
    return Card(title=f"{work.key}: {title}", body=(line(said),))
