"""What a load did, what the company file leaves open, and who is away: in words and cards."""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Final

from workflows.kernel.absences import Absence, Away
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.findings import Finding
from workflows.kernel.people import PLATFORMS, Directory
from workflows.kernel.text import Line, Mention, Strong, Usage, line, with_usages
from workflows.people.commands import BACK
from workflows.people.rules import Change

MOST_NAMED: Final = 20
_DONE: Final = {
    "added": "added",
    "changed": "changed",
    "removed": "taken away",
    "left": "no longer active",
    "back": "active again",
}


def changed_lines(changes: Collection[Change]) -> Iterator[str]:
    """Return a line for each kind of change, such as `people added (2): ana, ben`."""
    for kind, what, of_a_kind in _grouped(changes):
        yield f"{kind} {_DONE[what]} ({len(of_a_kind)}): {_named(of_a_kind)}"


def left_out_lines(left_out: Collection[Change]) -> Iterator[str]:
    """Return a line for each kind of thing that is kept although the files do not name it."""
    for kind, _, of_a_kind in _grouped(left_out):
        yield f"{kind} not in the files, kept as they are ({len(of_a_kind)}): {_named(of_a_kind)}"


def changed_details(changes: Collection[Change]) -> Mapping[str, str]:
    """Return what the history keeps of a load: the keys of what changed, and of long lists the first and how many."""
    return {f"{kind} {what}": _named(of_a_kind) for kind, what, of_a_kind in _grouped(changes)}


def findings_card(findings: Collection[Finding], platforms: Collection[str]) -> Card:
    """Return what was found, faults first; what is fine is only counted where something is not.

    `platforms` are those on which people have accounts.
    """
    faults = [finding for finding in findings if finding.level == "fault"]
    notes = [finding for finding in findings if finding.level == "note"]
    told = faults + notes or list(findings)
    rows = tuple(
        Row((Strong(finding.area), f": {finding.what}"), (f"Mend: {finding.mend}",) if finding.mend else ())
        for finding in told[:MOST_NAMED]
    )
    more = f"and {len(told) - MOST_NAMED} more; csops check lists them all." if len(told) > MOST_NAMED else ""
    status = status_of(len(faults), len(notes))
    asked = " and ".join(name for key, name in PLATFORMS.items() if key in platforms)
    footer = (f"csops check, on the machine that csops runs on, also asks {asked}." if asked else "",)
    return Card(title="What the company file leaves open", status=(status,), rows=rows, more=more, footer=footer)


def status_of(faults: int, notes: int) -> str:
    """Return how much is wrong, in words; a note tells of something that may be as it should be."""
    if faults:
        return f"{faults} to mend"
    return f"Nothing must be mended; {notes} to look at" if notes else "Nothing is missing"


def version_of(absence: Absence) -> int:
    """Return what tells an absence from another one of the same person, for the button that ends it."""
    return absence.last_day.toordinal()


def days_words(absence: Absence) -> str:
    """Return the days of an absence as people read them."""
    return f"from {absence.first_day:%d %b %Y} until {absence.last_day:%d %b %Y}"


def absence_words(directory: Directory, absence: Absence) -> str:
    """Return an absence in a sentence."""
    whom = f"{directory.named(absence.delegate)} stands in" if absence.delegate else "nobody stands in"
    return f"{directory.named(absence.person)} is away {days_words(absence)}; {whom}."


def away_card(directory: Directory, absence: Absence, more: Line | str = "") -> Card:
    """Return what is told when somebody is away: until when, who stands in, and how to end it."""
    name = directory.named(absence.person)
    if absence.delegate:
        whom = Mention(absence.delegate, notify=False)
        acts = line(whom, " stands in, hears of what waits and may do what the person may.")
    else:
        acts = line("Nobody stands in. What waits, waits until the person is back, or for others of the role.")
    told = line(more) if isinstance(more, str) else more
    return Card(
        title=f"{name} is away",
        status=line(f"Away {days_words(absence)}, that day included."),
        body=(acts, *((told,) if more else ())),
        buttons=(back_button(absence, "End it now"),),
        footer=with_usages("`/csops back` ends it; `/csops away` changes it."),
    )


def standing_in_card(directory: Directory, absence: Absence) -> Card:
    """Return what whoever stands in is told."""
    name = directory.named(absence.person)
    return Card(
        title=f"You stand in for {name}",
        status=line(f"They are away {days_words(absence)}, that day included."),
        body=(
            line("You may do what ", Strong(name), " may; the history names you both."),
            line(Usage("/csops mine"), " lists what waits for you, and what waits for ", name, "."),
        ),
    )


def no_longer_card(name: str) -> Card:
    """Return what whoever stood in is told when that is over, or when it is somebody else now."""
    return Card(title="", body=(line("You no longer stand in for ", Strong(name), "."),))


def back_card(directory: Directory, absence: Absence) -> Card:
    """Return what is told when an absence was ended, with how to take that back."""
    name = directory.named(absence.person)
    whom = f" to {absence.delegate}" if absence.delegate else ""
    again = f"/csops away {absence.person} until {absence.last_day.isoformat()}{whom}"
    return Card(
        title=f"{name} is back",
        body=(with_usages("Nobody stands in any more. What waits is listed by `/csops mine`."),),
        footer=line("Was that a slip? ", Usage(again)),
    )


def absences_card(directory: Directory, mine: Absence | None, away: Mapping[str, Away]) -> Card:
    """Return who is away, for the head of what waits for somebody: themselves, and those for whom they stand in."""
    said = [f"You stand in for {directory.named(key)} until {one.until_words}." for key, one in away.items()]
    if mine is None:
        return Card(title="", status=line(" ".join(said)) if said else ())
    whom = f"{directory.named(mine.delegate)} stands in" if mine.delegate else "nobody stands in"
    said.insert(0, f"You are away {days_words(mine)}; {whom}.")
    return Card(title="", status=line(" ".join(said)), buttons=(back_button(mine, "I am back"),))


def back_button(absence: Absence, label: str) -> Button:
    """Return the button that ends an absence."""
    return Button(key=BACK, label=label, subject=absence.person, version=version_of(absence))


def _grouped(changes: Collection[Change]) -> Iterator[tuple[str, str, list[Change]]]:
    ordered = sorted(changes, key=lambda change: (change.kind, change.what))
    for (kind, what), of_a_kind in groupby(ordered, key=lambda change: (change.kind, change.what)):
        yield kind, what, list(of_a_kind)


def _named(changes: Collection[Change]) -> str:
    listed = list(changes)
    words = [f"{change.key} ({', '.join(change.fields)})" if change.fields else change.key for change in listed]
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + more
