"""Entries of the history as who asks may read them: of links to private work they say neither number nor title."""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.parts import PRIVATE_WORK

LINKS: Final = frozenset({"linked", "linked-moved", "unlinked"})
"""What the history calls what happens to links; its note names the other side as it was then."""

engagement = tables.engagement
SEEN: Final = Prepared(
    over(
        {"id": sa.Text()},
        lambda given: (
            sa.select(engagement.c.id)
            .select_from(given.join(engagement, engagement.c.id == given.c.id))
            .where(seen(engagement))
        ),
    )
)


class _Details(msgspec.Struct):
    other: str = msgspec.field(name="with", default="")


_DETAILS = msgspec.json.Decoder(_Details)


def readable(look: Look, rows: Sequence[Row]) -> list[Row]:
    """Return entries of the history in which what the asking person does not see now is not named."""
    others = {_DETAILS.decode(row.details).other for row in rows if row.action in LINKS}
    if not others:
        return list(rows)
    ids = packed({"id": one} for one in sorted(others))
    known = {row.id for row in look.unit.rows(SEEN, {ROWS: ids, **sight.sees(look)})}
    return [_as_seen(row, known) for row in rows]


def _as_seen(row: Row, known: set[str]) -> Row:
    if row.action not in LINKS or _DETAILS.decode(row.details).other in known:
        return row
    return row._replace(note=PRIVATE_WORK)
