"""Check-ins as their people see them: what a happy customer brings, and what is done about an unhappy one (C)."""

import datetime as dt

from storage import tables
from tests.office import staff
from tests.stories.stage import Stage

STARTED = ("carl", "started", {"cadence": "monthly"})
UNHAPPY = ("carl", "not-happy", {"issue": "Reports are slow."})


async def test_a_happy_customer_brings_work_to_sales_and_marketing(stage: Stage) -> None:
    """Upsell, renewal and reference: a post each where it belongs, a record and a mail to see to, the list (C 1.2)."""
    staff(stage.database, "am", "luis")
    await stage.start("carl", "Acme's year", process="Customer success")
    begun = await stage.card("acme", "Step 1.1", button="Check-ins started")
    assert stage.called(begun) == {"carl"}
    await stage.say("carl", "acme", "Step 1.1", button="Check-ins started", values={})
    found = {
        "They want more of what they have": "Yes",
        "They want to renew": "Yes",
        "They would be a reference": "Yes",
        "Description": "Twenty more seats.",
    }

    await stage.say("carl", "acme", "Step 1.2", button="Happy", values=found)

    await stage.card("sales", "Upsell opportunity at Acme Mills, found by Carl Jensen. Twenty more seats.")
    await stage.card("sales", "Acme Mills wants to renew, says Carl Jensen. Twenty more seats.")
    await stage.card("marketing", "Acme Mills would be a reference, says Carl Jensen. Twenty more seats.")
    (entry,) = stage.rows(tables.reference_entry)
    assert (entry["customer_key"], entry["state"], entry["note"]) == ("acme", "willing", "Twenty more seats.")
    next_one = await stage.card("acme", "Step 1.2", button="Happy")
    for item in ("Upsell: Acme Mills", "Renewal: Acme Mills", "Referenceable: Acme Mills", "Mail to Account manager"):
        assert item in next_one.words
    assert "Cross-sell" not in next_one.words
    offered = await stage.press("luis", "sales", "Upsell opportunity", button="Accept")
    await stage.card("acme", "Accepted by", "Upsell opportunity")
    await stage.slack.until(lambda: offered.now.buttons == [], what="the post without its buttons")
    await stage.say("luis", "sales", "wants to renew", button="Return", values={"Why not, or whose is it?": "Ask Ada."})
    await stage.card("acme", "Returned by", "Ask Ada.")
    assert len(stage.channels["sales"].messages) == 2
    assert stage.step_of("CS-1") == "1.2"


async def test_what_was_found_is_taken_or_given_back_at_home(stage: Stage) -> None:
    """It stands on the Home of whoever may take it, with its buttons, until it is answered (C 1.2)."""
    staff(stage.database, "am", "luis")
    await stage.start("carl", "Acme's year", process="Customer success")
    await stage.say("carl", "acme", "Step 1.1", button="Check-ins started", values={})
    found = {"They want more of what they have": "Yes", "They want to renew": "Yes", "Description": "Twenty more."}
    await stage.say("carl", "acme", "Step 1.2", button="Happy", values=found)
    await stage.card("sales", "wants to renew")
    home = await stage.home("luis")
    assert "Found at check-ins: 2" in home.words
    assert "Twenty more." in home.words
    await home.click("Accept")
    await stage.home_says("luis", home, "Found at check-ins: 1")
    home = await stage.home("luis")
    await home.click("Return")
    await stage.fill("luis", {"Why not, or whose is it?": "They left."})
    await stage.home_says("luis", home, "What customers want more of waits here")
    await stage.card("acme", "Accepted by")
    await stage.card("acme", "Returned by", "They left.")


async def test_the_next_check_in_comes_in_its_time(stage: Stage) -> None:
    """A happy check-in leads to the next one, a month later, and not to one that is late already."""
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED, ("carl", "happy", {}))

    (row,) = [row for row in stage.rows(tables.engagement) if row["key"] == key]

    due, entered = row["due_at"], row["entered_at"]
    assert isinstance(due, dt.datetime)
    assert isinstance(entered, dt.datetime)
    assert dt.timedelta(days=27) <= due - entered <= dt.timedelta(days=36)


async def test_an_upsell_of_services_is_handed_to_sales(stage: Stage) -> None:
    """It starts a services engagement, whose first step sales is called to accept in their own channel (C 1.2, A 1)."""
    staff(stage.database, "am", "luis")
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    found = {"They want more of what they have": "Yes", "It is for services": "Yes"}

    await stage.say("carl", "acme", "Step 1.2", button="Happy", values=found)

    offered = await stage.card("sales", "step 1 Services discussed", "ENG-2", button="Accept")
    assert stage.called(offered) == {"ada"}
    await stage.card("acme", "This started ENG-2")
    await stage.press("ada", "sales", "ENG-2", button="Accept")
    await stage.card("sales", "ENG-2", "Accepted by", button="Scoped")


