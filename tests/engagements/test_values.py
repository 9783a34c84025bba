"""What is filled in at a step: a person must be somebody who works here."""

import pytest
import sqlalchemy as sa

from storage import tables
from tests.office import Office
from workflows.kernel.answers import Reason, Refused


@pytest.mark.parametrize("who", ["nobody", "UCARL", "Carl Jensen", "luis"])
def test_a_person_that_is_none_is_refused_at_the_field(office: Office, who: str) -> None:
    """A key that nobody has, an id of the platform, somebody who left: the field is named, and nothing moves."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "luis").values(active=False))
        connection.execute(sa.update(tables.company).values(directory_version=2))

    answer = office.say("carl", engagement, "started", success_manager=who)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.NOT_A_CHOICE, "success_manager")
    assert [row["step"] for row in office.rows(tables.engagement)] == ["1.1"]
