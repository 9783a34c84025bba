"""Whether the reason of a reminder still stands: looked up when it falls due, when it is told, and when it leaves."""

from collections.abc import Iterable, Sequence

import msgspec

from storage.batches import ROWS, packed
from storage.statements import Row
from storage.unit import Unit
from workflows.desk import Desk, Look
from workflows.engagements import reminding
from workflows.engagements.parts import Offer
from workflows.reminders.rules import REMINDER
from workflows.reminders.statements import STATES

_OFFERS = msgspec.json.Decoder(list[Offer])


def standing(unit: Unit, reasons: Sequence[str]) -> frozenset[str]:
    """Return those of some reasons, as `reminding.named` wrote them, that still stand."""
    ids = sorted({reason.partition("|")[0] for reason in reasons})
    rows = unit.rows(STATES, {ROWS: packed({"id": one} for one in ids)})
    return frozenset(reasons) & frozenset(_all_of(rows))


def stands(row: Row) -> bool:
    """Return whether the reason of a nudge stands, by the row that it was read with."""
    return row.about in reasons_at(row)


def is_theirs(row: Row, at: Desk | Look) -> bool:
    """Return whether the reason stands and is theirs still: they have not decided, and nobody else has the step.

    It is not of who has left the company.
    """
    if not stands(row) or (row.whom in at.directory.people and not at.directory.active((row.whom,))):
        return False
    waits = row.about.partition(":")[0]
    if row.kind != REMINDER or waits not in {reminding.DECISION, reminding.STEP}:
        return True
    if waits == reminding.DECISION:
        return not row.voted
    step = at.definitions.version(row.process, row.process_version).step(row.step)
    by_role = step is not None and step.reminder is not None and step.reminder.to
    owned = at.directory.active((row.owner,)) if row.owner else ()
    return bool(by_role) or not owned or (row.people or row.whom) in owned


def reasons_at(row: Row) -> frozenset[str]:
    """Return what an engagement waits for, by its row."""
    handoff = None if row.handoff_id is None else (row.handoff_id, row.handoff_round, row.handoff_state)
    approval = None if row.approval_id is None else (row.approval_id, row.approval_round, row.approval_state)
    return reminding.reasons(row.step, row.arrival, handoff, approval, offers_in(row))


def offers_in(row: Row) -> list[Offer]:
    """Return what was found and waits to be taken, by the row of an engagement."""
    return _OFFERS.decode(row.offers)


def _all_of(rows: Iterable[Row]) -> Iterable[str]:
    return (reminding.named(row.engagement_id, about) for row in rows for about in reasons_at(row))
