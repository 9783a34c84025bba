"""One customer through every hand: sales, services, finance, success, the engineer, the director and marketing."""

import pytest

from storage import tables
from tests.stories.stage import Stage
from tests.stories.test_services_engagement import HANDS, hand_on, rom_is_sent

pytestmark = pytest.mark.timeout(240)
STUDY = "https://studies.example/acme"


async def test_from_scoping_to_a_published_case_study(stage: Stage) -> None:
    """The deal starts the check-ins, the accepted work starts the reference program, which ends in a case study."""
    key = await rom_is_sent(stage)
    for step, outcome in (("Step 4", "Opportunity created"), ("Step 5", "Amount entered")):
        await stage.press("ada", "acme", step, button=outcome)
        await stage.fill("ada", {})
    await stage.press("pria", "approvals", key, button="Approve")
    for hand in HANDS:
        await hand_on(stage, key, *hand)
    assert stage.step_of(key) == "end:completed"

    success, reference = (started(stage, process) for process in ("customer-success", "reference-program"))
    assert (stage.step_of(success), stage.step_of(reference)) == ("1.1", "1.1")
    await check_in(stage, success)
    await becomes_a_reference(stage, reference)
    await is_published(stage, reference)

    assert stage.step_of(success) == "1.2"
    shown = await stage.told("carl", "/customer acme")
    assert success in shown
    assert "Shared" in shown
    assert stage.history_is_whole()


def started(stage: Stage, process: str) -> str:
    """Return the only engagement of a process."""
    (key,) = (str(row["key"]) for row in stage.rows(tables.engagement) if row["process"] == process)
    return key


async def check_in(stage: Stage, key: str) -> None:
    """Let the customer success manager take the customer over and find them happy (C 1.1, 1.2)."""
    await stage.press("carl", "internal", key, "step 1.1", button="Accept")
    await stage.say("carl", "internal", key, button="Check-ins started", values={})
    await stage.send(await stage.open("carl", "/checkin acme"))


async def becomes_a_reference(stage: Stage, key: str) -> None:
    """Let the project manager ask the customer, and the director list them (B 1)."""
    await stage.press("emil", "internal", key, "step 1.1", button="Accept")
    await stage.press("emil", "internal", key, button="Willing")
    meeting = {"Date of the closure meeting": "2026-03-20"}
    await stage.say("emil", "acme", "Step 1.2", button="Marketing is invited", values=meeting)
    await stage.press("emil", "acme", "Step 1.3", button="Marketing attended")
    asked = {"Who at the customer gets them": "Dr Ito"}
    await stage.say("emil", "acme", "Step 1.4", button="Surveys sent", values=asked)
    agreed = {"What they agree to": ["Case study"], "Who agreed": "Dr Ito", "Agreed on": "2026-03-21"}
    await stage.say("emil", "acme", "Step 1.5", button="Commits to being a reference", values=agreed)
    await stage.press("dora", "internal", key, "step 1.6", button="Accept")
    await stage.say("dora", "internal", "Step 1.6", button="Put on the list", values={})


async def is_published(stage: Stage, key: str) -> None:
    """Let Marketing write the case study, and share it when the customer approved it (B 2)."""
    await stage.press("mara", "marketing", key, "step 2.1", button="Accept")
    await stage.press("mara", "marketing", "Step 2.1", button="No video")
    await stage.press("mara", "acme", "Step 2.8", button="Yes to a case study")
    await stage.say("mara", "acme", "Step 2.9", button="Written", values={"The case study": STUDY})
    await stage.press("mara", "acme", "Step 2.10", button="Designed")
    await stage.press("mara", "acme", "Step 2.11", button="Customer approves")
    await stage.say("mara", "acme", "Step 2.7", button="Shared", values={})
    assert stage.step_of(key) == "end:published"
