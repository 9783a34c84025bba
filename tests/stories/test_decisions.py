"""Decisions, refusals and ends of a services engagement as people see them (A 3 to 10)."""

import asyncio

from storage import tables
from tests.office import staff
from tests.pricing import HOURS
from tests.stories.stage import Stage
from workflows.estimates.commands import SaveEstimate, SendEstimate

TITLE = "New portal"


def sent(stage: Stage, title: str = TITLE) -> str:
    """Bring an engagement to step 4, with its ROM sent for approval; return its number."""
    key = stage.ahead("ada", "services-engagement", title, ("ada", "scoped", {}))
    ada = stage.identity("ada")
    save, send = f"ahead:{title}:save", f"ahead:{title}:send"
    stage.act(SaveEstimate(actor=ada, request_key=save, key=key, revision=0, rate_card="2026-1", values=HOURS))
    stage.act(SendEstimate(actor=ada, request_key=send, key=key))
    return key


def states(stage: Stage) -> list[object]:
    """Return the states of the approvals in the order in which they were asked."""
    rows = sorted(stage.rows(tables.approval), key=lambda row: (str(row["asked_at"]), str(row["round"])))
    return [row["state"] for row in rows]


async def enter_the_opportunity(stage: Stage) -> None:
    """Do steps 4 and 5."""
    await stage.say("ada", "acme", "Step 4", button="Opportunity created", values={})
    await stage.say("ada", "acme", "Step 5", button="Amount entered", values={})


async def test_the_decision_is_asked_where_it_is_made(stage: Stage) -> None:
    """The approvals channel gets the figures and calls those who decide, and nobody else."""
    key = sent(stage)

    asked = await stage.card("approvals", key, "please decide", button="Approve")

    assert stage.called(asked) == {"pria", "dora"}
    assert "17,700.00 EUR" in asked.words
    assert asked.buttons == ["Approve", "Needs discovery", "Decline"]
    assert asked.raw.get("thread_ts") in {None, asked.ts}


async def test_an_early_decline_ends_it_at_once(stage: Stage) -> None:
    """Declined while step 4 is under way: it is over, and no card of it has a button any more."""
    key = sent(stage)
    step = await stage.card("acme", "Step 4", button="Opportunity created")

    await stage.say("pria", "approvals", key, button="Decline", values={"Reason": "No engineers before May."})

    ended = await stage.card("acme", key, "Declined")
    assert ended.raw.get("thread_ts") in {None, ended.ts}
    assert stage.step_of(key) == "end:declined"
    decided = await stage.card("approvals", key, "Declined", "Pria Nair", "No engineers before May.")
    await stage.slack.until(lambda: step.now.buttons == [], what="step 4 without its buttons")
    assert decided.now.buttons == []
    assert "Step 6 Is there enough information?: Decline" in step.now.words
    assert states(stage) == ["declined"]
    assert stage.history_is_whole()


async def test_a_question_asked_early_is_answered_on_the_way(stage: Stage) -> None:
    """The question calls sales in the thread; the answer stands on the card, and nothing was held up (A 6 and 7)."""
    key = sent(stage)

    await stage.say(
        "dora", "approvals", key, button="Needs discovery", values={"What do you need to know?": "How many users?"}
    )
    question = await stage.card("acme", "How many users?", button="Answer")
    assert stage.called(question) == {"ada", "carl"}
    assert stage.step_of(key) == "4"
    await stage.say("ada", "acme", "How many users?", button="Answer", values={"What you found out": "Twelve."})
    answered = await stage.card("approvals", key, "How many users?", "Twelve.", button="Approve")
    await stage.press("pria", "approvals", key, "Twelve.", button="Approve")
    await enter_the_opportunity(stage)

    await stage.card("acme", "Step 8")
    assert stage.step_of(key) == "8"
    await stage.slack.until(lambda: answered.now.buttons == [], what="the decided card without buttons")
    assert question.now.buttons == []


