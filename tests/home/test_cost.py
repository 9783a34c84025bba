"""What the Home and the account card cost: few statements, none of which goes through everything there is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import tables
from storage.batches import packed
from storage.engine import Database
from storage.statements import Prepared
from tests.checkins.test_check_ins import begun
from tests.counting import asked
from tests.office import Office, slack, staff
from tests.plans import plan_of
from tests.pricing import priced, to_approval
from workflows.checkins import risks
from workflows.customers.commands import ShowCustomer
from workflows.home import asked as home_asked
from workflows.home import owned, steps, wanted
from workflows.home.commands import ShowHome
from workflows.kernel.answers import Done, Shown

__all__ = ["priced"]

MOST_STATEMENTS = 8
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MANY = 4000
STEPS = packed([{"section": "to-bill", "process": "services-engagement", "step": "12", "ticket_kind": ""}])
RISKS = packed([{"kind": "step", "key": "1.3"}, {"kind": "back", "key": "1.2"}, {"kind": "person", "key": "ada"}])


def test_the_home_of_somebody_with_every_role_takes_eight_statements(priced: Office) -> None:
    """With something in every section, and the dispatcher's own statement counted."""
    for role in ("csm", "am", "cs_director", "finance", "marketing", "development_lead"):
        staff(priced.database, role, "pria")
    to_approval(priced)
    begun_by = priced.start("pria", process="customer-success", title="Check-ins")
    assert isinstance(priced.say("pria", begun_by, "started"), Done)
    answer, statements = asked(priced, ShowHome(actor=slack("pria")))

    assert isinstance(answer, Shown)
    assert len([row for row in answer.card.rows if row.heading]) > 8
    assert statements <= MOST_STATEMENTS


def test_the_account_card_takes_eight_statements(office: Office) -> None:
    """With check-ins and a past, found by its name."""
    engagement = begun(office)
    office.later(days=30)
    assert isinstance(office.say("carl", engagement, "happy"), Done)
    office.start("ada")
    answer, statements = asked(office, ShowCustomer(actor=slack("carl"), words="Acme"))

    assert isinstance(answer, Shown)
    assert "last: " in str(answer.card.rows)
    assert statements <= MOST_STATEMENTS


@pytest.fixture
def full(office: Office) -> Database:
    """Thousands of engagements under way that concern nobody, and a few that do."""
    work = {"process": "services-engagement", "process_version": 1, "customer_key": "acme", "title": "T", "step": "4"}
    fixed = {**work, "version": 1, "arrival": 1, "head": "", "created_by": "zoe", "created_at": NOW, "entered_at": NOW}
    rows = [{**fixed, "id": f"e{number}", "key": f"ENG-{number}", "owner": "zoe"} for number in range(MANY)]
    for number in range(0, MANY, 500):
        rows[number] |= {"owner": "ada", "created_by": "ada", "step": "12", "due_at": NOW + timedelta(days=number)}
        rows[number]["owes"] = '["role:finance"]'
    with office.database.transaction() as connection:
        for row in rows:
            connection.execute(sa.insert(tables.engagement).values(**row))
    if not office.database.is_sqlite:
        with office.database.transaction() as connection:
            connection.execute(sa.text("ANALYZE"))
    return office.database


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (owned.OWNED, {"person": "ada"}),
        (home_asked.ASKED, {"person": "ada"}),
        (steps.AT_STEPS, {"rows": STEPS}),
        (wanted.WANTED, {"rows": "[]", "answers": '["role:finance"]', "after": ""}),
        (risks.AT_RISK, {"rows": RISKS, "process": "customer-success", "now": NOW}),
    ],
    ids=["owned", "asked", "steps", "wanted", "at risk"],
)
def test_no_section_goes_through_everything(full: Database, statement: Prepared, given: Mapping[str, object]) -> None:
    """Each is led to its few rows by an index, however many others there are."""
    plan = plan_of(full, statement, {**given, "sees": "[]"})
    plan = plan.replace("SCAN engagement USING INDEX ix_engagement_owes", "")  # It holds what is owed alone.

    assert "SCAN engagement" not in plan
    assert "Seq Scan on engagement" not in plan
