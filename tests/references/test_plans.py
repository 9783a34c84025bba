"""The register and its report walk their indexes over 50 000 customers, and have everybody in their figures."""

import pytest

from storage.engine import Database
from tests.office import MONDAY, Office
from tests.plans import plan_of
from tests.references.agreeing import done
from tests.references.fifty_thousand import LISTED, fill
from workflows.references import register, reporting


@pytest.fixture
def full(office: Office) -> Office:
    """Return an office with so many customers."""
    fill(office.database)
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


def test_register_and_report_have_everybody(full: Office) -> None:
    """Of 50 000 customers all who stand on the register are in the figures, and a card shows the first of them."""
    first = done(full.type("mara", "/references"))
    report = done(full.type("mara", "/references report"))

    assert str(LISTED) in first.title
    assert report.table is not None
    assert len(report.table.rows) == 15
