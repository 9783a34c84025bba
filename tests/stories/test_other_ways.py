"""The ways of a process that people take more seldom: each is said by a person of it, and leads where it should."""

from tests.stories.stage import Said, Stage
from tests.stories.test_check_ins import STARTED, UNHAPPY
from tests.stories.test_decisions import enter_the_opportunity, sent
from tests.stories.test_hand_offs import number_in, staffed, tick_off
from tests.stories.test_reference_program import REFERENCE, TITLE
from tests.stories.test_tickets import log

SURVEYED: tuple[Said, ...] = REFERENCE[:4]
"""The surveys are with the customer (B 1.4)."""


async def test_a_question_that_holds_up_is_answered_as_a_step(stage: Stage) -> None:
    """Asked when the ROM is all that is missing: sales has step 7, and the answer asks anew (A 7)."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    question = {"What do you need to know?": "How many users?"}

    await stage.say("pria", "approvals", key, button="Needs discovery", values=question)
    assert stage.step_of(key) == "7"
    answer = {"What you found out": "Twelve."}
    await stage.press("ada", "sales", key, "step 7 ", button="Accept")
    await stage.say("ada", "sales", "Step 7", button="Answered", values=answer)

    assert stage.step_of(key) == "6"
    await stage.card("approvals", key, "How many users?", "Twelve.", button="Approve")


async def test_a_quote_is_revised_before_the_customer_approves(stage: Stage) -> None:
    """The same step again, with what changes said in the thread (A 8)."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    await stage.press("pria", "approvals", key, button="Approve")

    await stage.press("ada", "sales", key, "step 8 ", button="Accept")
    await stage.say("ada", "sales", key, button="Revise the quote", values={"What changes?": "Two days less."})

    assert stage.step_of(key) == "8"
    await stage.card("sales", key, "Two days less.")


async def test_a_customer_who_nearly_left_stays(stage: Stage) -> None:
    """Churn management ends well, and the check-ins go on (C 1.4)."""
    unresolved = ("carl", "not-resolved", {"reason": "The release is in May."})
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED, UNHAPPY, unresolved)

    await stage.say("carl", "acme", "Step 1.4", button="Customer stays", values={"What kept them?": "A discount."})

    assert stage.step_of(key) == "1.2"
    await stage.card("acme", "Step 1.4", "A discount.")


async def test_a_customer_who_does_not_commit_is_no_reference(stage: Stage) -> None:
    """The survey says no: it is over, and nobody stands on the list (B 1.5)."""
    key = stage.ahead("emil", "reference-program", TITLE, *SURVEYED)

    await stage.say("emil", "acme", "Step 1.5", button="Does not commit", values={})

    await stage.slack.until(lambda: stage.step_of(key) == "end:not-a-reference", what="the end")
    assert "No customer is on the register yet" in await stage.told("mara", "/references")


async def test_a_shoot_is_agreed_on_and_planned(stage: Stage) -> None:
    """Marketing agrees with the customer, then with the agency (B 2.1 to 2.3)."""
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE)

    await stage.press("mara", "marketing", "step 2.1", button="Accept")
    await stage.press("mara", "marketing", "Step 2.1", button="Yes to a video")
    await stage.say("mara", "acme", "Step 2.2", button="Coordinated", values={"Date of the shoot": "2026-05-04"})
    await stage.press("mara", "acme", "Step 2.3", button="Planned")

    await stage.slack.until(lambda: stage.step_of(key) == "2.4", what="the shoot")


async def test_neither_a_video_nor_a_case_study(stage: Stage) -> None:
    """A reference all the same: the program ends, and the customer stays on the register (B 2.1, 2.8)."""
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE)

    await stage.press("mara", "marketing", "step 2.1", button="Accept")
    await stage.press("mara", "marketing", "Step 2.1", button="No video")
    await stage.press("mara", "acme", "Step 2.8", button="No case study")

    await stage.slack.until(lambda: stage.step_of(key).startswith("end:"), what="the end")
    assert "Acme Mills" in await stage.told("mara", "/references")


async def test_a_hand_off_goes_back_to_its_plan_and_is_stopped(stage: Stage) -> None:
    """Something is missing at the end: the plan is taken up again; then it is stopped with the reason (E)."""
    staffed(stage)
    key = number_in(await stage.send(await stage.open("ada", "/customer acme stage onboard", title="Stage")))
    await stage.press("carl", "internal", key, button="Accept")
    await tick_off(stage, "internal", key, "Take it over", many=5)
    await stage.say("carl", "internal", "Take it over", button="Plan carried out", values={})

    missing = {"What is missing?": "Nobody knows the contract."}
    await stage.say("carl", "acme", "Confirm that it is good", button="Something is missing", values=missing)
    assert stage.step_of(key) == "plan"
    why = {"Why is it not carried out?": "The deal was taken back."}
    await stage.say("carl", "acme", "Take it over", button="Stop it", values=why)

    assert stage.step_of(key) == "end:stopped"


async def test_additional_scope_becomes_a_proposal(stage: Stage) -> None:
    """On its board, taken up, and the customer wants the proposal: a services engagement begins at step 1 (D)."""
    await log(stage, "carl", "Additional scope", "A second portal")
    await stage.press("carl", "acme", "Add ticket in HubSpot", button="On its board")

    await stage.press("carl", "acme", "TCK-1", button="Work has started")
    await stage.say("carl", "acme", "TCK-1", button="Customer wants the proposal", values={})

    begun = await stage.card("acme", "This started ENG-", "A second portal")
    assert stage.step_of(begun.words.partition("This started ")[2].partition(":")[0]) == "1"
