"""Everybody clicks at the same moment, on PostgreSQL: one decision, no quorum that hangs, no vote that is lost.

The guard is the history's primary key: two commands that saw the same state both want to write its next entry. The
control runs the same clicks on a database without that key, and must fail: votes that do not see each other hang for
ever, and two decisions are both carried out.
"""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import tables
from tests.approvals.crowd import ROUNDS, Crowd, asked, click, found, row_of, rows_of
from tests.office import Office, slack
from tests.pricing import HOURS, set_role, with_rule
from workflows.estimates.commands import SaveEstimate
from workflows.kernel.answers import Done, Reason, Refused

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(180)]
Gather = Callable[[Office], Crowd]


def second_account(office: Office, who: str) -> None:
    """Give a person another account on the same platform."""
    with office.database.transaction() as connection:
        row = {"platform": "slack", "user_id": f"U{who.upper()}2", "person_key": who}
        connection.execute(sa.insert(tables.identity).values(**row))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))


@pytest.mark.parametrize("held", [True, False], ids=["all have read", "as it comes"])
def test_exactly_one_of_many_clicks_decides(hall: Office, gather: Gather, held: bool) -> None:  # noqa: FBT001
    """Four people, two of them twice, approve and decline at once: one decision, and the others get the quiet truth."""
    set_role(hall, "ps_manager", "pria", "lena")
    set_role(hall, "cs_director", "dora", "luis")
    second_account(hall, "pria")
    crowd = gather(hall)
    outcomes: set[str] = set()
    for number in range(1, ROUNDS + 1):
        approval = asked(hall, number)
        people = ("pria", "lena", "dora", "luis", "pria2", "lena")
        said = ["approve", "decline", "decline", "approve", "decline", "approve"]
        if number % 2:
            said.reverse()
        clicks = [click(hall, who, approval, outcome) for who, outcome in zip(people, said, strict=True)]
        answers = crowd.all_at_once(clicks, held=held)

        after = found(hall, approval)
        assert after.is_sound, (number, after)
        assert sum(isinstance(answer, Done) for answer in answers) == 1
        late = [answer for answer in answers if isinstance(answer, Refused)]
        assert {answer.reason for answer in late} == {Reason.ALREADY_DONE}
        assert len(after.votes) == 1
        assert after.votes[0][1] == after.decisions[0]
        outcomes |= set(after.decisions)
    assert outcomes == {"approve", "decline"}


@pytest.mark.parametrize("held", [True, False], ids=["all have read", "as it comes"])
def test_a_quorum_of_two_is_reached_by_two_at_once(hall: Office, gather: Gather, held: bool) -> None:  # noqa: FBT001
    """Both approve, each twice, one delivery is repeated: both votes stand, and the one decision is carried out."""
    with_rule(hall, "all")
    crowd = gather(hall)
    for number in range(1, ROUNDS + 1):
        approval = asked(hall, number)
        key = hall.key()
        clicks = [
            click(hall, "pria", approval, "approve"),
            click(hall, "dora", approval, "approve", key=key),
            click(hall, "pria", approval, "approve"),
            click(hall, "dora", approval, "approve", key=key),
        ]
        answers = crowd.all_at_once(clicks, held=held)

        after = found(hall, approval)
        assert after.is_sound, (number, after)
        assert after.decisions == ("approve",)
        assert after.votes == (("dora", "approve"), ("pria", "approve"))
        assert answers[1] == answers[3], "the repeated delivery got another answer"
        assert sum(isinstance(answer, Done) for answer in (answers[0], answers[2])) == 1


