"""The services manager: is there enough to decide on, the project object, who conducts the work (A 6, 7, 11, 13)."""

from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    handed_over_again,
    press,
    returned,
    signed,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent

ASSIGNED = ("step 13 ", "Assign the engineer")
"""What the hand-off says that calls the engineer, and not the one before it."""
NO_DECISION = "What you are asked to decide comes up here"


async def test_a_rom_is_questioned_and_then_decided(stage: Stage) -> None:
    """What is missing is asked for, the answer comes with the figures, and whoever asked hears of the decision."""
    await at_home(stage, "pria", NO_DECISION)
    key = sent(stage)
    stage.carry_on(key, ("ada", "created", {}), ("ada", "entered", {}))
    asked = await stage.card("approvals", key, "please decide", button="Needs discovery")
    assert "pria" in stage.called(asked)
    home = await at_home(stage, "pria", "Decisions waiting for you: 1", key, "asked by")
    await press(stage, home, "Needs discovery")
    await stage.fill("pria", {"What do you need to know?": "How many users?"})

    home = await at_home(stage, "pria", NO_DECISION)
    await why(stage, "pria", key, "Strategic account leader to accept it", "Ada Palmer")
    await stage.press("ada", "sales", key, "step 7 ", "How many users?", button="Accept")
    await stage.say("ada", "sales", "Step 7", button="Answered", values={"What you found out": "Twelve."})
    await stage.card("approvals", key, "Twelve.", button="Approve")
    home = await at_home(stage, "pria", "Decisions waiting for you: 1")
    await press(stage, home, "Approve")

    await stage.home_says("pria", home, f"{key}: Approve", NO_DECISION)
    await stage.card("sales", key, "step 8 ", button="Accept")
    await why(stage, "pria", key, "Ada Palmer (Strategic account leader)", "“Customer approves”")


async def test_the_project_is_theirs_to_staff(stage: Stage) -> None:
    """The project object is made, its engineer is chosen and called, and the record of that is theirs until done."""
    key = signed(stage, "New portal")
    offered = await stage.card("internal", key, "step 11 ", button="Accept")
    assert stage.called(offered) == {"pria"}
    home = await at_home(stage, "pria", "Hand-offs to accept: 1", "handed over by Ada Palmer")
    await press(stage, home, "Accept")
    home = await at_home(stage, "pria", NOTHING_TO_ACCEPT, "Your next steps: 1", "11 Create the SOW Project")
    await press(stage, home, "SOW Project created")
    await at_home(stage, "pria", NOTHING_TO_DO, "“12 Bill the customer”: it waits for Finance to accept it")
    await stage.press("fina", "finance", key, "step 12 ", button="Accept")
    await stage.say("fina", "finance", key, button="Billed", values={"Invoice number": "2026-118"})
    home = await at_home(stage, "pria", "Hand-offs to accept: 1", "handed over by Fina Moreau")
    await press(stage, home, "Accept")
    home = await at_home(stage, "pria", "13 Conduct the project")
    await press(stage, home, "Assign the engineer")
    await stage.fill("pria", {"Services engineer": "Emil Kraus"})

    offered = await stage.card("internal", key, *ASSIGNED, button="Accept")
    assert stage.called(offered) == {"emil"}
    home = await at_home(stage, "pria", NOTHING_TO_DO, "Still yours to do: 1", "Emil Kraus conducts the project")
    await press(stage, home, "Mark done")
    await stage.home_says("pria", home, "is done.")
    await stage.press("emil", "internal", key, *ASSIGNED, button="Accept")
    await why(stage, "pria", key, "Emil Kraus to say what came of the step")
    await at_home(stage, "pria", without=["Still yours to do"])


async def test_what_comes_back_is_theirs_again(stage: Stage) -> None:
    """An engineer who cannot says why; they read it at home, talk to them, and hand it over again."""
    key = signed(stage, "New portal", ("pria", "created", {}), ("fina", "billed", {}))
    stage.carry_on(key, ("pria", "assigned", {"engineer": "emil"}))
    await returned(stage, "emil", "internal", key, *ASSIGNED, reason="I am in another project.")
    await why(stage, "ada", key, "Pria Nair to hand it over again; it came back: “I am in another project.”")
    await at_home(stage, "pria", "came back to you")
    await handed_over_again(stage, "pria", "I am in another project.")
    await stage.press("emil", "internal", key, "for the second time", button="Accept")
    await why(stage, "ada", key, "Emil Kraus to say what came of the step")
