"""One person on two platforms, at the same moment, on PostgreSQL: one decision, one link, one try after the other.

The guard is the history's primary key. The controls run the same on a database without it, and must fail.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from tests.accounts.desks import SLACK_ADA, code, reason, say
from tests.approvals.crowd import ROUNDS, Crowd, asked, click, found, rows_of
from tests.office import Office
from workflows.accounts import rules
from workflows.accounts.commands import LinkAccount
from workflows.approvals.commands import Decide
from workflows.kernel.answers import Done, Reason, Refused
from workflows.kernel.people import Identity

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180)]
Gather = Callable[[Office], Crowd]

PRIA = Identity("teams", "aaaaaaaa-0000-4000-8000-000000000001")


def in_teams(command: Decide) -> Decide:
    """Return the same click from the person's account in Teams."""
    return msgspec.structs.replace(command, actor=PRIA, request_key=f"teams:{command.request_key}")


def link_pria(office: Office) -> None:
    """Make Pria one person on both platforms."""
    made = code(office, Identity("slack", "UPRIA"))
    assert isinstance(say(office, PRIA, f"link {made}"), Done)


def clicks(office: Office, approval: Mapping[str, Any], first: str, second: str) -> list[Decide]:
    """Return what Pria says on both platforms at the same moment."""
    return [click(office, "pria", approval, first), in_teams(click(office, "pria", approval, second))]


@pytest.mark.parametrize("held", [True, False], ids=["all have read", "as it comes"])
def test_both_clicks_at_once_give_one_decision(hall: Office, gather: Gather, held: bool) -> None:  # noqa: FBT001
    """Approve on Slack and decline in Teams, or the other way round: one is carried out, the other hears the truth."""
    link_pria(hall)
    crowd = gather(hall)
    outcomes: set[str] = set()
    for number in range(1, ROUNDS + 1):
        approval = asked(hall, number)
        said = ("approve", "decline") if number % 2 else ("decline", "approve")
        answers = crowd.all_at_once(clicks(hall, approval, *said), held=held)
        after = found(hall, approval)
        assert after.is_sound, (number, after)
        assert sum(isinstance(answer, Done) for answer in answers) == 1
        late = [answer for answer in answers if isinstance(answer, Refused)]
        assert {answer.reason for answer in late} == {Reason.ALREADY_DONE}
        assert after.votes == (("pria", after.decisions[0]),)
        outcomes |= set(after.decisions)
    assert outcomes == {"approve", "decline"}


def test_control_without_the_guard_both_are_carried_out(hall: Office, gather: Gather) -> None:
    """The test above sees it: with the history's key taken away one click for and one against both decide."""
    link_pria(hall)
    without_the_guard(hall)
    crowd = gather(hall)
    unsound = 0
    for number in range(1, 11):
        approval = asked(hall, number)
        dora = click(hall, "dora", approval, "decline")
        crowd.all_at_once([in_teams(click(hall, "pria", approval, "approve")), dora])
        unsound += not found(hall, approval).is_sound
    assert unsound == 10


def test_a_code_that_two_accounts_use_at_once_links_one(hall: Office, gather: Gather) -> None:
    """Whoever is second finds the code used."""
    crowd = gather(hall)
    for number in range(1, 11):
        answers = both_use(hall, crowd, number)
        assert sum(isinstance(answer, Done) for answer in answers) == 1
        assert [answer.reason for answer in answers if isinstance(answer, Refused)] == [Reason.LINK_USED]
        assert len(rows_of(hall, tables.link)) == 1
        with hall.database.transaction() as connection:
            connection.execute(sa.delete(tables.link))
            connection.execute(
                sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1)
            )


@pytest.mark.parametrize("held", [True, False], ids=["all have read", "as it comes"])
def test_of_two_codes_made_at_once_one_works(hall: Office, gather: Gather, held: bool) -> None:  # noqa: FBT001
    """Whoever asks for a code twice in the same moment has two, of which the later one alone links an account."""
    crowd = gather(hall)
    for number in range(1, 11):
        asked_for = [LinkAccount(actor=SLACK_ADA, request_key=hall.key()) for _ in range(2)]
        answers = crowd.all_at_once(asked_for, held=held)
        assert all(isinstance(answer, Done) for answer in answers)
        codes = rows_of(hall, tables.link_code)
        assert len(codes) == 2 * number
        assert sum(row["ends_at"] > hall.now and row["used_at"] is None for row in codes) == 1


def test_control_without_the_guard_a_code_links_two(hall: Office, gather: Gather) -> None:
    """The test above sees it."""
    without_the_guard(hall)
    answers = both_use(hall, gather(hall), 1)
    assert all(isinstance(answer, Done) for answer in answers)
    assert len(rows_of(hall, tables.link)) == 2


def test_tries_at_once_are_counted_one_by_one(hall: Office, gather: Gather) -> None:
    """Eight wrong codes in the same moment are as many tries as eight one after the other: no more than five count."""
    crowd = gather(hall)
    wrong = [
        LinkAccount(actor=PRIA, request_key=hall.key(), code=f"0000-0000-000{number}")
        for number in range(rules.MOST_TRIES + 3)
    ]
    answers = crowd.all_at_once(wrong, held=False)
    reasons = [reason(answer) for answer in answers]
    assert reasons.count(Reason.LINK_WRONG) == rules.MOST_TRIES
    assert reasons.count(Reason.LINK_TOO_MANY) == 3


def both_use(office: Office, crowd: Crowd, number: int) -> list[Any]:
    """Let two strangers use the same code of Ada at the same moment."""
    made = code(office)
    users = [Identity("teams", f"{one}-{number}") for one in ("first", "second")]
    asked_for = [LinkAccount(actor=user, request_key=office.key(), code=made) for user in users]
    return crowd.all_at_once(asked_for)


def without_the_guard(office: Office) -> None:
    """Take the history's primary key away."""
    with office.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE history DROP CONSTRAINT pk_history"))