async def test_an_issue_is_escalated_and_resolved(stage: Stage) -> None:
    """Not happy wants the issue in words; it is escalated in red, and when it is resolved check-ins go on (C 1.3)."""
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    await stage.press("carl", "acme", "Step 1.2", button="Not happy")
    empty = await stage.form("carl")
    answer = await empty.submit()
    assert answer.result == "errors"
    assert stage.step_of(key) == "1.2"

    await stage.send(empty.fill({"What troubles them": "Reports are slow."}))

    escalated = await stage.card("acme", "Step 1.3", button="Resolved")
    assert "Customer Issues/Escalation" in escalated.words
    assert "Priority: Red; Description: Reports are slow." in escalated.words
    await stage.press("carl", "acme", "Step 1.3", button="Mark done: Add activity in vtiger")
    how = {"What resolved it?": "More memory."}
    await stage.say("carl", "acme", "Step 1.3", button="Resolved", values=how)
    await stage.card("acme", "Step 1.2", button="Happy")
    await stage.card("acme", "Step 1.3", "More memory.")
    assert stage.step_of(key) == "1.2"
    assert stage.history_is_whole()


async def test_a_customer_who_leaves(stage: Stage) -> None:
    """Not resolved leads to churn management with its reason; cancelled is the end, told in the channel (C 1.4)."""
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED, UNHAPPY)
    why = {"Why is it not resolved?": "The release is in May."}

    await stage.say("carl", "acme", "Step 1.3", button="Not resolved", values=why)
    churning = await stage.card("acme", "Step 1.4", button="Cancelled")
    assert "Churn Management" in churning.words
    assert "Priority: Red; Description: The release is in May." in churning.words
    await stage.say("carl", "acme", "Step 1.4", button="Cancelled", values={})

    ended = await stage.card("acme", key, "Churned")
    assert ended.raw.get("thread_ts") in {None, ended.ts}
    assert stage.step_of(key) == "end:churned"
    await stage.slack.until(lambda: churning.now.buttons == [], what="the card without its buttons")


async def test_somebody_else_cannot_say_how_it_went(stage: Stage) -> None:
    """Sales presses "Resolved": they are told who may before they fill anything in, and nothing is changed."""
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED, UNHAPPY)
    await stage.card("acme", "Step 1.3", button="Resolved")
    before = len(stage.rows(tables.history))

    await stage.press("ada", "acme", "Step 1.3", button="Resolved")
    modal = await stage.form("ada")

    assert "This is for Carl Jensen" in modal.words
    assert stage.step_of(key) == "1.3"
    assert len(stage.rows(tables.history)) == before


async def test_a_check_in_is_said_by_naming_the_customer(stage: Stage) -> None:
    """A bare command asks with whom; a customer without check-ins gets a button to begin them; the list leads there."""
    ask = await stage.open("carl", "/checkin", title="Check-in")
    answer = await ask.fill({"Customer": "Birk & Sons"}).submit()
    assert answer.result == "updated", answer
    await ask.click("Start check-ins")
    await stage.card("birk", "Step 1.1", button="Check-ins started")
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED)

    form = await stage.open("carl", "/checkin acme")
    assert key in form.words
    await form.close()
    listed = await stage.whisper("carl", "/checkin list")
    assert "Acme Mills" in listed.words
    await listed.click("Check in")
    await stage.fill("carl", {"What came of it?": "Not happy", "What troubles them": "Reports are slow."})

    assert stage.step_of(key) == "1.3"


async def test_a_check_in_is_edited_just_after_it_was_sent(stage: Stage) -> None:
    """The post in the sales channel says what is so now, and nothing is posted twice; then they are unhappy."""
    staff(stage.database, "am", "luis")
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    form = await stage.open("carl", "/checkin acme")
    await form.fill({"They want more of what they have": "Yes", "Description": "Ten seats."}).submit()
    await stage.card("sales", "Upsell opportunity at Acme Mills", "Ten seats.")
    await form.click("Edit")
    form = await stage.form("carl", "Edit the check-in")
    assert form.value("Description") == "Ten seats."

    await stage.send(form.fill({"Description": "Twenty seats."}))
    await stage.card("sales", "Upsell opportunity at Acme Mills", "Twenty seats.")
    assert len(stage.channels["sales"].messages) == 1

    form = await stage.open("carl", "/checkin edit acme")
    await stage.send(form.fill({"What came of it?": "Not happy", "What troubles them": "Reports are slow."}))
    await stage.card("sales", "Taken back", "corrected by")
    await stage.card("acme", "Step 1.3", "Reports are slow.", button="Resolved")
    assert stage.step_of(key) == "1.3"
    assert stage.history_is_whole()


async def test_many_check_ins_have_pages(stage: Stage) -> None:
    """Ten to a page, by when they are due; whose they are not sees them only among everybody's."""
    for number in range(12):
        stage.ahead("carl", "customer-success", f"Year {number:02}", STARTED)

    first = await stage.whisper("carl", "/checkin list")
    second = await stage.turn(first, "More", who="carl")
    again = await stage.turn(second, "Back", who="carl")

    assert (again.buttons.count("Check in"), second.buttons.count("Check in")) == (10, 2)
    assert "CS-1" not in await stage.told("ada", "/checkin list")
    assert "CS-1" in await stage.told("ada", "/checkin list all")