async def test_a_rom_that_changes_after_its_approval_is_asked_anew(stage: Stage) -> None:
    """At step 8 sales changes the figures: back to step 6, the old card says so, the new one calls who decides."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    older = await stage.press("pria", "approvals", key, button="Approve")
    await stage.card("sales", "step 8", button="Accept")

    form = await stage.open("ada", f"/rom {key}")
    await stage.send(form.fill({"Travel, in EUR": "2400"}))

    newer = await stage.card("approvals", key, "ROM revision 2", "please decide", button="Approve")
    assert stage.called(newer) == {"pria", "dora"}
    await stage.slack.until(lambda: "Superseded by ROM revision 2" in older.now.words, what="the superseded card")
    assert "Approved by" in older.now.words.replace("\n", "")
    assert stage.step_of(key) == "6"
    assert states(stage) == ["superseded", "waiting"]
    gone = await stage.card("sales", "Step 8", "Asked again")
    assert gone.buttons == []


async def test_the_wrong_person_is_told_who_may(stage: Stage) -> None:
    """Finance presses a step of sales and a decision of services: told privately who may, and nothing is written."""
    key = sent(stage)
    await stage.card("approvals", key, button="Approve")
    before = [len(stage.rows(table)) for table in (tables.history, tables.effect, tables.vote, tables.answer)]

    await stage.press("fina", "approvals", key, button="Approve")
    assert "Pria Nair, Dora Weiss" in await stage.refusal("fina", "This is for Pria Nair", "Nothing was changed")
    await stage.press("fina", "acme", "Step 4", button="Mark done: Add opportunity in Salesforce")
    await stage.refusal("fina", "This is for Ada Palmer")

    assert [len(stage.rows(table)) for table in (tables.history, tables.effect, tables.vote, tables.answer)] == before
    assert stage.step_of(key) == "4"


async def test_a_double_click_moves_it_once(stage: Stage) -> None:
    """Two clicks at the same moment: one decision, one history entry, and both clicks get the truth."""
    key = sent(stage)
    card = await stage.card("approvals", key, button="Approve")

    await asyncio.gather(card.click("Approve", by=stage["pria"]), card.click("Approve", by=stage["pria"]))

    await stage.refusal("pria", stage.second_click)
    assert states(stage) == ["approved"]
    assert [row["action"] for row in stage.rows(tables.history)].count("decided") == 1


async def test_a_role_that_nobody_has_is_named(stage: Stage) -> None:
    """The step cannot come to nobody: the click is refused with the role and who can fill it, and nothing moves."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    await stage.press("pria", "approvals", key, button="Approve")
    await stage.press("ada", "sales", "step 8", button="Accept")
    staff(stage.database, "pse")
    await stage.card("sales", "Step 8", button="Customer approves")
    before = len(stage.rows(tables.effect))

    modal = await refused_form(stage, "ada", "sales", "Step 8", button="Customer approves")

    assert "Nobody holds the role Professional services engineer" in modal
    assert "Zoe Adams" in modal
    assert stage.step_of(key) == "8"
    assert len(stage.rows(tables.effect)) == before
    staff(stage.database, "pse", "emil")
    await stage.say("ada", "sales", "Step 8", button="Customer approves", values={})
    offered = await stage.card("internal", "step 9", button="Accept")
    assert stage.called(offered) == {"emil"}


async def refused_form(stage: Stage, who: str, channel: str, *words: str, button: str) -> str:
    """Press a button and send its form, which is refused; close it, and return what it said."""
    await stage.press(who, channel, *words, button=button)
    modal = await stage.form(who)
    answer = await modal.submit()
    assert answer.result in {"updated", "errors"}, answer
    said = str(modal.words)
    await modal.close()
    return said


async def test_a_customer_who_declines_the_quote_is_the_end(stage: Stage) -> None:
    """At step 8 the customer declines: lost, said in the customer's channel, and the decision's card stays decided."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    await stage.press("pria", "approvals", key, button="Approve")
    await stage.press("ada", "sales", "step 8", button="Accept")

    why = {"Reason": "Too late for them."}
    card = await stage.press("ada", "sales", "Step 8", button="Customer declines")
    await stage.fill("ada", why)

    ended = await stage.card("acme", key, "Lost")
    assert ended.raw.get("thread_ts") in {None, ended.ts}
    assert stage.step_of(key) == "end:lost"
    await stage.slack.until(lambda: card.now.buttons == [], what="the card without its buttons")
    assert "Too late for them." in card.now.words
    late = await stage.told("ada", f"/rom {key} send")
    assert "has ended (Lost)" in late


async def test_a_deal_that_is_lost_at_the_signature(stage: Stage) -> None:
    """At step 10 it is lost: no project, no bill, no check-ins are started."""
    key = sent(stage)
    await enter_the_opportunity(stage)
    await stage.press("pria", "approvals", key, button="Approve")
    await stage.press("ada", "sales", "step 8", button="Accept")
    await stage.say("ada", "sales", "Step 8", button="Customer approves", values={})
    await stage.press("emil", "internal", "step 9", button="Accept")
    await stage.say("emil", "internal", "Step 9", button="SOW sent", values={})
    await stage.press("ada", "sales", "step 10", button="Accept")

    await stage.say("ada", "sales", "Step 10", button="Lost", values={"Reason": "Their budget was cut."})

    await stage.card("acme", key, "Lost")
    assert [row["key"] for row in stage.rows(tables.engagement)] == [key]
    assert stage.channels["finance"].messages == []
