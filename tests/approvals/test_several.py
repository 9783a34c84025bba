"""Approving several at once: exactly what was listed, each by itself, and what could not be is told."""

import pytest
import sqlalchemy as sa

from storage import tables
from tests.office import Office
from tests.pricing import draft, priced
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card

__all__ = ["priced"]


@pytest.fixture
def three(priced: Office) -> Office:
    """Return an office in which three decisions wait for Pria and Dora."""
    for number in range(1, 4):
        engagement = priced.start("ada", title=f"Portal {number}")
        assert isinstance(priced.say("ada", engagement, "scoped"), Done)
        assert isinstance(draft(priced, key=f"ENG-{number}"), Done)
        assert isinstance(priced.type("ada", f"/rom ENG-{number} send"), Done)
        priced.later(minutes=1)
    return priced


def opened(answer: Answer) -> Opened:
    """Return the form that an answer is."""
    assert isinstance(answer, Opened), answer
    return answer


def chosen(office: Office, who: str, *numbers: int) -> Opened:
    """Choose these of the list, and return the form that says what it does."""
    listed = office.type(who, "/approvals")
    assert isinstance(listed, Shown)
    choosing = opened(office.press(who, listed.card, "Approve several"))
    values = tuple(choosing.form.fields[0].choices[number - 1].value for number in numbers)
    return opened(office.submit(who, choosing, {"chosen": values}))


def done(answer: Answer) -> Card:
    """Return the card of what was done."""
    assert isinstance(answer, Done), answer
    return answer.card


def states(office: Office) -> list[str]:
    """Return the states of the decisions, in the order in which they were asked."""
    return [str(row["state"]) for row in sorted(office.rows(tables.approval), key=lambda row: str(row["asked_at"]))]


def test_what_is_listed_is_approved_each_by_itself(three: Office) -> None:
    """The list names number, customer and figure; two are approved with two entries and two keys; one waits on."""
    confirm = chosen(three, "pria", 1, 3)
    listed = str(confirm.form.intro)
    assert listed.count("Approve ENG-") == 2
    assert "Acme Mills: Portal 1" in listed
    assert "EUR" in listed

    card = done(three.submit("pria", confirm, {"reason": "As agreed."}))

    assert card.title == "2 of 2 approved"
    assert states(three) == ["approved", "waiting", "approved"]
    decided = [row for row in three.rows(tables.history) if row["action"] == "decided"]
    assert len({row["request_key"] for row in decided}) == len({row["subject"] for row in decided}) == 2
    assert {row["note"] for row in decided} == {"As agreed."}


def test_what_changed_meanwhile_is_left_out_and_named(three: Office) -> None:
    """New figures for one, a decision on another: only the third is approved, and both are told."""
    confirm = chosen(three, "pria", 1, 2, 3)
    assert isinstance(draft(three, key="ENG-1", travel="9000"), Done)
    two = next(row for row in three.rows(tables.engagement) if row["key"] == "ENG-2")
    show = three.type("dora", "/approvals show ENG-2")
    assert isinstance(show, Shown)
    assert isinstance(three.press("dora", show.card, "Approve"), Done), two

    card = done(three.submit("pria", confirm, {}))

    assert card.title == "1 of 3 approved"
    assert "decided" in str(card.rows) or "changed" in str(card.rows)
    newest = [row for row in three.rows(tables.approval) if row["state"] == "waiting"]
    assert len(newest) == 1


def test_the_second_list_leaves_out_what_was_decided(three: Office) -> None:
    """Between choosing and the list one is decided: it is named as left out, and is not in the list."""
    listed = three.type("pria", "/approvals")
    assert isinstance(listed, Shown)
    choosing = opened(three.press("pria", listed.card, "Approve several"))
    show = three.type("dora", "/approvals show ENG-2")
    assert isinstance(show, Shown)
    assert isinstance(three.press("dora", show.card, "Approve"), Done)

    values = tuple(choice.value for choice in choosing.form.fields[0].choices)
    confirm = opened(three.submit("pria", choosing, {"chosen": values}))

    assert "ENG-2" not in str(confirm.form.intro)
    assert "1 of what you chose" in str(confirm.form.intro)


def test_nobody_approves_their_own_or_somebody_elses(three: Office) -> None:
    """Ada sees none to choose; the list of somebody who decides does nothing for her, and she is told why."""
    confirm = chosen(three, "pria", 1, 2)

    listed = three.type("ada", "/approvals")
    assert isinstance(listed, Shown)
    assert "Approve several" not in [button.label for button in listed.card.buttons]
    card = done(three.submit("ada", confirm, {}))

    assert card.title == "0 of 2 approved"
    assert "not yours" in str(card.rows) or "own request" in str(card.rows)
    assert states(three) == ["waiting"] * 3


def test_the_second_click_is_the_first(three: Office) -> None:
    """The same form sent twice is one answer; sent again later it approves nothing more."""
    confirm = chosen(three, "pria", 1, 2)
    first = three.submit("pria", confirm, {}, key="click")

    assert three.submit("pria", confirm, {}, key="click") == first
    assert done(three.submit("pria", confirm, {})).title == "0 of 2 approved"


def test_one_is_no_several(three: Office) -> None:
    """With one left there is nothing to choose; a form of before says so."""
    with three.database.transaction() as connection:
        newest = sa.select(tables.approval.c.id).order_by(tables.approval.c.asked_at).limit(2)
        gone = sa.update(tables.approval).where(tables.approval.c.id.in_(newest.scalar_subquery()))
        connection.execute(gone.values(state="superseded"))
    listed = three.type("pria", "/approvals")
    assert isinstance(listed, Shown)

    assert "Approve several" not in [button.label for button in listed.card.buttons]


def test_junk_approves_nothing(three: Office) -> None:
    """Whatever a form carries, only what waits and was shown so is approved."""
    confirm = chosen(three, "pria", 1, 2)
    form = confirm.form
    for words in ("", "x", "a:b:c", f"{form.argument} {form.argument}x", ":" * 40):
        bad = Opened(
            form=type(form)(**{**{name: getattr(form, name) for name in form.__struct_fields__}, "argument": words})
        )
        answer = three.submit("pria", bad, {})
        assert isinstance(answer, Done | Refused)
    assert states(three).count("approved") <= 2


def test_who_may_decide_none_of_them_is_refused_plainly(three: Office) -> None:
    """Carl sends Pria's list, and an empty one: he is told who may, no answer counts for him, nothing is kept."""
    confirm = chosen(three, "pria", 1, 2)
    before = three.rows(tables.history)
    told = three.submit("carl", confirm, {})
    assert isinstance(told, Refused)
    assert (told.reason, told.facts["may"]) == (Reason.NOT_ALLOWED, "Pria Nair, Dora Weiss")
    assert three.rows(tables.history) == before
    assert states(three) == ["waiting"] * 3
