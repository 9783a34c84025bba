"""A person is let go and given work at the same moment: it is never left with who is gone.

Their history is the lock (`Desk.record_person`). Rounds without a gate meet all the moments between a look and a write;
rounds with one let both look before either writes.
"""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import tables
from tests.administration.test_administration import ADMIN, open_form
from tests.approvals.crowd import Crowd, gather, row_of
from tests.office import Office, slack, staff
from workflows.administration.commands import LetGo
from workflows.interventions.commands import Assign
from workflows.kernel.answers import Done, Opened, Reason, Refused
from workflows.kernel.commands import Command

__all__ = ["gather"]

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180)]
ROUNDS = 20


def come_back(office: Office) -> None:
    """Let Luis be here again, as one of those who may have the work."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "luis").values(active=True))
    staff(office.database, "development_lead", "lena")
    staff(office.database, "sal", "ada", "luis")


@pytest.mark.parametrize("held", [True, False], ids=["held", "free"])
def test_nobody_who_is_let_go_is_given_work(office: Office, gather: Callable[[Office], Crowd], *, held: bool) -> None:
    """Whichever comes first: what he was given goes to his heir, or whoever gives it is told that he is gone."""
    crowd = gather(office)
    for number in range(ROUNDS):
        come_back(office)
        engagement = office.start("ada", title=f"Portal {number}")
        work = row_of(office, tables.engagement, tables.engagement.c.id == engagement)
        form = open_form(office, "people luis", "Luis Rojas", "Let go")
        assert isinstance(form, Opened)
        seen, _, person = form.form.argument.partition(" ")
        commands: list[Command] = [
            LetGo(actor=slack(ADMIN), request_key=office.key(), person=person, state=seen, heir="ada"),
            Assign(
                actor=slack("ada"),
                request_key=office.key(),
                engagement=engagement,
                arrival=work["arrival"],
                person=person,
            ),
        ]

        gone, given = crowd.all_at_once(commands, held=held and not office.database.is_sqlite)

        assert isinstance(gone, Done), gone
        assert isinstance(given, Done) or (isinstance(given, Refused) and given.reason is Reason.NOT_A_CHOICE)
        assert row_of(office, tables.engagement, tables.engagement.c.id == engagement)["owner"] == "ada"
