"""What people do to work beside its process, as they see it: give it away, set it back, cancel it, say more."""

from storage import tables
from tests.office import staff
from tests.stories.stage import Said, Stage

SCOPED: Said = ("ada", "scoped", {})
TITLE = "New portal"


async def test_a_step_is_given_to_a_colleague(stage: Stage) -> None:
    """By a command that names them, or by the button of what is shown, which asks for whom."""
    staff(stage.database, "sal", "ada", "luis")
    key = stage.ahead("ada", "services-engagement", TITLE)
    form = await stage.open("ada", f"/engagement assign {key} @luis")
    await stage.send(form)
    assert stage.rows(tables.engagement)[0]["owner"] == "luis"

    shown = await stage.whisper("luis", f"/engagement show {key}")
    await shown.click("Assign")
    await stage.fill("luis", {"Who has it from now on?": "Ada Palmer"})

    assert stage.rows(tables.engagement)[0]["owner"] == "ada"


async def test_work_is_set_back_and_cancelled_and_taken_up_again(stage: Stage) -> None:
    """With a reason each time, by a command or by a button; cancelled is an end that can be taken back."""
    key = stage.ahead("ada", "services-engagement", TITLE, SCOPED)
    form = await stage.open("ada", f"/engagement back {key}")
    await stage.send(form.fill({"Why?": "Asked too early."}))
    assert stage.step_of(key) == "1"

    form = await stage.open("ada", f"/engagement cancel {key}")
    await stage.send(form.fill({"Why?": "No budget."}))
    assert stage.step_of(key).startswith("end:")
    shown = await stage.whisper("ada", f"/engagement show {key}")
    assert set(shown.buttons) >= {"Comment", "Set back"}
    await shown.click("Set back")
    await stage.fill("ada", {"Why?": "They found some."})
    again = await stage.whisper("ada", f"/engagement show {key}")
    await again.click("Cancel")
    await stage.fill("ada", {"Why?": "They lost it."})

    assert stage.step_of(key).startswith("end:")
    assert stage.history_is_whole()


async def test_a_comment_stands_in_the_thread(stage: Stage) -> None:
    """Typed behind the command or into the form that the button opens."""
    key = stage.ahead("ada", "services-engagement", TITLE)
    form = await stage.open("fina", f"/engagement comment {key} They pay late.")
    await stage.send(form)
    await stage.card("acme", "They pay late.")

    shown = await stage.whisper("fina", f"/engagement show {key}")
    await shown.click("Comment")
    form = await stage.form("fina")
    await stage.send(form.fill({form.labels[0]: "Always in May."}))

    await stage.card("acme", "Always in May.")


async def test_a_ticket_is_closed_and_reopened(stage: Stage) -> None:
    """From any channel, by its number, with the reason for opening it again."""
    form = await stage.open("carl", "/ticket", title="Log a ticket")
    form.fill({"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": "Two more users"})
    await stage.send(form)
    await stage.press("carl", "acme", "TCK-1", button="Take it up")

    early = await stage.open("carl", "/ticket close TCK-1")
    assert "cannot be closed yet" in early.words
    await early.close()
    await stage.say("carl", "acme", "Step In progress", button="Resolved", values={"What was done": "Both were added."})
    form = await stage.open("carl", "/ticket reopen TCK-1")
    await stage.send(form.fill({"Why?": "One of them cannot log in."}))

    await stage.card("acme", "One of them cannot log in.")
    assert not stage.step_of("TCK-1").startswith("end:")


async def test_a_customers_past_has_pages(stage: Stage) -> None:
    """The account card shows the newest ten things that happened; older ones are a button away, and back."""
    for number in range(6):
        stage.ahead("ada", "services-engagement", f"{TITLE} {number}", SCOPED)

    card = await stage.whisper("carl", "/customer acme")
    older = await stage.turn(card, "Older", who="carl")
    await stage.turn(older, "Newer", who="carl")


async def test_the_flow_chart_is_a_picture(on_slack: Stage) -> None:
    """The button of what is shown has the chart drawn and sent."""
    key = on_slack.ahead("ada", "services-engagement", TITLE)
    shown = await on_slack.whisper("ada", f"/engagement show {key}")

    await shown.click("Flow chart")

    await on_slack.slack.until(
        lambda: any(one.raw.get("files") for one in (*on_slack.everything(), *on_slack["ada"].dm_messages))
    )


async def test_a_customer_is_noted_and_a_ticket_is_taken(stage: Stage) -> None:
    """A note by its command, and one by the button of the account card; a ticket by its own verbs."""
    form = await stage.open("carl", "/customer acme note They merge in May.")
    await stage.send(form)
    await stage.card("internal", "They merge in May.")
    card = await stage.whisper("carl", "/customer acme")
    assert "They merge in May." in card.words
    await card.click("Note")
    form = await stage.form("carl")
    await stage.send(form.fill({form.labels[0]: "In June, rather."}))
    await stage.card("internal", "In June, rather.")

    form = await stage.open("carl", "/ticket", title="Log a ticket")
    form.fill({"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": "Two more users"})
    await stage.send(form)
    key = str(stage.rows(tables.engagement)[0]["key"])
    form = await stage.open("fina", f"/ticket comment {key} They wait.")
    await stage.send(form)
    await stage.card("acme", "Comment by", "They wait.")
    staff(stage.database, "csm", "carl", "luis")
    form = await stage.open("luis", f"/ticket assign {key} @luis")
    await stage.send(form)
    assert stage.rows(tables.engagement)[0]["owner"] == "luis"
