"""What stands at certain steps, whoever has it: to bill, to collect, what waits longest in somebody's team."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import people_line
from workflows.home.owned import COLUMNS, JOINED, detail_of, open_button, text_of
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Line

MOST_AT_A_STEP: Final = 200
"""So many of those that stand at one step are looked at, those first that have stood there longest."""

engagement, ticket = tables.engagement, tables.ticket
_GIVEN: Final = {"section": sa.Text(), "process": sa.Text(), "step": sa.Text(), "ticket_kind": sa.Text()}


def _at(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    """Return the oldest at the step that is given: they are walked along the index of steps."""
    prioritized = sa.exists().where(
        ticket.c.engagement_id == engagement.c.id,
        ticket.c.kind == given.c.ticket_kind,
        ticket.c.priority == sa.literal_column("''"),
    )
    return (
        sa.select(engagement.c.id)
        .where(
            engagement.c.step.is_not(None),
            engagement.c.process == given.c.process,
            engagement.c.step == given.c.step,
            sa.or_(given.c.ticket_kind == sa.literal_column("''"), prioritized),
            seen(engagement),
        )
        .order_by(engagement.c.entered_at, engagement.c.id)
        .limit(sa.literal_column(str(MOST_AT_A_STEP)))
        .correlate(given)
    )


def _on_postgres(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    oldest = _at(given).lateral("oldest")
    return sa.select(given.c.section, *COLUMNS).select_from(
        given.join(oldest, sa.true()).join(JOINED, engagement.c.id == oldest.c.id)
    )


def _on_sqlite(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(given.c.section, *COLUMNS).select_from(given.join(JOINED, engagement.c.id.in_(_at(given))))


AT_STEPS = Prepared(Spelt(lambda dialect: over(_GIVEN, _on_sqlite if dialect == "sqlite" else _on_postgres)[dialect]))


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return what stands at the steps of each section, what has stood there longest first."""
    given = packed(place for section in sections for place in _places(look, section))
    rows = look.unit.rows(AT_STEPS, {ROWS: given, **sight.sees(look)})
    rows.sort(key=lambda row: (row.entered_at, row.id))
    found: dict[str, Pile] = {}
    for section in sections:
        these = [row for row in rows if row.section == section.key]
        full = max((sum(row.step == step for row in these) for step in {row.step for row in these}), default=0)
        more = full >= MOST_AT_A_STEP or len(these) > COUNTED
        found[section.key] = Pile(min(len(these), COUNTED), partial(_entries, look, these), more=more)
    return found


def _places(look: Look, section: Section) -> Iterator[dict[str, str]]:
    """Give the steps of a section: those that it names, or those of the roles that it names."""
    named = {(section.process, step) for step in section.steps}
    roles = set(section.whose)
    theirs = {
        (definition.process, step.id)
        for definition in look.definitions.all()
        for step in (definition.steps if roles else ())
        if roles.intersection(step.owners)
    }
    for process, step in sorted(named | theirs):
        yield {"section": section.key, "process": process, "step": step, "ticket_kind": section.ticket_kind}


def _entries(look: Look, rows: Sequence[Row], first: int, last: int) -> list[Entry]:
    return [
        Entry(text=text_of(row), detail=detail_of(look, row, _who(look, row)), button=open_button(row))
        for row in rows[first:last]
    ]


def _who(look: Look, row: Row) -> Line:
    if row.owner:
        return (" · ", *people_line((row.owner,), away=look.directory.away))
    role = look.definitions.version(row.process, row.process_version).role_of.get(row.owner_role)
    return (f" · {role.title if role else row.owner_role}",)
