"""The register of referenceable customers page by page, and one customer of it."""

from typing import Final

from storage.statements import Row
from workflows.desk import Look
from workflows.engagements import customers, sight
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as Entered
from workflows.kernel.text import line
from workflows.references import cards, register, rules
from workflows.references.commands import (
    REPORT,
    RESTORE,
    ListReferences,
    ShowReference,
    form_button,
    page_button,
    show_button,
)

ON_A_PAGE: Final = 10


def list_references(look: Look, query: ListReferences) -> Shown:
    """Show the register: everybody on it, by name."""
    page = {"limit": ON_A_PAGE + 1, "offset": (query.page - 1) * ON_A_PAGE, **sight.sees(look)}
    rows = look.unit.rows(register.PAGE, page)
    if not rows:
        return Shown(card=Card(title="Referenceable customers", body=(line(cards.EMPTY),)))
    day = rules.day_of(look.now, look.directory.time_zone)
    counted = look.unit.row(register.COUNT, {"day": day})
    buttons = [page_button("Back", query.page - 1)] if query.page > 1 else []
    if len(rows) > ON_A_PAGE:
        buttons.append(page_button("More", query.page + 1))
    buttons.append(Button(key=REPORT, label="Report", subject="month"))
    usable = f", {counted.usable} with a consent that holds today" if counted else ""
    title = f"Referenceable customers: {counted.all if counted else len(rows)}{usable}"
    entries = tuple(_row(look, row, day) for row in rows[:ON_A_PAGE])
    return Shown(card=Card(title=title, rows=entries, buttons=tuple(buttons)))


def _row(look: Look, row: Row, day: str) -> Entered:
    tier = look.directory.settings.tier(row.customer_tier)
    definition = look.definitions.version(rules.PROCESS, row.program_version) if row.program_key is not None else None
    return cards.list_row(
        row,
        register.entry_of(row),
        tier=tier.title if tier else row.customer_tier,
        kinds=rules.kinds_of(look.definitions.current(rules.PROCESS)),
        day=day,
        program=cards.program_line(row, definition),
    )


def show_reference(look: Look, query: ShowReference) -> Shown:
    """Show a customer of the register; further pages are of their uses alone."""
    found = customers.meant(look.unit, query.words)
    entry = register.live(look.unit, found.key)
    if entry is None:
        return _not_listed(look, found.key, found.name)
    kinds = rules.kinds_of(look.definitions.current(rules.PROCESS))
    rows = register.uses_of(look.unit, found.key, limit=ON_A_PAGE + 1, offset=(query.page - 1) * ON_A_PAGE)
    uses = [cards.use_row(row, rules.labels(kinds, (row.kind,))) for row in rows[:ON_A_PAGE]]
    buttons = [show_button("Newer", found.key, page=query.page - 1)] if query.page > 1 else []
    if len(rows) > ON_A_PAGE:
        buttons.append(show_button("Older", found.key, page=query.page + 1))
    if query.page > 1:
        return Shown(card=Card(title=f"{found.name}: uses", rows=tuple(uses), buttons=tuple(buttons)))
    day = rules.day_of(look.now, look.directory.time_zone)
    card = cards.entry_card(found, entry, kinds=kinds, day=day, uses=uses, more=tuple(buttons))
    return Shown(card=card)


def _not_listed(look: Look, key: str, name: str) -> Shown:
    """Show that somebody was taken off, with the way back; refused where they never were on the register."""
    entry = register.removed(look.unit, key)
    if entry is None:
        raise RefusedError(Reason.NO_REFERENCE, customer=name, key=key)
    said = line("They were taken off the register.")
    return Shown(card=Card(title=f"{name}: reference", body=(said,), buttons=(form_button(RESTORE, "Put back", key),)))
