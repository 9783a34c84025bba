"""Reminders as people see them: what waits for them in one message, until it is done; what is too late, shown once."""

from storage import tables
from tests.office import staff
from tests.stories.stage import Message, Said, Stage

SCOPED: Said = ("ada", "scoped", {})


async def reminder(stage: Stage, who: str, *words: str) -> Message:
    """Return the newest message that somebody got by themselves and that says all the words."""

    def look() -> Message:
        found = [one for one in stage.people[who].dm_messages if all(word in one.words for word in words)]
        if not found:
            raise LookupError(words)
        return found[-1]

    return await stage.slack.until(look, what=f"{words} for {who}")


async def test_what_waits_is_told_in_one_message_until_it_is_done(stage: Stage) -> None:
    """Two ROMs wait: Ada is reminded of both at once, looks at one, and hears no more of what she stopped."""
    stage.ahead("ada", "services-engagement", "New portal", SCOPED)
    stage.ahead("ada", "services-engagement", "Old portal", SCOPED)

    await stage.next("watch")
    await stage.next("nudge")

    told = await reminder(stage, "ada", "Reminder", "New portal", "Old portal")
    for words in ("ENG-1", "New portal", "ENG-2", "Old portal", "2 Make the ROM", "due"):
        assert words in told.words
    looked = await stage.turn(told, "Open", "Make the ROM", who="ada")
    assert "Who can move it" in looked.words
    listed = await stage.turn(told, "My reminders", "Your reminders", who="ada")
    assert "ENG-1" in listed.words
    stopped = await stage.turn(listed, "Stop", "no more", who="ada")
    again = await stage.turn(stopped, "Remind me again", "again", who="ada")
    await stage.turn(again, "Stop", "no more", who="ada")
    assert "stopped" in await stage.told("ada", "/csops reminders")


async def test_a_reminder_whose_reason_is_gone_is_not_told(stage: Stage) -> None:
    """It fell due, and was done before it was told: Ada hears of the other one alone."""
    stage.ahead("ada", "services-engagement", "New portal", SCOPED)
    stage.ahead("ada", "services-engagement", "Old portal", SCOPED)
    await stage.next("watch")
    form = await stage.open("ada", "/engagement cancel ENG-1")
    await stage.send(form.fill({"Why?": "They said no."}))

    await stage.next("nudge")

    told = await reminder(stage, "ada", "Reminder")
    assert "Old portal" in told.words
    assert "New portal" not in told.words


async def test_a_hand_off_that_nobody_takes_is_noticed(stage: Stage) -> None:
    """Carl is reminded to accept it; when he does not, the account manager's channel hears of it, once."""
    staff(stage.database, "am", "luis")
    modal = await stage.open("ada", "/ticket", title="Log a ticket")
    ticket = {"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": "Add a user"}
    await stage.send(modal.fill(ticket))
    await stage.card("internal", "Add a user", button="Accept")

    await stage.next("watch")
    await stage.next("nudge")

    told = await reminder(stage, "carl", "Add a user")
    assert "to be accepted" in told.words
    while not _escalated(stage):
        await stage.next("watch")
        await stage.next("nudge")
    shown = await stage.card("sales", "Waiting too long", "Add a user")
    assert stage.called(shown) >= {"luis"}
    assert "Carl Jensen" in shown.words


def _escalated(stage: Stage) -> bool:
    return any(row["action"] == "escalated" for row in stage.rows(tables.history))
