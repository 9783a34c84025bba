"""What somebody asked others for and where it stands: decisions, hand-offs that they gave, tickets that they logged."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import people_line, step_words
from workflows.home.commands import do_button
from workflows.home.owned import open_button, step_of, text_of
from workflows.kernel.cards import Button
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Line, When, line

DECISION: Final = "decision"
HAND_OFF: Final = "hand-off"
TICKET: Final = "ticket"

engagement, customer = tables.engagement, tables.customer
approval, handoff = tables.approval, tables.handoff


def _texts(*words: str) -> list[sa.ColumnElement[str]]:
    return [sa.literal_column(f"'{one}'", sa.Text) for one in words]


def _sort(
    what: str, state: sa.ColumnElement[Any], at: sa.ColumnElement[Any], role: sa.ColumnElement[Any]
) -> list[sa.ColumnElement[Any]]:
    kind = sa.literal_column(f"'{what}'", sa.Text).label("what")
    columns = (state.label("state"), at.label("since"), role.label("role"), engagement.c.id.label("engagement_id"))
    return [kind, *columns]


def _newest(statement: sa.Select[*tuple[Any, ...]], name: str, at: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(statement.order_by(at.desc()).limit(sa.literal_column(str(COUNTED + 1))).subquery(name))


def _asked() -> sa.Select[*tuple[Any, ...]]:
    """Each sort is picked by its own index before anything is joined."""
    me = sa.bindparam("person", type_=sa.Text)
    decisions = (
        sa.select(*_sort(DECISION, approval.c.state, approval.c.asked_at, engagement.c.owner_role))
        .select_from(approval.join(engagement, engagement.c.id == approval.c.engagement_id))
        .where(
            approval.c.state.in_(_texts("waiting", "discovery")),
            sa.or_(approval.c.requested_by == me, approval.c.requested_for == me),
            engagement.c.approval_id == approval.c.id,
        )
    )
    handed = (
        sa.select(*_sort(HAND_OFF, handoff.c.state, handoff.c.offered_at, handoff.c.to_role))
        .select_from(handoff.join(engagement, engagement.c.id == handoff.c.engagement_id))
        .where(
            handoff.c.state.in_(_texts("offered", "disputed")),
            handoff.c.given_by == me,
            engagement.c.handoff_id == handoff.c.id,
        )
    )
    logged = sa.select(*_sort(TICKET, engagement.c.step, engagement.c.entered_at, engagement.c.owner_role)).where(
        engagement.c.step.is_not(None),
        engagement.c.created_by == me,
        engagement.c.process == sa.literal_column("'ticket'", sa.Text),
    )
    found = sa.union_all(
        _newest(decisions, "decisions", approval.c.asked_at),
        _newest(handed, "handed", handoff.c.offered_at),
        _newest(logged, "logged", engagement.c.entered_at),
    ).subquery("found")
    columns = ("id", "key", "process", "process_version", "title", "step", "owner", "seen_by")
    return (
        sa.select(
            found.c.what,
            found.c.state,
            found.c.since,
            found.c.role,
            *(engagement.c[name] for name in columns),
            customer.c.name.label("customer_name"),
        )
        .select_from(
            found.join(engagement, engagement.c.id == found.c.engagement_id).join(
                customer, customer.c.key == engagement.c.customer_key
            )
        )
        .where(seen(engagement))
        .order_by(found.c.since.desc(), engagement.c.id)
    )


ASKED = Prepared(_asked())


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return what the asking person asked for, what moved last first; each piece of work once."""
    rows = look.unit.rows(ASKED, {"person": look.actor.key, **sight.sees(look)})
    # A ticket that was logged and waits to be accepted is both; what is told is for what it waits.
    first: dict[str, Row] = {}
    for row in rows:
        if row.id not in first or first[row.id].what == TICKET:
            first[row.id] = row
    found = [row for row in first.values() if row.what != TICKET or row.owner != look.actor.key]
    one = Pile(min(len(found), COUNTED), partial(_entries, look, found), more=len(found) > COUNTED)
    return {section.key: one for section in sections}


def _entries(look: Look, rows: Sequence[Row], first: int, last: int) -> list[Entry]:
    return [Entry(text=text_of(row), detail=_detail(look, row), button=_button(row)) for row in rows[first:last]]


def _button(row: Row) -> Button:
    return do_button("Open", f"/approvals show {row.key}") if row.what == DECISION else open_button(row)


def _detail(look: Look, row: Row) -> Line:
    step = step_of(look, row)
    words = step_words(step) if step else row.step
    role = look.definitions.version(row.process, row.process_version).role_of.get(row.role)
    whose = role.title if role else row.role
    since = When(row.since, "date")
    match row.what, row.state:
        case "decision", "discovery":
            return line("Your request: a question waits for its answer · since ", since)
        case "decision", _:
            return line("Your request: the decision waits · since ", since)
        case "hand-off", "disputed":
            return line(f"You handed over “{words}”: it came back twice, and is being decided · since ", since)
        case "hand-off", _:
            return line(f"You handed over “{words}”: it waits for {whose} to accept it · since ", since)
    who: Line = people_line((row.owner,), away=look.directory.away) if row.owner else (whose,)
    return line(f"Your ticket: {words} · since ", since, " · ", *who)
