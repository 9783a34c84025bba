"""Of what somebody is reminded: what happens by itself for them, what they own, and what they were reminded of."""

from collections.abc import Iterable, Mapping
from typing import Final

from storage.statements import Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Row as CardRow
from workflows.reminders import cards, statements
from workflows.reminders.commands import ListReminders
from workflows.reminders.standing import is_theirs, stands
from workflows.timing import TimerKind

PAGE: Final = 10
READ: Final = 500
"""How many of each kind are read at most; who is reminded of more has other worries than the end of this list."""


def list_reminders(look: Look, query: ListReminders, kinds: Mapping[str, TimerKind]) -> Shown:
    """List what the asking person is reminded of, what comes first at the top, each with its switch."""
    timers = look.unit.rows(statements.TIMERS, {"person": look.actor.key})
    own = [cards.timer_entry(row, kinds[row.kind].title) for row in timers if row.kind in kinds]
    found = {(row.engagement_id, row.about): row for row in _all_of(look)}
    rows = sorted(found.values(), key=lambda row: (row.next_due is None, row.next_due, row.engagement_id))
    entries: list[CardRow] = [*own, *(cards.entry(row, look) for row in rows)]
    start = (query.page - 1) * PAGE
    shown = entries[start : start + PAGE]
    return Shown(card=cards.list_card(shown, page=query.page, more=len(entries) > start + PAGE))


def _all_of(look: Look) -> Iterable[Row]:
    given = {"whom": look.actor.key, "limit": READ, **sight.sees(look)}
    yield from (row for row in look.unit.rows(statements.OWNED, given) if stands(row))
    yield from (row for row in look.unit.rows(statements.REMINDED, given) if is_theirs(row, look))
