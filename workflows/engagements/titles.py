"""The one engagement that a person means by typed words: its number, or words of its title."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from storage import opening, tables
from storage.sight import seen
from storage.statements import Prepared, Row, Spelt
from storage.titles import has_words, search_of
from workflows.desk import Desk, Look
from workflows.engagements import sight
from workflows.engagements.commands import looks_like_key
from workflows.engagements.sight import is_seen
from workflows.engagements.work import Work, work_of
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import single_line

MOST_NAMED: Final = 5
"""So many engagements are named to choose from when the words could mean several."""

engagement = tables.engagement


def _found(dialect: str) -> sa.Executable:
    return (
        sa.select(engagement.c.id, engagement.c.key, engagement.c.title, engagement.c.step)
        .where(has_words(engagement, dialect), seen(engagement))
        # A title that is just these words comes first, and what is under way before what has ended.
        .order_by(engagement.c.title != sa.bindparam("exact", type_=sa.Text), engagement.c.step.is_(None))
        .order_by(engagement.c.entered_at.desc(), engagement.c.id)
        .limit(sa.literal_column(str(MOST_NAMED + 1)))
    )


TITLED: Final = Prepared(Spelt(_found))


def load(desk: Desk, words: str, *, field: str = "") -> Work:
    """Return the engagement that the desk was opened with by its number, else the one whose title has the words."""
    if is_seen(desk.opened, desk):
        return work_of(desk.opened, desk)
    return find(desk, words, field=field)


def find(at: Desk | Look, words: str, *, field: str = "") -> Work:
    """Return the engagement with a number, or the only one under way whose title has the words.

    Refused with NOT_FOUND, or with SEVERAL_ENGAGEMENTS and those to choose from.
    """
    words = single_line(words)
    row = at.unit.row(opening.BY_KEY, {"request_key": "", "subject": words.upper()})
    if not is_seen(row, at):
        row = at.unit.row(opening.BY_ID, {"request_key": "", "subject": _meant(at, words, field)})
    return work_of(row, at, field=field)


def _meant(at: Desk | Look, words: str, field: str) -> str:
    search = search_of(words, at.unit.dialect.name)
    given = {"words": search, "exact": words, **sight.sees(at)}
    found = at.unit.rows(TITLED, given) if search and not looks_like_key(words) else []
    chosen = [row for row in found if row.title.casefold() == words.casefold()] or _under_way(found)
    if len(chosen) == 1:
        return str(chosen[0].id)
    if not chosen:
        raise RefusedError(Reason.NOT_FOUND, field, what=words)
    named = ", ".join(f"{row.key} {row.title}" for row in chosen[:MOST_NAMED])
    more = " and others" if len(chosen) > MOST_NAMED else ""
    raise RefusedError(Reason.SEVERAL_ENGAGEMENTS, field, words=words, engagements=f"{named}{more}")


def _under_way(found: Sequence[Row]) -> Sequence[Row]:
    """Return what is under way, and what has ended only where nothing else has the words."""
    return [row for row in found if row.step is not None] or found
