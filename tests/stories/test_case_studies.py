"""A case study as Marketing carries it: begun by the customer's name, written, approved, shown; and the list."""

from storage import tables
from tests.office import staff
from tests.stories.stage import Stage
from tests.stories.test_reference_program import REFERENCE
from tests.stories.test_references import CONSENT, agree

WITH_STUDY = {**CONSENT, "What they agree to": ["Reference call", "Case study"]}


async def agree_to_study(stage: Stage, customer: str = "acme") -> None:
    """Let a customer agree to a case study."""
    form = await stage.open("carl", f"/references consent {customer}", title="Reference consent")
    await stage.send(form.fill(WITH_STUDY))


async def test_a_case_study_from_its_name_to_its_publication(stage: Stage) -> None:
    """Begun with a draft; the customer wants one change, of which its author hears; then it is shared."""
    staff(stage.database, "marketing", "mara", "luis")
    await agree_to_study(stage)
    form = await stage.open("luis", "/casestudy acme", title="Case study")
    draft = {"They agreed to this one": "Yes", "The draft": "https://study.example/draft"}
    assert "2.9" in await stage.send(form.fill(draft))

    shown = await stage.open("mara", "/casestudy acme")
    assert "https://study.example/draft" in str(shown.view)
    await shown.close()
    written = {"The case study": "https://study.example/1"}
    await stage.say("luis", "acme", "Step 2.9", button="Written", values=written)
    await stage.press("mara", "acme", "Step 2.10", button="Designed")
    waiting = await stage.card("acme", "Step 2.11", button="Customer approves")
    assert "https://study.example/1" in str(waiting.raw)
    why = {"What do they want changed?": "Our logo is old."}
    await stage.say("mara", "acme", "Step 2.11", button="Customer wants changes", values=why)
    told = await stage["luis"].told("Our logo is old.")
    assert "changes are asked for" in told.words
    await stage.say("luis", "acme", "Step 2.9", "round 2", button="Written", values=written)
    await stage.press("mara", "acme", "Step 2.10", button="Designed")
    await stage.press("mara", "acme", "Step 2.11", button="Customer approves")
    await stage.say("mara", "acme", "Step 2.7", button="Shared", values={})

    (row,) = stage.rows(tables.engagement)
    assert row["ending"] == "published"
    assert "No case study is under way" in await stage.told("mara", "/casestudy list")
    assert stage.history_is_whole()


async def test_a_bare_command_asks_for_the_customer(stage: Stage) -> None:
    """Who did not agree to a case study is refused with what to do; who did gets the form; then it is listed."""
    await agree(stage)
    asked = await stage.open("mara", "/casestudy", title="Case study")
    answer = await asked.fill({"Customer": "Acme Mills"}).submit()
    assert "agreed to Reference call, Quote, not to this: Case study" in f"{asked.words} {answer}"
    await asked.close()
    await agree_to_study(stage)
    looked = await stage.whisper("mara", "/references acme")
    pressed = await looked.click("Case study", by=stage["mara"])
    assert not pressed.get("failure"), pressed
    form = await stage.form("mara", "Case study")
    await stage.send(form.fill({}))

    listed = await stage.whisper("dora", "/casestudy list")
    assert "Case study: Acme Mills" in listed.words
    await stage.turn(listed, "Open", "2.8 Case study?", who="dora")


async def test_a_long_list_of_case_studies_has_pages(stage: Stage) -> None:
    """Ten to a page, and back."""
    for number in range(12):
        stage.ahead("emil", "reference-program", f"Study {number:02}", *REFERENCE, ("mara", "no", {}))

    first = await stage.whisper("mara", "/casestudy list")
    second = await stage.turn(first, "More", "Study 11", who="mara")
    await stage.turn(second, "Back", "Study 00", who="mara")
