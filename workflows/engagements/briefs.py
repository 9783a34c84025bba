"""What a hand-off between groups or people says beside its plan (processes.md E): short on cards, whole on request."""

from collections.abc import Mapping
from typing import Final

from workflows.engagements.cards import checklist, people_line
from workflows.engagements.work import Work
from workflows.kernel.cards import Card, Fact
from workflows.kernel.cleaning import cut
from workflows.kernel.people import Directory
from workflows.kernel.reading import is_link
from workflows.kernel.text import Line, Link, joined, line
from workflows.process.steps import Handing

RESOURCES: Final = "resources"
NOTE: Final = "note"
"""The facts of an engagement that hold what whoever began the hand-off added to its kind."""
SHORT: Final = 140
"""So many characters of a part stand on a card; "Details" shows the rest."""

_LETTERS: Final[Mapping[str, str]] = {"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed"}


def handing_of(work: Work) -> Handing | None:
    """Return what the kind of a hand-off says; None of other work."""
    kind = work.definition.kind_of.get(work.facts.get("kind", ""))
    return kind.handing if kind else None


def short_facts(work: Work, directory: Directory) -> tuple[Fact, ...]:
    """Return the parts of a hand-off as its card has room for them; its plan is the card's checklist."""
    handing = handing_of(work)
    return () if handing is None else _facts(work, handing, directory, most=SHORT)


def whole_card(work: Work, directory: Directory) -> Card:
    """Return all nine parts of a hand-off, its plan and its criteria with who ticked them off; the note as typed."""
    handing = handing_of(work)
    facts = () if handing is None else _facts(work, handing, directory, most=None)
    title = f"{work.key}: {work.title}"
    return Card(title=title, facts=facts, items=checklist(work, whole=True), quote=work.facts.get(NOTE, ""))


def links_in(lines: str) -> tuple[Line, ...]:
    """Return resources, one a line: words, and the address of them that ends the line as a link."""
    return tuple(_resource(one) for one in lines.split("\n") if one.strip())


def _resource(words: str) -> Line:
    before, _, last = words.strip().rpartition(" ")
    if not is_link(last):
        return line(words.strip())
    return line(Link(last, before.strip().rstrip(":") or last))


def _facts(work: Work, handing: Handing, directory: Directory, *, most: int | None) -> tuple[Fact, ...]:
    def said(words: str) -> Line:
        return line(words if most is None else cut(words, most))

    resources = [*(_resource(one) for one in handing.resources), *links_in(work.facts.get(RESOURCES, ""))]
    criteria = "; ".join(task.title for task in handing.success)
    return (
        Fact("Objective", said(handing.objective)),
        *_roles(work, handing, directory),
        Fact("Trigger", said(handing.trigger)),
        Fact("Scope", said(handing.scope)),
        Fact("Customer's people", said(handing.audience)),
        *((Fact("Key resources", joined(resources, "; ")),) if resources else ()),
        Fact("Good when", said(criteria)),
        Fact("Next steps", said(" ".join(handing.next_steps))),
    )


def _roles(work: Work, handing: Handing, directory: Directory) -> tuple[Fact, ...]:
    """Return who is responsible, accountable, consulted and informed, each role with its people as they are now."""
    return tuple(
        Fact(title, joined([_role(work, role, directory) for role in roles], "; "))
        for letter, title in _LETTERS.items()
        if (roles := handing.holding(letter))
    )


def _role(work: Work, role: str, directory: Directory) -> Line:
    known = work.definition.role_of[role].title
    found = directory.standing_for(role, work.customer, work.definition.role_of)
    return line(f"{known} (", *people_line(found[1], away=directory.away), ")") if found else line(f"{known} (nobody)")
