"""The customer success manager: check-ins (C), a customer's requests (D), and what sales hands over (E)."""

from tests.office import staff
from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    handed_over_again,
    press,
    refused,
    returned,
    signed,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_check_ins import STARTED
from tests.stories.test_hand_offs import number_in, staffed, tick_off
from tests.stories.test_planned_check_ins import asked
from tests.stories.test_tickets import log

YEAR = "Acme's year"
FOUND = {"They want more of what they have": "Yes", "They would be a reference": "Yes", "Description": "Ten seats."}


async def test_a_closed_deal_brings_the_customer(stage: Stage) -> None:
    """The customer is offered to them, goes back once with the reason, and is theirs; the check-ins are set."""
    await at_home(stage, "carl", NOTHING_TO_ACCEPT, "None is due within a week.")
    signed(stage, "New portal", ("pria", "created", {}))
    offered = await stage.card("internal", "CS-2", "step 1.1 ", button="Accept")
    assert stage.called(offered) == {"carl"}
    await why(stage, "ada", "CS-2", "Customer success manager to accept it", "Carl Jensen")
    await refused(stage, "ada", "internal", "CS-2", button="Accept", theirs="Carl Jensen")
    await returned(stage, "carl", "internal", "CS-2", reason="Who bought it?")
    await handed_over_again(stage, "pria", "Who bought it?")
    await stage.card("internal", "CS-2", "for the second time", button="Accept")
    home = await at_home(stage, "carl", "Hand-offs to accept: 1", "1.1 Deal is Closed/Won")
    await press(stage, home, "Accept")
    await stage.home_says("carl", home, NOTHING_TO_ACCEPT, "Your next steps: 1")
    await stage.say("carl", "internal", "CS-2", button="Check-ins started", values={"Check in": "Every week"})

    await at_home(stage, "carl", NOTHING_TO_DO, "Check-ins due: 1", "Check in with the customer")
    await why(stage, "ada", "CS-2", "Carl Jensen to say what came of the step", "“Happy”")


async def test_a_happy_customer_brings_work_to_others(stage: Stage) -> None:
    """The check-in asks for itself; sales and marketing get what it brought, and the manager sees that they took it."""
    staff(stage.database, "am", "luis")
    key = stage.ahead("carl", "customer-success", YEAR, ("carl", "started", {"cadence": "weekly"}))
    await stage.next("recurring")
    message = await asked(stage, "carl", "Due")
    await message.click("Check in", by=stage["carl"])
    await stage.fill("carl", {"What came of it?": "Happy", **FOUND})
    upsell = await stage.card("sales", "Upsell opportunity at Acme Mills, found by Carl Jensen. Ten seats.")
    assert stage.called(upsell) == {"luis"}
    reference = await stage.card("marketing", "Acme Mills would be a reference, says Carl Jensen. Ten seats.")
    assert stage.called(reference) == {"mara"}
    await refused(stage, "fina", "sales", "Upsell opportunity", button="Accept", theirs="Luis Rojas")
    await stage.press("luis", "sales", "Upsell opportunity", button="Accept")
    await stage.card("acme", "Accepted by", "Luis Rojas", "Upsell opportunity")
    await stage.press("mara", "marketing", "would be a reference", button="Accept")
    await stage.card("acme", "Accepted by", "Mara Conti", "would be a reference")
    assert "Willing" in await stage.told("carl", "/references")
    assert "every week" in await stage.told("carl", "/checkin acme plan")
    await why(stage, "ada", key, "Carl Jensen to say what came of the step", "“Happy”")


