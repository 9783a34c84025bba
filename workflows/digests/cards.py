"""How digests and reports look: the list of reports, one's own digest, and the figures of a week."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from workflows.digests.commands import OFTEN, OWN, Often, report_button, set_button
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.digests import Digest
from workflows.kernel.text import Line, Strong, When, line

EVERY: Final = {"day": "every working day", "week": "on the first working day of a week", "month": "once a month"}
_LABELS: Final[dict[Often, str]] = {"daily": "Every working day", "weekly": "Once a week", "off": "Not at all"}
OFTEN_OF: Final[dict[str, Often]] = {"day": "daily", "week": "weekly"}


def reports_card(digests: Sequence[tuple[Digest, str, bool]]) -> Card:
    """Return the reports, each with where it goes, and a button where the asking person may have it."""
    rows = [
        Row(
            text=line(Strong(digest.title)),
            detail=line(when_words(digest, where)),
            button=report_button("Show", digest.key) if may else None,
        )
        for digest, where, may in digests
    ]
    own = Button(key=OWN, label="Your own digest", subject="digest")
    return Card(title="Reports and digests", rows=tuple(rows), buttons=(own,))


def when_words(digest: Digest, where: str) -> str:
    """Return when a digest comes and where it goes, in words."""
    if digest.off:
        return "Switched off: it comes only for the asking"
    every = EVERY[digest.every]
    return f"{every[:1].upper()}{every[1:]} at {digest.hour}:00, {where}"


def own_card(every: str, next_at: datetime | None) -> Card:
    """Return whether somebody's own digest comes, with the buttons that change it."""
    often = OFTEN_OF.get(every, "off")
    said: Line = line("Your own digest does not come. It says each morning what waits for you, in your own chat.")
    if often != "off" and next_at is not None:
        said = line(f"Your own digest comes {EVERY[every]}, next: ", When(next_at), ".")
    buttons = tuple(set_button(_LABELS[one], one) for one in OFTEN if one != often)
    return Card(title="Your digest", body=(said,), buttons=buttons)


def morning_card(home: Card, every: str) -> Card:
    """Return somebody's Home as their digest: what waits, and how to have it less often."""
    stop = Button(key=OWN, label="How often this comes", subject="digest")
    title = "This week waits for you" if every == "week" else "What waits for you today"
    return replace(home, title=title, home=False, status=(), buttons=(*home.buttons, stop))


def nothing_card(digest: Digest, words: str) -> Card:
    """Return what is said where a report has nothing in it."""
    return Card(title=digest.title, body=(line(f"There is nothing to tell of {words}."),))