def test_in_a_mixed_quorum_one_side_wins_whole(hall: Office, gather: Gather) -> None:
    """Approve and decline cross each other: where all must approve the decline stands, and it stands once."""
    with_rule(hall, "all")
    crowd = gather(hall)
    for number in range(1, ROUNDS + 1):
        approval = asked(hall, number)
        clicks = [
            click(hall, "pria", approval, "approve"),
            click(hall, "dora", approval, "decline"),
            click(hall, "pria", approval, "decline"),
            click(hall, "dora", approval, "approve"),
        ]
        answers = crowd.all_at_once(clicks)

        after = found(hall, approval)
        said = dict(after.votes)
        carried = [one for one in answers if isinstance(one, Done)]
        assert not after.broken
        assert len(carried) == len(after.votes) == len(said)
        if set(said.values()) == {"approve"}:
            assert (after.state, after.decisions, len(said)) == ("approved", ("approve",), 2)
        else:
            assert (after.state, after.decisions) == ("declined", ("decline",))


def test_an_approval_and_a_change_of_the_figures_never_pass_each_other(hall: Office, gather: Gather) -> None:
    """Whoever comes first: nothing is ever approved but the figures that stand."""
    crowd = gather(hall)
    for number in range(1, ROUNDS + 1):
        approval = asked(hall, number)
        change = SaveEstimate(
            actor=slack("ada"),
            request_key=hall.key(),
            engagement=approval["engagement_id"],
            revision=1,
            rate_card="2026-1",
            values={**HOURS, "travel": "2400"},
        )
        approve = click(hall, "pria", approval, "approve")
        saved, approved = crowd.all_at_once([change, approve])

        engagement = row_of(hall, tables.engagement, tables.engagement.c.id == approval["engagement_id"])
        newest = row_of(hall, tables.estimate, tables.estimate.c.id == engagement["estimate_id"])
        live = row_of(hall, tables.approval, tables.approval.c.id == engagement["approval_id"])
        assert isinstance(saved, Done)
        assert live["digest"] == newest["digest"] != approval["digest"]
        assert live["state"] == "waiting"
        older = row_of(hall, tables.approval, tables.approval.c.id == approval["id"])
        assert older["state"] == "superseded"
        assert not rows_of(hall, tables.vote, tables.vote.c.approval_id == live["id"])
        assert isinstance(approved, Done | Refused)


@pytest.mark.parametrize("hall", ["sqlite"], indirect=True)
def test_on_sqlite_the_writers_turn_keeps_the_same_promises(hall: Office, gather: Gather) -> None:
    """There is one writer at a time, so nothing collides; the outcome is the same."""
    with_rule(hall, "all")
    crowd = gather(hall)
    for number in range(1, 11):
        approval = asked(hall, number)
        clicks = [click(hall, who, approval, "approve") for who in ("pria", "dora", "pria", "dora")]
        crowd.all_at_once(clicks, held=False)
        after = found(hall, approval)
        assert after.is_sound
        assert after.votes == (("dora", "approve"), ("pria", "approve"))


def test_without_the_guard_the_same_clicks_go_wrong(hall: Office, gather: Gather) -> None:
    """The control: the history's primary key is taken away, and what the others promise no longer holds."""
    with_rule(hall, "all")
    with hall.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE history DROP CONSTRAINT pk_history"))
    crowd = gather(hall)
    stuck = 0
    for number in range(1, 11):
        approval = asked(hall, number)
        clicks = [click(hall, who, approval, "approve") for who in ("pria", "dora")]
        answers = crowd.all_at_once(clicks)
        after = found(hall, approval)
        assert all(isinstance(answer, Done) for answer in answers)
        stuck += after.decisions == () and len(after.votes) == 2
    assert stuck == 10, "both votes were written and neither saw the other: the quorum hangs for ever"


def test_without_the_guard_two_decide(hall: Office, gather: Gather) -> None:
    """The control: of one click for and one against, both are carried out."""
    with hall.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE history DROP CONSTRAINT pk_history"))
    crowd = gather(hall)
    for number in range(1, 11):
        approval = asked(hall, number)
        clicks = [click(hall, "pria", approval, "approve"), click(hall, "dora", approval, "decline")]
        crowd.all_at_once(clicks)
        after = found(hall, approval)
        assert sorted(after.decisions) == ["approve", "decline"]
        assert not after.is_sound
