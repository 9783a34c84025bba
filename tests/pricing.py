"""An office that has a rate card, and what people do there to a ROM."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from tests.office import Office, staff
from workflows.kernel.answers import Answer, Done, Opened
from workflows.kernel.cards import Card
from workflows.kernel.company import Rate, RateCard, Terms

CARDS = (
    RateCard(
        version="2025-1",
        currency="EUR",
        valid_from=date(2025, 1, 1),
        rates=(Rate(key="engineer", title="Engineer", per_hour=Decimal(100)),),
    ),
    RateCard(
        version="2026-1",
        currency="EUR",
        valid_from=date(2026, 1, 1),
        rates=(
            Rate(key="engineer", title="Engineer", per_hour=Decimal(150)),
            Rate(key="architect", title="Architect", per_hour=Decimal("187.50")),
        ),
    ),
    RateCard(
        version="2027-1",
        currency="EUR",
        valid_from=date(2027, 1, 1),
        rates=(Rate(key="architect", title="Architect", per_hour=Decimal(200)),),
    ),
)

HOURS = {
    "hours_engineer": "80/100/140",
    "travel": "1200",
    "contingency": "10",
    "assumptions": "There is a test system.",
}


def set_rate_cards(office: Office, *rate_cards: RateCard) -> None:
    """Let the company have these rate cards from now on."""
    words = msgspec.json.encode(Terms(rate_cards=rate_cards)).decode()
    with office.database.transaction() as connection:
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(settings=words, directory_version=version))


def set_role(office: Office, role: str, *holders: str) -> None:
    """Let these people hold a role from now on, and nobody else."""
    staff(office.database, role, *holders)


def draft(office: Office, who: str = "ada", key: str = "ENG-1", **values: str) -> Answer:
    """Fill in the form of an engagement's ROM, over what stands in it."""
    opened = office.type(who, f"/rom {key}")
    assert isinstance(opened, Opened), opened
    return office.submit(who, opened, {**HOURS, **values})


def to_approval(office: Office, who: str = "ada") -> Card:
    """Start an engagement, make its ROM, send it, and return the card that asks for the decision."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    drafted = draft(office, who)
    assert isinstance(drafted, Done), drafted
    sent = office.press("ada", drafted.card, "Send") if who == "ada" else office.type("ada", "/rom ENG-1 send")
    assert isinstance(sent, Done), sent
    return office.last_card("slack:CAPPROVALS", having="Approve")


def approval_card(office: Office) -> Card:
    """Return the newest face of the card in the approvals channel."""
    return office.last_card("slack:CAPPROVALS", having="Is there enough information?")


def position(office: Office) -> str:
    """Return the step that the only engagement is at, or how it ended."""
    row = office.rows(tables.engagement)[0]
    return row["step"] or f"end:{row['ending']}"


def only(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the only row."""
    assert len(rows) == 1, rows
    return rows[0]


def with_rule(office: Office, rule: str, *, owners: str = "[ps_manager, cs_director]") -> None:
    """Let new services engagements be decided by another rule: the shipped definition, as its next version."""
    changes = {"rule: any": f"rule: {rule}", "owners: [ps_manager, cs_director]": f"owners: {owners}"}
    office.revise("services-engagement", changes)


@pytest.fixture
def priced(office: Office) -> Office:
    """Return an office with a rate card of this year, one of last year and one of next year."""
    set_rate_cards(office, *CARDS)
    return office
