"""The finance clerk: what is billed and by which terms, and what is owed until nothing is (A 12, 16)."""

from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    SIGNED,
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

TERMS = "Half at the start, half at the end"
BY_TERMS = {"billing_terms": "sow-terms", "billing_details": TERMS}


async def test_a_bill_comes_with_its_terms_goes_back_once_and_is_sent(stage: Stage) -> None:
    """Finance hears what is to be billed, gives it back for what is missing, gets it again, bills, and it is gone.

    Whoever handed it over hears why it came back; the services manager hears that it is billed.
    """
    key = signed(stage, "New portal")
    await at_home(stage, "fina", NOTHING_TO_ACCEPT, "Nothing is to be billed.", "Nothing is to be collected.")
    await why(stage, "fina", key, "Professional services manager to accept it")
    await stage.press("pria", "internal", key, "step 11 ", button="Accept")
    await stage.press("pria", "internal", key, button="SOW Project created")

    await stage.card("finance", "Please bill Acme Mills for New portal: the entire amount, 17,700.00 EUR.")
    offered = await stage.card("finance", key, "step 12 ", button="Accept")
    assert stage.called(offered) == {"fina"}
    await at_home(stage, "fina", "Hand-offs to accept: 1", "handed over by Pria Nair", "To bill: 1")
    await why(stage, "ada", key, "Finance to accept it", "Fina Moreau (Finance)", "“Billed”")
    await refused(stage, "ada", "finance", key, button="Accept", theirs="Fina Moreau")
    await returned(stage, "fina", "finance", key, reason="Which entity?")
    await why(stage, "fina", key, "Pria Nair to hand it over again; it came back: “Which entity?”")
    await handed_over_again(stage, "pria", "Which entity?")

    await stage.card("finance", key, "for the second time", button="Accept")
    home = await at_home(stage, "fina", "Hand-offs to accept: 1")
    await press(stage, home, "Accept")
    await stage.home_says("fina", home, NOTHING_TO_ACCEPT, "Your next steps: 1", "12 Bill the customer")
    await why(stage, "pria", key, "Fina Moreau to say what came of the step")
    await stage.card("finance", key, "Accepted by", "Fina Moreau", button="Billed")
    values = {"Invoice number": "2026-118", "Amount billed": "17700"}
    await stage.say("fina", "finance", key, button="Billed", values=values)

    assert stage.called(await stage.card("internal", key, "step 13 ", button="Accept")) == {"pria"}
    await at_home(
        stage, "fina", NOTHING_TO_DO, "Nothing is to be billed.", "it waits for Professional services manager"
    )
    await why(stage, "fina", key, "Professional services manager to accept it")


async def test_the_bill_is_by_the_terms_of_the_statement_of_work(stage: Stage) -> None:
    """Where the SOW changed what is billed, the post to Finance says so, with its terms in their words."""
    key = approved(stage, "New portal")
    stage.carry_on(key, *SIGNED[:2], ("ada", "won", BY_TERMS))
    await stage.press("pria", "internal", key, "step 11 ", button="Accept")
    await stage.press("pria", "internal", key, button="SOW Project created")

    asked = await stage.card("finance", "by the terms of the SOW, not the entire amount of 17,700.00 EUR", TERMS)
    assert key in asked.words
    home = await at_home(stage, "fina", "To bill: 1")
    await press(stage, home, "Accept")
    await stage.home_says("fina", home, "Your next steps: 1")
    await stage.say("fina", "finance", key, button="Billed", values={"Amount billed": "8850"})

    await why(stage, "fina", key, "Professional services manager to accept it", "“Billed”")
    await stage.card("internal", key, "step 13 ", "8,850", button="Accept")


async def test_what_is_owed_is_collected_until_nothing_is(stage: Stage) -> None:
    """Collections come to Finance after the sign-off, come again while something is owed, and end the engagement."""
    key = signed(stage, "New portal", ("pria", "created", {}), ("fina", "billed", {}))
    stage.carry_on(key, ("pria", "accepted", {}), ("emil", "done", {}))
    await at_home(stage, "fina", NOTHING_TO_ACCEPT, "Nothing is to be collected.")
    await stage.press("ada", "sales", key, "step 15 ", button="Accept")
    await stage.say("ada", "sales", key, button="Sign-off sent", values={})

    offered = await stage.press("fina", "finance", key, "step 16 ", button="Accept")
    assert stage.called(offered) == {"fina"}
    home = await at_home(stage, "fina", "Your next steps: 1", "16 Collections", "To collect: 1")
    await press(stage, home, "Still owed")
    await stage.fill("fina", {"Still owed": "2500", "Expected on": "2026-06-01"})

    told = await stage["ada"].told("Acme Mills still owes")
    assert "Expected on: 01 Jun 2026" in told.words
    await refused(stage, "ada", "acme", "Step 16", button="Nothing is owed any more", theirs="Fina Moreau")
    await at_home(stage, "fina", "Your next steps: 1", "16 Collections")
    await stage.press("fina", "acme", "Step 16", button="Nothing is owed any more")

    await stage.card("acme", key, "Completed")
    await at_home(stage, "fina", NOTHING_TO_DO, "Nothing is to be collected.")
    await why(stage, "ada", key, "has ended", "Completed", "“Nothing is owed any more”")
    assert stage.history_is_whole()
