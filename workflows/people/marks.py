"""What was changed in chat: a file takes it back only when it is told to, so that nothing is lost silently."""

from collections.abc import Collection, Iterator, Mapping

from storage.statements import Row
from storage.unit import Unit
from workflows.people import statements
from workflows.people.lines import Place
from workflows.people.reading import Source
from workflows.people.rules import Change, CompanyState
from workflows.process.faults import Fault

Marks = Mapping[tuple[str, str], Row]
"""Who changed what in chat and when, by section and key; the tiers are one, because their order means something."""


def read(unit: Unit) -> Marks:
    """Return what was changed in chat and is not in any file yet, as far as csops knows."""
    return {(row.section, row.key): row for row in unit.rows(statements.MARKS, {})}


def lost(
    sources: Collection[Source], found: Collection[Change], marked: Marks, stored: CompanyState, after: CompanyState
) -> list[Fault]:
    """Return a fault for each change that would take back what was changed in chat, with what is and what would be."""
    faults = []
    for change in found:
        row = marked.get(_mark(change))
        if row is None:
            continue
        source, place = _where(sources, change)
        is_now, would_be = _said(stored, change), _said(after, change)
        what = (
            f"{change.kind} '{change.key}' was changed in chat by {row.by} on {row.at:%Y-%m-%d}: "
            f"it is {is_now} and would be {'another' if would_be == is_now else would_be}."
        )
        mend = "take it over from csops export, or load with --force and lose it."
        faults.append(source.fault(place, what, mend))
    return faults


def settle(unit: Unit, sources: Collection[Source], found: Collection[Change], marked: Marks) -> bool:
    """Forget what the files say themselves now, because they agree or have their way; return whether there was any."""
    said = {_mark(change) for change in found} | set(_named(sources))
    settled = sorted(said & marked.keys())
    for section, key in settled:
        unit.write(statements.UNMARK, {"of_section": section, "of_key": key})
    return bool(settled)


def _mark(change: Change) -> tuple[str, str]:
    return change.kind, "" if change.kind == "tiers" else change.key


def _named(sources: Collection[Source]) -> Iterator[tuple[str, str]]:
    for source in sources:
        content = source.content
        if source.columns is None:
            yield from (("people", one.key) for one in content.people)
            yield from (("customers", one.key) for one in content.customers)
        yield from (("roles", role) for role in content.roles)
        yield from (("channels", purpose) for purpose in content.channels)
        yield from (("digests", digest) for digest in content.digests)
        yield from (("rate cards", one.version) for one in content.rate_cards)
        if content.tiers:
            yield "tiers", ""


def _where(sources: Collection[Source], change: Change) -> tuple[Source, Place]:
    """Return the file that says something else, and where; the first file where it only leaves it out."""
    section = change.kind.replace(" ", "_")
    for source in sources:
        entries = getattr(source.content, section, ())
        if isinstance(entries, Mapping):
            if change.key in entries or change.kind == "tiers":
                return source, (section, change.key)
            continue
        for index, entry in enumerate(entries):
            if change.key in {getattr(entry, "key", ""), getattr(entry, "version", "")}:
                return source, (section, index)
    return next(iter(sources)), ()


def _said(state: CompanyState, change: Change) -> str:
    """Return what an entry is in a state of the company, as far as a line has room for it."""
    match change.kind:
        case "roles":
            return f"'{', '.join(state.roles.get(change.key, ())) or 'nobody'}'"
        case "channels":
            return f"'{state.channels.get(change.key, 'none')}'"
        case "people":
            member = state.people.get(change.key)
            return _parts(member.person if member else None, change.fields)
        case "customers":
            listed = state.customers.get(change.key)
            return _parts(listed.customer if listed else None, change.fields)
        case _:
            return "one thing"


def _parts(entry: object, fields: Collection[str]) -> str:
    said = [str(getattr(entry, name)) for name in fields if hasattr(entry, name)]
    return f"'{', '.join(said)}'" if said else "one thing"
