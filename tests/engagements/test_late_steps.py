"""The late steps of a services engagement: the SOW's terms, what is billed, who conducts it, what is owed (A 9-16)."""

import msgspec
import pytest

from storage import tables
from tests.approvals.deciding import with_reason
from tests.office import Office, staff
from tests.pricing import CARDS, set_rate_cards, to_approval
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.kernel.posts import Post

DETAILS = "Half at the start, half when it is accepted."
TO_9 = (("ada", "created"), ("ada", "entered"), ("ada", "customer-approves"))
TO_12 = (*TO_9, ("emil", "sent"), ("ada", "won"), ("pria", "created"))
TO_13 = (*TO_12, ("fina", "billed"))
TO_16 = (*TO_13, ("pria", "accepted"), ("emil", "done"), ("ada", "sent"))
USUAL = {"billing_terms": "entire-amount"}
OWN = {"billing_terms": "sow-terms", "billing_details": DETAILS}


def ahead(office: Office, way: tuple[tuple[str, str], ...], terms: dict[str, str] = USUAL) -> str:
    """Let an engagement with an approved ROM take its next steps, with these terms at 10; return its id."""
    set_rate_cards(office, *CARDS)
    card = to_approval(office)
    assert isinstance(with_reason(office, "pria", card, "Approve"), Done)
    (row,) = (row for row in office.rows(tables.engagement) if row["title"] == "New portal")
    for who, outcome in way:
        answer = office.say(who, row["id"], outcome, **(terms if outcome == "won" else {}))
        assert isinstance(answer, Done), (outcome, answer)
    return str(row["id"])


def said(office: Office, lane: str) -> str:
    """Return everything that was posted in a lane."""
    return "\n".join(
        msgspec.json.encode(one.payload).decode()
        for one in office.sent()
        if one.lane == lane and isinstance(one.payload, Post)
    )


def refused(answer: Answer) -> tuple[Reason, str]:
    """Return why something was refused, and the field to correct."""
    assert isinstance(answer, Refused), answer
    return answer.reason, answer.field


def engagement_row(office: Office) -> dict[str, object]:
    """Return the services engagement's row."""
    return next(dict(row) for row in office.rows(tables.engagement) if row["process"] == "services-engagement")


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (USUAL, "Please bill Acme Mills for New portal: the entire amount, 17,700.00 EUR."),
        (OWN, f"by the terms of the SOW, not the entire amount of 17,700.00 EUR: {DETAILS}"),
    ],
)
def test_finance_hears_what_is_billed_with_the_amount(office: Office, terms: dict[str, str], expected: str) -> None:
    """Entire amount or the SOW's terms, as whoever closed the deal said, with amount and currency (A 12)."""
    ahead(office, TO_12, terms)
    assert expected in said(office, "slack:CFINANCE")


@pytest.mark.parametrize(
    ("who", "outcome", "way"), [("emil", "terms", TO_9), ("ada", "won", (*TO_9, ("emil", "sent")))]
)
def test_other_terms_must_be_said(office: Office, who: str, outcome: str, way: tuple[tuple[str, str], ...]) -> None:
    """That the SOW bills otherwise without saying how would leave Finance with nothing; the field is named."""
    engagement = ahead(office, way)
    before = engagement_row(office)
    answer = office.say(who, engagement, outcome, billing_terms="sow-terms")
    assert refused(answer) == (Reason.FIELD_MISSING, "billing_details")
    assert engagement_row(office) == before


def test_the_terms_of_the_sow_are_known_when_it_is_signed(office: Office) -> None:
    """What was set at 9 stands in the form of 10, which only confirms it; the step came again, in the same hands."""
    engagement = ahead(office, TO_9)
    assert isinstance(office.say("emil", engagement, "terms", work_begins="2026-04-01", **OWN), Done)
    assert engagement_row(office)["step"] == "9"
    assert isinstance(office.say("emil", engagement, "sent"), Done)
    opened = office.type("ada", "/engagement done ENG-1 won")
    fields = {field.key: field.initial for field in opened.form.fields}  # type: ignore[union-attr]
    assert fields["billing_details"] == DETAILS
    assert fields["billing_terms"] == "sow-terms"


