"""Somebody is away: their delegate is called with them, decides in their place, and gives it back."""

from datetime import timedelta

from bot.wiring import system_clock
from storage import tables
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent


def in_days(days: int) -> str:
    """Return a day from now as people fill it in."""
    return (system_clock() + timedelta(days=days)).date().isoformat()


async def test_a_decision_is_given_in_the_place_of_who_is_away(stage: Stage) -> None:
    """The form says until when and who; both are called, the card and the history name both, and back ends it."""
    form = await stage.open("pria", "/csops away", title="Away")
    answer = await stage.send(form.fill({"Last day away": in_days(5), "Who stands in?": "Carl Jensen"}))
    assert "Carl Jensen stands in" in answer
    told = await stage["carl"].told("You stand in for Pria Nair")
    assert "mine lists what waits" in told.words

    key = sent(stage)
    asked = await stage.card("approvals", key, "please decide", button="Approve")
    assert stage.called(asked) == {"pria", "carl", "dora"}
    assert "who is away until" in asked.words
    assert "You stand in for Pria Nair" in await stage.told("carl", "/csops mine")

    await stage.press("carl", "approvals", key, button="Approve")
    decided = await stage.card("approvals", key, "Approved")
    assert "Carl Jensen for Pria Nair" in decided.words.replace("@", "")
    (row,) = stage.rows(tables.approval)
    assert (row["decided_by"], row["decided_for"]) == ("carl", "pria")

    assert "Pria Nair is back" in await stage.told("pria", "/csops back")
    again = sent(stage, "Another portal")
    card = await stage.card("approvals", again, "please decide", button="Approve")
    assert stage.called(card) == {"pria", "dora"}
    await card.click("Approve", by=stage["carl"])
    await stage.refusal("carl", "This is for Pria Nair")
    assert stage.history_is_whole()


async def test_words_do_the_same_and_a_slip_is_told_at_its_field(stage: Stage) -> None:
    """Typed whole it is done at once; a day that has passed is refused in words, and in the form under its field."""
    assert "is away" in await stage.told("fina", f"/csops away until {in_days(2)} to @dora")
    assert "has passed already" in await stage.told("fina", f"/csops away until {in_days(-2)} to dora")
    form = await stage.open("fina", "/csops away", title="Away")
    sent_back = await form.fill({"Last day away": in_days(-1)}).submit()
    assert "has passed already" in sent_back.errors["Last day away"]
    await form.close()
