"""Two administrators who see to one lost message at the same moment: one does, and the other is told so."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import tables
from tests.approvals.crowd import Crowd, gather
from tests.office import Office, slack, staff
from workflows.deliveries.commands import DropDelivery, RetryDelivery
from workflows.kernel.answers import Reason, Refused

__all__ = ["gather"]

pytestmark = pytest.mark.timeout(180)
Gather = Callable[[Office], Crowd]
ROUNDS = 40


@pytest.mark.postgres
def test_one_of_two_sees_to_it(office: Office, gather: Gather) -> None:
    """One drops it while the other tries it again: the second learns what became of it, and nothing happens twice."""
    staff(office.database, "admin", "zoe", "dora")
    for number in range(ROUNDS):
        office.start("ada", title=f"Portal {number}")
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.effect).values(state="dead", error="is archived"))
    lost = [row["id"] for row in office.rows(tables.effect) if row["kind"] == "post"][:ROUNDS]
    crowd = gather(office)
    for one in lost:
        asked = (
            RetryDelivery(actor=slack("zoe"), request_key=office.key(), delivery=one, version=0),
            DropDelivery(actor=slack("dora"), request_key=office.key(), delivery=one, version=0),
        )

        answers = crowd.all_at_once(asked, held=False)

        assert [answer.reason for answer in answers if isinstance(answer, Refused)] == [Reason.ALREADY_DONE]
    done = [row for row in office.rows(tables.history) if row["action"].startswith("delivery-")]
    assert len(done) == ROUNDS
