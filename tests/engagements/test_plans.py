"""Lists stay quick however much there is: each walks an index in its own order and joins by keys."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import tables
from storage.batches import packed
from storage.engine import Database
from storage.statements import Prepared
from tests.office import Office
from workflows.approvals import queries as approvals
from workflows.engagements import lists
from workflows.estimates import queries as estimates
from workflows.handoffs import waiting as handoffs

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MANY = 3000
PAGE: Mapping[str, object] = {"limit": 11, "offset": 0, "sees": '["ada"]'}
HANDED: Mapping[str, object] = {
    "rows": packed([{"kind": "person", "key": "carl"}, {"kind": "role", "key": "csm"}]),
    "after_at": NOW,
    "after_id": "",
    "limit": 200,
    "sees": '["carl"]',
}
ALL_OF_IT = ("engagement", "handoff", "estimate")
SORTED = "USE TEMP B-TREE FOR ORDER BY"


@pytest.fixture
def full(office: Office) -> Database:
    """Three thousand engagements under way, each with a hand-off and a ROM of the past; a few wait for somebody."""
    ids = [f"e{number}" for number in range(MANY)]
    work = {"process": "services-engagement", "process_version": 1, "customer_key": "acme", "title": "T", "step": "4"}
    fixed = {**work, "version": 1, "arrival": 1, "head": "", "created_by": "ada", "created_at": NOW}
    ended = {"outcome": "sent", "to_step": "2", "to_role": "pse", "address": "slack:C1", "given_by": "ada"}
    rom = {"revision": 1, "figures": "{}", "digest": "", "currency": "EUR", "budget_minor": 0, "rate_card": "1"}
    with office.database.transaction() as connection:
        for number, one in enumerate(ids):
            at = NOW + timedelta(seconds=number)
            state = "closed" if number % 1000 else "offered"
            keys = {"id": one, "key": f"ENG-{number}", "handoff_id": f"h{one}", "estimate_id": f"r{one}"}
            connection.execute(sa.insert(tables.engagement).values(**fixed, **keys, entered_at=at))
            handoff = {"id": f"h{one}", "engagement_id": one, "from_step": "1", "state": state, "offered_at": at}
            connection.execute(sa.insert(tables.handoff).values(**ended, **handoff))
            made = {"id": f"r{one}", "engagement_id": one, "state": "draft", "created_by": "ada", "created_at": at}
            connection.execute(sa.insert(tables.estimate).values(**rom, **made))
    if not office.database.is_sqlite:  # SQLite goes by what it takes for likely, as it does in a real process.
        with office.database.transaction() as connection:
            connection.execute(sa.text("ANALYZE"))
    return office.database


def plan_of(database: Database, statement: Prepared, given: Mapping[str, object]) -> list[str]:
    """Return how the database goes about a statement."""
    with database.reading() as unit:
        compiled = statement.on(unit.dialect)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        rows = unit.fetch(f"{explain} {compiled.sql}", compiled.parameters(given))
    return [str(row[-1]) for row in rows]


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (lists.LIST_ALL, PAGE),
        (handoffs.OFFERED_TO, HANDED),
        (approvals.WAITING, PAGE),
        (estimates.LATEST, PAGE),
    ],
    ids=["under way", "hand-offs", "decisions", "ROMs"],
)
def test_no_list_goes_through_everything(full: Database, statement: Prepared, given: Mapping[str, object]) -> None:
    """A list of ten costs the same with a million engagements as with a thousand."""
    plan = plan_of(full, statement, given)
    assert SORTED not in plan
    for table in ALL_OF_IT:
        assert f"SCAN {table}" not in plan
        assert not any(f"Seq Scan on {table}" in step for step in plan), plan
