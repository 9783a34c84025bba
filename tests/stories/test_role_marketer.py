"""The marketer: from the customer who would be a reference to the published video or case study (B 2)."""

from tests.office import staff
from tests.stories.day import (
    NOTHING_TO_ACCEPT,
    NOTHING_TO_DO,
    at_home,
    handed_over_again,
    has_come,
    next_report,
    press,
    refused,
    returned,
    why,
)
from tests.stories.stage import Stage
from tests.stories.test_reference_program import REFERENCE, SHOT, TITLE

VIDEO = "https://video.example/"


async def test_a_reference_comes_to_them_and_the_shoot_is_planned(stage: Stage) -> None:
    """They are called with who it is, give it back once, and lead the shoot to the agency, step by step at home."""
    await at_home(stage, "mara", NOTHING_TO_ACCEPT, "None is under way.", "Register of references")
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE)
    offered = await stage.card("marketing", key, "step 2.1 ", button="Accept")
    assert stage.called(offered) == {"mara"}
    await why(stage, "dora", key, "Marketing to accept it", "Mara Conti")
    await refused(stage, "ada", "marketing", key, button="Accept", theirs="Mara Conti")
    await returned(stage, "mara", "marketing", key, reason="May we film there?")
    await handed_over_again(stage, "dora", "May we film there?")
    await stage.card("marketing", key, "for the second time", button="Accept")
    home = await at_home(stage, "mara", "Hand-offs to accept: 1", "handed over by Dora Weiss")
    await press(stage, home, "Accept")
    home = await at_home(stage, "mara", "Your next steps: 1", "2.1 Reference video?")
    await press(stage, home, "Yes to a video")
    home = await at_home(stage, "mara", "2.2 Coordinate the shoot with the customer")
    await press(stage, home, "Coordinated")
    await stage.fill("mara", {"Date of the shoot": "2026-05-04"})
    home = await at_home(stage, "mara", "2.3 Plan the shoot with the agency")
    await press(stage, home, "Planned")
    home = await at_home(stage, "mara", "2.4 Conduct the shoot")
    await press(stage, home, "Shot")

    await at_home(stage, "mara", "2.5 Agency creates the video")
    await why(stage, "dora", key, "Video agency, who is outside; Marketing marks what they say")


async def test_a_video_is_approved_in_its_second_round_and_shared(stage: Stage) -> None:
    """Who approves is called; the reason comes to the marketer, who hands it in again, shares it, and it is over."""
    staff(stage.database, "marketing_approver", "lena")
    key = stage.ahead("emil", "reference-program", TITLE, *SHOT, ("mara", "done", {}))
    home = await at_home(stage, "mara", "2.5 Agency creates the video")
    await press(stage, home, "Video delivered")
    await stage.fill("mara", {"The video": f"{VIDEO}1"})
    asked = await stage.card("marketing", "Approve the video", "please decide", button="Request changes")
    assert stage.called(asked) == {"lena"}
    await at_home(stage, "lena", "Decisions waiting for you: 1")
    await at_home(stage, "mara", NOTHING_TO_DO, "Your request: the decision waits")
    await why(stage, "mara", key, "It waits for the word of Lena Fuchs")
    await refused(stage, "ada", "marketing", "please decide", button="Approve", theirs="Lena Fuchs")
    values = {"What must change?": "Too loud."}
    await stage.say("lena", "marketing", "please decide", button="Request changes", values=values)
    await stage["mara"].told("changes are asked for")
    home = await at_home(stage, "mara", "Hand-offs to accept: 1", "2.5 Agency creates the video")
    await stage.card("marketing", "step 2.5", "Too loud.", "round 2", button="Accept")
    await press(stage, home, "Accept")
    await stage.say("mara", "marketing", "Step 2.5", button="Video delivered", values={"The video": f"{VIDEO}2"})
    await stage.press("lena", "marketing", "round 2", "please decide", button="Approve")
    home = await at_home(stage, "mara", "Hand-offs to accept: 1", "2.7 Share it")
    await press(stage, home, "Accept")
    await stage.home_says("mara", home, "Your next steps: 1")
    await stage.say("mara", "marketing", "Step 2.7", button="Shared", values={"Where it can be seen": f"{VIDEO}live"})

    await stage.card("acme", key, "Published")
    await at_home(stage, "mara", NOTHING_TO_DO)
    await why(stage, "emil", key, "has ended", "Published", "“Shared”")


async def test_a_case_study_is_written_designed_and_approved(stage: Stage) -> None:
    """No video but a case study: design hears of it, the customer wants one change, then it is shared."""
    staff(stage.database, "marketing_design", "luis")
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE, ("mara", "no", {}))
    home = await at_home(stage, "mara", "2.8 Case study?", "Case studies: 1")
    await press(stage, home, "Yes to a case study")
    for number in (1, 2):
        home = await at_home(stage, "mara", "2.9 Write the case study", "Case studies: 1")
        await press(stage, home, "Written")
        await stage.fill("mara", {"The case study": f"https://study.example/{number}"})
        await stage["luis"].told(f"is ready for its design: https://study.example/{number}")
        home = await at_home(stage, "mara", "2.10 Design the case study")
        await press(stage, home, "Designed")
        home = await at_home(stage, "mara", "2.11 Customer approves the case study", "Case studies: 1")
        await why(stage, "luis", key, "Customer, who is outside; Marketing marks what they say")
        if number == 1:
            await press(stage, home, "Customer wants changes")
            await stage.fill("mara", {"What do they want changed?": "Our logo is old."})
            await stage.card("acme", "Step 2.9", "round 2", "Our logo is old.", button="Written")
    home = await at_home(stage, "mara", "2.11 Customer approves the case study")
    await press(stage, home, "Customer approves")
    home = await at_home(stage, "mara", "2.7 Share it", "None is under way.")
    await press(stage, home, "Shared")
    await stage.fill("mara", {"Where it can be seen": "https://www.example/acme"})

    await stage.card("acme", key, "Published")
    await at_home(stage, "mara", NOTHING_TO_DO)


async def test_neither_video_nor_case_study_and_the_report_of_the_month(stage: Stage) -> None:
    """It ends, the customer stays on the register, and Marketing gets the report of the month by itself."""
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE, ("mara", "no", {}))
    home = await at_home(stage, "mara", "2.8 Case study?")
    await press(stage, home, "No case study")
    await stage.card("acme", key, "Stopped: no video and no case study")
    await at_home(stage, "mara", NOTHING_TO_DO, "None is under way.")
    assert "Acme Mills" in await stage.told("mara", "/references")

    await next_report(stage, "references")
    await has_come(stage, "marketing", "Referenceable Customer Report")
