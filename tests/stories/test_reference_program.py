"""The reference program as its people see it: who leads it without a project manager, a video, a case study (B)."""

from storage import tables
from tests.office import AGREED, staff
from tests.stories.stage import Said, Stage

TITLE = "Portal at Acme"
REFERENCE: tuple[Said, ...] = (
    ("emil", "yes", {}),
    ("emil", "invited", AGREED["invited"]),
    ("emil", "attended", {}),
    ("emil", "sent", AGREED["sent"]),
    ("emil", "commits", AGREED["commits"]),
    ("dora", "listed", {}),
)
"""Steps 1.1 to 1.6: the customer agrees to be a reference."""
SHOT: tuple[Said, ...] = (*REFERENCE, ("mara", "yes", {}), ("mara", "done", {}), ("mara", "done", {}))


async def test_without_a_project_manager_the_engineer_leads(stage: Stage) -> None:
    """Nobody is project manager, so every step of theirs is the engineer's, up to the director's list (B 1)."""
    staff(stage.database, "pm")
    await stage.start("emil", TITLE, process="Reference program")
    first = await stage.card("acme", "Step 1.1", button="Willing")
    assert stage.called(first) == {"emil"}

    await stage.press("emil", "acme", "Step 1.1", button="Willing")
    date = {"Date of the closure meeting": "2026-03-20", "Invitation": "https://meet.example/closure"}
    await stage.say("emil", "acme", "Step 1.2", button="Marketing is invited", values=date)
    invited = await stage.card("marketing", "You are invited to the closure meeting with Acme Mills on 20 Mar 2026")
    assert "https://meet.example/closure" in invited.words
    await stage.press("emil", "acme", "Step 1.3", button="Marketing attended")
    await stage.say(
        "emil", "acme", "Step 1.4", button="Surveys sent", values={"Who at the customer gets them": "Dr Ito"}
    )
    uses = ["Reference call", "Case study"]
    answer = {"What they agree to": uses, "Who agreed": "Dr Ito", "Agreed on": "2026-03-21"}
    await stage.say("emil", "acme", "Step 1.5", button="Commits to being a reference", values=answer)

    offered = await stage.card("internal", "step 1.6", button="Accept")
    assert stage.called(offered) == {"dora"}
    await stage.press("dora", "internal", "step 1.6", button="Accept")
    until = {"Agreed until": "2099-12-31"}
    await stage.say("dora", "internal", "Step 1.6", button="Put on the list", values=until)
    asked = await stage.card("marketing", "step 2.1", button="Accept")
    assert stage.called(asked) == {"mara"}
    (entry,) = stage.rows(tables.reference_entry)
    assert (entry["uses"], entry["given_by"], entry["given_on"]) == ('["call","case-study"]', "Dr Ito", "2026-03-21")
    assert (entry["until"], entry["state"]) == ("2099-12-31", "consent")
    assert "We agree to be a reference for the services" in str(entry["wording"])
    assert stage.history_is_whole()


async def test_a_video_is_rejected_twice_and_then_published(stage: Stage) -> None:
    """Each rejection goes back to the agency's step with its reason; the third video is approved and shared (B 2)."""
    staff(stage.database, "marketing_approver", "lena")
    key = stage.ahead("emil", "reference-program", TITLE, *SHOT)

    await stage.press("mara", "acme", "Step 2.4", button="Shot")
    for number, reason in enumerate(("Too loud.", "Too long."), 1):
        video = {"The video": f"https://video.example/{number}"}
        where = "acme" if number == 1 else "marketing"
        await stage.say("mara", where, "Step 2.5", key, button="Video delivered", values=video)
        asked = await stage.card("marketing", "Approve the video", "please decide", button="Request changes")
        assert stage.called(asked) == {"lena"}
        assert f"https://video.example/{number}" in str(asked.raw)
        assert ("round 2" in asked.words) == (number == 2)
        why = {"What must change?": reason}
        await stage.say("lena", "marketing", "please decide", button="Request changes", values=why)
        told = await stage["mara"].told(reason)
        assert "changes are asked for" in told.words
        again = await stage.card("marketing", "step 2.5", button="Accept")
        assert stage.called(again) == {"mara"}
        assert reason in again.words
        assert f"round {number + 1}" in again.words
        assert reason in asked.now.words
        assert asked.now.buttons == []
        await stage.press("mara", "marketing", "step 2.5", button="Accept")
    third = {"The video": "https://video.example/3"}
    await stage.say("mara", "marketing", "Step 2.5", key, button="Video delivered", values=third)
    await stage.press("lena", "marketing", "Approve the video", "please decide", button="Approve")
    await stage.press("mara", "marketing", "step 2.7", button="Accept")
    await stage.say("mara", "marketing", "Step 2.7", button="Shared", values={})

    await stage.card("acme", key, "Published")
    assert (stage.step_of(key), stage.rows(tables.reference_use)[0]["kind"]) == ("end:published", "video")
    assert [row["state"] for row in stage.rows(tables.approval)].count("declined") == 2


