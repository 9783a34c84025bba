"""The Referenceable Customer Report (B 1.6): the register as it stood at the end of a month, or as it stands now.

It is made of rows that are never changed but for their end, so a past month has the same figures whenever it is asked
for. Only the names and tiers of customers are today's.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.columns import Utc
from storage.statements import Prepared
from storage.unit import Unit
from workflows.references import rules
from workflows.references.register import Entry, entry_of

entry, use, customer = tables.reference_entry, tables.reference_use, tables.customer
_AT = sa.bindparam("at", type_=Utc)
_STOOD = sa.and_(entry.c.recorded_at <= _AT, sa.or_(entry.c.ended_at.is_(None), entry.c.ended_at > _AT))
ROWS = Prepared(
    sa.select(
        *entry.columns,
        sa.literal_column("0", sa.Integer).label("used"),
        sa.literal_column("''", sa.Text).label("last_used"),
        customer.c.name.label("customer_name"),
        customer.c.tier.label("customer_tier"),
    )
    .select_from(customer.join(entry, entry.c.customer_key == customer.c.key))
    .where(_STOOD, sa.or_(customer.c.active, sa.bindparam("past", type_=sa.Boolean)))
    .order_by(customer.c.folded_name, customer.c.key)
)
"""Who stood on the register at a moment, by name. Who left the company's customers since stood there all the same."""
USED = Prepared(
    sa.select(
        use.c.customer_key,
        use.c.kind,
        sa.func.count().label("times"),
        sa.func.max(use.c.used_on).label("last"),
        sa.func.count()
        .filter(use.c.used_on.between(sa.bindparam("first", type_=sa.Text), sa.bindparam("last", type_=sa.Text)))
        .label("within"),
    )
    .where(use.c.recorded_at <= _AT, sa.or_(use.c.taken_back_at.is_(None), use.c.taken_back_at > _AT))
    .group_by(use.c.customer_key, use.c.kind)
    .order_by(use.c.customer_key, use.c.kind)
)
_later = entry.alias("later")
GONE = Prepared(
    sa.select(sa.func.count(entry.c.customer_key.distinct()).label("gone")).where(
        entry.c.ended_at >= sa.bindparam("since", type_=Utc),
        entry.c.ended_at <= _AT,
        entry.c.ending == sa.literal_column("'removed'", sa.Text),
        ~sa.select(sa.literal_column("1", sa.Integer))
        .select_from(_later)
        .where(
            _later.c.customer_key == entry.c.customer_key,
            _later.c.recorded_at <= _AT,
            sa.or_(_later.c.ended_at.is_(None), _later.c.ended_at > _AT),
        )
        .exists(),
    )
)
MIDNIGHT: Final = time()


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month of the company's time zone: its first and last day, when it began, and as of when it is looked at."""

    key: str
    """Such as 2026-03."""
    first: str
    last: str
    begins: datetime
    at: datetime
    is_past: bool

    @property
    def words(self) -> str:
        """The month as people read it."""
        return f"{date.fromisoformat(self.first):%B %Y}"

    @property
    def before(self) -> str:
        """The key of the month before."""
        return (date.fromisoformat(self.first) - timedelta(days=1)).strftime("%Y-%m")

    def day(self, zone: str) -> str:
        """Return the day as of which consents hold or have ended."""
        return self.last if self.is_past else rules.day_of(self.at, zone)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One customer of the report."""

    name: str
    tier: str
    entry: Entry
    standing: str
    used_within: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a month: everybody who stood on the register, and what was counted."""

    month: Month
    day: str
    listed: tuple[Listed, ...]
    new: int
    gone: int
    uses: Mapping[str, int]
    """How often each kind of use was made in the month."""

    @property
    def usable(self) -> tuple[Listed, ...]:
        """Those who can be asked: their consent holds on the report's day."""
        return tuple(one for one in self.listed if one.standing == rules.USABLE)

    @property
    def to_renew(self) -> int:
        """How many of them end soon."""
        return sum(rules.ends_soon(one.entry.state, one.entry.consent.until, self.day) for one in self.usable)

    def count(self, standing: str) -> int:
        """Return how many stand so."""
        return sum(one.standing == standing for one in self.listed)


def month_of(words: str, *, now: datetime, zone: str) -> Month | None:
    """Return the month that is meant, `2026-03`; without words the month of now. None where it is none, or to come."""
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        first = date.fromisoformat(f"{words}-01") if words else today.replace(day=1)
    except ValueError:
        return None
    if first > today or first.year < rules.EARLIEST_YEAR:
        return None
    following = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (datetime.combine(day, MIDNIGHT, ZoneInfo(zone)) for day in (first, following))
    past = ends <= now
    return Month(
        key=f"{first:%Y-%m}",
        first=first.isoformat(),
        last=(following - timedelta(days=1)).isoformat(),
        begins=begins.astimezone(now.tzinfo),
        at=(ends - timedelta(microseconds=1)).astimezone(now.tzinfo) if past else now,
        is_past=past,
    )


def report_of(unit: Unit, month: Month, zone: str) -> Report:
    """Return the report of a month, as of its end or, while it lasts, as of now."""
    day = month.day(zone)
    at = {"at": month.at}
    used = unit.rows(USED, {**at, "first": month.first, "last": month.last})
    times: Counter[str] = Counter()
    within: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    last: dict[str, str] = {}
    for row in used:
        times[row.customer_key] += row.times
        within[row.customer_key] += row.within
        uses[row.kind] += row.within
        last[row.customer_key] = max(last.get(row.customer_key, ""), row.last)
    listed = []
    for row in unit.rows(ROWS, {**at, "past": month.is_past}):
        key = row.customer_key
        kept = msgspec.structs.replace(entry_of(row), used=times[key], last_used=last.get(key, ""))
        one = Listed(
            name=row.customer_name,
            tier=row.customer_tier,
            entry=kept,
            standing=kept.standing(day),
            used_within=within[key],
        )
        listed.append(one)
    gone = unit.row(GONE, {**at, "since": month.begins})
    return Report(
        month=month,
        day=day,
        listed=tuple(listed),
        new=sum(one.entry.listed_at >= month.begins for one in listed),
        gone=gone.gone if gone else 0,
        uses={kind: count for kind, count in uses.items() if count},
    )
