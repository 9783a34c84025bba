"""What a load did, in words for the terminal and the company's history; and what the company file leaves open."""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Final

from workflows.kernel.cards import Card, Row
from workflows.kernel.findings import Finding
from workflows.kernel.text import Strong
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


def findings_card(findings: Collection[Finding]) -> Card:
    """Return what was found, faults first; what is fine is only counted where something is not."""
    faults = [finding for finding in findings if finding.level == "fault"]
    notes = [finding for finding in findings if finding.level == "note"]
    told = faults + notes or list(findings)
    rows = tuple(
        Row((Strong(finding.area), f": {finding.what}"), (f"Mend: {finding.mend}",) if finding.mend else ())
        for finding in told[:MOST_NAMED]
    )
    more = f"and {len(told) - MOST_NAMED} more; csops check lists them all." if len(told) > MOST_NAMED else ""
    status = f"{len(faults)} to mend" if faults else "Nothing is missing"
    footer = ("csops check, on the machine that csops runs on, also asks Slack.",)
    return Card(title="What the company file leaves open", status=(status,), rows=rows, more=more, footer=footer)


def _grouped(changes: Collection[Change]) -> Iterator[tuple[str, str, list[Change]]]:
    ordered = sorted(changes, key=lambda change: (change.kind, change.what))
    for (kind, what), of_a_kind in groupby(ordered, key=lambda change: (change.kind, change.what)):
        yield kind, what, list(of_a_kind)


def _named(changes: Collection[Change]) -> str:
    listed = list(changes)
    words = [f"{change.key} ({', '.join(change.fields)})" if change.fields else change.key for change in listed]
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + more