async def test_a_case_study_is_written_anew_until_the_customer_approves(stage: Stage) -> None:
    """No video but a case study: the designers are told, the customer wants one change, then it is shared (B 2)."""
    staff(stage.database, "marketing_design", "luis")
    key = stage.ahead("emil", "reference-program", TITLE, *REFERENCE, ("mara", "no", {}))

    await stage.press("mara", "acme", "Step 2.8", button="Yes to a case study")
    for number in (1, 2):
        study = {"The case study": f"https://study.example/{number}"}
        await stage.say("mara", "acme", "Step 2.9", button="Written", values=study)
        told = await stage["luis"].told(f"https://study.example/{number}")
        assert "The case study of Acme Mills is ready for its design" in told.words
        await stage.press("mara", "acme", "Step 2.10", button="Designed")
        if number == 1:
            why = {"What do they want changed?": "Our logo is old."}
            await stage.say("mara", "acme", "Step 2.11", button="Customer wants changes", values=why)
            again = await stage.card("acme", "Step 2.9", "round 2", button="Written")
            assert "Our logo is old." in again.words
    await stage.press("mara", "acme", "Step 2.11", button="Customer approves")
    await stage.say("mara", "acme", "Step 2.7", button="Shared", values={})

    await stage.card("acme", key, "Published")
    past = await stage.card("acme", "Step 2.11", "Our logo is old.")
    assert past.buttons == []
    assert "used once" in await stage.told("mara", "/references")
    assert [(row["kind"], row["purpose"]) for row in stage.rows(tables.reference_use)] == [("case-study", key)]


async def test_without_marketing_it_stops(stage: Stage) -> None:
    """Not willing still leads to the closure call; where Marketing does not attend it, that is the end (B 1.3)."""
    key = stage.ahead("emil", "reference-program", TITLE)

    await stage.press("emil", "acme", "Step 1.1", button="Not willing")
    await stage.press("emil", "acme", "Step 1.3", button="Marketing did not attend")

    ended = await stage.card("acme", key, "Stopped: Marketing did not attend")
    assert ended.raw.get("thread_ts") in {None, ended.ts}
    assert stage.step_of(key) == "end:stopped-no-marketing"
    assert stage.channels["marketing"].messages == []
    shown = await stage.told("emil", f"/csops why {key}")
    assert "has ended" in shown


async def test_a_project_manager_who_is_named_later_takes_over(stage: Stage) -> None:
    """Until then the engineer is called; from then on the engineer is told whose it is, and the manager goes on (B)."""
    staff(stage.database, "pm")
    key = stage.ahead("emil", "reference-program", TITLE, ("emil", "yes", {}))
    first = await stage.card("acme", "Step 1.2", button="Marketing is invited")
    assert stage.called(first) == {"emil"}

    staff(stage.database, "pm", "zoe")
    date = {"Date of the closure meeting": "2026-03-20"}
    await stage.press("emil", "acme", "Step 1.2", button="Marketing is invited")
    form = await stage.form("emil")
    assert "This is for Zoe Adams" in form.words
    await form.close()
    await stage.say("zoe", "acme", "Step 1.2", button="Marketing is invited", values=date)

    second = await stage.card("acme", "Step 1.3", button="Marketing attended")
    assert stage.called(second) == {"zoe"}
    assert stage.step_of(key) == "1.3"
