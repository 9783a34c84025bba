"""`/checkin`: from a customer with none to the form of the next one, and the list of what is due."""

import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.office import Office, slack
from workflows.checkins.commands import StartCheckIns
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import Line, Link, Mention, Place, Strong, Usage, When


def said(line: Line) -> str:
    """Return a line's words, with people, days and channels by a sign."""
    words = {Mention: "@", When: "#", Link: "→", Place: "⌂"}
    return "".join(
        piece if isinstance(piece, str) else piece.words if isinstance(piece, Strong | Usage) else words[type(piece)]
        for piece in line
    )


def shown(answer: object) -> Card:
    """Return the card of an answer to a question."""
    assert isinstance(answer, Shown), answer
    return answer.card


def furnish_another(database: Database) -> None:
    """Let there be a second customer whose name begins as another's."""
    row = {"key": "birk2", "name": "Birk & Daughters", "folded_name": "birk & daughters", "channel": "slack:CBIRK2"}
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.customer).values(**row))
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "birk").values(key="birk1"))


def begun(office: Office) -> str:
    """Begin check-ins with Acme and come to the first one."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    return engagement


def test_a_customer_with_none_is_offered_to_begin(office: Office) -> None:
    """The answer has a button that begins them; then the same words show the first step, and then open the form."""
    card = shown(office.type("carl", "/checkin acme"))
    assert [button.label for button in card.buttons] == ["Start check-ins"]

    assert isinstance(office.press("carl", card, "Start check-ins"), Done)

    (row,) = office.rows(tables.engagement)
    assert (row["process"], row["step"], row["owner"]) == ("customer-success", "1.1", "carl")
    assert any(button.label == "Check-ins started" for button in shown(office.type("carl", "/checkin acme")).buttons)
    assert isinstance(office.say("carl", row["id"], "started"), Done)
    assert isinstance(office.type("carl", "/checkin Acme Mills"), Opened)


def test_check_ins_begin_once(office: Office) -> None:
    """A second click on the same card, or somebody else's, begins no second series."""
    card = shown(office.type("carl", "/checkin acme"))
    office.press("carl", card, "Start check-ins")

    answer = office.press("carl", card, "Start check-ins")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.ALREADY_DONE
    assert len(office.rows(tables.engagement)) == 1


def test_only_who_holds_check_ins_may_begin_them(office: Office) -> None:
    """Finance is told whose it is, and nothing begins."""
    asked = StartCheckIns(actor=slack("fina"), request_key=office.key(), customer="acme")

    answer = office.dispatcher.answer(asked)

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert answer.facts["may"] == "Carl Jensen"
    assert office.rows(tables.engagement) == []


def test_the_form_shows_the_last_three(office: Office) -> None:
    """Four were held: the form of the fifth shows the newest three, with what each brought and who held it."""
    engagement = begun(office)
    for month in range(1, 5):
        office.later(days=30)
        values = {"renewal": "yes", "description": f"Month {month}"} if month % 2 else {"description": f"Month {month}"}
        assert isinstance(office.say("carl", engagement, "happy", **values), Done)

    opened = office.type("carl", "/checkin acme")

    assert isinstance(opened, Opened)
    before = [said(line) for line in opened.form.intro[2:5]]
    assert before == [
        "#: Happy, @ · Month 4",
        "#: Happy, @ · They want to renew · Month 3",
        "#: Happy, @ · Month 2",
    ]


def test_the_form_is_the_check_in(office: Office) -> None:
    """What is sent with it is the outcome: an unhappy customer's check-in leads to the escalation."""
    begun(office)
    opened = office.type("carl", "/checkin acme")
    assert isinstance(opened, Opened)
    assert said(opened.form.intro[2]) == "This is the first check-in."

    answer = office.submit("carl", opened, {"outcome": "not-happy", "issue": "Reports are slow."})

    assert isinstance(answer, Done), answer
    (row,) = office.rows(tables.engagement)
    assert row["step"] == "1.3"
    card = shown(office.type("carl", "/checkin acme"))
    assert {"Resolved", "Not resolved"} <= {button.label for button in card.buttons}


def test_without_a_customer_a_form_asks_for_one(office: Office) -> None:
    """`/checkin` alone asks whose it is, and leads on to that customer's check-in."""
    begun(office)
    opened = office.type("carl", "/checkin")
    assert isinstance(opened, Opened)

    answer = office.submit("carl", opened, {"customer": "acme"})

    assert isinstance(answer, Opened)
    assert answer.form.title == "CS-1: step 1.2"


def test_words_that_mean_nobody_or_several_are_refused(office: Office) -> None:
    """Nothing is guessed: an unknown customer is named back, and several are offered by name."""
    unknown = office.type("carl", "/checkin nobody at all")
    furnish_another(office.database)
    several = office.type("carl", "/checkin birk")

    assert isinstance(unknown, Refused)
    assert (unknown.reason, unknown.facts["customer"]) == (Reason.UNKNOWN_CUSTOMER, "nobody at all")
    assert isinstance(several, Refused)
    assert several.reason is Reason.SEVERAL_CUSTOMERS
    assert several.facts["customers"] == "Birk & Daughters, Birk & Sons"
    assert isinstance(office.type("carl", "/checkin birk & sons"), Shown)


def test_the_list_says_what_is_due(office: Office) -> None:
    """Who has none is told how to begin; what is late says so, has its button, and is in nobody else's list."""
    assert shown(office.type("carl", "/checkin list")).rows == ()
    begun(office)
    office.later(days=20)

    mine = shown(office.type("carl", "/checkin list"))

    (row,) = mine.rows
    assert said(row.text) == "CS-1 Acme Mills"
    assert "overdue since" in said(row.detail)
    assert isinstance(office.press("carl", mine, "Check in"), Opened)
    assert shown(office.type("ada", "/checkin list")).rows == ()
    assert len(shown(office.type("ada", "/checkin list all")).rows) == 1
