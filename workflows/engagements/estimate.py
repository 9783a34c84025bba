"""The ROM that an engagement stands on: its newest revision, which estimates write and approvals bind (A 2 to 6)."""

from decimal import Decimal
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.desk import Desk
from workflows.engagements.parts import Estimate
from workflows.engagements.work import Work
from workflows.kernel.figures import Figures

DRAFT: Final = "draft"
SENT: Final = "sent"
APPROVED: Final = "approved"
SUPERSEDED: Final = "superseded"


class _Kept(msgspec.Struct):
    shown: Figures


class _Hours(msgspec.Struct):
    likely: Decimal


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """One line item of a ROM as a document shows it."""

    title: str
    hours: _Hours
    per_hour: Decimal
    likely: Decimal


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a ROM as a document shows them; all amounts are in one currency."""

    currency: str
    lines: tuple[Priced, ...]
    travel: Decimal
    contingency: Decimal
    assumptions: str = ""


class _Calculated(msgspec.Struct):
    calculation: Sums


INSERT = insert(tables.estimate)
MARK = Prepared(
    sa.update(tables.estimate)
    .where(tables.estimate.c.id == sa.bindparam("which"))
    .values(state=sa.bindparam("new_state"))
)
_KEPT = msgspec.json.Decoder(_Kept)
_CALCULATED = msgspec.json.Decoder(_Calculated)


def add(desk: Desk, work: Work, estimate: Estimate) -> None:
    """Queue a new revision, which replaces the one before; what a revision says never changes, only its state."""
    if work.estimate is not None:
        mark(desk, work, SUPERSEDED)
    desk.unit.write(INSERT, msgspec.structs.asdict(estimate))
    work.estimate = estimate


def mark(desk: Desk, work: Work, state: str) -> None:
    """Queue what has become of the newest revision."""
    if work.estimate is not None:
        desk.unit.write(MARK, {"which": work.estimate.id, "new_state": state})
        work.estimate = msgspec.structs.replace(work.estimate, state=state)


def shown_in(figures: str) -> Figures:
    """Return the figures in words, as they were made when the revision was kept."""
    return _KEPT.decode(figures).shown


def sums_of(estimate: Estimate) -> Sums:
    """Return the figures of a revision, for a document that has them in its own places."""
    return _CALCULATED.decode(estimate.figures).calculation
