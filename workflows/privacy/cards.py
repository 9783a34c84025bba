"""What people see of it: the notes in the thread, what is left where it stood, and the answers."""

from workflows.engagements.work import Work
from workflows.kernel.cards import Card, note
from workflows.kernel.text import Line, Mention, line

LEFT = note("This is private now. Its people go on with it where nobody else reads along.")
"""What is left of a private engagement in an open channel: words without content."""
OPENED = note("This is public again, and goes on in the channel of its customer.")
"""What is left of it with its people when everybody sees it again."""


def private_note(who: Line) -> Card:
    """Return the first words in the thread of its people."""
    return note("Private since ", *who, " said so: only its people see it, and it is posted to them alone.")


def public_note(who: Line) -> Card:
    """Return the first words in the thread that everybody sees again."""
    return note("Public again, by ", *who, ": everybody sees it.")


def invited_note(person: str, who: Line) -> Card:
    """Return the note that somebody sees it from now on; they are called by it."""
    return note(Mention(person), " sees this from now on, invited by ", *who, ".")


def uninvited_note(person: str, who: Line) -> Card:
    """Return the note that somebody sees it no longer."""
    return note(Mention(person, notify=False), " does not see this any more, says ", *who, ".")


def answer(work: Work, said: str, *more: str) -> Card:
    """Return the private answer to who did it."""
    return Card(title=f"{work.key}: {said}", body=tuple(line(one) for one in more))
