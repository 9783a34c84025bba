"""A backlog of thousands costs the relay nothing: every statement finds its few rows by an index, on both databases."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from storage import audits, lanes, letters, tables
from storage.batches import packed
from storage.engine import Database
from storage.settling import wire
from tests.relay.ledger import MORNING

BACKLOG = 10_000
LANES = 50
BATCH = 20

Json = dict[str, Any]

NAMES = [f"slack:C{number:03d}" for number in range(LANES)]
KEYS = packed({"key": key} for key in NAMES[:BATCH])
SETTLED = packed(
    {
        "seq": seq,
        "fence": 0,
        "state": "sent",
        "due_at": wire(MORNING),
        "lease_until": None,
        "doubt": False,
        "first_try_at": wire(MORNING),
        "audit_at": None,
        "result": "{}",
        "marker": False,
        "error": "",
    }
    for seq in range(1, BATCH)
)
CLAIMED = packed(
    {"seq": seq, "doubt": False, "lease_until": wire(MORNING), "first_try_at": wire(MORNING)} for seq in range(1, BATCH)
)
FREED = packed({"key": key, "free_at": wire(MORNING), "paced_until": None} for key in NAMES[:BATCH])
SKIPPED = packed({"lane": NAMES[0], "target": "effect-1400", "newer": 99_000} for _ in range(1))
OLD = {"first": 100, "last": 100 + BATCH, "before": MORNING}

ASKED: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "ready": (lanes.READY, {"now": MORNING, "most": BATCH}),
    "heads": (lanes.HEADS, {"rows": KEYS, "now": MORNING}),
    "claim": (lanes.CLAIM, {"rows": CLAIMED}),
    "rest": (lanes.LEASE, {"rows": packed({"key": key, "lease_until": wire(MORNING)} for key in NAMES[:BATCH])}),
    "settle": (lanes.SETTLE, {"rows": SETTLED}),
    "free": (lanes.FREE, {"rows": FREED}),
    "skip": (lanes.SKIP_OLDER_FACES, {"rows": SKIPPED}),
    "lock": (lanes.LOCK, {"rows": KEYS}),
    "next": (lanes.NEXT, {}),
    "audits": (audits.DUE, {"now": MORNING, "most": BATCH}),
    "page": (letters.PAGE, {"first": 100, "most": BATCH}),
    "forget steps": (letters.FORGET_STEPS, OLD),
    "forget places": (letters.FORGET_PLACES, OLD),
    "empty texts": (letters.EMPTY_TEXTS, OLD),
}


@pytest.fixture
def backlog(database: Database) -> Database:
    """Return an outbox in which thousands of posts and changes wait, and as many were sent."""
    rows = [
        {
            "id": f"effect-{number}",
            "lane": NAMES[number % LANES],
            "kind": "post" if number % 4 else "update",
            "target": "" if number % 4 else f"effect-{number // 8}",
            "payload": '{"type":"post"}',
            "state": "pending" if number >= BACKLOG else "sent",
            "due_at": MORNING - timedelta(hours=1),
            "request_key": str(number),
            "created_at": MORNING,
        }
        for number in range(2 * BACKLOG)
    ]
    with database.transaction() as connection:
        for start in range(0, len(rows), 1000):
            connection.execute(sa.insert(tables.effect), rows[start : start + 1000])
        connection.execute(sa.insert(tables.lane), [{"key": key, "next_at": MORNING} for key in NAMES])
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return database


@pytest.mark.parametrize("name", ASKED)
def test_no_statement_looks_through_the_backlog(backlog: Database, name: str) -> None:
    """Each statement touches as many rows as it was given, not as many as wait."""
    statement, parameters = ASKED[name]
    spelt = statement[backlog.engine.dialect.name] if isinstance(statement, Mapping) else statement
    sent = as_sent(backlog, spelt, parameters)
    asked = ("EXPLAIN QUERY PLAN " if backlog.is_sqlite else "EXPLAIN (ANALYZE, FORMAT JSON) ") + sent[0]
    with backlog.transaction() as connection:
        if backlog.is_sqlite:
            plan = [row[3] for row in connection.exec_driver_sql(asked, sent[1]).fetchall()]
            assert not [line for line in plan if line.startswith(("SCAN effect", "SCAN first", "SCAN other"))], plan
        else:
            plan = connection.exec_driver_sql(asked, sent[1]).scalar_one()
            assert most_rows(plan[0]["Plan"]) <= 4 * LANES, plan


def as_sent(database: Database, statement: sa.Executable, parameters: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the words and parameters with which a statement reaches the driver; what it does is taken back."""
    seen: list[tuple[str, Any]] = []
    with database.engine.connect() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def _keep(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own.
            seen.append((given[2], given[3]))

        connection.execute(statement, parameters)
        connection.rollback()
    return seen[-1]


def most_rows(node: Json) -> float:
    """Return the most rows that any node over the outbox went through, those that its filter dropped among them."""
    rows = 0.0
    if node.get("Relation Name") == "effect" and node["Actual Loops"]:
        rows = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return max([rows, *(most_rows(child) for child in node.get("Plans", []))])
