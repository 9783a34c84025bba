"""A stage and the hand-off that it begins, and a ticket, carried to their ends (E, D)."""

import re

from storage import tables
from tests.office import staff
from tests.stories.stage import Message, Stage


def staffed(stage: Stage) -> None:
    """Let there be an account manager and a sales manager."""
    staff(stage.database, "am", "ada")
    staff(stage.database, "sales_manager", "luis")


def number_in(words: str) -> str:
    """Return the number of the hand-off that an answer names."""
    found = re.search(r"HND-[0-9]+", words)
    assert found, words
    return found[0]


async def tick_off(stage: Stage, channel: str, *words: str, many: int, who: str = "carl") -> None:
    """Let somebody tick off a list, item by item; each tick changes the card."""
    for _ in range(many):
        await stage.card(channel, *words)

        def first() -> tuple[Message, str]:
            card = newest(stage, channel, *words)
            waiting = [label for label in card.buttons if label.startswith("Mark done")]
            return card, waiting[0]

        card, button = await stage.slack.until(first, what="something to tick off")
        answer = await card.click(button, by=stage[who])
        assert not answer.get("failure"), answer

        def gone(label: str = button) -> bool:
            return label not in newest(stage, channel, *words).buttons

        await stage.slack.until(gone, what="the next button")


def newest(stage: Stage, channel: str, *words: str) -> Message:
    """Return the newest card of a channel that says the words."""
    place = stage.channels[channel]
    found = [one for message in place.messages for one in (message, *message.replies)]
    return max((one for one in found if all(word in one.words for word in words)), key=lambda one: one.ts)


async def test_a_customer_is_seen_on_one_card(stage: Stage) -> None:
    """By name or by the form; what is under way, what happened, page by page."""
    for number in range(12):
        stage.ahead("ada", "services-engagement", f"Portal {number}")
    form = await stage.open("carl", "/customer", title="Customer")
    assert "Portal 0" in await stage.send(form.fill({"Customer": "Acme Mills"}))

    card = await stage.whisper("carl", "/customer acme")
    assert all(words in card.words for words in ("Under way", "Tickets", "What happened", "not said yet"))
    older = await stage.turn(card, "Older", "what happened", who="carl")
    await stage.turn(older, "Newer", "Under way", who="carl")


async def test_a_stage_is_said_and_begins_the_hand_off(stage: Stage) -> None:
    """Onboarding: everybody hears of it, the CSM accepts, ticks the plan off and confirms that it is good (E)."""
    staffed(stage)
    form = await stage.open("ada", "/customer acme stage onboard", title="Stage")
    key = number_in(await stage.send(form))
    await stage.card("internal", "Acme Mills", "moved to Onboard")
    await stage["luis"].told("A hand-off begins for Acme Mills")
    await stage.card("acme", "Objective", "Good when")
    offered = await stage.card("internal", key, "Objective", "Good when", button="Accept")
    await offered.click("Details", by=stage["carl"])
    await stage["carl"].told("the business outcomes that the customer wants.")

    await stage.press("carl", "internal", key, button="Accept")
    await tick_off(stage, "internal", key, "Take it over", many=5)
    await stage.say("carl", "internal", "Take it over", button="Plan carried out", values={})
    await stage.card("acme", "Next: The customer success manager prepares the kick-off.")
    await tick_off(stage, "acme", key, "Confirm that it is good", many=4)
    await stage.press("carl", "acme", "Confirm that it is good", button="All criteria are reached")
    await stage.card("acme", "Handed over")
    await stage["luis"].told("has ended")
    assert stage.step_of(key) == "end:done"


async def test_a_stage_and_a_hand_off_begin_at_the_card(stage: Stage) -> None:
    """The buttons of the account card open the forms; `/handoff` asks for the customer where none is named."""
    staffed(stage)
    card = await stage.whisper("ada", "/customer acme")
    await card.click("Change stage")
    said = await stage.fill("ada", {"Stage": "Need"}, title="Stage")
    assert "Acme Mills is in the stage Need now" in said
    card = await stage.whisper("carl", "/customer acme")
    await card.click("Hand off")
    said = await stage.fill("carl", {"What is handed over?": "Sales to customer success"}, title="Hand-off")
    assert number_in(said)
    form = await stage.open("carl", "/handoff", title="Hand-off")
    await stage.send(form.fill({"Customer": "Birk & Sons", "What is handed over?": "Sales to customer success"}))
    form = await stage.open("carl", "/handoff acme", title="Hand-off")
    await form.close()
    assert len(stage.rows(tables.engagement)) == 2


