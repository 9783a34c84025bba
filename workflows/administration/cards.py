"""How administration looks: what is missing, the lists, an entry, and what came of a change."""

from collections.abc import Mapping, Sequence

from workflows.administration import commands as parts
from workflows.administration import rules
from workflows.administration.commands import CHANGES, PARTS, entry_button, part_button
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.findings import Finding
from workflows.kernel.text import Line, Strong, Usage, as_place, joined, line
from workflows.people.cards import status_of

MOST_FINDINGS = 8


def overview(findings: Sequence[Finding], counts: Mapping[str, int]) -> Card:
    """Return the beginning: what is missing, faults first, then a button for each part."""
    faults = [one for one in findings if one.level == "fault"]
    told = [*faults, *(one for one in findings if one.level == "note")]
    rows = [
        Row(
            text=(Strong(one.area), f": {one.what}"),
            detail=(f"Mend: {one.mend}",) if one.mend else (),
            button=part_button(one.area, PARTS[one.area]) if one.area in PARTS else None,
        )
        for one in told[:MOST_FINDINGS]
    ]
    more = f"and {len(told) - MOST_FINDINGS} more: /csops check" if len(told) > MOST_FINDINGS else ""
    status = status_of(len(faults), len(told) - len(faults))
    buttons = [part_button(part, f"{title} ({counts[part]})") for part, title in PARTS.items()]
    buttons.append(Button(key=CHANGES, label="What was changed", subject="admin", version=1))
    return Card(title="Administration", status=(status,), rows=tuple(rows), more=more, buttons=tuple(buttons))


def listed(part: str, rows: Sequence[Row], buttons: Sequence[Button], *, empty: str, words: str = "") -> Card:
    """Return a page of a part."""
    about = f": {words}" if words else ""
    body = () if rows else (line(empty),)
    return Card(title=f"{PARTS[part]}{about}", rows=tuple(rows), body=body, buttons=tuple(buttons))


def row(part: str, key: str, title: Line, *detail: str) -> Row:
    """Return one entry of a list, with words on it and the button that shows it."""
    told = joined([line(as_place(words)) for words in detail if words], " · ")
    return Row(text=title, detail=told, button=entry_button(part, key, "Open"))


def entry(title: str, facts: Mapping[str, str], buttons: Sequence[Button], rows: Sequence[Row] = ()) -> Card:
    """Return an entry with what can be done to it."""
    shown = tuple(Fact(name[:1].upper() + name[1:], line(as_place(words or "none"))) for name, words in facts.items())
    return Card(title=title, facts=shown, rows=tuple(rows), buttons=tuple(buttons))


def back_buttons(part: str) -> tuple[Button, ...]:
    """Return the ways back from an entry."""
    whole = parts.CUSTOMERS if part == parts.CUSTOMER_ROLES else part
    return (part_button(whole, f"All {PARTS[whole].lower()}"), part_button("", "Administration"))


def said(part: str, key: str) -> str:
    """Return an entry as a sentence names it."""
    if part == parts.CUSTOMER_ROLES:
        customer, _, role = key.partition(" ")
        return f"{role} of {customer}"
    return key


def changed_card(part: str, key: str, before: Mapping[str, str], after: Mapping[str, str]) -> Card:
    """Return what is told of a change: each part of it, before and after."""
    rows = tuple(
        Row(text=line(Strong(name), ": ", *turned(was, now))) for name, was, now in rules.difference(before, after)
    )
    done = "changed" if before else "added"
    return Card(
        title=f"{said(part, key)} is {done}",
        rows=rows,
        buttons=(entry_button(part, key, "Open"), *back_buttons(part)),
        footer=line("csops.toml says less than this now: ", Usage("csops export"), " on the machine writes it anew."),
    )


def turned(was: str, now: str) -> Line:
    """Return what something was and is."""
    return line(as_place(was or "none"), " → ", as_place(now or "none"))


def unchanged_card(part: str, key: str) -> Card:
    """Return what is told when all was so already."""
    body = (line("Nothing was changed."),)
    return Card(title=f"{said(part, key)} is so already", body=body, buttons=back_buttons(part))


def removed_card(part: str, key: str, before: Mapping[str, str]) -> Card:
    """Return what is told of an entry that is gone."""
    facts = tuple(Fact(name[:1].upper() + name[1:], line(as_place(words))) for name, words in before.items() if words)
    past = "is one of the past now" if part == parts.CUSTOMERS else "is taken away"
    return Card(title=f"{said(part, key)} {past}", facts=facts, buttons=back_buttons(part))


def pieces(many: int) -> str:
    """Return how much work somebody has, in words."""
    return f"{many or 'no'} piece{'' if many == 1 else 's'} of work"


def gone_card(name: str, heir: str, roles: Sequence[str], moved: int, left: int) -> Card:
    """Return what is told when a person was let go: what went to whom, and what is still left to be moved."""
    lines = [line(f"Roles: {', '.join(roles) or 'none'}.")]
    if moved:
        lines.append(line(f"In the hands of {heir} now: {pieces(moved)}."))
    if left:
        lines.append(line(f"Still theirs: {pieces(left)}. Press again, and the next go to {heir}."))
        return Card(title=f"{name} is still here", body=tuple(lines), buttons=back_buttons(parts.PEOPLE))
    return Card(title=f"{name} is one of the past now", body=tuple(lines), buttons=back_buttons(parts.PEOPLE))


def assigned_note(name: str, heir: Line, by: Line) -> Card:
    """Return the note in a thread that somebody left, and who has it from now on."""
    return Card(title="", body=(line(f"{name} has left. In the hands of ", *heir, " now, says ", *by, "."),))


def hello_card(what: str, by: Line) -> Card:
    """Return the first post in a channel that is for something from now on."""
    return Card(title="", body=(line(f"This channel hears of {what} from now on, says ", *by, "."),))


def changes_card(rows: Sequence[Row], buttons: Sequence[Button]) -> Card:
    """Return a page of who changed what."""
    body = () if rows else (line("Nothing was changed in chat yet."),)
    return Card(title="What was changed", rows=tuple(rows), body=body, buttons=tuple(buttons))
