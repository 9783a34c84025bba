"""How the Home looks: its sections with their counts, first entries and "Show all", and the page of one section."""

from collections.abc import Sequence

from msgspec.structs import replace

from workflows.home.commands import all_button, do_button
from workflows.home.rules import Action
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.piles import Pile, Section
from workflows.kernel.text import Strong, line, with_usages

FEW = 3
"""So many entries of each section stand on the Home: with their buttons all sections find room on both platforms."""
MANY_SECTIONS = 14
"""Where there are more sections than that, one entry less of each stands there, so that they still do."""
ON_A_PAGE = 10


def home_card(shown: Sequence[tuple[Section, Pile]], actions: Sequence[Action], absences: Card) -> Card:
    """Return the Home. `absences` is of another subject: who is away, with the button to come back."""
    few = FEW if len(shown) <= MANY_SECTIONS else FEW - 1
    rows = [row for section, pile in shown for row in _section(section, pile, few)]
    buttons = (*absences.buttons, *(do_button(one.label, one.command) for one in actions))
    return Card(title="What waits for you", status=absences.status, rows=tuple(rows), buttons=buttons, home=True)


def section_card(section: Section, pile: Pile, page: int, *, pages: bool = True) -> Card:
    """Return a page of one section; without `pages` its first entries alone, for who has no such section."""
    first = (page - 1) * ON_A_PAGE
    rows = tuple(pile.entries(first, first + ON_A_PAGE))
    if not rows:
        return Card(title=section.title, body=(with_usages(section.empty or "There is nothing."),))
    if not pages:
        left = pile.count - len(rows)
        return Card(title=f"{section.title}: {counted(pile)}", rows=rows, more=f"And {left} more." if left else "")
    buttons: tuple[Button, ...] = (all_button("Back", section.key, page=page - 1),) if page > 1 else ()
    if pile.count > first + ON_A_PAGE:
        buttons += (all_button("More", section.key, page=page + 1),)
    last_page = pile.more and pile.count <= first + ON_A_PAGE
    more = f"Only the first {pile.count} are listed; what is done makes room for the others." if last_page else ""
    return Card(title=f"{section.title}: {counted(pile)}", rows=rows, buttons=buttons, more=more)


def counted(pile: Pile) -> str:
    """Return how many there are, in words."""
    return f"more than {pile.count}" if pile.more else str(pile.count)


def _section(section: Section, pile: Pile, few: int) -> list[Row]:
    if section.command:
        return [Row(text=line(Strong(section.title)), button=do_button("Open", section.command), heading=True)]
    if not pile.count:
        return [Row(text=line(Strong(section.title)), heading=True), Row(text=with_usages(section.empty))]
    # On Teams a full Home shows fewer of each, so that even what would stand here is a button away.
    button = all_button("Show all", section.key) if pile.count > 1 else None
    heading = Row(text=line(Strong(f"{section.title}: {counted(pile)}")), button=button, heading=True)
    return [heading, *pile.entries(0, few)]


def after(card: Card, done: Card) -> Card:
    """Return the Home as it stands after a press on it, with what came of that above everything."""
    said = (line("\N{WHITE HEAVY CHECK MARK} ", Strong(done.title)),) if done.title else ()
    return replace(card, body=(*said, *done.body[:2], *card.body))