async def test_who_is_accountable_decides_what_bounced_twice(stage: Stage) -> None:
    """Returned, offered again, returned again: the account manager reads both reasons and gives it to somebody (E)."""
    staff(stage.database, "am", "luis")
    for title in ("Add a user", "Move a user"):
        form = await stage.open("ada", f"/ticket customer-success acme {title}", title="Log a ticket")
        await stage.send(form)
        for reason in (f"{title}: which user?", f"{title}: not our customer"):
            await stage.press("carl", "internal", "Hand-off", title, button="Return")
            await stage.fill("carl", {"What is missing, or whose is it?": reason}, title="Return the hand-off")
            if "which" in reason:
                back = await stage["ada"].told(reason)
                await back.click("Hand off again", by=stage["ada"])
                await stage.card("internal", title, "for the second time", button="Accept")
        question = await stage["luis"].told(reason)
        assert f"{title}: which user?" in question.words
        if title == "Add a user":
            await question.click("Carl Jensen takes it", by=stage["luis"])
        else:
            await question.click("Somebody else", by=stage["luis"])
            await stage.fill(
                "luis", {"Who does it?": "Emil Kraus", "Why?": "He knows them."}, title="Somebody else does it"
            )
        await stage.card("acme", "decided", "Carl Jensen" if title == "Add a user" else "He knows them.")
    assert {row["owner"] for row in stage.rows(tables.engagement)} == {"carl", "emil"}
    assert stage.history_is_whole()


async def test_a_task_goes_to_the_specialist_after_it_bounced(stage: Stage) -> None:
    """Adoption (E): by hand with links, returned twice, decided, carried out, confirmed; executives hear of it."""
    staffed(stage)
    staff(stage.database, "css", "emil")
    staff(stage.database, "executive", "dora")
    form = await stage.open("carl", "/handoff acme", title="Hand-off")
    asked = {
        "What is handed over?": "Customer success to specialist, for adoption",
        "What should they know?": "Dashboards are not used.",
        "Key resources": "Telemetry: https://telemetry.example/acme",
    }
    key = number_in(await stage.send(form.fill(asked)))
    await stage["dora"].told("A hand-off begins for Acme Mills")
    await stage.card("internal", key, "Telemetry", "Consulted", button="Accept")
    again = await stage.open("carl", "/handoff acme", title="Hand-off")
    sent_back = await again.fill(asked).submit()
    assert "already in flight since" in sent_back.errors["What is handed over?"]
    await again.close()

    for reason in ("Which dashboards?", "That is for sales."):
        await stage.press("emil", "internal", key, button="Return")
        await stage.fill("emil", {"What is missing, or whose is it?": reason}, title="Return the hand-off")
        if reason == "Which dashboards?":
            back = await stage["carl"].told(reason)
            await back.click("Hand off again", by=stage["carl"])
            await stage.card("internal", key, "for the second time", button="Accept")
    # The CSM is A of it, and party to it: executives decide.
    question = await stage["dora"].told("That is for sales.")
    await question.click("Emil Kraus takes it", by=stage["dora"])
    await stage.card("internal", key, "Decided by", "Dora Weiss")

    await tick_off(stage, "internal", key, "Take it over", many=7, who="emil")
    await stage.say("emil", "internal", "Take it over", button="Plan carried out", values={})
    await tick_off(stage, "acme", key, "Confirm that it is good", many=3, who="emil")
    await stage.press("emil", "acme", "Confirm that it is good", button="All criteria are reached")
    await stage["dora"].told("has ended")
    assert stage.step_of(key) == "end:done"
    assert stage.history_is_whole()


async def test_a_ticket_is_closed_and_reopened_by_its_number(stage: Stage) -> None:
    """The customer is told in words of the CSM, who sends them; a ticket that comes back is taken up again."""
    form = await stage.open("carl", "/ticket customer-success acme Add a user", title="Log a ticket")
    await stage.send(form)
    for _ in ("taken up", "resolved", "closed in HubSpot"):
        await stage.send(await stage.open("carl", "/engagement done TCK-1"))
    last = await stage.open("carl", "/ticket close TCK-1")
    await stage.send(last.fill({"Message to the customer": "Your colleague can log in now."}))
    await stage.press("carl", "acme", "Your colleague can log in now.", button="I told them")
    assert stage.step_of("TCK-1") == "end:customer-informed"

    again = await stage.open("carl", "/ticket reopen TCK-1")
    await stage.send(again.fill({"Why?": "They cannot."}))
    assert stage.step_of("TCK-1") == "telling"
