"""Which hand-offs wait for somebody: to be taken, or, when they came back, to be mended. None is left out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.columns import Utc
from storage.sight import ANSWERS, seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.rows import customer_of
from workflows.kernel.people import ROLE

READ_AT_ONCE: Final = 501
"""How many hand-offs that may concern somebody are read at a time."""
_BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)

engagement, customer, handoff = tables.engagement, tables.customer, tables.handoff
_HANDED = ("to_role", "state", "given_by", "answered_by", "offered_at", "decider", "round")


def offered_to(*columns: sa.ColumnElement[object]) -> Prepared:
    """Return the statement that reads what may concern somebody, oldest first, with these columns of the work.

    Beside `rows`, which `concerned` makes, it takes `after_at`, `after_id` and `limit`.
    """
    customers = [column.label(f"customer_{column.name}") for column in customer.columns if column.name != "name"]

    def build(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
        waiting = _waiting(given)
        return (
            sa.select(*columns, waiting.c.id.label("waiting_id"), *(waiting.c[name] for name in _HANDED), *customers)
            .select_from(
                waiting.join(engagement, engagement.c.id == waiting.c.engagement_id).join(
                    customer, customer.c.key == engagement.c.customer_key
                )
            )
            .order_by(waiting.c.offered_at, waiting.c.id)
        )

    return Prepared(over({"kind": sa.Text(), "key": sa.Text()}, build))


def _waiting(given: sa.FromClause) -> sa.Subquery:
    """Pick before anything is joined: left to itself, SQLite goes through every engagement there is.

    A role is somebody's by the team or by the customer, whose own people come first. What only names them is held
    against the directory afterwards.
    """
    people = sa.select(given.c.key).where(given.c.kind == "person")
    roles = sa.select(given.c.key).where(given.c.kind == "role")
    named = customer.c.roles.like(sa.literal_column("'%\"'") + given.c.key + sa.literal_column("'\"%'"))
    work = sa.select(engagement.c.id).select_from(engagement).where(engagement.c.id == handoff.c.engagement_id)
    names_them = (
        work.join(customer, customer.c.key == engagement.c.customer_key)
        .join(given, sa.and_(given.c.kind == "person", named))
        .correlate(handoff)
    )
    offered, returned, disputed = (
        sa.literal_column(f"'{state}'", sa.Text) for state in ("offered", "returned", "disputed")
    )
    after = sa.tuple_(sa.bindparam("after_at", type_=Utc), sa.bindparam("after_id", type_=sa.Text))
    return (
        sa.select(handoff)
        .where(
            handoff.c.state.in_((offered, returned, disputed)),
            sa.tuple_(handoff.c.offered_at, handoff.c.id) > after,
            sa.or_(
                sa.and_(handoff.c.state == returned, handoff.c.given_by.in_(people)),
                sa.and_(handoff.c.state == offered, sa.or_(handoff.c.to_role.in_(roles), names_them.exists())),
                sa.and_(handoff.c.state == disputed, sa.or_(handoff.c.decider.in_(roles), names_them.exists())),
            ),
            work.where(engagement.c.handoff_id == handoff.c.id, seen(engagement)).correlate(handoff).exists(),
        )
        .order_by(handoff.c.offered_at, handoff.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .subquery("waiting")
    )


def waiting_for(look: Look, statement: Prepared) -> Iterator[Row]:
    """Give every hand-off that waits for the asking person, oldest first; reads on as long as it is asked."""
    given = {**concerned(look), "limit": READ_AT_ONCE, **sight.sees(look)}
    after_at, after_id = _BEFORE_ALL, ""
    while True:
        rows = look.unit.rows(statement, {**given, "after_at": after_at, "after_id": after_id})
        yield from (row for row in rows if _concerns(look, row))
        if len(rows) < READ_AT_ONCE:
            return
        after_at, after_id = rows[-1].offered_at, rows[-1].waiting_id


def concerned(look: Look) -> dict[str, str]:
    """Return what statements ask of the asking person: those for whom they stand in, and the roles that fall to them.

    As rows, and as the parameter of `storage.sight.answers_to`.
    """
    people = {look.actor.key, *look.directory.stands_in_for(look.actor.key)}
    roles = sorted(_roles(look, people))
    records = [{"kind": "person", "key": key} for key in sorted(people)]
    names = {*sight.names_of(look.directory, look.actor.key), *(ROLE + role for role in roles)}
    return {
        ROWS: packed([*records, *({"kind": "role", "key": key} for key in roles)]),
        ANSWERS: msgspec.json.encode(sorted(names)).decode(),
    }


def _roles(look: Look, people: set[str]) -> set[str]:
    directory = look.directory
    return {
        role
        for definition in look.definitions.all()
        for role in (*definition.role_of, *directory.roles)
        if (found := directory.standing_for(role, None, definition.role_of)) and people & set(found[1])
    }


def _concerns(look: Look, row: Row) -> bool:
    if row.state == "returned":
        return look.directory.acting_for(look.actor.key, (row.given_by,)) is not None
    words = look.definitions.version(row.process, row.process_version).role_of
    role = row.decider if row.state == "disputed" else row.to_role
    return look.directory.may(look.actor.key, (role,), customer_of(row), words)
