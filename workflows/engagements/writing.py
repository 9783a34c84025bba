"""Writing an engagement back: one row, as it is after an action, and the words by which a new one is found."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.desk import Desk
from workflows.engagements import sight, undoing
from workflows.engagements.parts import owed_by
from workflows.kernel.spelling import kept_words
from workflows.process.parts import END

if TYPE_CHECKING:
    from workflows.engagements.work import Work

_COLUMNS = [column.name for column in tables.engagement.columns]
INSERT = insert(tables.engagement)
ADD_WORDS = insert(tables.finding)
_FIXED = frozenset({"id", "key", "process", "created_by", "created_at"})
_CHANGED: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(name) for name in _COLUMNS if name not in _FIXED}
UPDATE = Prepared(sa.update(tables.engagement).where(tables.engagement.c.id == sa.bindparam("which")).values(_CHANGED))


def write(desk: Desk, work: "Work") -> None:
    """Queue the row of an engagement under change; a new one is found by its words from then on."""
    values: Mapping[str, Any] = {
        "process_version": work.definition.version,
        "customer_key": work.customer.key,
        "title": work.title,
        "step": None if work.ended else work.position.step,
        "ending": work.position.step.removeprefix(END) if work.ended else None,
        "entered_at": work.entered_at,
        "due_at": work.due_at,
        "version": work.version,
        "arrival": work.arrival,
        "head": work.head,
        "owner": work.owner,
        "owner_role": work.owner_role,
        "facts": msgspec.json.encode(work.facts).decode(),
        "position": msgspec.json.encode(work.position).decode(),
        "items": msgspec.json.encode(work.items).decode(),
        "cards": msgspec.json.encode(work.cards).decode(),
        "handoff_id": work.handoff.id if work.handoff else None,
        "approval_id": work.approval_id,
        "estimate_id": work.estimate.id if work.estimate else None,
        "parent_id": work.parent_id,
        "seen_by": sight.written(work.seen_by, work.created_by, work.owner),
        "links": msgspec.json.encode(work.links).decode(),
        "before": undoing.written(desk, work),
        "owes": _owes(work),
        "offers": msgspec.json.encode(work.open_offers()).decode(),
    }
    if not work.is_new:
        desk.unit.write(UPDATE, {"which": work.id, **values})
        return
    fixed = {
        "id": work.id,
        "key": work.key,
        "process": work.definition.process,
        "created_by": work.created_by,
        "created_at": work.created_at,
    }
    desk.unit.write(INSERT, {**fixed, **values})
    kind, told = ("ticket", work.ticket.description) if work.ticket is not None else ("work", "")
    words = kept_words(kind, (work.key, work.customer.name, work.title, told))
    desk.unit.write(ADD_WORDS, {"id": work.id, "kind": kind, "words": words})


def _owes(work: "Work") -> str:
    step = None if work.ended else work.position.step
    owing = (owed_by(item, step, work.owner, work.owner_role) for item in work.open_items())
    return msgspec.json.encode(sorted({who for each in owing for who in each})).decode()
