"""The Home and its sections: what each kind of section brings, and what of it is shown."""

from collections.abc import Callable, Mapping, Sequence

from workflows.desk import Look
from workflows.home import asked, cards, owned, rules, steps, wanted
from workflows.home.commands import ShowSection
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Card
from workflows.kernel.piles import EMPTY, Pile, Section

Source = Callable[[Look, Sequence[Section]], Mapping[str, Pile]]
"""Brings the piles of the sections of one kind, by their keys, with one statement."""

OWN: Mapping[str, Source] = {"owned": owned.piles, "asked": asked.piles, "steps": steps.piles, "wanted": wanted.piles}
"""What the Home brings by itself; other subjects bring the rest."""


def show_home(look: Look, sources: Mapping[str, Source], absences: Card) -> Shown:
    """Show everything that waits for the asking person, by the roles that they have."""
    layout = rules.layout()
    roles = rules.roles_of(look.directory, look.actor.key)
    sections = rules.sections_for(roles, layout.sections)
    piles = _brought(look, sections, sources)
    shown = [
        (section, piles[section.key])
        for section in sections
        if piles[section.key].count or section.command or rules.is_told(section, roles)
    ]
    return Shown(card=cards.home_card(shown, rules.actions_for(roles, layout.actions), absences))


def show_section(look: Look, query: ShowSection, sources: Mapping[str, Source]) -> Shown:
    """Show a page of one section; refused where the asking person has no such section."""
    roles = rules.roles_of(look.directory, look.actor.key)
    known = {one.key: one for one in rules.sections_for(roles, rules.layout().sections) if not one.command}
    section = known.get(query.section)
    if section is None:
        raise RefusedError(Reason.NOT_FOUND, what=query.section)
    pile = _brought(look, (section,), sources)[section.key]
    return Shown(card=cards.section_card(section, pile, query.page))


def _brought(look: Look, sections: Sequence[Section], sources: Mapping[str, Source]) -> dict[str, Pile]:
    ways = {**OWN, **sources}
    found = {section.key: EMPTY for section in sections}
    for kind in dict.fromkeys(section.kind for section in sections):
        if kind in ways:
            found.update(ways[kind](look, [one for one in sections if one.kind == kind]))
    return found
