"""The services engineer: the statement of work, the project, its books, the reference program (A 9, 13, 14; B 1)."""

from storage import tables
from tests.office import staff
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


async def test_the_statement_of_work_is_made_and_sent(stage: Stage) -> None:
    """It comes with the quote, goes back for what is missing, is made and sent, and is with sales to be signed."""
    key = approved(stage, "New portal")
    stage.carry_on(key, ("ada", "customer-approves", {"quote_link": "https://quotes.example/1"}))
    offered = await stage.card("internal", key, "step 9 ", button="Accept")
    assert stage.called(offered) == {"emil"}
    await refused(stage, "fina", "internal", key, "step 9 ", button="Accept", theirs="Emil Kraus")
    await returned(stage, "emil", "internal", key, "step 9 ", reason="Which of the two offers?")
    await handed_over_again(stage, "ada", "Which of the two offers?")
    await stage.card("internal", key, "step 9 ", "for the second time", button="Accept")
    home = await at_home(stage, "emil", "Hand-offs to accept: 1", "handed over by Ada Palmer")
    await press(stage, home, "Accept")
    home = await at_home(stage, "emil", NOTHING_TO_ACCEPT, "Your next steps: 1", "9 Generate the SOW")
    await press(stage, home, "SOW sent")
    await stage.fill("emil", {"The statement of work": "https://sow.example/1"})

    heard = await stage.card("sales", key, "step 10 ", "https://sow.example/1", button="Accept")
    assert stage.called(heard) == {"ada"}
    await at_home(stage, "emil", NOTHING_TO_DO, "“10 Customer accepts and signs”: it waits for")


async def test_a_project_is_conducted_and_wrapped_up(stage: Stage) -> None:
    """They are called by name, deliver, close the books, and the sign-off is with sales."""
    key = signed(stage, "New portal", ("pria", "created", {}), ("fina", "billed", {}))
    stage.carry_on(key, ("pria", "assigned", {"engineer": "emil"}))
    await at_home(stage, "emil", "Hand-offs to accept: 1", "handed over by Pria Nair")
    assigned = ("step 13 ", "Assign the engineer")
    await stage.press("emil", "internal", key, *assigned, button="Accept")
    home = await at_home(stage, "emil", "13 Conduct the project")
    await press(stage, home, "Customer accepted the work")
    await stage.fill("emil", {"Who accepted it at the customer": "Dr Ito", "Accepted on": "2026-03-20"})
    home = await at_home(stage, "emil", "14 Financial wrap-up")
    await press(stage, home, "Wrap-up done")

    heard = await stage.card("sales", key, "step 15 ", button="Accept")
    assert stage.called(heard) == {"ada"}
    await why(stage, "emil", key, "Strategic account leader to accept it", "Ada Palmer")


async def test_without_a_project_manager_the_reference_program_is_theirs(stage: Stage) -> None:
    """The accepted work brings it; the steps of the project manager stand on their Home and are theirs to do (B)."""
    staff(stage.database, "pm")
    key = signed(stage, "New portal", ("pria", "created", {}), ("fina", "billed", {}))
    stage.carry_on(key, ("pria", "assigned", {"engineer": "emil"}), ("emil", "accepted", {"accepted_by": "Dr Ito"}))
    (program,) = (row for row in stage.rows(tables.engagement) if row["process"] == "reference-program")
    await why(stage, "emil", str(program["key"]), "Emil Kraus", "“Willing”")
    home = await at_home(stage, "emil", "1.1 Willing to be a reference?", "14 Financial wrap-up")
    await press(stage, home, "Willing")
    await at_home(stage, "emil", "1.2 Invite Marketing to the closure meeting")
