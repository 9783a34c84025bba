"""The development lead: bugs and enhancements that are given to them, worked on, given a priority, and resolved (D)."""

from storage import tables
from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    handed_over_again,
    next_report,
    press,
    refused,
    returned,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_tickets import log


async def test_a_bug_that_stops_everything(stage: Stage) -> None:
    """Both leads hear of it at once; one takes it, which the other sees; resolved, it is the CSM's to tell.

    The CSM sees who has it from the first minute to the last, and what was done.
    """
    await log(stage, "carl", "Bug", "Nothing works", Priority="High")
    for lead in ("lena", "luis"):
        told = await stage[lead].told("Bug with priority High at Acme Mills: Nothing works")
        await told.click("Got it", by=stage[lead])
    await stage.card("acme", "has got it", "Luis Rojas")
    await stage.press("carl", "acme", "Step Logged", "TCK-1", button="On its board")
    offered = await stage.card("internal", "TCK-1", button="Accept")
    assert stage.called(offered) == {"lena", "luis"}
    for lead in ("lena", "luis"):
        await at_home(stage, lead, "Hand-offs to accept: 1", "Nothing works", "handed over by Carl Jensen")
    await refused(stage, "ada", "internal", "TCK-1", button="Accept", theirs="Lena Fuchs, Luis Rojas")

    await (await stage.home("lena")).click("Accept")

    await stage.card("internal", "Step On board", "Accepted by", "Lena Fuchs", button="Work has started")
    await at_home(stage, "luis", NOTHING_TO_ACCEPT, NOTHING_TO_DO)
    await why(stage, "carl", "TCK-1", "Lena Fuchs to say what came of the step", "Add bug in Azure DevOps")
    await at_home(stage, "carl", "What you asked for: 1", "Your ticket: On board", "Lena Fuchs")
    await stage.press("lena", "internal", "TCK-1", button="Mark done: Add bug in Azure DevOps")
    home = await at_home(stage, "lena", "Your next steps: 1", "On board")
    await press(stage, home, "Work has started")
    await stage.home_says("lena", home, "In progress")
    await at_home(stage, "carl", "Your ticket: In progress")
    home = await stage.home("lena")
    await press(stage, home, "Resolved")
    await stage.fill("lena", {"What was done": "The certificate is new."})

    back = await stage.card("internal", "TCK-1", "Resolved on board", "The certificate is new.", button="Accept")
    assert stage.called(back) == {"carl"}
    await at_home(stage, "lena", NOTHING_TO_DO, "it waits for Customer success manager to accept it")
    await why(stage, "luis", "TCK-1", "Customer success manager to accept it", "Carl Jensen")


async def test_a_bug_goes_back_and_is_taken_by_the_other_lead(stage: Stage) -> None:
    """What cannot be worked on goes back with the reason, to the CSM; it comes again, to whichever lead takes it."""
    await log(stage, "carl", "Bug", "Wrong total")
    await stage.press("carl", "acme", "Step Logged", "TCK-1", button="On its board")

    await returned(stage, "lena", "internal", "TCK-1", reason="Which report?")

    await at_home(stage, "lena", NOTHING_TO_ACCEPT)
    await why(stage, "luis", "TCK-1", "Carl Jensen to hand it over again; it came back: “Which report?”")
    await at_home(stage, "carl", "Hand-offs to accept: 1", "came back to you from Lena Fuchs")
    await handed_over_again(stage, "carl", "Which report?")
    await stage.press("luis", "internal", "TCK-1", "for the second time", button="Accept")
    await why(stage, "carl", "TCK-1", "Luis Rojas to say what came of the step")
    await at_home(stage, "luis", "Your next steps: 1")
    await at_home(stage, "lena", NOTHING_TO_ACCEPT, NOTHING_TO_DO)


async def test_new_stories_are_reviewed_in_the_morning(stage: Stage) -> None:
    """Each working day each lead gets those without a priority, with a button for each; the CSM hears what it is."""
    for title in ("Dark mode", "A map"):
        await log(stage, "carl", "Development request", title)
    await at_home(stage, "lena", "User stories without a priority: 2", "Dark mode", "A map")
    await next_report(stage, "stories")
    for lead in ("lena", "luis"):
        told = await stage[lead].told("To be given a priority")
        assert told.buttons.count("High") == told.buttons.count("Normal") == told.buttons.count("Low") == 2

    morning = await stage["luis"].told("To be given a priority")
    await morning.click("High", by=stage["luis"])
    assert "Low" in await stage.told("luis", "/ticket priority TCK-2 low")

    await stage.card("acme", "Priority", "High", "set by", "Luis Rojas")
    await stage.card("acme", "Priority", "Low", "set by", "Luis Rojas")
    assert {str(row["priority"]) for row in stage.rows(tables.ticket)} == {"high", "low"}
    await at_home(stage, "lena", "Every user story has its priority.")
    assert "This is for" in await stage.told("fina", "/ticket priority TCK-2 high")
