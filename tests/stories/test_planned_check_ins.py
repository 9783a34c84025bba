"""Check-ins that ask for themselves, as their people see them: put off, left out, paused, set anew (C)."""

import datetime as dt

import sqlalchemy as sa

from storage import tables
from tests.office import staff
from tests.stories.stage import Message, Stage

STARTED = ("carl", "started", {"cadence": "monthly"})
TITLE = "Acme Mills: Check in with the customer"


async def asked(stage: Stage, who: str, *words: str) -> Message:
    """Return the newest message that asks somebody for a check-in, and says all the words."""

    def look() -> Message:
        asking = [one for one in stage.people[who].dm_messages if TITLE in one.words and "Check in" in one.buttons]
        found = [one for one in asking if all(word in one.words for word in words)]
        if not found:
            raise LookupError(words)
        return found[-1]

    return await stage.slack.until(look, what=f"a check-in that asks {who}")


def due_at(stage: Stage) -> dt.datetime:
    (row,) = stage.rows(tables.engagement)
    assert isinstance(row["due_at"], dt.datetime)
    return row["due_at"]


async def test_a_due_check_in_asks_for_itself(stage: Stage) -> None:
    """On its day Carl gets a message with the form behind a button; held, it has no buttons, and the next is set."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    before = due_at(stage)

    await stage.next("recurring")

    message = await asked(stage, "carl", "Due")
    assert message.buttons == ["Check in", "Tomorrow", "Next week", "Another day", "Leave it out"]
    await message.click("Check in", by=stage["carl"])
    await stage.fill("carl", {"What came of it?": "Happy"})
    await stage.slack.until(lambda: message.now.buttons == [], what="the message without its buttons")
    assert "Happy" in message.now.words
    assert due_at(stage) > before + dt.timedelta(days=20)
    assert stage.history_is_whole()


async def test_a_check_in_is_put_off_and_left_out(stage: Stage) -> None:
    """Next week by a click, a day by a form; it asks again then, and is left out with a reason."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    await stage.next("recurring")
    message = await asked(stage, "carl")

    await message.click("Next week", by=stage["carl"])

    await stage.slack.until(lambda: message.now.buttons == ["Plan"], what="the message with the plan alone")
    assert "put off from" in message.now.words
    plan = await stage.turn(message.now, "Plan", "put off from", who="carl")
    assert "How often" in plan.buttons
    await stage.next("recurring")
    again = await asked(stage, "carl", "put off from")
    await again.click("Another day", by=stage["carl"])
    day = (due_at(stage) + dt.timedelta(days=7)).date().isoformat()
    await stage.fill("carl", {"Until which day?": day})
    await stage.slack.until(lambda: again.now.buttons == ["Plan"], what="the second message with the plan alone")
    await stage.next("recurring")
    last = await asked(stage, "carl", "Due")
    await last.click("Leave it out", by=stage["carl"])
    await stage.fill("carl", {"Why?": "They are on holiday."})
    await stage.slack.until(lambda: "They are on holiday." in last.now.words, what="the reason")
    assert "skipped" in {row["action"] for row in stage.rows(tables.history)}
    assert "skipped" in await stage.told("carl", "/engagement history CS-1")


async def test_check_ins_are_paused_and_resumed(stage: Stage) -> None:
    """With a reason, until somebody resumes them; meanwhile none is due, and the list says so."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    plan = await stage.whisper("carl", "/checkin acme plan")
    await plan.click("Pause", by=stage["carl"])
    await stage.fill("carl", {"Why?": "They merge with Birk."})
    assert "paused" in await stage.told("carl", "/checkin list")

    paused = await stage.whisper("carl", "/checkin acme plan")
    await stage.turn(paused, "Resume", "Resumed by", who="carl")

    assert "due" in await stage.told("carl", "/checkin list")
    form = await stage.open("carl", "/checkin acme pause They merge")
    await stage.send(form.fill({}))
    assert "Resumed by" in await stage.told("carl", "/checkin acme resume")


async def test_how_often_they_come(stage: Stage) -> None:
    """By words, and by a form with the choices of the definition; never less often than the tier has reviews."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    with stage.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).values(tier="premium"))

    assert "every 2 weeks" in await stage.told("carl", "/checkin acme every 2 weeks")
    plan = await stage.whisper("carl", "/checkin acme plan")
    await plan.click("How often", by=stage["carl"])
    await stage.fill("carl", {"Check in": "As the service tier has it"})
    told = await stage.told("carl", "/checkin acme plan")
    assert "every 3 months" in told
    assert "4 business reviews a year" in told
    assert "does not say how often" in await stage.told("carl", "/checkin acme every now and then")


async def test_it_is_put_off_and_left_out_by_words(stage: Stage) -> None:
    """What the buttons do can be typed; somebody else is told who may."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)

    assert "put off from" in await stage.told("carl", "/checkin acme later next week")
    form = await stage.open("carl", "/checkin acme skip They are on holiday.")
    await stage.send(form.fill({}))
    assert "put off" not in await stage.told("carl", "/checkin acme plan")
    assert "Carl Jensen" in await stage.told("ada", "/checkin acme later tomorrow")
    assert "How often" not in (await stage.whisper("ada", "/checkin acme plan")).buttons


async def test_who_stands_in_is_asked(stage: Stage) -> None:
    """Carl is away to Lena: the message comes to her, and she may."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    until = (due_at(stage) + dt.timedelta(days=10)).date().isoformat()
    await stage.told("carl", f"/csops away until {until} to lena")

    await stage.next("recurring")

    message = await asked(stage, "lena")
    await message.click("Tomorrow", by=stage["lena"])
    await stage.slack.until(lambda: "Put off by" in message.now.words, what="that it was put off")
    entry = next(row for row in stage.rows(tables.history) if row["action"] == "put-off")
    assert '"for":"carl"' in str(entry["details"])
    assert not any(TITLE in one.words for one in stage.people["carl"].dm_messages)


async def test_each_is_asked_in_their_own_working_hours(stage: Stage) -> None:
    """Nobody has it yet: Carl, whose day begins first, is asked then, and Lena not before hers does."""
    staff(stage.database, "csm", "carl", "lena")
    stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    with stage.database.transaction() as connection:
        later = sa.update(tables.person).where(tables.person.c.key == "lena")
        connection.execute(later.values(working_time='{"hours":"mon-sun 20:00-23:00"}'))
        connection.execute(sa.update(tables.engagement).values(owner=None))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))

    await stage.next("recurring")

    await asked(stage, "carl", "Due")
    assert not any(TITLE in one.words for one in stage.people["lena"].dm_messages)
    stage.let_leave()
    await asked(stage, "lena", "Due")
