"""Two people who begin the same at the same moment: it begins once, and what one did is known when the other does it.

The history of the customer, or of the company, is the lock (`Desk.guard`). Rounds without a gate meet all the moments
between a look and a write; rounds with one let both look before either writes.
"""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import tables
from tests.approvals.crowd import Crowd, rows_of
from tests.office import Office, slack, staff
from workflows.checkins.commands import StartCheckIns
from workflows.customers.commands import HandOver, SetStage
from workflows.kernel.answers import Answer, Reason, Refused
from workflows.kernel.commands import Command
from workflows.people.commands import GoAway

pytestmark = pytest.mark.timeout(180)
Gather = Callable[[Office], Crowd]
ROUNDS = 20


def customers(office: Office) -> list[str]:
    """Let there be a customer for each round; return their keys."""
    keys = [f"round{number:02}" for number in range(ROUNDS)]
    with office.database.transaction() as connection:
        for key in keys:
            connection.execute(sa.insert(tables.customer).values(key=key, name=key.title(), folded_name=key))
    return keys


def race(crowd: Crowd, commands: list[Command], *, held: bool) -> list[Reason | None]:
    """Let two do it at the same moment, and return what the first and the second were told: None where it was done.

    SQLite has one writer at a time, so there nobody can be held between a look and a write.
    """
    answers: list[Answer] = crowd.all_at_once(commands, held=held and not crowd.office.database.is_sqlite)
    told = [one.reason if isinstance(one, Refused) else None for one in answers]
    return sorted(told, key=lambda reason: reason is not None)


Ask = Callable[[Office, str], Command]


def _hand_over(office: Office, customer: str) -> Command:
    return HandOver(actor=slack("carl"), request_key=office.key(), customer=customer, kind="adoption")


def _check_ins(office: Office, customer: str) -> Command:
    return StartCheckIns(actor=slack("carl"), request_key=office.key(), customer=customer)


@pytest.mark.parametrize("held", [True, False], ids=["held", "free"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [(_hand_over, Reason.IN_FLIGHT), (_check_ins, Reason.ALREADY_DONE)],
    ids=["hand-off", "check-ins"],
)
@pytest.mark.postgres
def test_two_at_once_begin_one(office: Office, gather: Gather, asked: Ask, told: Reason, *, held: bool) -> None:
    """One begins it, the other is told that it runs."""
    crowd = gather(office)
    for customer in customers(office):
        answers = race(crowd, [asked(office, customer), asked(office, customer)], held=held)

        assert answers == [None, told]
        assert len(rows_of(office, tables.engagement, tables.engagement.c.customer_key == customer)) == 1


@pytest.mark.parametrize("held", [True, False], ids=["held", "free"])
@pytest.mark.postgres
def test_two_stages_at_once_are_one(office: Office, gather: Gather, *, held: bool) -> None:
    """Who saw a stage that has passed learns that it has, whichever of the two was first."""
    staff(office.database, "am", "ada")
    crowd = gather(office)
    for customer in customers(office):
        moves: list[Command] = [
            SetStage(actor=slack("ada"), request_key=office.key(), customer=customer, stage=stage)
            for stage in ("need", "evaluate")
        ]
        assert race(crowd, moves, held=held) == [None, Reason.CHANGED_MEANWHILE]


@pytest.mark.parametrize("held", [True, False], ids=["held", "free"])
@pytest.mark.postgres
def test_two_absences_at_once_make_no_circle(office: Office, gather: Gather, *, held: bool) -> None:
    """Each names the other to stand in at the same moment: one of them is told that it would lead back."""
    crowd = gather(office)
    for _ in range(ROUNDS):
        pairs = (("pria", "dora"), ("dora", "pria"))
        leaves: list[Command] = [
            GoAway(actor=slack(who), request_key=office.key(), last_day="2026-03-06", delegate=whom)
            for who, whom in pairs
        ]

        assert race(crowd, leaves, held=held) == [None, Reason.AWAY_IN_CIRCLE]
        with office.database.transaction() as connection:
            connection.execute(sa.delete(tables.absence))
            connection.execute(
                sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1)
            )