async def test_an_unhappy_customer_is_at_risk_until_they_stay_or_leave(stage: Stage) -> None:
    """An issue is escalated with its ticket, not resolved, fought for, and they stay; the next time they go."""
    await log(stage, "carl", "Bug", "Reports time out")
    key = stage.ahead("carl", "customer-success", YEAR, STARTED)
    await at_home(stage, "carl", "None of your customers has an open escalation")
    issue = {"What troubles them": "Reports are slow.", "Support ticket that belongs to it": "TCK-1"}
    await stage.say("carl", "acme", "Step 1.2", button="Not happy", values=issue)

    escalated = await stage.card("acme", "Step 1.3", "Customer Issues/Escalation", "Priority: Red", "TCK-1")
    assert stage.called(escalated) == {"carl"}
    await at_home(stage, "carl", "Your customers at risk: 1", "Open escalation", "1.3 Identify and resolve the issue")
    await why(stage, "dora", key, "Carl Jensen to say what came of the step", "“Not happy”")
    stage.carry_on("TCK-1", ("carl", "on-board", {}), ("lena", "started", {}))
    await stage.say("lena", "acme", "Step In progress", button="Resolved", values={"What was done": "An index."})
    await stage["carl"].told("All that")
    home = await stage.home("carl")
    await press(stage, home, "Not resolved")
    await stage.fill("carl", {"Why is it not resolved?": "Slow on Mondays."})
    churning = await stage.card("acme", "Step 1.4", "Churn Management", "Slow on Mondays.", button="Customer stays")
    assert stage.called(churning) == {"carl"}
    home = await at_home(stage, "carl", "Your customers at risk: 1", "Churn management")
    await press(stage, home, "Customer stays")
    await stage.fill("carl", {"What kept them?": "A discount."})
    await at_home(stage, "carl", "Check-ins due: 1", NOTHING_TO_DO, without=["Churn management", "Open escalation"])

    await stage.say("carl", "acme", "Step 1.2", button="Not happy", values={"What troubles them": "The price."})
    await stage.say("carl", "acme", "Step 1.3", button="Resolved", values={"What resolved it?": "A call."})
    stage.carry_on(key, ("carl", "not-happy", {"issue": "Gone."}), ("carl", "not-resolved", {"reason": "Gone."}))
    await stage.say("carl", "acme", "Step 1.4", button="Cancelled", values={})
    await stage.card("acme", key, "Churned")
    await why(stage, "dora", key, "has ended", "Churned", "“Cancelled”")
    await at_home(
        stage, "carl", NOTHING_TO_DO, "None of your customers has", "Still yours to do: 2", without=["Churn management"]
    )


async def test_a_request_of_the_customer_is_seen_through(stage: Stage) -> None:
    """Logged by somebody else, it is theirs to take up, resolve, close, and tell the customer of; step by step."""
    await log(stage, "ada", "Customer success", "Add a user")
    await returned(stage, "carl", "internal", "TCK-1", reason="Which user?")
    await handed_over_again(stage, "ada", "Which user?")
    await stage.card("internal", "TCK-1", "for the second time", button="Accept")
    home = await at_home(stage, "carl", "Hand-offs to accept: 1", "Add a user")
    await press(stage, home, "Accept")
    for step, button in (
        ("Logged", "Take it up"),
        ("In progress", "Resolved"),
        ("Resolved on board", "Close in HubSpot"),
    ):
        home = await at_home(stage, "carl", "Your next steps: 1", step)
        await press(stage, home, button)
        if button == "Resolved":
            await stage.fill("carl", {"What was done": "Dr Ito can log in."})
        await at_home(stage, "ada", "What you asked for: 1", "Carl Jensen")
    await at_home(stage, "carl", "Closed in HubSpot")
    await why(stage, "ada", "TCK-1", "Carl Jensen to say what came of the step", "“Write to the customer”")
    await (await stage.home("carl")).click("Write to the customer")
    await stage.fill("carl", {"Message to the customer": "Dr Ito can log in now."})
    words = await stage.card("acme", "Dr Ito can log in now.", button="I told them")
    assert stage.called(words) == {"carl"}
    await refused(stage, "ada", "acme", "Dr Ito can log in now.", button="I told them", theirs="Carl Jensen")
    home = await at_home(stage, "carl", "Tell the customer")
    await press(stage, home, "I told them")

    await at_home(stage, "carl", NOTHING_TO_DO)
    await why(stage, "ada", "TCK-1", "has ended", "Customer informed")
    await at_home(stage, "ada", without=["TCK-1"])


async def test_what_sales_hands_over_at_onboarding(stage: Stage) -> None:
    """The stage begins the hand-off: accepted, its plan carried out, its success confirmed; sales hears of each."""
    staffed(stage)
    key = number_in(await stage.send(await stage.open("ada", "/customer acme stage onboard", title="Stage")))
    offered = await stage.card("internal", key, "Objective", "Next steps", button="Accept")
    assert stage.called(offered) == {"carl"}
    await at_home(stage, "ada", "it waits for Customer success manager to accept it")
    await returned(stage, "carl", "internal", key, reason="Where is the contract?")
    await handed_over_again(stage, "ada", "Where is the contract?")
    await stage.press("carl", "internal", key, "for the second time", button="Accept")
    await why(stage, "ada", key, "Carl Jensen to say what came of the step", "“Plan carried out”")
    await at_home(stage, "carl", "Your next steps: 1", "Take it over")
    await tick_off(stage, "internal", key, "Take it over", many=5)
    await stage.say("carl", "internal", "Take it over", button="Plan carried out", values={})
    await at_home(stage, "carl", "Your next steps: 1", "Confirm that it is good")
    await tick_off(stage, "acme", key, "Confirm that it is good", many=4)
    await stage.press("carl", "acme", "Confirm that it is good", button="All criteria are reached")
    await stage.card("acme", key, "Handed over")
    await stage["luis"].told("has ended")
    await at_home(stage, "carl", NOTHING_TO_DO)
