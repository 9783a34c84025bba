"""Every card and form of ROMs and approvals fits Slack, also the largest, and what is new is never what is cut."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.slack import render
from tests.approvals.deciding import with_reason
from tests.office import Office
from tests.pricing import approval_card, set_rate_cards
from tests.slack.judges import MOST_CHARACTERS, faults_of_blocks, faults_of_view
from workflows.estimates.rules import MOST_WORDS
from workflows.kernel.answers import Answer, Done, Opened, Shown
from workflows.kernel.cards import Card
from workflows.kernel.company import MOST_RATES, Rate, RateCard
from workflows.kernel.posts import Retract

LARGEST = RateCard(
    version="2026-with-a-long-name",
    currency="JPY",
    valid_from=date(2026, 1, 1),
    rates=tuple(
        Rate(key=f"role_{n}", title=f"Role {n} with a rather long title, so that its line is long", per_hour=Decimal(n))
        for n in range(99_999_000, 99_999_000 + MOST_RATES)
    ),
)


def judge(office: Office, answer: Answer) -> None:
    """Fail unless the answer is drawn as Slack takes it."""
    if isinstance(answer, Opened):
        view = render.modal(answer.form, office.dispatcher.directory())
        assert faults_of_view(view) == []
    else:
        assert isinstance(answer, Done | Shown), answer
        judge_card(office, answer.card)


def judge_card(office: Office, card: Card) -> None:
    """Fail unless the card is drawn as Slack takes it."""
    blocks = render.message(card, office.dispatcher.directory())["blocks"]
    assert faults_of_blocks(blocks) == []
    assert len(str(blocks)) < 2 * MOST_CHARACTERS


@pytest.fixture(params=["usual", "largest"])
def size(request: pytest.FixtureRequest, priced: Office) -> str:
    """Return how large the ROM is."""
    if request.param == "largest":
        set_rate_cards(priced, LARGEST)
    return str(request.param)


def test_everything_that_is_shown_fits_slack(priced: Office, size: str) -> None:
    """From the empty form to the decided card, and every message on the way."""
    words = {"usual": "Short.", "largest": "<&> " * (MOST_WORDS // 4)}[size]
    engagement = priced.start("ada")
    priced.say("ada", engagement, "scoped")
    opened = priced.type("ada", "/rom ENG-1")
    judge(priced, opened)
    assert isinstance(opened, Opened)
    hours = {field.key: "99997/99998/99999" for field in opened.form.fields if field.key.startswith("hours_")}
    done = priced.submit("ada", opened, {**hours, "assumptions": words})
    judge(priced, done)
    judge(priced, priced.type("ada", "/rom ENG-1"))
    judge(priced, priced.type("ada", "/rom"))
    judge(priced, priced.type("ada", "/rom list"))
    judge(priced, priced.type("ada", "/rom ENG-1 send"))
    for _ in range(3):
        card = approval_card(priced)
        judge(priced, priced.press("pria", card, "Needs discovery"))
        judge(priced, with_reason(priced, "pria", card, "Needs discovery", reason="? " * 499))
        judge(priced, priced.press("ada", approval_card(priced), "Answer"))
        judge(priced, with_reason(priced, "ada", approval_card(priced), "Answer", answer="! " * 1499 + "."))
    for words_typed in ("/approvals", "/approvals all", "/approvals show ENG-1"):
        judge(priced, priced.type("pria", words_typed))
    judge(priced, priced.press("pria", approval_card(priced), "Decline"))
    judge(priced, with_reason(priced, "pria", approval_card(priced), "Decline", reason="No. " * 240))
    for sent in priced.sent():
        if not isinstance(sent.payload, Retract):
            judge_card(priced, sent.payload.card)


def test_the_newest_answer_is_on_the_largest_card(priced: Office) -> None:
    """However much is on the card, what is new stands on it, as do the buttons."""
    set_rate_cards(priced, LARGEST)
    engagement = priced.start("ada")
    priced.say("ada", engagement, "scoped")
    opened = priced.type("ada", "/rom ENG-1")
    assert isinstance(opened, Opened)
    hours = {field.key: "99997/99998/99999" for field in opened.form.fields if field.key.startswith("hours_")}
    priced.submit("ada", opened, {**hours, "assumptions": "x" * MOST_WORDS})
    priced.type("ada", "/rom ENG-1 send")
    for number in range(1, 6):
        with_reason(priced, "pria", approval_card(priced), "Needs discovery", reason=f"Question {number}? " + "q" * 900)
        with_reason(priced, "ada", approval_card(priced), "Answer", answer=f"Answer {number}. " + "a" * 2900)
    drawn = str(render.message(approval_card(priced), priced.dispatcher.directory())["blocks"])
    assert "Answer 5." in drawn
    assert "Question 5?" in drawn
    assert "Needs discovery" in drawn
