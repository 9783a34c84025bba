"""The rows of the register: who stands on it now, who was taken off, and what they were used for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from storage.unit import Unit, insert
from workflows.references import rules
from workflows.references.rules import Consent

entry, use, customer, engagement = tables.reference_entry, tables.reference_use, tables.customer, tables.engagement

_WHO = sa.bindparam("customer", type_=sa.Text)
_ONE = sa.literal_column("1", sa.Integer)
_NOT_TAKEN_BACK = use.c.taken_back_at.is_(None)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A customer on the register: since when, by whom, what they agreed to, and how often that was used."""

    id: str
    customer_key: str
    engagement_id: str
    state: str
    consent: Consent
    listed_by: str
    listed_at: datetime
    recorded_by: str
    recorded_at: datetime
    used: int = 0
    last_used: str = ""

    def standing(self, day: str) -> str:
        """Return how it stands on a day."""
        return rules.standing(self.state, self.consent.until, day)


def _counted() -> tuple[sa.Label[Any], ...]:
    uses = sa.select(sa.func.count()).where(use.c.customer_key == entry.c.customer_key, _NOT_TAKEN_BACK)
    last = sa.select(sa.func.max(use.c.used_on)).where(use.c.customer_key == entry.c.customer_key, _NOT_TAKEN_BACK)
    return (
        uses.correlate(entry).scalar_subquery().label("used"),
        last.correlate(entry).scalar_subquery().label("last_used"),
    )


_newest = (
    sa.select(engagement.c.id)
    .where(
        engagement.c.customer_key == entry.c.customer_key,
        engagement.c.process == sa.literal_column(f"'{rules.PROCESS}'", sa.Text),
        seen(engagement),
    )
    .order_by(engagement.c.created_at.desc(), engagement.c.id)
    .limit(_ONE)
    .correlate(entry)
    .scalar_subquery()
)
_LIVE = entry.c.ended_at.is_(None)
PAGE = Prepared(
    sa.select(
        *entry.columns,
        *_counted(),
        customer.c.name.label("customer_name"),
        customer.c.tier.label("customer_tier"),
        engagement.c.key.label("program_key"),
        engagement.c.step.label("program_step"),
        engagement.c.ending.label("program_ending"),
        engagement.c.process_version.label("program_version"),
    )
    .select_from(
        customer.join(entry, entry.c.customer_key == customer.c.key).outerjoin(engagement, engagement.c.id == _newest)
    )
    .where(_LIVE, customer.c.active)
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
"""In the order of names, which is that of an index; however many customers are no reference."""
_DAY = sa.bindparam("day", type_=sa.Text)
_USABLE = sa.and_(
    entry.c.state == sa.literal_column(f"'{rules.CONSENT}'", sa.Text),
    sa.or_(entry.c.until == sa.literal_column("''", sa.Text), entry.c.until >= _DAY),
)
COUNT = Prepared(
    sa.select(sa.func.count().label("all"), sa.func.count().filter(_USABLE).label("usable"))
    .select_from(entry.join(customer, customer.c.key == entry.c.customer_key))
    .where(_LIVE, customer.c.active)
)
LIVE = Prepared(sa.select(*entry.columns, *_counted()).where(entry.c.customer_key == _WHO, _LIVE))
REMOVED = Prepared(
    sa.select(*entry.columns, *_counted())
    .where(entry.c.customer_key == _WHO, entry.c.ended_at.is_not(None))
    .order_by(entry.c.recorded_at.desc(), entry.c.ended_at.desc(), entry.c.id)
    .limit(_ONE)
)
"""What a customer's newest entry was that is no more; whoever is not on the register now was taken off with it."""
REPLACED = Prepared(
    sa.select(*entry.columns, *_counted())
    .where(
        entry.c.customer_key == _WHO,
        entry.c.ended_at == sa.bindparam("at", type_=entry.c.ended_at.type),
        entry.c.ending == sa.literal_column("'replaced'", sa.Text),
    )
    .order_by(entry.c.recorded_at.desc(), entry.c.id)
    .limit(_ONE)
)
"""What stood until the moment at which something else was recorded in its place."""
USES = Prepared(
    sa.select(*use.columns)
    .where(use.c.customer_key == _WHO, _NOT_TAKEN_BACK)
    .order_by(use.c.used_on.desc(), use.c.recorded_at.desc(), use.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
USE_OF = Prepared(
    sa.select(*use.columns).where(use.c.id == sa.bindparam("use", type_=sa.Text), use.c.customer_key == _WHO)
)

INSERT = insert(entry)
INSERT_USE = insert(use)
END = Prepared(
    sa.update(entry)
    .where(entry.c.id == sa.bindparam("which", type_=sa.Text), _LIVE)
    .values(
        ended_at=sa.bindparam("at", type_=entry.c.ended_at.type),
        ended_by=sa.bindparam("by", type_=sa.Text),
        ending=sa.bindparam("how", type_=sa.Text),
        reason=sa.bindparam("why", type_=sa.Text),
    )
)
TAKE_BACK = Prepared(
    sa.update(use)
    .where(use.c.id == sa.bindparam("which", type_=sa.Text))
    .values(
        taken_back_at=sa.bindparam("at", type_=use.c.taken_back_at.type),
        taken_back_by=sa.bindparam("by", type_=sa.Text),
    )
)
_USES: Final = msgspec.json.Decoder(tuple[str, ...])


def live(unit: Unit, customer_key: str) -> Entry | None:
    """Return a customer's entry as it stands now; None where they are not on the register."""
    row = unit.row(LIVE, {"customer": customer_key})
    return entry_of(row) if row else None


def removed(unit: Unit, customer_key: str) -> Entry | None:
    """Return the entry with which a customer was taken off the register; None where they never stood on it."""
    row = unit.row(REMOVED, {"customer": customer_key})
    return entry_of(row) if row else None


def replaced(unit: Unit, by: Entry) -> Entry | None:
    """Return what an entry took the place of; None where the customer was not on the register before it."""
    row = unit.row(REPLACED, {"customer": by.customer_key, "at": by.recorded_at})
    return entry_of(row) if row else None


def uses_of(unit: Unit, customer_key: str, *, limit: int, offset: int) -> Sequence[Row]:
    """Return what a customer was used for, the newest first."""
    return unit.rows(USES, {"customer": customer_key, "limit": limit, "offset": offset})


def entry_of(row: Row) -> Entry:
    """Make an entry of a row with its columns and its uses."""
    return Entry(
        id=row.id,
        customer_key=row.customer_key,
        engagement_id=row.engagement_id,
        state=row.state,
        consent=Consent(
            uses=_USES.decode(row.uses),
            wording=row.wording,
            given_by=row.given_by,
            given_on=row.given_on,
            until=row.until,
            note=row.note,
        ),
        listed_by=row.listed_by,
        listed_at=row.listed_at,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        used=row.used,
        last_used=row.last_used or "",
    )


def values_of(new: Entry) -> Mapping[str, Any]:
    """Return an entry as its row has it."""
    consent = msgspec.structs.asdict(new.consent)
    return {
        **consent,
        "uses": msgspec.json.encode(new.consent.uses).decode(),
        "id": new.id,
        "customer_key": new.customer_key,
        "engagement_id": new.engagement_id,
        "state": new.state,
        "listed_by": new.listed_by,
        "listed_at": new.listed_at,
        "recorded_by": new.recorded_by,
        "recorded_at": new.recorded_at,
        "ended_at": None,
        "ended_by": "",
        "ending": "",
        "reason": "",
    }
