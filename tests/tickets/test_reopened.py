"""A ticket that is taken up again: somebody waits for an answer again, and its clock begins anew (D, E)."""

from datetime import timedelta

from storage import tables
from tests.checkins.test_planning import tick
from tests.office import Office
from tests.tickets.test_responses import facts, log, posted, respond_by, tiered
from workflows.kernel.answers import Done, Opened


def do(office: Office, key: str, *steps: str) -> None:
    """Let Carl do steps of a ticket, each with these words where it asks for some."""
    for words in steps:
        answer = office.type("carl", f"/engagement done {key}")
        if isinstance(answer, Opened):
            answer = office.submit("carl", answer, {field.key: words for field in answer.form.fields})
        assert isinstance(answer, Done), answer


def close(office: Office, key: str) -> None:
    """Let Carl do all of a ticket, to its end."""
    do(office, key, "taken", "They have one.", "closed", "They have one.", "told")


def reopen(office: Office, key: str, why: str = "They cannot log in.") -> None:
    """Let Carl take a ticket up again."""
    assert isinstance(office.submit("carl", office.type("carl", f"/ticket reopen {key}"), {"reason": why}), Done)


def test_a_reopened_ticket_must_be_answered_again(office: Office) -> None:
    """Its clock begins anew, warns and runs out again, by what the customer's tier is now (processes.md D, E)."""
    tiered(office, "basic")
    key = log(office, severity="1")
    close(office, key)
    assert facts(office, key)["First response"].startswith("in time")
    tiered(office, "premium")
    office.later(days=3)
    again = office.now

    reopen(office, key)

    assert respond_by(office) == again + timedelta(minutes=15)
    assert facts(office, key)["First response"] == "due #"
    office.now = again + timedelta(minutes=12)
    tick(office)
    assert len(posted(office, "slack:CINTERNAL", "first response")) == 1
    assert isinstance(office.submit("carl", office.type("carl", f"/engagement comment {key} I look."), {}), Done)
    assert respond_by(office) is None
    assert facts(office, key)["First response"].startswith("in time")


def test_what_is_resolved_and_taken_up_again_must_be_answered_too(office: Office) -> None:
    """Not closed yet, but done by what its board says: whoever says that it is not waits for an answer again."""
    tiered(office, "basic")
    key = log(office, severity="1")
    do(office, key, "taken", "They have one.")
    again = office.now

    reopen(office, key)

    assert respond_by(office) == again + timedelta(hours=1)


def test_who_has_no_tier_any_more_is_promised_nothing_again(office: Office) -> None:
    """A ticket that comes back for a customer whose tier was taken away has no clock that runs."""
    tiered(office, "basic")
    key = log(office, severity="1")
    close(office, key)
    tiered(office, "")

    reopen(office, key)

    assert respond_by(office) is None
    assert not [row for row in office.rows(tables.timer) if row["kind"] == "response"]
