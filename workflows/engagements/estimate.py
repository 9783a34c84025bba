"""The ROM that an engagement stands on: its newest revision, which estimates write and approvals bind (A 2 to 6)."""

from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Row
from storage.unit import Unit, insert
from workflows.engagements.work import Work
from workflows.kernel.figures import Figures

DRAFT: Final = "draft"
SENT: Final = "sent"
APPROVED: Final = "approved"
SUPERSEDED: Final = "superseded"


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """One revision. `figures` is JSON with what `shown_in` reads, beside the whole calculation."""

    id: str
    engagement_id: str
    revision: int
    figures: str
    digest: str
    currency: str
    budget_minor: int
    rate_card: str
    state: str
    created_by: str
    created_at: datetime


class _Kept(msgspec.Struct):
    shown: Figures


INSERT = insert(tables.estimate)
MARK = Prepared(
    sa.update(tables.estimate)
    .where(tables.estimate.c.id == sa.bindparam("which"))
    .values(state=sa.bindparam("new_state"))
)
NEWEST = Prepared(sa.select(tables.estimate).where(tables.estimate.c.id == sa.bindparam("which")))
_KEPT = msgspec.json.Decoder(_Kept)


def newest(unit: Unit, work: Work) -> Estimate | None:
    """Return the newest revision of an engagement's ROM, or None."""
    if work.estimate_id is None:
        return None
    row = unit.row(NEWEST, {"which": work.estimate_id})
    return None if row is None else estimate_of(row)


def estimate_of(row: Row) -> Estimate:
    """Make an estimate of a row with all columns of the table."""
    return Estimate(**{name: getattr(row, name) for name in Estimate.__struct_fields__})


def add(unit: Unit, estimate: Estimate) -> None:
    """Queue a new revision; revisions that were kept never change but for their state."""
    unit.write(INSERT, msgspec.structs.asdict(estimate))


def mark(unit: Unit, estimate_id: str, state: str) -> None:
    """Queue what has become of a revision."""
    unit.write(MARK, {"which": estimate_id, "new_state": state})


def shown_in(figures: str) -> Figures:
    """Return the figures in words, as they were made when the revision was kept."""
    return _KEPT.decode(figures).shown
