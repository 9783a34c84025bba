"""Customers at risk: with an open escalation, about to leave, with an overdue check-in or an unhappy last one."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.columns import Utc
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.checkins import rules
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import people_line, step_words
from workflows.engagements.rows import customer_of
from workflows.kernel.cards import Button
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Line, Strong, When, line

STEP: Final = "step"
BACK: Final = "back"
PERSON: Final = "person"
TEAM: Final = "team"

engagement, customer, history = tables.engagement, tables.customer, tables.history
_COLUMNS: Final = ("key", "process", "process_version", "title", "step", "entered_at", "due_at", "owner", "owner_role")


def _at_risk(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    """Return what may be at risk at customers who may be somebody's; both are looked at again by who asks."""

    def keys(kind: str) -> sa.Select[*tuple[Any, ...]]:
        return sa.select(given.c.key).where(given.c.kind == sa.literal_column(f"'{kind}'", sa.Text))

    def like(column: sa.ColumnElement[str], kind: str, before: str, after: str) -> sa.ColumnElement[bool]:
        pattern = sa.literal_column(f"'%{before}'", sa.Text) + given.c.key + sa.literal_column(f"'{after}%'", sa.Text)
        wanted = given.c.kind == sa.literal_column(f"'{kind}'", sa.Text)
        return sa.exists(sa.select(given.c.key).where(wanted, column.like(pattern)))

    said = (
        sa.select(history.c.outcome)
        .where(
            history.c.subject == sa.literal("engagement:", sa.Text) + engagement.c.id,
            history.c.action == sa.literal_column("'step'", sa.Text),
            history.c.step == engagement.c.step,
        )
        .order_by(history.c.seq.desc())
        .limit(sa.literal_column("1"))
        .scalar_subquery()
    )
    stands = engagement.c.step.in_(keys(STEP))
    waits = sa.and_(
        engagement.c.step.in_(keys(BACK)),
        sa.or_(
            engagement.c.due_at < sa.bindparam("now", type_=Utc),
            like(engagement.c.position, STEP, '"', '":'),  # It has been at such a step before.
        ),
    )
    whose = sa.or_(
        sa.exists(keys(TEAM)), engagement.c.owner.in_(keys(PERSON)), like(customer.c.roles, PERSON, '"', '"')
    )
    customers = [column.label(f"customer_{column.name}") for column in customer.columns]
    return (
        sa.select(*(engagement.c[name] for name in _COLUMNS), *customers, said.label("said"))
        .select_from(engagement.join(customer, customer.c.key == engagement.c.customer_key))
        .where(
            engagement.c.step.is_not(None),
            engagement.c.process == sa.bindparam("process", type_=sa.Text),
            sa.or_(stands, waits),
            whose,
            customer.c.active,
            seen(engagement),
        )
        .order_by(engagement.c.entered_at, engagement.c.id)
        .limit(sa.literal_column(str(COUNTED + 1)))
    )


AT_RISK = Prepared(over({"kind": sa.Text(), "key": sa.Text()}, _at_risk))


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return the customers of the asking person that are at risk, those first that have been it longest."""
    return {section.key: _pile(look, section) for section in sections}


def _pile(look: Look, section: Section) -> Pile:
    people = {look.actor.key, *look.directory.stands_in_for(look.actor.key)}
    given = {"process": section.process, "now": look.now, ROWS: packed(_given(look, section, people))}
    rows = look.unit.rows(AT_RISK, {**given, **sight.sees(look)})
    found = [(row, why) for row in rows if _is_theirs(look, section, row, people) and (why := _why(look, section, row))]
    more = len(rows) > COUNTED
    return Pile(min(len(found), COUNTED), partial(_entries, look, found), more=more)


def _given(look: Look, section: Section, people: set[str]) -> Iterator[dict[str, str]]:
    yield from ({"kind": STEP, "key": step} for step in section.steps)
    back = {step for one in look.definitions.all() if one.process == section.process for step in rules.recurring(one)}
    yield from ({"kind": BACK, "key": step} for step in sorted(back))
    yield from ({"kind": PERSON, "key": person} for person in sorted(people))
    if any(people.intersection(look.directory.holders(role, None)) for role in section.whose):
        yield {"kind": TEAM, "key": ""}


def _is_theirs(look: Look, section: Section, row: Row, people: set[str]) -> bool:
    found = customer_of(row)
    return any(people.intersection(look.directory.holders(role, found)) for role in section.whose)


def _why(look: Look, section: Section, row: Row) -> Line:
    """Return why a customer is at risk; nothing where they are not."""
    if row.step in section.steps:
        return (section.steps[row.step], " since ", When(row.entered_at, "date"))
    if row.due_at is not None and row.due_at < look.now:
        return ("Check-in overdue since ", When(row.due_at, "date"))
    step = look.definitions.version(row.process, row.process_version).step(row.step)
    outcome = next((one for one in step.outcomes if one.key == row.said), None) if step else None
    if outcome is None or outcome.next not in section.steps:
        return ()
    return (f"Last check-in: {outcome.label}",)


def _entries(look: Look, found: Sequence[tuple[Row, Line]], first: int, last: int) -> list[Entry]:
    return [_entry(look, row, why) for row, why in found[first:last]]


def _entry(look: Look, row: Row, why: Line) -> Entry:
    definition = look.definitions.version(row.process, row.process_version)
    step, role = definition.step(row.step), definition.role_of.get(row.owner_role)
    who: Line = people_line((row.owner,), away=look.directory.away) if row.owner else ()
    whose: Line = who or ((role.title if role else row.owner_role),)
    button = Button(key="customer.show", label="Account", subject="customer", argument=row.customer_key)
    return Entry(
        text=line(Strong(row.customer_name), f" · {row.key}"),
        detail=(*why, f" · {step_words(step) if step else row.step} · ", *whose),
        button=button,
    )
