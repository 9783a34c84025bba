"""The project manager: from the accepted work to what the customer agrees to as a reference (B 1.1 to 1.5)."""

from tests.office import staff
from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    delivered,
    handed_over_again,
    press,
    refused,
    returned,
    why,
)
from tests.stories.stage import Said, Stage

SURVEYED: tuple[Said, ...] = (
    ("ivan", "yes", {}),
    ("ivan", "invited", {"closure_date": "2026-03-20"}),
    ("ivan", "attended", {}),
    ("ivan", "sent", {"consent_wording": "We agree to be a reference."}),
)
AGREED = {"What they agree to": ["Case study"], "Who agreed": "Dr Ito", "Agreed on": "2026-03-21"}


async def test_the_accepted_work_comes_to_them(stage: Stage) -> None:
    """They are called, give it back for what is missing, get it again, and it is theirs and not the engineer's."""
    staff(stage.database, "pm", "ivan")
    await at_home(stage, "ivan", NOTHING_TO_ACCEPT)
    key = delivered(stage, "New portal")
    offered = await stage.card("internal", key, "step 1.1 ", button="Accept")
    assert stage.called(offered) == {"ivan"}
    await at_home(stage, "ivan", "Hand-offs to accept: 1", "handed over by Pria Nair")
    await why(stage, "mara", key, "Project manager to accept it", "Ivan Petrov (Project manager)")
    await refused(stage, "emil", "internal", key, button="Accept", theirs="Ivan Petrov")
    await returned(stage, "ivan", "internal", key, reason="Who is our contact?")
    await why(stage, "ivan", key, "Pria Nair to hand it over again; it came back: “Who is our contact?”")
    await handed_over_again(stage, "pria", "Who is our contact?")
    await stage.card("internal", key, "for the second time", button="Accept")

    home = await at_home(stage, "ivan", "Hand-offs to accept: 1")
    await press(stage, home, "Accept")

    await stage.home_says("ivan", home, NOTHING_TO_ACCEPT, "Your next steps: 1", "1.1 Willing to be a reference?")
    await why(stage, "pria", key, "Ivan Petrov to say what came of the step", "“Willing”", "“Not willing”")


async def test_from_the_question_to_the_survey_that_comes_back(stage: Stage) -> None:
    """Each step leads to the next at home; Marketing hears of the meeting, the director of what was agreed to."""
    staff(stage.database, "pm", "ivan")
    key = stage.ahead("ivan", "reference-program", "New portal")
    home = await at_home(stage, "ivan", "1.1 Willing to be a reference?")
    await press(stage, home, "Willing")
    home = await at_home(stage, "ivan", "1.2 Invite Marketing to the closure meeting")
    await press(stage, home, "Marketing is invited")
    meeting = {"Date of the closure meeting": "2026-03-20", "Invitation": "https://meet.example/1"}
    await stage.fill("ivan", meeting)
    await stage.card("marketing", "You are invited to the closure meeting with Acme Mills on 20 Mar 2026")
    home = await at_home(stage, "ivan", "1.3 Closure call")
    await refused(stage, "mara", "acme", "Step 1.3", button="Marketing attended", theirs="Ivan Petrov")
    await press(stage, home, "Marketing attended")
    home = await at_home(stage, "ivan", "1.4 Send the surveys")
    await press(stage, home, "Surveys sent")
    await stage.fill("ivan", {"Who at the customer gets them": "Dr Ito"})
    await why(stage, "mara", key, "Customer, who is outside; Project manager marks what they say")
    home = await at_home(stage, "ivan", "1.5 Survey comes back")
    await press(stage, home, "Commits to being a reference")
    await stage.fill("ivan", AGREED)

    heard = await stage.card("internal", key, "step 1.6 ", "Case study", "Dr Ito", "21 Mar 2026", button="Accept")
    assert stage.called(heard) == {"dora"}
    await at_home(stage, "ivan", NOTHING_TO_DO, "it waits for Professional services director to accept it")
    await why(stage, "ivan", key, "Professional services director to accept it", "Dora Weiss")


async def test_a_customer_who_is_not_willing(stage: Stage) -> None:
    """The closure call is held all the same; without Marketing it is the end, and nothing is in their hands."""
    staff(stage.database, "pm", "ivan")
    key = stage.ahead("ivan", "reference-program", "New portal")
    await (await stage.home("ivan")).click("Not willing")
    home = await at_home(stage, "ivan", "1.3 Closure call")
    await press(stage, home, "Marketing did not attend")

    await stage.card("acme", key, "Stopped: Marketing did not attend")
    await at_home(stage, "ivan", NOTHING_TO_DO)
    await why(stage, "mara", key, "has ended", "“Marketing did not attend”")


async def test_a_customer_who_does_not_commit(stage: Stage) -> None:
    """What the survey says ends it; they stand on no list, and whoever asks reads why."""
    staff(stage.database, "pm", "ivan")
    key = stage.ahead("ivan", "reference-program", "New portal", *SURVEYED)
    home = await at_home(stage, "ivan", "1.5 Survey comes back")
    await press(stage, home, "Does not commit")
    await stage.fill("ivan", {"What did they say?": "Their lawyers said no."})

    await stage.card("acme", "Step 1.5", "Their lawyers said no.")
    await at_home(stage, "ivan", NOTHING_TO_DO)
    await why(stage, "dora", key, "has ended", "does not commit", "Their lawyers said no.")
    assert "No customer is on the register yet" in await stage.told("mara", "/references")
