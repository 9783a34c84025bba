"""What somebody owns: what comes back by itself and is due, and their next steps, each by when it is due."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import outcome_buttons, step_words
from workflows.kernel.cards import Button
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Line, Strong, When, line
from workflows.process.definition import Definition
from workflows.process.steps import Step

RECURRING: Final = "recurring"
MOST_BUTTONS: Final = 3

engagement, customer, handoff = tables.engagement, tables.customer, tables.handoff
COLUMNS: Final[list[sa.ColumnElement[Any]]] = [
    *(engagement.c[name] for name in ("id", "key", "process", "process_version", "title", "step", "facts", "arrival")),
    *(
        engagement.c[name]
        for name in ("entered_at", "due_at", "owner", "owner_role", "estimate_id", "customer_key", "seen_by")
    ),
    customer.c.name.label("customer_name"),
]
JOINED: Final = engagement.join(customer, customer.c.key == engagement.c.customer_key)
_IN_OTHER_HANDS: Final = (
    sa.select(handoff.c.id)
    .where(
        handoff.c.id == engagement.c.handoff_id,
        handoff.c.state.in_([sa.literal_column(f"'{state}'") for state in ("offered", "returned", "disputed")]),
    )
    .exists()
)


def _owned(whose: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*COLUMNS)
        .select_from(JOINED)
        .where(
            engagement.c.step.is_not(None),
            whose,
            sa.not_(_IN_OTHER_HANDS),
            seen(engagement),
        )
        .order_by(engagement.c.due_at.is_(None), engagement.c.due_at, engagement.c.entered_at, engagement.c.id)
        .limit(sa.literal_column(str(COUNTED + 1)))
    )


OWNED = Prepared(_owned(engagement.c.owner == sa.bindparam("person", type_=sa.Text)))
OWNED_BY_THESE = Prepared(
    over({"key": sa.Text()}, lambda given: _owned(engagement.c.owner.in_(sa.select(given.c.key))))
)
"""What somebody owns, and what those own for whom they stand in."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a list, as far as the buttons of its step need it."""

    id: str
    key: str
    definition: Definition
    step: Step
    facts: Mapping[str, str]
    arrival: int
    estimate: object
    ended: bool = False


_FACTS = msgspec.json.Decoder(dict[str, str])


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return what stands in each of these sections: of all that somebody owns, or owns for whom they stand in."""
    rows = _rows(look)
    more, rows = len(rows) > COUNTED, rows[:COUNTED]
    back = {one.id: step for one in rows if (step := step_of(look, one)) is not None and step.recurs is not None}
    found: dict[str, Pile] = {}
    for section in sections:
        if section.of == RECURRING:
            until = look.now + timedelta(days=section.within_days)
            these = [one for one in rows if one.id in back and (one.due_at is None or one.due_at <= until)]
            found[section.key] = pile(look, these, recurring_buttons, more=more)
        else:
            these = [one for one in rows if one.id not in back]
            found[section.key] = pile(look, these, step_buttons, more=more)
    return found


def _rows(look: Look) -> list[Row]:
    absent = look.directory.stands_in_for(look.actor.key)
    if not absent:
        return look.unit.rows(OWNED, {"person": look.actor.key, **sight.sees(look)})
    people = packed({"key": key} for key in (look.actor.key, *absent))
    return look.unit.rows(OWNED_BY_THESE, {ROWS: people, **sight.sees(look)})


Buttons = Callable[[Look, Row], tuple[Button, ...]]


def pile(look: Look, rows: Sequence[Row], buttons: Buttons, *, more: bool) -> Pile:
    """Return rows as a pile whose entries have these buttons."""
    return Pile(len(rows), partial(_entries, look, rows, buttons), more=more)


def _entries(look: Look, rows: Sequence[Row], buttons: Buttons, first: int, last: int) -> list[Entry]:
    return [
        Entry(text=text_of(row), detail=detail_of(look, row), button=open_button(row), buttons=buttons(look, row))
        for row in rows[first:last]
    ]


def step_of(look: Look, row: Row) -> Step | None:
    """Return the step that a row stands at."""
    return look.definitions.version(row.process, row.process_version).step(row.step)


def text_of(row: Row) -> Line:
    """Return what a row is: its number, its customer and its title."""
    return line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}")


def detail_of(look: Look, row: Row, *more: Line) -> Line:
    """Return where a row stands and by when it is due."""
    step = step_of(look, row)
    words = step_words(step) if step else row.step
    since: Line = (" · since ", When(row.entered_at, "date"))
    due: Line = ()
    if row.due_at is not None:
        due = (" · overdue since " if row.due_at < look.now else " · due ", When(row.due_at, "date"))
    return (words, *since, *due, *(piece for one in more for piece in one))


def open_button(row: Row) -> Button:
    """Return the button that shows all there is to a row."""
    return Button(key="engagement.show", label="Open", subject="engagement", argument=row.key)


def step_buttons(look: Look, row: Row) -> tuple[Button, ...]:
    """Return what can be said of the step of a row: at once, or in the form that it opens."""
    definition = look.definitions.version(row.process, row.process_version)
    step = definition.step(row.step)
    if step is None:
        return ()
    brief = Brief(
        id=row.id,
        key=row.key,
        definition=definition,
        step=step,
        facts=_FACTS.decode(row.facts),
        arrival=row.arrival,
        estimate=row.estimate_id,
    )
    return outcome_buttons(brief)[:MOST_BUTTONS]


def recurring_buttons(_look: Look, row: Row) -> tuple[Button, ...]:
    """Return the button that opens the form of what comes back: a check-in."""
    return (Button(key="checkin.report", label="Check in", subject="customer", argument=row.customer_key),)
