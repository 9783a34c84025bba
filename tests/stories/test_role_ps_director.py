"""The professional services director: the list of references, what was returned twice, what waits too long (B 1.6)."""

from tests.office import AGREED, staff
from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    delivered,
    handed_over_again,
    has_come,
    next_report,
    press,
    refused,
    returned,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_reference_program import REFERENCE, TITLE


async def test_a_customer_is_put_on_the_list(stage: Stage) -> None:
    """What was agreed to comes to them in its words; back once for what is missing; listed, it is Marketing's."""
    staff(stage.database, "pm", "ivan")
    surveyed = tuple(("ivan", outcome, values) for _, outcome, values in REFERENCE[:4])
    key = stage.ahead("ivan", "reference-program", TITLE, *surveyed, ("ivan", "commits", AGREED["commits"]))
    wording = AGREED["commits"]["consent_wording"]
    offered = await stage.card("internal", key, "step 1.6 ", "Reference call", "Dr Ito", wording, button="Accept")
    assert stage.called(offered) == {"dora"}
    await at_home(stage, "dora", "Hand-offs to accept: 1", "handed over by Ivan Petrov")
    await why(stage, "mara", key, "Professional services director to accept it", "Dora Weiss")
    await refused(stage, "mara", "internal", key, button="Accept", theirs="Dora Weiss")
    await returned(stage, "dora", "internal", key, reason="Until when?")
    await handed_over_again(stage, "ivan", "Until when?")
    await stage.card("internal", key, "for the second time", "Reference call", button="Accept")
    home = await at_home(stage, "dora", "Hand-offs to accept: 1")
    await press(stage, home, "Accept")
    await stage.home_says("dora", home, NOTHING_TO_ACCEPT, "Your next steps: 1", "1.6 List of referenceable customers")
    await stage.card("internal", "Step 1.6", "Reference call", wording, button="Put on the list")
    await stage.say("dora", "internal", "Step 1.6", button="Put on the list", values={"Agreed until": "2099-12-31"})

    heard = await stage.card("marketing", key, "step 2.1 ", button="Accept")
    assert stage.called(heard) == {"mara"}
    await at_home(stage, "dora", NOTHING_TO_DO, "it waits for Marketing to accept it")
    listed = await stage.told("dora", "/references acme")
    assert all(words in listed for words in (wording, "Dr Ito", "2099-12-31"))


async def test_the_report_goes_to_marketing_each_month(stage: Stage) -> None:
    """On the first working day by itself, with who is on the list; and on demand, by whoever asks."""
    stage.ahead("emil", "reference-program", TITLE, *REFERENCE)
    assert "Acme Mills" in await stage.told("dora", "/references")
    assert "Referenceable Customer Report" in await stage.told("dora", "/references report")

    await next_report(stage, "references")

    await has_come(stage, "marketing", "Referenceable Customer Report")


async def test_what_came_back_twice_is_theirs_to_decide(stage: Stage) -> None:
    """The project manager gives it back twice; the director reads both reasons, decides, and both hear of it."""
    staff(stage.database, "pm", "ivan")
    key = delivered(stage, "New portal")
    await returned(stage, "ivan", "internal", key, "step 1.1 ", reason="Who is our contact?")
    await handed_over_again(stage, "pria", "Who is our contact?")
    await returned(stage, "ivan", "internal", key, "for the second time", reason="Emil knows them.")

    question = await stage["dora"].told("Emil knows them.")
    assert "Who is our contact?" in question.words
    await at_home(stage, "dora", "Hand-offs to accept: 1", "1.1 Willing to be a reference?")
    await why(stage, "ivan", key, "Professional services director to decide who has it")
    await question.click("Ivan Petrov takes it", by=stage["dora"])

    await stage.card("internal", key, "Decided by", "Dora Weiss", button="Willing")
    await why(stage, "pria", key, "Ivan Petrov (by decision)", "Ivan Petrov to say what came of the step")
    await at_home(stage, "ivan", "Your next steps: 1")
    await at_home(stage, "dora", NOTHING_TO_ACCEPT)


async def test_what_waits_longest_in_the_team_is_seen(stage: Stage) -> None:
    """Their Home shows the team's open steps with who has them, before anybody is asked; a customer's too."""
    key = stage.ahead("emil", "reference-program", TITLE, ("emil", "yes", {}))
    home = await at_home(stage, "dora", "Waiting longest in your team: 1", key, "1.2 Invite Marketing", "Emil Kraus")
    await press(stage, home, "Open")
    stage.carry_on(key, ("emil", "invited", AGREED["invited"]), ("emil", "did-not-attend", {}))
    await at_home(stage, "dora", without=[key])
