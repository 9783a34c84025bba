"""A check-in that comes back begins anew: what was said last time is neither sent again nor filled in."""

from tests.office import Office
from workflows.kernel.answers import Done, Opened
from workflows.kernel.posts import Post


def told_sales(office: Office) -> int:
    """Return how often sales heard something."""
    return sum(sent.lane == "slack:CSALES" and isinstance(sent.payload, Post) for sent in office.sent())


def checked_in(office: Office) -> str:
    """Start check-ins and hold the first, with an upsell."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    assert isinstance(office.say("carl", engagement, "happy", upsell="yes", description="More seats."), Done)
    return engagement


def test_an_upsell_is_handed_to_sales_once(office: Office) -> None:
    """The next happy check-in says nothing of an upsell, so sales hears nothing more."""
    engagement = checked_in(office)
    before = told_sales(office)

    answer = office.say("carl", engagement, "happy")

    assert isinstance(answer, Done)
    assert before >= 1
    assert told_sales(office) == before


def test_the_form_does_not_remember_the_last_check_in(office: Office) -> None:
    """Nothing is ticked beforehand."""
    checked_in(office)

    opened = office.type("carl", "/engagement done CS-1 happy")

    assert isinstance(opened, Opened)
    assert [field.key for field in opened.form.fields if field.key == "upsell" and field.initial] == []


def test_each_field_says_which_answer_takes_it(office: Office) -> None:
    """What is written for another answer is not kept, so the form of all of them says for which one each field is."""
    checked_in(office)

    opened = office.type("carl", "/engagement done CS-1 happy")

    assert isinstance(opened, Opened)
    hints = {field.key: field.hint for field in opened.form.fields}
    assert hints["outcome"] == ""
    assert hints["upsell"] == "Only for “Happy”."
    assert hints["services"] == "Only for “Happy”. Starts a services engagement"
    assert hints["issue"] == hints["ticket"] == "Only for “Not happy”."
