"""What a happy check-in finds is handed on: somebody of the role accepts it, or returns it with the reason (C 1.2)."""

from typing import Any

from storage import history, tables
from tests.checkins.test_editing import ACME, MARKETING, SALES, checking, edit, leave, send, work_of
from tests.office import Office
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused

__all__ = ["checking"]


def refused(answer: Answer) -> Refused:
    """Return a refusal."""
    assert isinstance(answer, Refused), answer
    return answer


def actions(office: Office) -> list[str]:
    """Return what was done to the check-ins, in order."""
    rows: list[Any] = [row for row in office.rows(tables.history) if row["subject"].endswith(work_of(office)["id"])]
    return [row["action"] for row in sorted(rows, key=lambda row: row["seq"])]


def test_sales_accepts_what_was_found(checking: Office) -> None:
    """The post calls them, says who has it then, and cannot be accepted twice; the thread calls who found it."""
    send(checking, upsell="yes", description="Ten seats.")
    card = checking.last_card(SALES, having="Accept")
    assert "luis" in str(card.status)
    assert refused(checking.press("mara", card, "Accept")).reason is Reason.NOT_ALLOWED

    assert isinstance(checking.press("luis", card, "Accept"), Done)

    assert refused(checking.press("luis", card, "Accept")).reason is Reason.ALREADY_DONE
    assert checking.last_card(SALES).buttons == ()
    assert "Accepted by" in str(checking.last_card(SALES).status)
    assert "carl" in str(checking.last_card(ACME).body)
    assert actions(checking)[-1] == "offer-accepted"


def test_marketing_gives_it_back_with_the_reason(checking: Office) -> None:
    """The reason is needed, and stands on the post and in the thread."""
    send(checking, referenceable="yes")
    form = checking.press("mara", checking.last_card(MARKETING, having="Return"), "Return")
    assert isinstance(form, Opened)
    assert refused(checking.submit("mara", form, {"reason": " "})).field == "reason"

    assert isinstance(checking.submit("mara", form, {"reason": "They were one already."}), Done)

    assert checking.last_card(MARKETING).quote == "They were one already."
    assert checking.last_card(ACME).quote == "They were one already."
    assert refused(checking.submit("mara", form, {"reason": "Again."})).reason is Reason.ALREADY_DONE
    with checking.database.transaction() as connection:
        assert history.verify(connection) is None


def test_what_somebody_accepted_is_not_edited_away(checking: Office) -> None:
    """The refusal says what to do; what nobody answered keeps its buttons, with the words that are so now."""
    send(checking, upsell="yes", renewal="yes")
    leave(checking)
    assert isinstance(edit(checking, upsell=True, renewal=True, description="Now."), Done)
    waiting = checking.last_card(SALES, having="Accept")
    assert "Now." in str(waiting.body)
    assert isinstance(checking.press("luis", waiting, "Accept"), Done)

    answer = refused(edit(checking))

    assert answer.reason is Reason.CANNOT_TAKE_BACK
