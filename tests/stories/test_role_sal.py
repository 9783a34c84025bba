"""The strategic account leader: from the first talk about services to the sign-off (A 1 to 5, 7, 8, 10, 15)."""

from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    approved,
    at_home,
    handed_over_again,
    press,
    refused,
    returned,
    signed,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent
from tests.stories.test_services_engagement import HOURS

QUESTION = {"What do you need to know?": "How many users?"}


async def test_from_the_first_talk_to_the_decision(stage: Stage) -> None:
    """Scoped, priced, sent, entered; the Home says the next step each time, and then for whose word it waits."""
    key = await stage.start("ada", "New portal")
    home = await at_home(stage, "ada", "Your next steps: 1", "1 Services discussed in pre-sales")
    await press(stage, home, "Scoped")
    await stage.fill("ada", {"What the customer wants": "A portal"})
    await stage.card("acme", "Step 1", "✓ Scoped", "What the customer wants", "A portal")
    home = await at_home(stage, "ada", "2 Make the ROM")
    await press(stage, home, "Make the ROM")
    modal = await stage.form("ada")
    await stage.send(modal.fill({label: "40/60/90" for label in modal.labels if label.startswith(HOURS)}))
    home = await at_home(stage, "ada", "3 Send the ROM for approval")
    await press(stage, home, "Send for approval")

    asked = await stage.card("approvals", key, "please decide", button="Approve")
    assert stage.called(asked) == {"pria", "dora"}
    await at_home(stage, "ada", "4 Create the services opportunity", "Your request: the decision waits")
    await refused(stage, "sven", "acme", "Step 4", button="Mark done: Add opportunity in Salesforce", theirs="Ada")
    link = {"The services opportunity": "https://crm.example/1"}
    await stage.say("ada", "acme", "Step 4", button="Opportunity created", values=link)
    await stage.say("ada", "acme", "Step 5", button="Amount entered", values={"Professional services amount": "22275"})
    await at_home(stage, "ada", NOTHING_TO_DO, "Your request: the decision waits")
    await why(stage, "ada", key, "It waits for the word of Pria Nair, Dora Weiss")
    await stage.press("ada", "approvals", key, button="Approve")
    await stage.refusal("ada", "Nobody decides on what they asked for themselves")


async def test_a_question_is_answered_and_the_approval_heard_of(stage: Stage) -> None:
    """They hear who asks what, answer it as a step of theirs, and hear that it is approved, with the remark."""
    key = sent(stage)
    stage.carry_on(key, ("ada", "created", {}), ("ada", "entered", {}))
    await stage.say("pria", "approvals", key, button="Needs discovery", values=QUESTION)

    offered = await stage.card("sales", key, "step 7 ", "How many users?", button="Accept")
    assert stage.called(offered) == {"ada"}
    home = await at_home(stage, "ada", "Questions for you: 1", "Pria Nair asks: How many users?")
    await why(stage, "pria", key, "Strategic account leader to accept it", "Ada Palmer")
    await press(stage, home, "Accept")
    home = await at_home(stage, "ada", "Your next steps: 1", "7 More discovery")
    await stage.card("sales", "Step 7", "How many users?", button="Answered")
    await press(stage, home, "Answered")
    await stage.fill("ada", {"What you found out": "Twelve."})
    await at_home(stage, "ada", NOTHING_TO_DO, "Your request: the decision waits")
    await why(stage, "ada", key, "It waits for the word of Pria Nair, Dora Weiss")
    await stage.press("pria", "approvals", key, "Twelve.", button="Approve")

    heard = await stage.card("sales", key, "step 8 ", "step 6 Is there enough information?: Approve", button="Accept")
    assert stage.called(heard) == {"ada"}
    await at_home(stage, "ada", "Hand-offs to accept: 1", "8 Quote to the customer")


async def test_the_quote_goes_to_the_customer(stage: Stage) -> None:
    """What is approved comes to sales, goes back once, is quoted and revised; what the customer says, services get."""
    key = approved(stage, "New portal")
    await at_home(stage, "ada", "Hand-offs to accept: 1", "8 Quote to the customer", "handed over by Pria Nair")
    await returned(stage, "ada", "sales", key, "step 8 ", reason="For which entity?")
    await why(stage, "ada", key, "Pria Nair to hand it over again; it came back: “For which entity?”")
    await handed_over_again(stage, "pria", "For which entity?")
    await stage.press("ada", "sales", key, "step 8 ", "for the second time", button="Accept")
    before = await stage.card("sales", "Step 8", button="Revise the quote")
    await stage.say("ada", "sales", "Step 8", button="Revise the quote", values={"What changes?": "Two days less."})
    await stage.slack.until(lambda: before.now.buttons == [], what="the first quote without its buttons")
    home = await at_home(stage, "ada", "8 Quote to the customer")
    await press(stage, home, "Customer approves")
    await stage.fill("ada", {"The quote": "https://quotes.example/2"})

    offered = await stage.card("internal", key, "step 9 ", "The quote", button="Accept")
    assert stage.called(offered) == {"emil"}
    await at_home(stage, "ada", NOTHING_TO_DO, "“9 Generate the SOW”: it waits for Professional services engineer")
    await why(stage, "ada", key, "Professional services engineer to accept it", "Emil Kraus")


async def test_the_customer_signs(stage: Stage) -> None:
    """The statement of work comes to them with its link; Closed Won it goes on, and they hear what is still theirs."""
    key = approved(stage, "New portal")
    stage.carry_on(key, ("ada", "customer-approves", {}))
    await stage.press("emil", "internal", key, "step 9 ", button="Accept")
    sow = {"The statement of work": "https://sow.example/1"}
    await stage.say("emil", "internal", key, button="SOW sent", values=sow)
    await stage.press("ada", "sales", key, "step 10 ", "The statement of work", button="Accept")
    home = await at_home(stage, "ada", "10 Customer accepts and signs")
    await press(stage, home, "Closed Won")
    modal = await stage.form("ada")
    await modal.submit()
    said = await stage.form("ada")
    assert "It waits for Professional services manager to accept it." in said.words
    assert "Still yours to do:" in said.words
    await said.click("Mark done: Update opportunity in Salesforce")
    won = await stage.card("internal", key, "step 11 ", "☑", "Closed Won", "The entire amount", button="Accept")
    assert stage.called(won) == {"pria"}
    await at_home(
        stage, "ada", NOTHING_TO_DO, "“11 Create the SOW Project”: it waits for Professional services manager"
    )


async def test_the_sign_off_goes_to_the_customer(stage: Stage) -> None:
    """When the books are closed the sign-off document is theirs to send; then it is with Finance to the end."""
    key = signed(stage, "New portal", ("pria", "created", {}), ("fina", "billed", {}))
    stage.carry_on(key, ("pria", "accepted", {"accepted_by": "Dr Ito"}), ("emil", "done", {}))
    offered = await stage.card("sales", key, "step 15 ", button="Accept")
    assert stage.called(offered) == {"ada"}
    home = await at_home(stage, "ada", "Hand-offs to accept: 1", "15 Send the sign-off document")
    await press(stage, home, "Accept")
    home = await at_home(stage, "ada", NOTHING_TO_ACCEPT, "Your next steps: 1")
    await press(stage, home, "Sign-off sent")
    await stage.fill("ada", {"The sign-off document": "https://signed.example/1"})
    await stage.card("finance", key, "step 16 ", "The sign-off document", button="Accept")
    await why(stage, "ada", key, "Finance to accept it", "Fina Moreau")
    await at_home(stage, "ada", NOTHING_TO_DO, "it waits for Finance to accept it")
