"""The weekly report of the pipeline and its risks, for any week: read from the history, which never changes.

So a past week has the same figures whenever it is asked for; only the names of customers are today's. What is private
is not counted.
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.columns import Utc
from storage.statements import Prepared, Row
from workflows.desk import Desk
from workflows.digests import figures, pipeline_cards
from workflows.digests.actions import Told
from workflows.digests.figures import Entry
from workflows.engagements.moving import DUE
from workflows.kernel.posts import Post

engagement, history, customer, approval = tables.engagement, tables.history, tables.customer, tables.approval

_BEGINS, _ENDS = sa.bindparam("begins", type_=Utc), sa.bindparam("ends", type_=Utc)
_OF: Final = sa.literal("engagement:", sa.Text) + engagement.c.id
_PUBLIC: Final = engagement.c.seen_by.is_(None)
_COLUMNS: Final[list[sa.ColumnElement[Any]]] = [
    *(history.c[name] for name in ("subject", "at", "action", "step", "outcome", "details")),
    engagement.c.process,
    engagement.c.process_version,
    customer.c.name.label("customer_name"),
]
_JOINED: Final = engagement.join(history, history.c.subject == _OF).join(
    customer, customer.c.key == engagement.c.customer_key
)
_in_it = history.alias("in_it")
MOVED = Prepared(
    sa.select(*_COLUMNS)
    .select_from(_JOINED)
    .where(
        history.c.subject.in_(
            sa.select(_in_it.c.subject).where(
                _in_it.c.at >= _BEGINS, _in_it.c.at < _ENDS, _in_it.c.subject.like(sa.literal_column("'engagement:%'"))
            )
        ),
        history.c.at < _ENDS,
        _PUBLIC,
    )
    .order_by(history.c.subject, history.c.seq)
)
"""Everything of the work that moved in the period, from its beginning to the period's end."""
OPEN = Prepared(
    sa.select(engagement.c.process, sa.func.count().label("open"))
    .where(
        engagement.c.created_at < _ENDS,
        sa.or_(engagement.c.step.is_not(None), engagement.c.entered_at >= _ENDS),
        _PUBLIC,
    )
    .group_by(engagement.c.process)
)
"""What was under way at a moment; what ended entered its end then."""


def _last_of(actions: Sequence[str], *where: sa.ColumnElement[bool]) -> Prepared:
    """Return the last entry, of some sorts, of each piece of work before a moment."""
    later = history.alias("later")
    sorts = [sa.literal_column(f"'{action}'", sa.Text) for action in actions]
    newest = (
        sa.select(sa.func.max(later.c.seq))
        .where(later.c.subject == _OF, later.c.action.in_(sorts), later.c.at < _ENDS)
        .correlate(engagement)
        .scalar_subquery()
    )
    return Prepared(sa.select(*_COLUMNS).select_from(_JOINED).where(history.c.seq == newest, _PUBLIC, *where))


STANDS = _last_of(
    ("started", "step", "decided", "set-back", "reopened", "cancelled", "ended"),
    engagement.c.process == sa.bindparam("process", type_=sa.Text),
    engagement.c.created_at < _ENDS,
)
WAITS = _last_of(
    ("asked", "decided", "ended", "cancelled"),
    sa.exists().where(approval.c.engagement_id == engagement.c.id),
)


_MOMENT: Final = timedelta(microseconds=1)
"""What happens now is part of what happened so far."""


class _Details(msgspec.Struct):
    due_at: str = msgspec.field(name=DUE, default="")


_DETAILS = msgspec.json.Decoder(_Details)


def report(desk: Desk, told: Told) -> tuple[Post, ...]:
    """Return the report of a week: its card with a picture of how long work stood where, and all of it as CSV."""
    begins, ends = told.period.bounds(desk.directory.time_zone)
    ends = min(ends, desk.now + _MOMENT)
    span = {"begins": begins, "ends": ends}
    found = figures.counted(
        [_entry(row) for row in desk.unit.rows(MOVED, span)], desk.definitions, begins=begins, ends=ends
    )
    under_way = {row.process: row.open for row in desk.unit.rows(OPEN, {"ends": ends})}
    stands = desk.unit.rows(STANDS, {"ends": ends, "process": told.digest.process})
    risks = figures.at_risk([(row.customer_name, _entry(row)) for row in stands], told.digest.steps, desk.definitions)
    waiting = [row.at for row in desk.unit.rows(WAITS, {"ends": ends}) if row.action == "asked"]
    seen = pipeline_cards.Seen(
        period=told.period, ends=ends, figures=found, under_way=under_way, risks=risks, waiting=tuple(sorted(waiting))
    )
    return pipeline_cards.posts(seen, told.digest, desk.definitions)


def _entry(row: Row) -> Entry:
    due_at: datetime | None = None
    with contextlib.suppress(ValueError):
        due_at = datetime.fromisoformat(_DETAILS.decode(row.details).due_at)
    return Entry(
        subject=row.subject,
        process=row.process,
        version=row.process_version,
        at=row.at,
        action=row.action,
        step=row.step,
        outcome=row.outcome,
        due_at=due_at,
    )