def test_the_manager_chooses_who_conducts_the_project(office: Office) -> None:
    """The hand-off calls the chosen engineer, not all of them; who accepts it has the step (A 13)."""
    staff(office.database, "pse", "emil", "lena", "luis")
    engagement = ahead(office, TO_13)
    assert isinstance(office.say("pria", engagement, "assigned", engineer="lena"), Done)
    assert engagement_row(office)["step"] == "13"
    card = office.last_card("slack:CINTERNAL", having="Accept")
    words = msgspec.json.encode(card).decode()
    assert '"lena"' in words
    assert '"luis"' not in words
    assert isinstance(office.press("lena", card, "Accept"), Done)
    row = engagement_row(office)
    assert (row["owner"], row["owner_role"]) == ("lena", "pse")
    assert "Lena Fuchs conducts the project" in str(row["items"])
    assert isinstance(office.say("lena", engagement, "accepted"), Done)
    assert engagement_row(office)["owner"] == "lena"


def test_only_an_engineer_can_be_assigned(office: Office) -> None:
    """Somebody who could not do the step is refused under the field, and nothing is changed."""
    engagement = ahead(office, TO_13)
    before = engagement_row(office)
    assert refused(office.say("pria", engagement, "assigned", engineer="mara")) == (Reason.NOT_A_CHOICE, "engineer")
    assert refused(office.say("pria", engagement, "assigned")) == (Reason.FIELD_MISSING, "engineer")
    assert engagement_row(office) == before


def test_the_manager_may_conduct_it_alone(office: Office) -> None:
    """Whoever names themselves keeps the step: nothing is handed to anybody."""
    engagement = ahead(office, TO_13)
    answer = office.say("pria", engagement, "assigned", engineer="pria")
    assert isinstance(answer, Done), answer
    row = engagement_row(office)
    assert (row["owner"], row["handoff_id"]) == ("pria", None)


def test_what_is_still_owed_comes_again_until_it_is_paid(office: Office) -> None:
    """Each round says how much, is due anew, and tells sales; nothing owed ends the engagement (A 16)."""
    engagement = ahead(office, TO_16)
    first = engagement_row(office)["due_at"]
    office.later(days=20)
    assert refused(office.say("fina", engagement, "still-owed")) == (Reason.FIELD_MISSING, "still_owed")
    for owed in ("12500", "2500.50"):
        answer = office.say("fina", engagement, "still-owed", still_owed=owed, expected_on="2026-05-04")
        assert isinstance(answer, Done), answer
    told = said(office, "slack:UADA")
    assert "Acme Mills still owes 12,500 for New portal (ENG-1). Expected on: 04 May 2026." in told
    assert "still owes 2,500.50" in told
    row = engagement_row(office)
    assert (row["step"], row["owner"]) == ("16", "fina")
    assert str(row["due_at"]) > str(first)
    assert isinstance(office.say("fina", engagement, "closed"), Done)
    assert engagement_row(office)["ending"] == "completed"


def test_terms_that_were_taken_back_do_not_count(office: Office) -> None:
    """What still stands in the field when the entire amount is billed after all is forgotten."""
    engagement = ahead(office, TO_9)
    assert isinstance(office.say("emil", engagement, "terms", **OWN), Done)
    assert "billing_details" in str(engagement_row(office)["facts"])
    assert isinstance(office.say("emil", engagement, "terms", **{**OWN, **USUAL}), Done)
    assert "billing_details" not in str(engagement_row(office)["facts"])


def test_until_it_is_made_what_makes_it_stands_out_alone(office: Office) -> None:
    """The ROM's step has one button that is the next thing to do: to make it; then, to say that it is made (A 2)."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    styles = {button.label: button.style for button in office.last_card("slack:CACME", having="Make the ROM").buttons}

    assert styles["Make the ROM"] == "primary"
    assert styles["ROM is made"] == "default"
