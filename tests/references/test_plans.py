"""The register and its report walk their indexes over 50 000 customers, and their figures come in little time."""

import time

import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.office import MONDAY, Office
from tests.plans import plan_of
from tests.references.agreeing import done
from workflows.references import register, reporting

CUSTOMERS = 50_000
LISTED = 2_000
"""So many of them stand on the register; each was renewed once, and used twice."""


@pytest.fixture
def full(office: Office) -> Office:
    """Return an office with so many customers."""
    keys = [f"k{number:05}" for number in range(CUSTOMERS)]
    named = [{"key": key, "name": key, "folded_name": key} for key in keys]
    fixed = {"state": "consent", "uses": '["call"]', "listed_by": "carl", "recorded_by": "carl"}
    at = {"listed_at": MONDAY, "recorded_at": MONDAY}
    entries, uses = [], []
    for key in keys[:: CUSTOMERS // LISTED]:
        one = {**fixed, **at, "customer_key": key}
        entries += [{**one, "id": f"{key}-1", "ended_at": MONDAY, "ending": "replaced"}]
        entries += [{**one, "id": f"{key}-2", "ended_at": None, "ending": ""}]
        fact = {
            "customer_key": key,
            "kind": "call",
            "used_on": "2026-03-02",
            "recorded_by": "ada",
            "recorded_at": MONDAY,
        }
        uses += [{**fact, "id": f"{key}-a"}, {**fact, "id": f"{key}-b"}]
    with office.database.transaction() as connection:
        connection.execute(sa.insert(tables.customer), named)
        connection.execute(sa.insert(tables.reference_entry), entries)
        connection.execute(sa.insert(tables.reference_use), uses)
        if not office.database.is_sqlite:  # SQLite goes by what it takes for likely, as it does in a real process.
            connection.execute(sa.text("ANALYZE"))
    return office


def walks(database: Database, plan: str, *, in_order: bool = False) -> None:
    """Hold that no table of customers, entries or uses is gone through without an index; `in_order` of their names."""
    lines = plan.splitlines()
    for table in ("customer", "reference_entry", "reference_use"):
        bare = [line for line in lines if f"SCAN {table}" in line and "INDEX" not in line]
        assert bare == [], plan
    if database.is_sqlite and in_order:
        assert lines[0] == "SCAN customer USING INDEX ix_customer_folded_name", plan


def test_the_register_walks_its_indexes(full: Office) -> None:
    """A page of ten is read by keys, in the order of names."""
    page = {"limit": 11, "offset": 0, "sees": "[]"}

    plan = plan_of(full.database, register.PAGE, page)

    walks(full.database, plan, in_order=True)
    for statement in (register.LIVE, register.REMOVED):
        one = plan_of(full.database, statement, {"customer": "k00000"})
        walks(full.database, one)
        assert "Seq Scan on reference_entry" not in one
    uses = plan_of(full.database, register.USES, {"customer": "k00000", "limit": 11, "offset": 0})
    assert "Seq Scan on reference_use" not in uses


def test_the_report_walks_its_indexes(full: Office) -> None:
    """Its rows come by the names' index and the entries'; what was taken off comes by its moment."""
    at = {"at": full.now}
    used = {**at, "first": "2026-03-01", "last": "2026-03-31"}

    walks(full.database, plan_of(full.database, reporting.ROWS, {**at, "past": False}), in_order=True)
    walks(full.database, plan_of(full.database, reporting.USED, used))
    walks(full.database, plan_of(full.database, reporting.GONE, {**at, "since": MONDAY}))


def test_register_and_report_are_there_at_once(full: Office) -> None:
    """Over 50 000 customers each is answered in less than a second of this process, with everybody in the figures."""
    full.type("mara", "/references")
    begun = time.process_time()

    first = done(full.type("mara", "/references"))
    listed = time.process_time() - begun
    report = done(full.type("mara", "/references report"))
    reported = time.process_time() - begun - listed

    assert str(LISTED) in first.title
    assert report.table is not None
    assert len(report.table.rows) == 15
    assert listed < 1
    assert reported < 1
