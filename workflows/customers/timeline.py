"""One timeline of a customer: everything that happened to them and to their work, the newest first, page by page.

It walks the history's index of customers from where a page ended, so that the last page costs what the first does.
"""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.columns import Utc
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.customers import rules
from workflows.customers.commands import PROCESS
from workflows.desk import Look
from workflows.engagements import past, sight
from workflows.engagements.cards import step_words
from workflows.engagements.rules import action_words
from workflows.kernel.cards import Row as Entry
from workflows.kernel.text import Mention, Strong, When, line

ON_A_PAGE: Final = 10

engagement, history = tables.engagement, tables.history
_AFTER: Final = "engagement:"
_PLACE = (history.c.at, history.c.subject, history.c.seq)


_PLAIN: Final = {"note": "Note", "hand-off": "Hand-off begun"}
"""What stands in a customer's own history and needs no more words than these."""


class Place(msgspec.Struct, frozen=True):
    """Where a page begins or ends: the entry next to it."""

    at: datetime
    subject: str
    seq: int

    def words(self) -> str:
        """Return the place as a button carries it."""
        return f"{self.at.astimezone(UTC).isoformat()} {self.seq} {self.subject}"


NEWEST: Final = Place(datetime.max.replace(tzinfo=UTC), "", 0)


def place_of(words: str) -> Place | None:
    """Return the place that a button carries; None for words that are none."""
    try:
        at, seq, subject = words.split(" ", 2)
        moment = datetime.fromisoformat(at)
        return Place(moment.astimezone(UTC), subject, int(seq)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _page(*, older: bool) -> Prepared:
    here = sa.tuple_(
        sa.bindparam("at", type_=Utc), sa.bindparam("subject", type_=sa.Text), sa.bindparam("seq", type_=sa.Integer)
    )
    place = sa.tuple_(*_PLACE)
    of_work: sa.ColumnElement[bool] = sa.and_(
        engagement.c.id == sa.func.substr(history.c.subject, sa.literal_column(str(len(_AFTER) + 1))),
        history.c.subject == sa.literal(_AFTER, sa.Text) + engagement.c.id,
    )
    columns: list[sa.ColumnElement[Any]] = [
        *(
            history.c[name]
            for name in ("subject", "seq", "at", "actor", "action", "step", "outcome", "note", "details")
        ),
        engagement.c.key,
        engagement.c.process,
        engagement.c.process_version,
    ]
    return Prepared(
        sa.select(*columns)
        .select_from(history.outerjoin(engagement, of_work))
        .where(
            history.c.customer == sa.bindparam("customer", type_=sa.Text),
            history.c.customer != sa.literal_column("''"),
            place < here if older else place > here,
            seen(engagement),
        )
        .order_by(*(column.desc() if older else column for column in _PLACE))
        .limit(sa.literal_column(str(ON_A_PAGE + 1)))
    )


OLDER, NEWER = _page(older=True), _page(older=False)


class Page(msgspec.Struct, frozen=True):
    """A part of the timeline, the newest first, and where it goes on; None where it does not."""

    entries: tuple[Entry, ...]
    newer: Place | None = None
    older: Place | None = None


def page_of(look: Look, customer: str, place: Place, *, older: bool = True, most: int = ON_A_PAGE) -> Page:
    """Return what happened before a place, or, going back, what happened after it; at most `ON_A_PAGE` entries."""
    given = {"customer": customer, "at": place.at, "subject": place.subject, "seq": place.seq}
    rows = look.unit.rows(OLDER if older else NEWER, {**given, **sight.sees(look)})
    more, rows = len(rows) > most, rows[:most]
    shown = past.readable(look, rows if older else rows[::-1])
    if not shown:
        return Page(())
    first, last = (Place(row.at, row.subject, row.seq) for row in (shown[0], shown[-1]))
    entries = tuple(_entry(look, row) for row in shown)
    if older:
        return Page(entries, newer=None if place == NEWEST else first, older=last if more else None)
    return Page(entries, newer=first if more else None, older=last)


def _entry(look: Look, row: Row) -> Entry:
    said = action_words(str(row.action))
    where = "Stage"
    if row.process:
        step = look.definitions.version(row.process, row.process_version).step(row.step)
        where = f"{row.key} · {step_words(step) if step else row.step}"
        labels = {outcome.key: outcome.label for outcome in step.outcomes} if step else {}
        said = str(labels.get(row.outcome) or row.outcome or said)
    elif row.action in _PLAIN:
        where = _PLAIN[row.action]
        said = f"“{row.note}”" if row.action == "note" else str(row.outcome).replace("-", " ")
    elif row.action != "stage":
        where = "Register of references"
    else:
        stage = rules.stage_of(look.definitions.current(PROCESS).raci, row.outcome)
        said = str(stage.title if stage else row.outcome)
    note = f" · {row.note}" if row.note and row.action != "note" else ""
    return Entry(
        text=line(f"{where}: ", Strong(said), note), detail=line(Mention(row.actor, notify=False), ", ", When(row.at))
    )
