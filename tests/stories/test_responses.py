"""First responses to tickets as their people see them: due by tier and severity, warned of, overdue, given (E)."""

import sqlalchemy as sa

from storage import tables
from tests.stories.stage import Stage
from workflows.tickets.commands import LogTicket


def promise(stage: Stage, tier: str) -> None:
    """Let Acme have a service tier."""
    with stage.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "acme").values(tier=tier))


async def log(stage: Stage, title: str, severity: str = "1 Critical") -> None:
    """Let Ada log a ticket of Acme's."""
    modal = await stage.open("ada", "/ticket", title="Log a ticket")
    filled = {"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": title, "Severity": severity}
    await stage.send(modal.fill(filled))


async def told_alone(stage: Stage, words: str) -> None:
    """Wait until Carl has been told something in his own messages."""
    await stage.slack.until(
        lambda: any(words in one.words for one in stage.people["carl"].dm_messages), what="the message"
    )


async def test_a_first_response_is_warned_of_and_given(stage: Stage) -> None:
    """It stands on the ticket, warns in the role's channel and in person, and says by whom it was given."""
    promise(stage, "premium")
    await log(stage, "The shop is down")
    head = await stage.card("acme", "The shop is down", "Severity", "1 Critical", "First response", "due")
    assert "First response" in head.words

    await stage.next("response")

    warning = await stage.card("internal", "first response", "First response due")
    assert stage.called(warning) == {"carl"}
    await told_alone(stage, "First response due")
    shown = await stage.turn(warning, "Open", "The shop is down", who="carl")
    assert "First response" in shown.words
    await stage.press("carl", "internal", "The shop is down", button="Accept")
    await stage.card("internal", "First response by")
    await stage.card("acme", "The shop is down", "in time")
    assert stage.history_is_whole()


async def test_a_first_response_that_nobody_gives(stage: Stage) -> None:
    """It is said once that it is overdue, where colleagues are; a comment that comes late is called late."""
    promise(stage, "basic")
    await log(stage, "The shop is slow", "2 High")
    await stage.next("response")
    await stage.card("internal", "First response due")

    await stage.next("response")

    await stage.card("internal", "first response overdue", "Nobody answered in time")
    assert not [row for row in stage.rows(tables.timer) if row["kind"] == "response"]
    await told_alone(stage, "first response overdue")
    assert "overdue since" in await stage.told("carl", "/ticket show TCK-1")


async def test_a_ticket_that_comes_back_must_be_answered_again(stage: Stage) -> None:
    """Resolved and taken up again, its first response is due once more, and csops warns of it."""
    promise(stage, "premium")
    await log(stage, "The shop is down")
    await stage.send(await stage.open("carl", "/engagement done TCK-1"))
    await stage.card("acme", "The shop is down", "in time")
    resolved = await stage.open("carl", "/engagement done TCK-1")
    await stage.send(resolved.fill({"What was done": "It runs."}))

    form = await stage.open("carl", "/ticket reopen TCK-1")
    await stage.send(form.fill({"Why?": "It is down again."}))

    assert "due" in (await stage.told("carl", "/ticket show TCK-1")).partition("First response")[2]
    await stage.next("response")
    await stage.card("internal", "first response", "First response due")
    assert stage.history_is_whole()


async def test_the_queue_of_tickets(stage: Stage) -> None:
    """By severity within a tier, with when the first response is due; ten to a page, and one's own."""
    promise(stage, "enhanced")
    await log(stage, "Add a user", "4 Low")
    await log(stage, "The shop is down")
    for number in range(10):
        who, key, title = stage.identity("ada"), f"ahead:{number}", f"Fault {number:02}"
        stage.act(LogTicket(actor=who, request_key=key, customer="birk", kind="bug", title=title))

    queue = await stage.whisper("carl", "/ticket queue")

    assert queue.words.index("The shop is down") < queue.words.index("Add a user")
    assert "Enhanced · severity 1 Critical" in queue.words
    second = await stage.turn(queue, "Next", who="carl")
    await stage.turn(second, "Back", "The shop is down", who="carl")
    assert "No ticket waits" in await stage.told("fina", "/ticket queue mine")
